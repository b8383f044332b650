import { type FileRow, isFault } from "../file/file-row.ts";
import type { RejectsRow } from "../import-store.ts";
import type { Issue } from "../schema.ts";

/** A row that failed, as it stood in the file, with all that is wrong with it. Of one that could not be read, its text is its last cell. */
export type Reject = readonly [row: number, cells: readonly string[], faults: readonly RejectFault[]];

export type RejectFault = readonly [column: string | null, code: string, detail: string];

/** A pack is one row of the database, and the part of a report that is held at a time. */
const PACK_BYTES = 500_000;
/** Of one row: a text that nobody reads to its end is not worth the room. */
const MAX_FAULTS = 50;

/** The rows that failed, packed. `textColumn`: where the text of one goes that could not be read. */
export function packRejects(
  failures: readonly (readonly Issue[])[],
  rows: readonly FileRow[],
  textColumn: number,
): RejectsRow[] {
  const before = Array.from({ length: textColumn }, () => "");
  const rowByNumber = new Map(rows.map((row) => [row.row, row]));
  const rejects = failures.flatMap((faults): Reject[] => {
    const row = rowByNumber.get(faults[0]?.row ?? -1);
    if (!row) return [];
    const cells = isFault(row) ? [...before, row.raw.trimEnd()] : row.cells;
    return [[row.row, cells, faults.slice(0, MAX_FAULTS).map(toFault)]];
  });
  return packed(rejects.toSorted(([first], [second]) => first - second));
}

function toFault({ column, code, detail }: Issue): RejectFault {
  return [column, code, detail];
}

function packed(rejects: readonly Reject[]): RejectsRow[] {
  const packs: { first_row: number; json: string[]; bytes: number }[] = [];
  for (const reject of rejects) {
    const json = JSON.stringify(reject);
    const bytes = encoder.encode(json).length;
    const last = packs.at(-1);
    if (last && last.bytes + bytes <= PACK_BYTES) {
      last.json.push(json);
      last.bytes += bytes;
    } else packs.push({ first_row: reject[0], json: [json], bytes });
  }
  return packs.map(({ first_row, json }) => ({ first_row, rejects: `[${json.join(",")}]` }));
}

const encoder = new TextEncoder();
