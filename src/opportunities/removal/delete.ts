import { notFound } from "../../errors.ts";
import type { Decision } from "../../events/commit.ts";
import { checkIfMatch, type IfMatch } from "../../http/conditional.ts";
import type { TenantScope } from "../../scope.ts";
import { formatTime } from "../../values/calendar.ts";
import { opportunityEvent } from "../change-event.ts";
import { countDeal, emptyDelta } from "../rollup.ts";
import { addToRollup } from "../rollup-store.ts";
import { findOpportunity, listVisits } from "../store.ts";
import { purgeTimeOf } from "./removed.ts";
import { purgeMergedAt, takeOut } from "./store.ts";

/**
 * Deletes an opportunity: from then on it is in no list, no figure and no total, its external id and what named it beside that are free, and
 * for 30 days it can be restored. Its events stay in the log.
 */
export async function deleteOpportunity(scope: TenantScope, id: string, ifMatch: IfMatch): Promise<Decision<void>> {
  const [[before], visits] = await scope.db.read([findOpportunity(id), listVisits(id)]);
  if (!before) throw notFound("opportunity");
  checkIfMatch(ifMatch, before.revision);
  const purgeAt = purgeTimeOf(scope);
  const delta = emptyDelta();
  countDeal(delta, -1, before, visits);
  return {
    result: undefined,
    changes: [
      ...takeOut(before, {
        removed_at: scope.now,
        removed_by: scope.actor,
        purge_at: purgeAt,
        merged_into: null,
        alias: null,
      }),
      purgeMergedAt(id, purgeAt),
      ...addToRollup(before.process_id, delta, scope.now),
    ],
    events: [
      opportunityEvent(scope, "opportunity.deleted", before, undefined, { restorable_until: formatTime(purgeAt) }),
    ],
  };
}
