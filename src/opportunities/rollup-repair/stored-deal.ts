import type { FlowingDeal } from "../count-flows.ts";
import type { OpportunityRow, VisitRow } from "../opportunity.ts";
import type { CountedVisit } from "../rollup.ts";

/** As much of a deal as the totals and the flows of its process follow from, as it is stored. */
export interface StoredDeal
  extends FlowingDeal,
    Pick<OpportunityRow, "id" | "revision" | "version" | "closed_at" | "expected_close_day" | "pushes"> {
  /** In their order. */
  readonly visits: readonly StoredVisit[];
}

export type StoredVisit = CountedVisit & Pick<VisitRow, "visit">;

/** `visits` is a JSON array of arrays of the values of `VISIT_VALUES`. */
export type StoredDealRow = Omit<StoredDeal, "visits"> & { readonly visits: string };

export const VISIT_VALUES = ["visit", "stage", "entered_at", "left_at", "entered_day", "position"] as const;

type VisitValues = readonly [number, string, number | null, number | null, number | null, number | null];

export function readStoredDeal(row: StoredDealRow): StoredDeal {
  const values = JSON.parse(row.visits) as VisitValues[]; // of VISIT_VALUES, by the statement
  const visits = values.map(
    ([visit, stage, entered_at, left_at, entered_day, position]): StoredVisit => ({
      visit,
      stage,
      entered_at,
      left_at,
      entered_day,
      position,
    }),
  );
  return { ...row, visits: visits.toSorted((a, b) => a.visit - b.visit) };
}
