import type { RowMapping } from "../mapping/bind-mapping.ts";
import type { ImportField } from "../schema.ts";
import type { DealOutcome } from "./facts.ts";
import type { RowCells } from "./row-cells.ts";

export type ClosingField = Extract<ImportField, "closed_on" | "won_on" | "lost_on">;

/** Where a file can say when a deal was closed: one column for all of them, or one for each outcome. An open deal should have none. */
const CLOSING_FIELDS: Readonly<Record<DealOutcome, readonly ClosingField[]>> = {
  open: ["closed_on", "won_on", "lost_on"],
  won: ["closed_on", "won_on"],
  lost: ["closed_on", "lost_on"],
};

/** The field that says when the deal of a row was closed, or that should have said so; null when the mapping names none. */
export function closingFieldOf(cells: RowCells, outcome: DealOutcome): ClosingField | null {
  const mapped = mappedFields(cells.mapping, outcome);
  return mapped.find((field) => cells.valueOf(field) !== null) ?? mapped[0] ?? null;
}

/** Whether a mapping names a column for the closing of deals with this outcome. */
export function isClosingMapped(mapping: RowMapping, outcome: DealOutcome): boolean {
  return mappedFields(mapping, outcome).length > 0;
}

function mappedFields(mapping: RowMapping, outcome: DealOutcome): readonly ClosingField[] {
  return CLOSING_FIELDS[outcome].filter((field) => mapping.columnOf(field) !== null);
}
