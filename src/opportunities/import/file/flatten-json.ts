/** How deep objects and arrays may lie in one another: what is deeper is no table, and would fill the stack. */
const MAX_DEPTH = 32;

/** Of a text that is JSON: in another one the search could take a time that grows with its square. */
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/g;
/** Names that objects of this language have a use of their own for. */
const RESERVED = new Set(["__proto__", "constructor", "prototype"]);

export type FlatLine =
  | { readonly members: ReadonlyMap<string, string> }
  /** Why the line cannot be read, as a sentence. */
  | { readonly refusal: string };

/**
 * A line of NDJSON as the cells of a row. The members of an object in an object are called by both names, `custom.region`; an array is its
 * JSON, a scalar its text, null the empty text. Refused: what is no JSON object, a name that comes twice (JSON would keep the last one
 * without a word) or is reserved, and a whole number that a double cannot hold, such as a long id that was not put in quotes.
 */
export function flattenJsonLine(line: string): FlatLine {
  const value = parse(line);
  if (!isObject(value)) return { refusal: "The line is not a JSON object." };
  const outline = line.replace(STRING, "");
  if (isTooDeep(outline)) return { refusal: `The line has more than ${MAX_DEPTH} levels.` };
  // Every member has one colon outside of its strings; fewer members than colons means that one name came twice in the same object.
  if (countMembers(value) !== countColons(outline)) return { refusal: "The line names the same member twice." };
  const members = new Map<string, string>();
  const refusal = addMembers(value, "", members);
  return refusal === undefined ? { members } : { refusal };
}

function addMembers(object: object, prefix: string, members: Map<string, string>): string | undefined {
  for (const [key, value] of Object.entries(object) as [string, unknown][]) {
    const name = `${prefix}${key}`.trim();
    if (RESERVED.has(key)) return `A member cannot be called ${key}.`;
    if (isObject(value)) {
      const refusal = addMembers(value, `${name}.`, members);
      if (refusal !== undefined) return refusal;
      continue;
    }
    if (members.has(name)) return `The line names the same member twice: ${JSON.stringify(name.slice(0, 100))}.`;
    if (isInexact(value)) return `The number of ${JSON.stringify(name.slice(0, 100))} is too large. Put it in quotes.`;
    members.set(name, toCell(value));
  }
  return undefined;
}

function toCell(value: unknown): string {
  if (value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isInexact(value: unknown): boolean {
  if (typeof value !== "number") return false;
  return Number.isInteger(value) ? !Number.isSafeInteger(value) : !Number.isFinite(value);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function countMembers(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const children: unknown[] = Object.values(value);
  const own = Array.isArray(value) ? 0 : children.length;
  return children.reduce<number>((sum, child) => sum + countMembers(child), own);
}

function countColons(outline: string): number {
  return outline.split(":").length - 1;
}

function isTooDeep(outline: string): boolean {
  let depth = 0;
  for (const character of outline) {
    if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
