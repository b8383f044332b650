import type { TenantScope } from "../../scope.ts";
import { localDay } from "../../values/calendar.ts";
import type { RowMapping } from "./mapping.ts";
import type { CsvTable } from "./parse-csv.ts";
import { type DealFacts, isClosed, readRow } from "./read-row.ts";
import type { Outcome } from "./report.ts";
import type { Issue } from "./schema.ts";

export interface ReadTable {
  /** One of each external id, in the order of the file. */
  readonly facts: readonly DealFacts[];
  /** The rows that go no further, and what is to be said of those that do. */
  readonly outcome: Outcome;
}

const HEADER_ROW = 1;

/** Reads every row of a file. Of good rows with the same external id the first one counts, and the others fail. */
export function readTable(scope: Pick<TenantScope, "tenant" | "now">, mapping: RowMapping, table: CsvTable): ReadTable {
  const rules = { mapping, currency: scope.tenant.currency, today: localDay(scope.now, scope.tenant.timezone) };
  const facts: DealFacts[] = [];
  const failures: (readonly Issue[])[] = table.faults.map(({ row, columnIndex, code, detail }) => [
    { row, column: columnIndex === null ? null : (table.header[columnIndex] ?? null), code, detail },
  ]);
  const warnings: Issue[] = [];
  const rowById = new Map<string, number>();
  for (const record of table.records) {
    const read = readRow(rules, record);
    const id = mapping.valueOf(record.cells, "external_id");
    const first = id === null ? undefined : rowById.get(id);
    const faults = first === undefined ? read.faults : [...read.faults, duplicate(mapping, record.row, first)];
    if (faults.length > 0 || read.facts === null) {
      failures.push(faults);
      continue;
    }
    rowById.set(read.facts.externalId, record.row);
    facts.push(read.facts);
    warnings.push(...read.warnings);
  }
  if (mapping.columnOf("closed_on") === null && facts.some(isClosed)) warnings.push(closingUnknown());
  return { facts, outcome: { created: 0, updated: 0, unchanged: 0, failures, warnings } };
}

function duplicate(mapping: RowMapping, row: number, first: number): Issue {
  const detail = `Row ${first} has the same id; only the first good one counts.`;
  return { row, column: mapping.columnOf("external_id"), code: "duplicate_external_id", detail };
}

function closingUnknown(): Issue {
  const detail =
    "The mapping names no column for closed_on, so nobody knows when the closed deals of this file were closed.";
  return { row: HEADER_ROW, column: null, code: "closed_on_not_mapped", detail };
}
