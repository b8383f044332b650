import { checkColumnCount, checkColumnName, type FileRow, faultyRow, RowCounter, type RowReader } from "./file-row.ts";
import { flattenJsonLine } from "./flatten-json.ts";

/** A line that is longer is a fault. */
const MAX_LINE_CHARACTERS = 1_048_576;

/**
 * Reads NDJSON: a JSON object a line, its members the cells (`flattenJsonLine` has the rule). Columns are found as they appear. Lines
 * without anything are left out, but keep their number. A line that cannot be read is a fault by itself.
 *
 * Throws `invalid_csv` for too many columns or too long a name, and `too_many_rows`.
 */
export class NdjsonRows implements RowReader {
  readonly #rows: RowCounter;
  readonly #indexByName = new Map<string, number>();
  readonly #header: string[] = [];
  #pending = "";
  #isSkipping = false;

  constructor(maxRows: number) {
    this.#rows = new RowCounter(maxRows, 0);
  }

  get header(): readonly string[] {
    return this.#header;
  }

  read(text: string): FileRow[] {
    const rows: FileRow[] = [];
    let start = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
      this.#extend(text.slice(start, end), rows);
      this.#finishLine(rows);
      start = end + 1;
    }
    this.#extend(text.slice(start), rows);
    return rows;
  }

  end(): FileRow[] {
    const rows: FileRow[] = [];
    this.#finishLine(rows);
    return rows;
  }

  #extend(part: string, rows: FileRow[]): void {
    if (this.#isSkipping) return;
    this.#pending += part;
    if (this.#pending.length <= MAX_LINE_CHARACTERS) return;
    const raw = this.#pending.slice(0, MAX_LINE_CHARACTERS);
    this.#isSkipping = true;
    this.#pending = "";
    this.#refuse(this.#rows.next(), `The line is longer than ${MAX_LINE_CHARACTERS} characters.`, raw, rows);
  }

  #finishLine(rows: FileRow[]): void {
    const line = this.#pending.trim();
    this.#pending = "";
    if (this.#isSkipping) {
      this.#isSkipping = false;
      return;
    }
    const row = this.#rows.next();
    if (line === "") return;
    const read = flattenJsonLine(line);
    if ("refusal" in read) this.#refuse(row, read.refusal, line, rows);
    else {
      this.#rows.countData();
      rows.push({ row, cells: this.#toCells(read.members) });
    }
  }

  #toCells(members: ReadonlyMap<string, string>): string[] {
    const indexed = [...members].map(([name, cell]) => [this.#indexOf(name), cell] as const);
    const cells = this.#header.map(() => "");
    for (const [index, cell] of indexed) cells[index] = cell;
    return cells;
  }

  #indexOf(name: string): number {
    const known = this.#indexByName.get(name);
    if (known !== undefined) return known;
    const index = this.#header.length;
    checkColumnCount(index + 1);
    checkColumnName(name, index);
    this.#header.push(name);
    this.#indexByName.set(name, index);
    return index;
  }

  #refuse(row: number, detail: string, raw: string, rows: FileRow[]): void {
    this.#rows.countData();
    rows.push(faultyRow(row, null, "invalid_json", detail, raw));
  }
}
