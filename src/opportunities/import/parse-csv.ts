import { DomainError, type Fault } from "../../errors.ts";
import { parseRecord, parseRecords } from "./csv-parser.ts";
import { lineAt } from "./lines.ts";
import type { Delimiter } from "./schema.ts";

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

/** Lines that are records by themselves are parsed together, up to so many characters. */
const BATCH_CHARACTERS = 100_000;

/** A record of several lines is at most this long; a quote that is open for longer was never meant to be closed. */
const LONGEST_RECORD = 100_000;

/** How many rows there may be for each data row that is allowed: a file of nothing but line ends is not read to its end. */
const BLANK_ALLOWANCE = 10;

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
 * number. A broken quote spoils its own line only: that line is reported, and reading goes on with the next.
 *
 * Throws `invalid_csv` when there is no readable header, and `too_many_rows` beyond `maxRows` data rows.
 */
export function parseCsv(text: string, delimiter: Delimiter, maxRows: number): CsvTable {
  const reader = new Reader(text, delimiter, maxRows);
  reader.readHeader();
  while (!reader.isAtEnd) reader.readMore();
  return reader;
}

class Reader implements CsvTable {
  header: readonly string[] = [];
  readonly records: CsvRecord[] = [];
  readonly faults: CsvFault[] = [];
  readonly #text: string;
  readonly #delimiter: Delimiter;
  readonly #maxRows: number;
  #position = 0;
  #row = 1;

  constructor(text: string, delimiter: Delimiter, maxRows: number) {
    this.#text = text;
    this.#delimiter = delimiter;
    this.#maxRows = maxRows;
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#text.length;
  }

  readHeader(): void {
    const { end, isPaired } = lineAt(this.#text, 0);
    const source = this.#text.slice(0, isPaired ? end : this.#endOfQuotedField(end));
    const cells = parseRecord(source, this.#delimiter);
    if (!cells || isBlank(cells)) {
      throw invalidCsv({ pointer: "/file", code: "header_missing", detail: "The first row must name the columns." });
    }
    this.header = cells.map((cell) => cell.trim());
    this.#position = source.length;
  }

  /** Reads the next lines that are records by themselves, or the next one that is not. */
  readMore(): void {
    let end = this.#position;
    let count = 0;
    while (end < this.#text.length && end - this.#position < BATCH_CHARACTERS) {
      const line = lineAt(this.#text, end);
      if (!line.isPaired) break;
      end = line.end;
      count += 1;
    }
    if (count === 0) this.#readUnpaired();
    else this.#readPaired(end, count);
  }

  /** Lines with their quotes in pairs. Where none is broken, each is one record. */
  #readPaired(end: number, count: number): void {
    const records = parseRecords(this.#text.slice(this.#position, end), this.#delimiter);
    if (Array.isArray(records) && records.length === count) {
      for (const cells of records) this.#take(cells);
      this.#position = end;
      return;
    }
    while (this.#position < end) {
      const line = this.#text.slice(this.#position, lineAt(this.#text, this.#position).end);
      const cells = parseRecord(line, this.#delimiter);
      if (cells) this.#take(cells);
      else this.#takeBroken(line);
      this.#position += line.length;
    }
  }

  /**
   * A line with an odd quote ends inside a quoted field, and that field can only end on the next line with an odd quote: up to there it is
   * a record of several lines, or this line's quote is broken. Lines between two odd ones are never searched for an end again, so a file
   * full of broken quotes is read in a time that grows with its length only.
   */
  #readUnpaired(): void {
    const { end } = lineAt(this.#text, this.#position);
    const source = this.#text.slice(this.#position, this.#endOfQuotedField(end));
    const cells = source.length > LONGEST_RECORD ? undefined : parseRecord(source, this.#delimiter);
    if (cells && cells.length === this.header.length && !this.#holdsRecords(source)) {
      this.#take(cells);
      this.#position += source.length;
    } else {
      this.#takeBroken(this.#text.slice(this.#position, end));
      this.#position = end;
    }
  }

  #endOfQuotedField(from: number): number {
    for (let start = from; start < this.#text.length; ) {
      const { end, isPaired } = lineAt(this.#text, start);
      if (!isPaired || end - this.#position > LONGEST_RECORD) return end;
      start = end;
    }
    return this.#text.length;
  }

  /** Two broken quotes far apart look like one long field. Lines between them that are whole rows of the file give it away. */
  #holdsRecords(source: string): boolean {
    for (let start = lineAt(source, 0).end; start < source.length; ) {
      const { end } = lineAt(source, start);
      if (end === source.length) return false; // the line on which the field ends
      const cells = parseRecord(source.slice(start, end), this.#delimiter);
      if (cells && cells.length > 1 && cells.length === this.header.length) return true;
      start = end;
    }
    return false;
  }

  #take(cells: readonly string[]): void {
    const row = this.#nextRow();
    if (isBlank(cells)) return;
    this.#checkRows();
    if (cells.length === this.header.length) {
      this.records.push({ row, cells });
      return;
    }
    const columnIndex = cells.length < this.header.length ? cells.length : null;
    const detail = `The row has ${cells.length} fields, the header has ${this.header.length}.`;
    this.faults.push({ row, columnIndex, code: "wrong_field_count", detail });
  }

  #takeBroken(line: string): void {
    const row = this.#nextRow();
    this.#checkRows();
    const result = parseRecords(line, this.#delimiter);
    const columnIndex = Array.isArray(result) ? null : result.columnIndex;
    const detail =
      'A quote is not closed, or stands inside a field. Inside a quoted field a quote is written twice: "".';
    this.faults.push({ row, columnIndex, code: "broken_quote", detail });
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

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === "");
}

function invalidCsv(fault: Fault): DomainError {
  return new DomainError("invalid_csv", fault.detail, { faults: [fault] });
}
