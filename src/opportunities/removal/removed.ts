import type { removedOpportunities } from "../../db/tables.ts";
import type { TenantScope } from "../../scope.ts";
import { NOTHING_KEPT, type OpportunityRow, searchTextOf } from "../opportunity.ts";

/** An opportunity that was taken out, deleted or merged. */
export type RemovedRow = Readonly<Omit<typeof removedOpportunities.$inferSelect, "tenant_id">>;

/** One whose deletion can be taken back until `purge_at`. */
export type RestorableRow = RemovedRow & { readonly purge_at: number };

export const RESTORABLE_DAYS = 30;

/** Until when a deletion of now can be taken back, in ms since the epoch. */
export function purgeTimeOf({ now }: Pick<TenantScope, "now">): number {
  return now + RESTORABLE_DAYS * 86_400_000;
}

/** Whether it was deleted, and can still be restored: up to its time, whether or not the sweep has come by since. */
export function isRestorable(removed: RemovedRow, now: number): removed is RestorableRow {
  return removed.merged_into === null && removed.purge_at !== null && removed.purge_at > now;
}

const NO_DAYS = { closed_day: null, first_expected_day: null, last_event_at: null } as const;

/** The opportunity as it was taken out. What there was no column for at that time is as where nothing is said. */
export function contentsOf({ contents }: Pick<RemovedRow, "contents">): OpportunityRow {
  const row = JSON.parse(contents) as OpportunityRow; // written by takeOut only
  return { ...NOTHING_KEPT, ...NO_DAYS, ...row, search_text: searchTextOf(row) };
}
