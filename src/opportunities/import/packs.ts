/** D1 takes a parameter of 2 MB at most; the rest is left for brackets and commas. */
const PACK_BYTES = 1_800_000;

/** Splits rows into as few lists as possible that each fit into one JSON parameter. */
export function packsOf<Row>(rows: readonly Row[]): Row[][] {
  const encoder = new TextEncoder();
  const packs: Row[][] = [];
  let pack: Row[] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = encoder.encode(JSON.stringify(row)).length + 1;
    if (pack.length > 0 && bytes + size > PACK_BYTES) {
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
