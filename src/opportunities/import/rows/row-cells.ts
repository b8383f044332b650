import type { FileRecord } from "../file/file-row.ts";
import type { RowMapping } from "../mapping/bind-mapping.ts";
import { type ImportField, type Issue, TEXT_FIELDS } from "../schema.ts";

/** A day in the company's time zone, and the instant where the cell has a time. */
export interface CellDate {
  readonly day: number | null;
  readonly at: number | null;
}

/** Text fields that are one line of prose. An id is not: two that differ in their white space are two. */
const ONE_LINE: ReadonlySet<keyof typeof TEXT_FIELDS> = new Set(["name", "account", "owner", "next_step"] as const);
const LINE_BREAKS = / *[\t\r\n][\t\r\n ]*/g;

export const NO_DATE: CellDate = { day: null, at: null };

/** The cells of one row, read field by field. What cannot be read is noted as a fault, and null; so a row is read to its end. */
export class RowCells {
  readonly faults: Issue[] = [];
  readonly warnings: Issue[] = [];
  readonly mapping: RowMapping;
  readonly #record: FileRecord;

  constructor(mapping: RowMapping, record: FileRecord) {
    this.mapping = mapping;
    this.#record = record;
  }

  get row(): number {
    return this.#record.row;
  }

  /** What the row says of a field, or else its default. */
  valueOf(field: ImportField): string | null {
    return this.mapping.valueOf(this.#record.cells, field);
  }

  /** What the row itself says of a field. */
  saidOf(field: ImportField): string | null {
    return this.mapping.saidOf(this.#record.cells, field);
  }

  cellOf(column: string): string | null {
    return this.mapping.cellOf(this.#record.cells, column);
  }

  /** Reads a field if there is anything to read. */
  read<Value>(field: ImportField, read: (text: string) => Value | null): Value | null {
    const text = this.valueOf(field);
    return text === null ? null : read(text);
  }

  text(field: keyof typeof TEXT_FIELDS): string | null {
    return this.read(field, (text) => {
      const value = this.#fold(field, text);
      const result = TEXT_FIELDS[field].safeParse(value);
      if (result.success) return value;
      for (const { code, params, message } of result.error.issues as readonly TextIssue[]) {
        const own = typeof params?.["code"] === "string" ? params["code"] : code;
        this.refuse(field, own === "too_big" ? "too_long" : own, `The value ${message}.`);
      }
      return null;
    });
  }

  /** Other systems have several lines where we have one. */
  #fold(field: keyof typeof TEXT_FIELDS, text: string): string {
    const folded = ONE_LINE.has(field) ? text.replaceAll(LINE_BREAKS, " ") : text;
    if (folded !== text) this.warn(field, "line_breaks", "The line breaks and tabs of this text have become spaces.");
    return folded;
  }

  date(field: ImportField): CellDate {
    const column = this.mapping.columnOf(field);
    if (column === null) return NO_DATE;
    const date = this.read(field, (value): CellDate | null => {
      const read = this.mapping.readDate(value, column);
      return "refusal" in read ? this.refuse(field, "bad_date", read.refusal) : read;
    });
    return date ?? NO_DATE;
  }

  refuse(field: ImportField, code: string, detail: string): null {
    return this.refuseColumn(this.mapping.columnOf(field), code, detail);
  }

  /** One column may serve two fields: what is wrong with it is told once. */
  refuseColumn(column: string | null, code: string, detail: string): null {
    const isTold = this.faults.some(
      (fault) => fault.column === column && fault.code === code && fault.detail === detail,
    );
    if (!isTold) this.faults.push({ row: this.row, column, code, detail });
    return null;
  }

  warn(field: ImportField, code: string, detail: string): void {
    this.warnings.push({ row: this.row, column: this.mapping.columnOf(field), code, detail });
  }
}

/** Of zod's issues: what a rule of a text field can say. */
interface TextIssue {
  readonly code: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly message: string;
}
