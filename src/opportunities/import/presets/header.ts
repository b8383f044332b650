/** The columns of a file, to be asked for by any spelling of their names that differs in case and outer space only. */
export interface Header {
  /** The first of these names that the file has, as the file spells it, without outer space. */
  readonly find: (names: readonly string[]) => string | undefined;
  readonly has: (name: string) => boolean;
  /** Every named column, as the file spells it. */
  readonly columns: readonly string[];
}

/** Of two columns that differ in case only, the first one counts. */
export function readHeader(header: readonly string[]): Header {
  const columns = header.map((name) => name.trim()).filter((name) => name !== "");
  const spellings = new Map<string, string>();
  for (const column of columns) {
    const key = keyOf(column);
    if (!spellings.has(key)) spellings.set(key, column);
  }
  const find = (names: readonly string[]) => names.map((name) => spellings.get(keyOf(name))).find(isThere);
  return { find, has: (name) => spellings.has(keyOf(name)), columns };
}

function keyOf(name: string): string {
  return name.trim().toLowerCase();
}

function isThere(column: string | undefined): column is string {
  return column !== undefined;
}
