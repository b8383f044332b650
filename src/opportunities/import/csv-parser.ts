import { CsvError, parse } from "csv-parse/browser/esm/sync";
import type { Delimiter } from "./schema.ts";

export interface QuoteError {
  /** The column (from 0) in which the quotes went wrong. */
  readonly columnIndex: number | null;
}

/** Reads complete records by RFC 4180, dropping blanks around fields. Answers the error when a quote is broken in any of them. */
export function parseRecords(text: string, delimiter: Delimiter): string[][] | QuoteError {
  try {
    return parse(text, { delimiter, record_delimiter: ["\r\n", "\n", "\r"], relax_column_count: true, trim: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const column = error["column"];
    return { columnIndex: typeof column === "number" ? column : null };
  }
}

/** As `parseRecords` for a text that should be exactly one record; undefined when it is not. */
export function parseRecord(text: string, delimiter: Delimiter): string[] | undefined {
  const records = parseRecords(text, delimiter);
  return Array.isArray(records) && records.length === 1 ? records[0] : undefined;
}
