import { csvLine, guardCell } from "../../csv-cell.ts";
import type { Delimiter } from "../schema.ts";
import type { Reject } from "./rejects.ts";

/** What the report says beside a row's own cells. No field is called so, and an import leaves these columns out. */
const REPORT_COLUMNS = ["error_row", "error_codes", "error_details"] as const;

/** How a report is laid out: like the file, so that it can be sent again with the same mapping. */
export interface ReportLayout {
  readonly header: readonly string[];
  readonly delimiter: Delimiter;
}

/**
 * The rows that failed as CSV: every cell as it stood in the file, in the file's own columns, then what is wrong. Cells that a spreadsheet
 * would take for a formula are guarded; an import takes the guard off. The columns of an earlier report are replaced.
 */
export class ErrorReport {
  readonly #layout: ReportLayout;
  /** Of the file's columns, those that are its own. */
  readonly #own: readonly number[];

  constructor(layout: ReportLayout) {
    this.#layout = layout;
    this.#own = [...layout.header.keys()].filter((index) => !isReportColumn(layout.header[index] ?? ""));
  }

  head(): string {
    return this.#line(this.#layout.header, REPORT_COLUMNS);
  }

  lines(rejects: readonly Reject[]): string {
    return rejects.map((reject) => this.#lineOf(reject)).join("");
  }

  #lineOf([row, cells, faults]: Reject): string {
    const codes = [...new Set(faults.map(([, code]) => code))].join(" ");
    const details = faults.map(([column, , detail]) => (column === null ? detail : `${column}: ${detail}`));
    return this.#line(cells, [String(row), codes, details.join(" ")]);
  }

  #line(cells: readonly string[], more: readonly string[]): string {
    const all = [...this.#own.map((index) => cells[index] ?? ""), ...more];
    return csvLine(all.map(guardCell), this.#layout.delimiter);
  }
}

export function isReportColumn(name: string): boolean {
  return REPORT_COLUMNS.some((column) => column === name);
}
