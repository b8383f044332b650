import type { z } from "@hono/zod-openapi";
import { notFound } from "../errors.ts";
import { type Decision, unchanged } from "../events/commit.ts";
import { checkIfMatch, type IfMatch } from "../http/conditional.ts";
import type { TenantScope } from "../scope.ts";
import { parseDate } from "../values/calendar.ts";
import { toMajor } from "../values/money.ts";
import { opportunityEvent } from "./change-event.ts";
import { minorOrFault } from "./create.ts";
import { type OpportunityRow, searchTextOf } from "./opportunity.ts";
import { countDeal, emptyDelta, isEmpty } from "./rollup.ts";
import { addToRollup } from "./rollup-store.ts";
import type { OpportunityPatchSchema } from "./schema.ts";
import { findOpportunity, updateExternalId, updateFields } from "./store.ts";

export type OpportunityPatch = z.infer<typeof OpportunityPatchSchema>;

/** Changes what is known of an opportunity, not where it stands. Nothing is written when nothing differs. */
export async function updateOpportunity(
  scope: TenantScope,
  id: string,
  patch: OpportunityPatch,
  ifMatch: IfMatch,
): Promise<Decision<OpportunityRow>> {
  const [[before]] = await scope.db.read([findOpportunity(id)]);
  if (!before) throw notFound("opportunity");
  checkIfMatch(ifMatch, before.revision);
  return decideUpdate(scope, before, patch);
}

/** The update of a row that has been read. */
function decideUpdate(scope: TenantScope, before: OpportunityRow, patch: OpportunityPatch): Decision<OpportunityRow> {
  const fields = patchedFields(before, patch);
  const { search_text: _folded, ...said } = fields;
  const changed = Object.entries(said).some(([column, value]) => before[column as keyof OpportunityRow] !== value);
  if (!changed) return unchanged(before);
  const after: OpportunityRow = {
    ...before,
    ...fields,
    pushes: before.pushes + (isPush(before.expected_close_day, fields.expected_close_day) ? 1 : 0),
    revision: before.revision + 1,
    updated_at: scope.now,
  };
  const delta = emptyDelta();
  countDeal(delta, -1, before, []);
  countDeal(delta, 1, after, []);
  return {
    result: after,
    changes: [
      ...(after.external_id === before.external_id ? [] : [updateExternalId([after])]),
      updateFields([after]),
      ...(isEmpty(delta) ? [] : [addToRollup(after.process_id, delta)]),
    ],
    events: [opportunityEvent(scope, "opportunity.updated", after, before)],
  };
}

function patchedFields(before: OpportunityRow, patch: OpportunityPatch) {
  const currency = patch.currency ?? before.currency;
  const named = {
    name: patch.name ?? before.name,
    account: patch.account === undefined ? before.account : patch.account,
  };
  return {
    ...named,
    search_text: searchTextOf(named),
    owner: patch.owner === undefined ? before.owner : patch.owner,
    external_id: patch.external_id === undefined ? before.external_id : patch.external_id,
    currency,
    amount_minor: patchedAmount(before, patch.amount, currency),
    expected_close_day: patchedDay(before.expected_close_day, patch.expected_close_date),
    tags: patch.tags === undefined ? before.tags : JSON.stringify(patch.tags),
    contacts: patch.contacts === undefined ? before.contacts : JSON.stringify(patch.contacts),
    next_step: patch.next_step === undefined ? before.next_step : patch.next_step,
    next_step_due_day: patchedDay(before.next_step_due_day, patch.next_step_due_date),
  };
}

/** A new currency alone keeps the number: 100 EUR becomes 100 SEK, as the user sees it, and not its exchanged value. */
function patchedAmount(before: OpportunityRow, amount: number | null | undefined, currency: string): number | null {
  if (amount !== undefined) return minorOrFault(amount, currency);
  if (before.amount_minor === null || currency === before.currency) return before.amount_minor;
  return minorOrFault(toMajor(before.amount_minor, before.currency), currency, "/currency");
}

function patchedDay(before: number | null, date: string | null | undefined): number | null {
  if (date === undefined) return before;
  return date === null ? null : (parseDate(date) ?? null);
}

/** Moving the expected close date later counts as a push (product.md §3); setting or clearing it does not. */
export function isPush(before: number | null, after: number | null): boolean {
  return before !== null && after !== null && after > before;
}
