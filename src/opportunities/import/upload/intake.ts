import { jsonBytes } from "../../../db/packs.ts";
import { ImportFileReader } from "../file/file-reader.ts";
import { type FileRow, faultyRow, isFault } from "../file/file-row.ts";
import type { Dialect, DialectHints } from "../file/sniff-dialect.ts";
import { stageRow } from "./staged-row.ts";

/** What one file may bring. */
export const MAX_ROWS = 100_000;

/** How large a file may be that is brought in while its request waits; of a larger one the rows are put aside for a job. */
export const MOST_ROWS_AT_ONCE = 10_000;
export const MOST_BYTES_AT_ONCE = 10 * 1_048_576;

/** Rows of one part, and of one commit: a second of the database's time at most. */
export const PART_ROWS = 3_000;
/** What is known of the ids of a part is kept beside it, and a row of the database has 2 MB at most. */
const PART_BYTES = 900_000;

/** Of a file that is put aside, on which the formats of its columns are decided. */
const SAMPLE_ROWS = 5_000;

/** Puts a part of a file aside: a JSON array of staged rows. */
export type PutAside = (part: number, records: string) => Promise<void>;

/** A file that has been read to its end. */
export interface TakenFile {
  readonly header: readonly string[];
  readonly dialect: Dialect;
  /** Data rows, those that could not be read included. */
  readonly rowCount: number;
  /** All rows; of a file that was put aside the first ones. */
  readonly rows: readonly FileRow[];
  /** How many parts were put aside; 0: `rows` are all there is. */
  readonly parts: number;
}

/**
 * Takes a file in as it comes. While it is small its rows are held; as soon as it is not, they go out in parts, and what is held is the part
 * that fills up and a sample: so a file of any size needs the same memory. Throws as `ImportFileReader`.
 */
export class FileIntake {
  readonly #reader: ImportFileReader;
  readonly #putAside: PutAside;
  #held: FileRow[] = [];
  #part: string[] = [];
  #partBytes = 0;
  #parts = 0;
  #isPutAside = false;
  #bytes = 0;
  #rowCount = 0;

  constructor(hints: DialectHints, putAside: PutAside) {
    this.#reader = new ImportFileReader(hints, MAX_ROWS);
    this.#putAside = putAside;
  }

  async push(bytes: Uint8Array): Promise<void> {
    this.#bytes += bytes.length;
    await this.#take(this.#reader.push(bytes));
  }

  /** `forJob`: puts the rows of a small file aside as well. */
  async finish(forJob: boolean): Promise<TakenFile> {
    await this.#take(this.#reader.finish());
    if (forJob && !this.#isPutAside) await this.#beginToPutAside();
    if (this.#isPutAside) await this.#flush();
    const { dialect, header } = this.#reader;
    if (!dialect) throw new Error("a file that was read to its end has a dialect");
    return { header, dialect, rowCount: this.#rowCount, rows: this.#held, parts: this.#parts };
  }

  async #take(read: readonly FileRow[]): Promise<void> {
    const rows = read.map(fitting);
    this.#rowCount += rows.length;
    if (this.#isPutAside) return this.#stage(rows);
    for (const row of rows) this.#held.push(row);
    if (this.#held.length > MOST_ROWS_AT_ONCE || this.#bytes > MOST_BYTES_AT_ONCE) await this.#beginToPutAside();
  }

  async #beginToPutAside(): Promise<void> {
    this.#isPutAside = true;
    const rows = this.#held;
    this.#held = rows.slice(0, SAMPLE_ROWS);
    await this.#stage(rows);
  }

  async #stage(rows: readonly FileRow[]): Promise<void> {
    for (const row of rows) {
      const json = JSON.stringify(stageRow(row));
      const bytes = encoder.encode(json).length + 1;
      if (this.#partBytes + bytes > PART_BYTES || this.#part.length === PART_ROWS) await this.#flush();
      this.#part.push(json);
      this.#partBytes += bytes;
    }
  }

  async #flush(): Promise<void> {
    if (this.#part.length === 0 && this.#parts > 0) return;
    const records = `[${this.#part.join(",")}]`;
    this.#part = [];
    this.#partBytes = 0;
    await this.#putAside(this.#parts, records);
    this.#parts += 1;
  }
}

const encoder = new TextEncoder();

/** What a character takes in JSON at most. */
const ESCAPED_BYTES = 6;

/** Escaped, a row may be larger than any row that there is room for, here and in the error report. */
function fitting(row: FileRow): FileRow {
  const length = isFault(row) ? row.raw.length : row.cells.reduce((sum, cell) => sum + cell.length + 1, 0);
  if (length * ESCAPED_BYTES <= PART_BYTES / 2 || jsonBytes(stageRow(row)) <= PART_BYTES) return row;
  return faultyRow(row.row, null, "record_too_long", "The row is too long.", "");
}
