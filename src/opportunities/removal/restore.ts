import { notFound } from "../../errors.ts";
import { type Decision, unchanged } from "../../events/commit.ts";
import type { TenantScope } from "../../scope.ts";
import { opportunityEvent } from "../change-event.ts";
import type { OpportunityRow } from "../opportunity.ts";
import { countDeal, emptyDelta } from "../rollup.ts";
import { addToRollup } from "../rollup-store.ts";
import { findOpportunity } from "../store.ts";
import { contentsOf, isRestorable } from "./removed.ts";
import { findRemoved, listRemovedVisits, purgeMergedAt, putBack } from "./store.ts";

/**
 * Takes a deletion back: the opportunity is as it was, with all that belonged to it, but for its revision, which goes on. One that is there
 * is left as it is. Throws `not_found` once the deletion is final; the commit fails with `external_id_taken` when another one has its
 * external id since, and with `process_archived` when it is open and its process has been put aside.
 */
export async function restoreOpportunity(scope: TenantScope, id: string): Promise<Decision<OpportunityRow>> {
  const [[present], [removed], visits] = await scope.db.read([
    findOpportunity(id),
    findRemoved(id),
    listRemovedVisits(id),
  ]);
  if (present) return unchanged(present);
  if (!removed || !isRestorable(removed, scope.now)) throw notFound("opportunity");
  const before = contentsOf(removed);
  const after: OpportunityRow = {
    ...before,
    revision: before.revision + 1,
    updated_at: scope.now,
    last_event_at: scope.now,
  };
  const delta = emptyDelta();
  countDeal(delta, 1, after, visits);
  return {
    result: after,
    changes: [...putBack(removed, after), purgeMergedAt(id, null), ...addToRollup(after.process_id, delta, scope.now)],
    events: [opportunityEvent(scope, "opportunity.restored", after)],
  };
}
