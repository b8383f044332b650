/** D1 takes a parameter of 2 MB at most; the rest is left for brackets and commas. */
const PACK_BYTES = 1_800_000;

/** Splits rows into as few lists as possible that each fit into one JSON parameter, or into `most` bytes. */
export function packsOf<Row>(rows: readonly Row[], most = PACK_BYTES): Row[][] {
  const packs: Row[][] = [];
  let pack: Row[] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = jsonBytes(row) + 1;
    if (pack.length > 0 && bytes + size > most) {
      packs.push(pack);
      pack = [];
      bytes = 0;
    }
    pack.push(row);
    bytes += size;
  }
  if (pack.length > 0) packs.push(pack);
  return packs;
}

const encoder = new TextEncoder();

/** How long a value is as JSON in UTF-8. */
export function jsonBytes(value: unknown): number {
  return encoder.encode(JSON.stringify(value)).length;
}
