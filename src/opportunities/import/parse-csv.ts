import { DomainError, type Fault } from "../../errors.ts";
import { endOfLine, scanRecord } from "./scan-record.ts";
import { type Delimiter, MAX_COLUMN_NAME } from "./schema.ts";

/** One data row. `row` is its number as a spreadsheet shows it: the header is row 1, and a field of several lines counts once. */
export interface CsvRecord {
  readonly row: number;
  readonly cells: readonly string[];
}

/** A row that cannot be read. `columnIndex` (from 0) is where it went wrong, null where that cannot be said. */
export interface CsvFault {
  readonly row: number;
  readonly columnIndex: number | null;
  readonly code: "broken_quote" | "wrong_field_count";
  readonly detail: string;
}

export interface CsvTable {
  readonly header: readonly string[];
  readonly records: readonly CsvRecord[];
  readonly faults: readonly CsvFault[];
}

/** How many rows there may be for each data row that is allowed: a file of nothing but line ends is not read to its end. */
const BLANK_ALLOWANCE = 10;

/** More than any export has; a first row of nothing but delimiters would fill the memory. */
const MAX_COLUMNS = 1_000;

/** Decodes a file and drops its byte order mark. Throws `invalid_csv` for what is not UTF-8. */
export function decodeUtf8(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw invalidCsv({ pointer: "/file", code: "invalid_utf8", detail: "The file is not UTF-8. Save it as UTF-8." });
  }
}

/**
 * Reads a CSV file (RFC 4180, any line ends) whose first row names its columns. Rows without any value are left out, but keep their
 * number. A well-formed quoted field is one field whatever is in it. A broken quote spoils the row up to the end of the quote's own line:
 * that is reported, and reading goes on with the next line (`scanRecord` has the rule and its limits).
 *
 * Throws `invalid_csv` when there is no readable header, and `too_many_rows` beyond `maxRows` data rows.
 */
export function parseCsv(text: string, delimiter: Delimiter, maxRows: number): CsvTable {
  const { header, end } = readHeader(text, delimiter);
  const table = new TableReader(text, delimiter, header, maxRows);
  for (let position = end; position < text.length; ) position = table.readRow(position);
  return table;
}

function readHeader(text: string, delimiter: Delimiter): { header: readonly string[]; end: number } {
  const first = scanRecord(text, 0, delimiter, MAX_COLUMNS);
  if ("brokenColumn" in first || first.isBlank) {
    throw invalidCsv({ pointer: "/file", code: "header_missing", detail: "The first row must name the columns." });
  }
  if (first.fieldCount > MAX_COLUMNS) {
    const detail = `The file has ${first.fieldCount} columns; at most ${MAX_COLUMNS} are read.`;
    throw invalidCsv({ pointer: "/file", code: "too_many_columns", detail });
  }
  const header = first.cells.map((cell) => cell.trim());
  const tooLong = header.findIndex((name) => name.length > MAX_COLUMN_NAME);
  if (tooLong !== -1) {
    const detail = `The name of column ${tooLong + 1} is longer than ${MAX_COLUMN_NAME} characters.`;
    throw invalidCsv({ pointer: "/file", code: "column_name_too_long", detail });
  }
  return { header, end: first.end };
}

class TableReader implements CsvTable {
  readonly header: readonly string[];
  readonly records: CsvRecord[] = [];
  readonly faults: CsvFault[] = [];
  readonly #text: string;
  readonly #delimiter: Delimiter;
  readonly #maxRows: number;
  #row = 1;

  constructor(text: string, delimiter: Delimiter, header: readonly string[], maxRows: number) {
    this.#text = text;
    this.#delimiter = delimiter;
    this.header = header;
    this.#maxRows = maxRows;
  }

  /** Reads the row that starts at a position; answers where the next one does. */
  readRow(start: number): number {
    const scanned = scanRecord(this.#text, start, this.#delimiter, this.header.length);
    const row = this.#nextRow();
    if ("brokenColumn" in scanned) {
      this.#checkRows();
      const detail =
        'A quote is not closed, or stands inside a field. Inside a quoted field a quote is written twice: "".';
      this.faults.push({ row, columnIndex: scanned.brokenColumn, code: "broken_quote", detail });
      return scanned.end;
    }
    const { cells, fieldCount, isBlank, end } = scanned;
    if (isBlank) return end;
    this.#checkRows();
    if (fieldCount === this.header.length) this.records.push({ row, cells });
    else this.#takeOfOtherLength(row, fieldCount, endOfLine(this.#text, start) < end);
    return end;
  }

  #takeOfOtherLength(row: number, fieldCount: number, hasSeveralLines: boolean): void {
    const columnIndex = fieldCount < this.header.length ? fieldCount : null;
    const hint = hasSeveralLines ? " A quoted field of it goes on over several lines; is a quote missing?" : "";
    const detail = `The row has ${fieldCount} fields, the header has ${this.header.length}.${hint}`;
    this.faults.push({ row, columnIndex, code: "wrong_field_count", detail });
  }

  #nextRow(): number {
    this.#row += 1;
    if (this.#row > this.#maxRows * BLANK_ALLOWANCE) this.#refuseRows();
    return this.#row;
  }

  #checkRows(): void {
    if (this.records.length + this.faults.length >= this.#maxRows) this.#refuseRows();
  }

  #refuseRows(): never {
    throw new DomainError("too_many_rows", `The file has more than ${this.#maxRows} rows. Send it in parts.`, {
      extensions: { max_rows: this.#maxRows },
    });
  }
}

function invalidCsv(fault: Fault): DomainError {
  return new DomainError("invalid_csv", fault.detail, { faults: [fault] });
}
