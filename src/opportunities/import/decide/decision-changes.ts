import { packsOf } from "../../../db/packs.ts";
import type { Change } from "../../../db/tenant-db.ts";
import { recordQuietly } from "../../../events/commit.ts";
import type { TenantScope } from "../../../scope.ts";
import { addToRollup } from "../../rollup-store.ts";
import { insertOpportunities, updateFieldsAndPosition, upsertCriteria } from "../../store.ts";
import { deleteVisits, upsertVisits } from "./deal-store.ts";
import type { ChunkDecision } from "./decision.ts";

/**
 * The changes that carry a decision out, to be committed as one. The revisions of the deals come first and guard the rest, and no webhook is
 * told of the events. Empty when the decision is that there is nothing to do.
 */
export function changesOf(
  scope: Pick<TenantScope, "actor" | "now">,
  processId: string,
  decision: ChunkDecision,
): Change[] {
  const { inserts, updates, droppedVisits, visits, criteria, delta, events } = decision;
  return [
    ...packsOf(inserts).map(insertOpportunities),
    ...packsOf(updates).map(updateFieldsAndPosition),
    ...packsOf(droppedVisits).map(deleteVisits),
    ...packsOf(visits).map(upsertVisits),
    ...packsOf(criteria).map(upsertCriteria),
    ...addToRollup(processId, delta, scope.now),
    ...packsOf(events).map((pack) => recordQuietly(scope, pack)),
  ];
}
