import { DELIMITERS, type Delimiter } from "../schema.ts";
import { scanRecord } from "./scan-record.ts";

/** How many records are looked at. */
const SNIFFED_RECORDS = 100;

/**
 * The delimiter that a CSV text is written with: the one by which its header has the most of the columns that it should have, then the one
 * by which the most rows have as many fields as the header, then the one that makes the most fields. Of a file with one column: a comma.
 */
export function sniffDelimiter(text: string, columns: readonly string[], isWhole: boolean): Delimiter {
  const wanted = new Set(columns.map((column) => column.trim()));
  const bids = DELIMITERS.map((delimiter) => ({ delimiter, ...tryDelimiter(text, delimiter, wanted, isWhole) }));
  const [best] = bids
    .filter(({ fields }) => fields > 1)
    .sort((a, b) => b.found - a.found || b.agreeing - a.agreeing || b.fields - a.fields);
  return best?.delimiter ?? ",";
}

interface Bid {
  /** Wanted columns in the header. */
  readonly found: number;
  /** The share of rows that have as many fields as the header. */
  readonly agreeing: number;
  readonly fields: number;
}

function tryDelimiter(text: string, delimiter: Delimiter, wanted: ReadonlySet<string>, isEnd: boolean): Bid {
  let header: { cells: readonly string[]; fieldCount: number } | undefined;
  let [rows, agreeing] = [0, 0];
  for (let start = 0; start < text.length && rows < SNIFFED_RECORDS; ) {
    const record = scanRecord(text, start, delimiter, header ? 0 : 1_000, { isEnd });
    if (!record) break;
    start = record.end;
    if ("isBlank" in record && record.fieldCount === 1 && record.isBlank) continue;
    const fieldCount = "fieldCount" in record ? record.fieldCount : 0;
    if (!header) header = { cells: "cells" in record ? record.cells : [], fieldCount };
    else {
      rows += 1;
      if (fieldCount === header.fieldCount) agreeing += 1;
    }
  }
  const found = header?.cells.filter((cell) => wanted.has(cell.trim())).length ?? 0;
  return { found, agreeing: rows === 0 ? 0 : agreeing / rows, fields: header?.fieldCount ?? 0 };
}
