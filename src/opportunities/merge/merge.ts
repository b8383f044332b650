import type { z } from "@hono/zod-openapi";
import { DomainError, type Fault, invalid, notFound } from "../../errors.ts";
import { type Decision, unchanged } from "../../events/commit.ts";
import { checkIfMatch, type IfMatch } from "../../http/conditional.ts";
import { loadVersion } from "../../process/version-store.ts";
import type { TenantScope } from "../../scope.ts";
import { opportunityEvent } from "../change-event.ts";
import { derive, type OpportunityRow, toStandings } from "../opportunity.ts";
import { findRemoved, takeOut } from "../removal/store.ts";
import { countDeal, emptyDelta } from "../rollup.ts";
import { addToRollup } from "../rollup-store.ts";
import { serializeOpportunity } from "../schema.ts";
import { findOpportunity, listVisits } from "../store.ts";
import { adoptCriteria } from "./adopt-criteria.ts";
import { aliasOf, mergeFields } from "./merge-fields.ts";
import type { MergeSchema } from "./schema.ts";
import { adoptInto, listSaid, passOn, updateSurvivor } from "./store.ts";

export type MergeRequest = z.infer<typeof MergeSchema>;

/**
 * Merges a duplicate into an opportunity, the survivor: its fields and criteria are completed (`mergeFields`, `adoptCriteria`) and its score,
 * earned stage and hollowness follow, but it moves past no gate: its stage, status and visits stay. The duplicate leaves lists, figures and
 * totals; its events and visits are kept as part of the survivor's history, and its external id names the survivor. Merged already into this
 * survivor, it changes nothing.
 *
 * Throws `not_found` for either, `other_process`, and `validation_failed` when both are the same.
 */
export async function mergeOpportunities(
  scope: TenantScope,
  id: string,
  { duplicate_id: duplicateId, take = [] }: MergeRequest,
  ifMatch: IfMatch,
): Promise<Decision<OpportunityRow>> {
  if (duplicateId === id) throw invalid([atDuplicate("same_opportunity", "An opportunity is no duplicate of itself.")]);
  const [[before], said, [duplicate], saidOfDuplicate, visitsOfDuplicate, [removed]] = await scope.db.read([
    findOpportunity(id),
    listSaid(id),
    findOpportunity(duplicateId),
    listSaid(duplicateId),
    listVisits(duplicateId),
    findRemoved(duplicateId),
  ]);
  if (!before) throw notFound("opportunity");
  if (removed?.merged_into === id) return unchanged(before);
  if (!duplicate) throw notFound("opportunity", [atDuplicate("not_found", "There is no such opportunity.")]);
  checkIfMatch(ifMatch, before.revision);
  if (duplicate.process_id !== before.process_id) {
    throw new DomainError("other_process", "The two opportunities are in different processes.");
  }

  const process = await loadVersion(scope, before.process_id, before.version);
  const adopted = adoptCriteria(said, saidOfDuplicate);
  const fields = mergeFields(before, duplicate, new Set(take));
  const after: OpportunityRow = {
    ...before,
    ...fields,
    ...derive(process, before.stage, toStandings([...said, ...adopted])),
    revision: before.revision + 1,
    updated_at: scope.now,
    last_event_at: scope.now,
  };
  const delta = emptyDelta();
  countDeal(delta, -1, duplicate, visitsOfDuplicate);
  // The visits of the survivor are the same before and after.
  countDeal(delta, -1, before, []);
  countDeal(delta, 1, after, []);
  const keys = adopted.map(({ criterion }) => criterion);
  return {
    result: after,
    changes: [
      ...takeOut(duplicate, {
        removed_at: scope.now,
        removed_by: scope.actor,
        purge_at: null,
        merged_into: id,
        alias: aliasOf(before, duplicate, fields),
      }),
      passOn(duplicateId, id),
      updateSurvivor(after, before),
      ...(keys.length > 0 ? [adoptInto(id, duplicateId, keys)] : []),
      ...addToRollup(before.process_id, delta, scope.now),
    ],
    events: [
      opportunityEvent(scope, "opportunity.merged", after, before, {
        duplicate: serializeOpportunity(duplicate, scope.tenant, scope.now),
        ...(keys.length > 0 ? { adopted: keys } : {}),
      }),
    ],
  };
}

function atDuplicate(code: string, detail: string): Fault {
  return { pointer: "/duplicate_id", code, detail };
}
