import type { NewEvent } from "../events/catalogue.ts";
import type { TenantScope } from "../scope.ts";
import type { CriterionRow, OpportunityRow, VisitRow } from "./opportunity.ts";

/** In whose name, when and for which company something is decided: as much of a scope as a pure decision may see. */
export type Author = Pick<TenantScope, "tenant" | "actor" | "now" | "may">;

/** A deal with all that is stored of it. */
export interface DealState {
  readonly row: OpportunityRow;
  /** In the order of their keys. */
  readonly criteria: readonly CriterionRow[];
  /** In their order. */
  readonly visits: readonly VisitRow[];
}

/** As much of a deal as has been read. What is absent is not decided on, and stays as it is. */
export type KnownOfDeal = Pick<DealState, "row"> & Partial<DealState>;

/** What one operation makes of a deal: its state afterwards and the facts to record. Where nothing differs it is the very same state. */
export interface DealStep<Deal extends KnownOfDeal> {
  readonly deal: Deal;
  readonly events: readonly NewEvent[];
}

/** The next revision of a deal's row. */
export function revise(row: OpportunityRow, now: number, change: Partial<OpportunityRow>): OpportunityRow {
  return { ...row, ...change, revision: row.revision + 1, updated_at: now, last_event_at: now };
}
