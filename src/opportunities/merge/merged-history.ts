import type { EventRow } from "../../events/store.ts";
import type { VisitRow } from "../opportunity.ts";
import { contentsOf, type RemovedRow } from "../removal/removed.ts";
import { listMerged, listMergedEvents, listMergedVisits } from "./store.ts";

/** What an opportunity has taken up: one statement for each, then the visits, then the events after an id, so many. */
export function readMerged(id: string, after: string, limit: number) {
  return [listMerged(id), listMergedVisits(id), listMergedEvents(id, after, limit)] as const;
}

/** Something that happened to the opportunity itself, or to one that it has taken up, whose id it then bears. */
export type HistoryEvent = EventRow & { readonly opportunity_id?: string };

/** Two pages of events as one, in the order of the commits, which is that of their ids. */
export function inOrder(own: readonly EventRow[], merged: readonly HistoryEvent[], limit: number): HistoryEvent[] {
  return [...own, ...merged].toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit);
}

/** An opportunity that was taken up, with its stage visits. */
export interface MergedOpportunity {
  readonly id: string;
  readonly name: string;
  readonly externalId: string | null;
  readonly mergedAt: number;
  readonly visits: readonly VisitRow[];
}

export function mergedOpportunities(
  removed: readonly RemovedRow[],
  visits: readonly (VisitRow & { readonly opportunity_id: string })[],
): MergedOpportunity[] {
  const byOpportunity = Map.groupBy(visits, (visit) => visit.opportunity_id);
  return removed.map((row) => {
    const { name, external_id } = contentsOf(row);
    return {
      id: row.id,
      name,
      externalId: external_id,
      mergedAt: row.removed_at,
      visits: byOpportunity.get(row.id) ?? [],
    };
  });
}
