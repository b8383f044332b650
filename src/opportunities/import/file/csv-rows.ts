import type { Delimiter } from "../schema.ts";
import {
  checkColumnCount,
  checkColumnName,
  type FileRow,
  faultyRow,
  invalidFile,
  MAX_COLUMNS,
  RowCounter,
  type RowReader,
} from "./file-row.ts";
import { type BrokenRecord, endOfLine, type ScannedRecord, scanRecord } from "./scan-record.ts";

/** A record that is longer is a fault, and what follows is read from the next line end on. */
export const MAX_RECORD_CHARACTERS = 1_048_576;

const HEADER_ROW = 1;

/**
 * Reads a CSV file (RFC 4180, any line ends) whose first row names its columns. Rows without any value are left out, but keep their
 * number. A well-formed quoted field is one field whatever is in it. A broken quote spoils the row up to the end of the quote's own line:
 * that is reported, and reading goes on with the next line (`scanRecord` has the rule and its limits).
 *
 * How the text comes in parts makes no difference to what is read, only to when. A text that ends within a record is not looked at again
 * before it has doubled: so the whole costs a time that grows with the file only, however small its parts.
 *
 * Throws `invalid_csv` when there is no readable header, and `too_many_rows` beyond `maxRows` data rows.
 */
export class CsvRows implements RowReader {
  readonly #delimiter: Delimiter;
  readonly #rows: RowCounter;
  #header: readonly string[] = [];
  #hasHeader = false;
  #pending = "";
  /** How long the text has to be for another look. */
  #lookAt = 0;
  /** Where a record is too long, the rest of its line is dropped. */
  #isSkipping = false;

  constructor(delimiter: Delimiter, maxRows: number) {
    this.#delimiter = delimiter;
    this.#rows = new RowCounter(maxRows, HEADER_ROW);
  }

  get header(): readonly string[] {
    return this.#header;
  }

  read(text: string): FileRow[] {
    this.#pending += text;
    return this.#pending.length >= this.#lookAt ? this.#readPending(false) : [];
  }

  end(): FileRow[] {
    const rows = this.#readPending(true);
    if (!this.#hasHeader) throw headerMissing();
    return rows;
  }

  #readPending(isEnd: boolean): FileRow[] {
    const text = this.#pending;
    const rows: FileRow[] = [];
    let start = this.#isSkipping ? this.#skipLine(text, 0, isEnd) : 0;
    while (start < text.length) {
      const limit = Math.min(text.length, start + MAX_RECORD_CHARACTERS + 1);
      const isFileEnd = isEnd && limit === text.length;
      const maxCells = this.#hasHeader ? this.#header.length : MAX_COLUMNS;
      const scanned = scanRecord(text, start, this.#delimiter, maxCells, { limit, isEnd: isFileEnd });
      if (scanned) {
        this.#take(text, start, scanned, rows);
        start = scanned.end;
      } else if (limit - start > MAX_RECORD_CHARACTERS) {
        this.#takeTooLong(text, start, rows);
        start = this.#skipLine(text, start + MAX_RECORD_CHARACTERS, isEnd);
      } else break;
    }
    this.#pending = text.slice(start);
    this.#lookAt = 2 * this.#pending.length;
    return rows;
  }

  /** Where the next line begins, or the end of the text: then the line goes on. */
  #skipLine(text: string, from: number, isEnd: boolean): number {
    const end = endOfLine(text, from);
    const isWhole = end < text.length || text[end - 1] === "\n" || isEnd;
    this.#isSkipping = !isWhole;
    // A carriage return at the end of the text may be half of a line end.
    return !isWhole && text.endsWith("\r") ? text.length - 1 : end;
  }

  #take(text: string, start: number, scanned: ScannedRecord | BrokenRecord, rows: FileRow[]): void {
    if (!this.#hasHeader) {
      this.#header = readHeader(scanned);
      this.#hasHeader = true;
      return;
    }
    const row = this.#rows.next();
    if ("brokenColumn" in scanned) {
      this.#rows.countData();
      const detail =
        'A quote is not closed, or stands inside a field. Inside a quoted field a quote is written twice: "".';
      rows.push(faultyRow(row, scanned.brokenColumn, "broken_quote", detail, text.slice(start, scanned.end)));
      return;
    }
    const { cells, fieldCount, isBlank, end } = scanned;
    if (isBlank) return;
    this.#rows.countData();
    if (fieldCount === this.#header.length) rows.push({ row, cells });
    else rows.push(this.#ofOtherLength(row, fieldCount, text.slice(start, end)));
  }

  #ofOtherLength(row: number, fieldCount: number, raw: string): FileRow {
    const columnIndex = fieldCount < this.#header.length ? fieldCount : null;
    const hasSeveralLines = endOfLine(raw, 0) < raw.length;
    const hint = hasSeveralLines ? " A quoted field of it goes on over several lines; is a quote missing?" : "";
    const detail = `The row has ${fieldCount} fields, the header has ${this.#header.length}.${hint}`;
    return faultyRow(row, columnIndex, "wrong_field_count", detail, raw);
  }

  #takeTooLong(text: string, start: number, rows: FileRow[]): void {
    if (!this.#hasHeader) throw headerMissing();
    const row = this.#rows.next();
    this.#rows.countData();
    const detail = `The row is longer than ${MAX_RECORD_CHARACTERS} characters.`;
    rows.push(faultyRow(row, null, "record_too_long", detail, text.slice(start, start + MAX_RECORD_CHARACTERS)));
  }
}

function readHeader(first: ScannedRecord | BrokenRecord): readonly string[] {
  if ("brokenColumn" in first || first.isBlank) throw headerMissing();
  checkColumnCount(first.fieldCount);
  const header = first.cells.map((cell) => cell.trim());
  header.forEach(checkColumnName);
  return header;
}

function headerMissing() {
  return invalidFile("header_missing", "The first row must name the columns.");
}
