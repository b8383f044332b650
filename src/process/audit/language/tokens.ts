/**
 * A name as words. Rules look at what is said and not at how it is typed: case, typographic apostrophes, Unicode forms and the ways to write
 * e-mail are levelled. A clause is what stands between punctuation: the verb of one does not take the subject of another.
 */
export type Clause = readonly string[];

const ABBREVIATION = /\b(min|max|approx|incl|excl|väh|n|esim|no|nro|ca|tj)\.(?=\s)/gu;
const CLAUSE_BREAK = /[,;:!?()[\]{}|•\n–—"“”„«»→]|\.(?=\s|$)|\s-+\s/u;
const WORD = /\p{L}[\p{L}\p{M}]*(?:'\p{L}+)?|\d+(?:[.,]\d+)*(?:st|nd|rd|th)?\b|\d+|'s\b/gu;

/** The clauses of a name, none of them empty. */
export function clausesOf(name: string): readonly Clause[] {
  return level(name)
    .split(CLAUSE_BREAK)
    .map((part) => wordsOf(part))
    .filter((clause) => clause.length > 0);
}

/** The whole name as one list of words. */
export function allWords(name: string): Clause {
  return clausesOf(name).flat();
}

function level(name: string): string {
  return name
    .normalize("NFC")
    .toLowerCase()
    .replace(/[’‘ʼ´`]/gu, "'")
    .replace(/[‐‑‒−]/gu, "-")
    .replace(ABBREVIATION, "$1")
    .replace(/\bw\/o\b/gu, "without")
    .replace(/\bw\//gu, "with ")
    .replace(/\be[- ]?(mail|post)/gu, "e$1")
    .replace(/\bs-posti/gu, "sähköposti")
    .replace(/\bvoice[- ]mail/gu, "voicemail")
    .replace(/\bfollow(ed)?[- ]ups?\b/gu, (_whole, past) => (past ? "followed up" : "followup"))
    .replace(/\b(phone|telephone)[- ]call/gu, "phonecall")
    .replace(/\bdecision[- ]maker/gu, "decisionmaker")
    .replace(/\bcold[- ]call/gu, "coldcall")
    .replace(/(\d)\s*\+/gu, "$1 over ")
    .replace(/[>≥]=?/gu, " over ")
    .replace(/[<≤]=?/gu, " under ")
    .replace(/&/gu, " and ")
    .replace(/×/gu, " x ")
    .replace(/(\d)(?!(?:st|nd|rd|th)\b)(\p{L})/gu, "$1 $2");
}

function wordsOf(part: string): string[] {
  return (part.match(WORD) ?? []).flatMap((word) =>
    word.endsWith("'s") && word !== "'s" ? [word.slice(0, -2), "'s"] : [word],
  );
}

/** The word at a place of a clause; empty before its beginning and after its end. */
export function at(clause: Clause, index: number): string {
  return clause[index] ?? "";
}

/** Words separated by blanks, as a set. */
export function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/u));
}

/** Without diacritics: ä → a, é → e. */
export function withoutDiacritics(word: string): string {
  return word.normalize("NFD").replace(/\p{M}/gu, "");
}

/** What a text is looked through with. */
export interface WordPattern {
  readonly test: (text: string) => boolean;
  /** Where it first matches; the length of the text where it does not. */
  readonly indexIn: (text: string) => number;
}

/**
 * A pattern in which `\\b` is the edge of a word in any alphabet. JavaScript's own takes ä and ö for no letters, with the flag `u` too. It is
 * compiled when it is first used, which keeps the start of an isolate short: few of them ever read a process.
 */
export function wordPattern({ source }: RegExp): WordPattern {
  let compiled: RegExp | undefined;
  const pattern = () => {
    compiled ??= new RegExp(source.replaceAll("\\b", EDGE), "u");
    return compiled;
  };
  return {
    test: (text) => pattern().test(text),
    indexIn: (text) => pattern().exec(text)?.index ?? text.length,
  };
}

const EDGE = "(?:(?<![\\p{L}\\d])(?=[\\p{L}\\d])|(?<=[\\p{L}\\d])(?![\\p{L}\\d]))";
