import { type FileFault, type FileRow, isFault } from "../file/file-row.ts";
import type { RowMapping } from "../mapping/bind-mapping.ts";
import type { RowsGround } from "../mapping/plan.ts";
import type { Issue } from "../schema.ts";
import { isClosingMapped } from "./closing-field.ts";
import { type DealFacts, isClosed } from "./facts.ts";
import { readRow } from "./read-row.ts";

export interface ReadRows {
  /** One of each external id, in the order of the file. */
  readonly facts: readonly DealFacts[];
  /** The faults of each row that goes no further. */
  readonly failures: readonly (readonly Issue[])[];
  readonly warnings: readonly Issue[];
}

const HEADER_ROW = 1;

/** Reads rows. Of good rows with the same external id the first one counts, and the others fail; `earlier` are those of rows before. */
export function readRows(
  { scope, plan }: Pick<RowsGround, "scope" | "plan">,
  mapping: RowMapping,
  rows: readonly FileRow[],
  earlier: ReadonlyMap<string, number>,
): ReadRows {
  const rules = { mapping, currency: scope.tenant.currency, today: plan.today };
  const facts: DealFacts[] = [];
  const failures: (readonly Issue[])[] = [];
  const warnings: Issue[] = [];
  const rowById = new Map(earlier);
  for (const row of rows) {
    if (isFault(row)) {
      failures.push([unreadable(row, plan.header)]);
      continue;
    }
    const read = readRow(rules, row);
    const id = mapping.valueOf(row.cells, "external_id");
    const first = id === null ? undefined : rowById.get(id);
    const faults = first === undefined ? read.faults : [...read.faults, duplicate(mapping, row.row, first)];
    if (faults.length > 0 || read.facts === null) {
      failures.push(faults);
      continue;
    }
    rowById.set(read.facts.externalId, row.row);
    facts.push(read.facts);
    warnings.push(...read.warnings);
  }
  const isUndated = (deal: DealFacts) => isClosed(deal) && !isClosingMapped(mapping, deal.outcome);
  if (facts.some(isUndated)) warnings.push(closingUnknown());
  return { facts, failures, warnings };
}

export function unreadable({ row, columnIndex, code, detail }: FileFault, header: readonly string[]): Issue {
  return { row, column: columnIndex === null ? null : (header[columnIndex] ?? null), code, detail };
}

function duplicate(mapping: RowMapping, row: number, first: number): Issue {
  const detail = `Row ${first} has the same id; only the first good one counts.`;
  return { row, column: mapping.columnOf("external_id"), code: "duplicate_external_id", detail };
}

function closingUnknown(): Issue {
  const detail =
    "The mapping names no column for closed_on, or won_on and lost_on, so nobody knows when closed deals of this file were closed.";
  return { row: HEADER_ROW, column: null, code: "closed_on_not_mapped", detail };
}
