import { DomainError, type Fault } from "../../../errors.ts";
import { MAX_COLUMN_NAME } from "../schema.ts";

/**
 * One data row. `row` is its number as a spreadsheet shows it: the header of a CSV file is row 1, and a field of several lines counts once.
 * A line of NDJSON has its own number. Cells go by the header, which in NDJSON may have grown since: a cell that is not there is empty.
 */
export interface FileRecord {
  readonly row: number;
  readonly cells: readonly string[];
}

/** A row that cannot be read. `columnIndex` (from 0) is where it went wrong, null where that cannot be said. */
export interface FileFault {
  readonly row: number;
  readonly columnIndex: number | null;
  readonly code: "broken_quote" | "wrong_field_count" | "record_too_long" | "invalid_json";
  readonly detail: string;
  /** What stands in the file, its first characters. */
  readonly raw: string;
}

export type FileRow = FileRecord | FileFault;

/** A file's rows, text by text. What one text begins another may end: rows come when they are whole. */
export interface RowReader {
  /** The columns. Empty until the first row is read; that of NDJSON grows. */
  readonly header: readonly string[];
  /** Reads on. Throws `invalid_csv` and `too_many_rows`. */
  read(text: string): FileRow[];
  /** The rows that the file's end completes. */
  end(): FileRow[];
}

/** More than any export has; a first row of nothing but delimiters would fill the memory. */
export const MAX_COLUMNS = 1_000;

/** How much of a row that cannot be read is kept to show it. */
const MAX_RAW = 4_000;

/** How many rows there may be for each data row that is allowed: a file of nothing but line ends is not read to its end. */
const BLANK_ALLOWANCE = 10;

export function isFault(row: FileRow): row is FileFault {
  return "code" in row;
}

export function faultyRow(
  row: number,
  columnIndex: number | null,
  code: FileFault["code"],
  detail: string,
  raw: string,
): FileFault {
  return { row, columnIndex, code, detail, raw: raw.slice(0, MAX_RAW) };
}

/** Numbers the rows of a file, and refuses what is too much: `too_many_rows`. */
export class RowCounter {
  readonly #maxRows: number;
  #row: number;
  #dataRows = 0;

  /** `before`: the number of the row before the first. */
  constructor(maxRows: number, before: number) {
    this.#maxRows = maxRows;
    this.#row = before;
  }

  /** The number of the row that comes next, blank or not. */
  next(): number {
    this.#row += 1;
    if (this.#row > this.#maxRows * BLANK_ALLOWANCE) this.#refuse();
    return this.#row;
  }

  /** The row that came last is not blank. */
  countData(): void {
    this.#dataRows += 1;
    if (this.#dataRows > this.#maxRows) this.#refuse();
  }

  #refuse(): never {
    throw new DomainError("too_many_rows", `The file has more than ${this.#maxRows} rows. Send it in parts.`, {
      extensions: { max_rows: this.#maxRows },
    });
  }
}

export function checkColumnCount(count: number): void {
  if (count > MAX_COLUMNS) {
    throw invalidFile("too_many_columns", `The file has ${count} columns; at most ${MAX_COLUMNS} are read.`);
  }
}

/** `index` from 0. */
export function checkColumnName(name: string, index: number): void {
  if (name.length > MAX_COLUMN_NAME) {
    const detail = `The name of column ${index + 1} is longer than ${MAX_COLUMN_NAME} characters.`;
    throw invalidFile("column_name_too_long", detail);
  }
}

/** A file that cannot be read at all. */
export function invalidFile(code: string, detail: string): DomainError {
  const fault: Fault = { pointer: "/file", code, detail };
  return new DomainError("invalid_csv", detail, { faults: [fault] });
}
