import { foldWords } from "../../../values/fold.ts";

/** The stages that a word can mean: those of a compiled process. */
export interface NamedStages {
  readonly stages: readonly { readonly key: string; readonly name: string }[];
}

/** How the systems call the outcomes, squeezed. */
const OUTCOMES: ReadonlyMap<string, "won" | "lost"> = new Map([
  ["won", "won"],
  ["closedwon", "won"],
  ["voitettu", "won"],
  ["suljettuvoitettu", "won"],
  ["lost", "lost"],
  ["closedlost", "lost"],
  ["havitty", "lost"],
  ["suljettuhavitty", "lost"],
]);

/**
 * Reads a word for a stage: a stage's very key, the outcomes by their usual names, otherwise the stage whose key or else whose name it is,
 * without regard to case, diacritics, spaces and punctuation. What two stages share means neither. Nothing is guessed from the order of the
 * stages or from likeness: undefined for every other word.
 */
export function stageWordReader({ stages }: NamedStages): (word: string) => string | undefined {
  const keys = new Set(stages.map(({ key }) => key));
  const byKey = uniqueKeys(stages, ({ key }) => key);
  const byName = uniqueKeys(stages, ({ name }) => name);
  return (word) => {
    if (keys.has(word.trim())) return word.trim();
    const squeezed = squeeze(word);
    return OUTCOMES.get(squeezed) ?? byKey.get(squeezed) ?? byName.get(squeezed);
  };
}

/** Reads a word for what has become of a deal; undefined for one that is no such word, such as `Deleted`. */
export function readStatusWord(word: string): "open" | "won" | "lost" | undefined {
  const squeezed = squeeze(word);
  return squeezed === "open" || squeezed === "avoin" ? "open" : OUTCOMES.get(squeezed);
}

/** `Closed - Won` → `closedwon`; the empty text for a word without letters and digits. */
export function squeeze(text: string): string {
  return foldWords(text).replaceAll(" ", "");
}

type Stage = NamedStages["stages"][number];

/** The stage keys by a squeezed word of each stage, where the word is of one stage only. */
function uniqueKeys(stages: readonly Stage[], wordOf: (stage: Stage) => string): ReadonlyMap<string, string> {
  const stagesByWord = Map.groupBy(stages, (stage) => squeeze(wordOf(stage)));
  const unique = new Map<string, string>();
  for (const [word, [stage, ...others]] of stagesByWord) {
    if (word !== "" && stage !== undefined && others.length === 0) unique.set(word, stage.key);
  }
  return unique;
}
