import type { z } from "@hono/zod-openapi";
import { type Fault, invalid, notFound } from "../errors.ts";
import type { Decision } from "../events/commit.ts";
import { checkIfMatch, type IfMatch } from "../http/conditional.ts";
import type { TenantScope } from "../scope.ts";
import { parseDate } from "../values/calendar.ts";
import { toMajor } from "../values/money.ts";
import { amountFaults, minorOf } from "./amount.ts";
import { opportunityEvent } from "./change-event.ts";
import { type CustomFieldDefinitions, toDefinitions } from "./custom-fields/definition.ts";
import { customFieldsFor } from "./custom-fields/needed.ts";
import { changeCustom, customFieldFaults, readCustom } from "./custom-fields/values.ts";
import { type Author, type DealState, type DealStep, type KnownOfDeal, revise } from "./deal-state.ts";
import { type OpportunityRow, searchTextOf } from "./opportunity.ts";
import type { OpportunityPatchSchema } from "./schema.ts";
import { findOpportunity } from "./store.ts";
import { decisionOf } from "./write-deals.ts";

export type OpportunityPatch = z.infer<typeof OpportunityPatchSchema>;

/** Changes what is known of an opportunity, not where it stands. Nothing is written when nothing differs. */
export async function updateOpportunity(
  scope: TenantScope,
  id: string,
  patch: OpportunityPatch,
  ifMatch: IfMatch,
): Promise<Decision<Pick<DealState, "row">>> {
  const [[row], customFields = []] = await scope.db.read([findOpportunity(id), ...customFieldsFor(patch)]);
  if (!row) throw notFound("opportunity");
  checkIfMatch(ifMatch, row.revision);
  const before = { row };
  return decisionOf(before, decideUpdate(scope, before, patch, toDefinitions(customFields)));
}

/** What a patch makes of a deal that has been read. Throws `validation_failed`. */
export function decideUpdate<Deal extends KnownOfDeal>(
  author: Author,
  deal: Deal,
  patch: OpportunityPatch,
  customFields: CustomFieldDefinitions,
): DealStep<Deal> {
  const before = deal.row;
  const faults = patchFaults(before, patch, customFields);
  if (faults.length > 0) throw invalid(faults);
  const fields = patchedFields(before, patch);
  const { search_text: _folded, ...said } = fields;
  const changed = Object.entries(said).some(([column, value]) => before[column as keyof OpportunityRow] !== value);
  if (!changed) return { deal, events: [] };
  const after = revise(before, author.now, {
    ...fields,
    pushes: before.pushes + (isPush(before.expected_close_day, fields.expected_close_day) ? 1 : 0),
    first_expected_day: firstPromise(before, fields.expected_close_day),
  });
  return { deal: { ...deal, row: after }, events: [opportunityEvent(author, "opportunity.updated", after, before)] };
}

function patchFaults(before: OpportunityRow, patch: OpportunityPatch, customFields: CustomFieldDefinitions): Fault[] {
  const pointer = patch.amount === undefined ? "/currency" : "/amount";
  const custom = patch.custom
    ? customFieldFaults(customFields, patch.custom, "/custom", readCustom(before.custom))
    : [];
  return [...amountFaults(saidAmount(before, patch) ?? null, patch.currency ?? before.currency, pointer), ...custom];
}

function patchedFields(before: OpportunityRow, patch: OpportunityPatch) {
  const currency = patch.currency ?? before.currency;
  const amount = saidAmount(before, patch);
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
    amount_minor: amount === undefined ? before.amount_minor : minorOf(amount, currency),
    expected_close_day: patchedDay(before.expected_close_day, patch.expected_close_date),
    tags: patch.tags === undefined ? before.tags : JSON.stringify(patch.tags),
    contacts: patch.contacts === undefined ? before.contacts : JSON.stringify(patch.contacts),
    custom: patch.custom === undefined ? before.custom : changeCustom(before.custom, patch.custom),
    next_step: patch.next_step === undefined ? before.next_step : patch.next_step,
    next_step_due_day: patchedDay(before.next_step_due_day, patch.next_step_due_date),
  };
}

/**
 * What a patch says of the amount, in major units; undefined for nothing. A new currency alone keeps the number: 100 EUR becomes 100 SEK, as
 * the user sees it, and not its exchanged value.
 */
function saidAmount(before: OpportunityRow, { amount, currency }: OpportunityPatch): number | null | undefined {
  if (amount !== undefined) return amount;
  if (before.amount_minor === null || currency === undefined || currency === before.currency) return undefined;
  return toMajor(before.amount_minor, before.currency);
}

function patchedDay(before: number | null, date: string | null | undefined): number | null {
  if (date === undefined) return before;
  return date === null ? null : (parseDate(date) ?? null);
}

/**
 * The close date that was promised first: a deal that has been without one makes its promise now. Of one that has been pushed already, as an
 * import may tell, nobody knows the first; where it was not kept in the beginning, it is the date of one that has never been pushed.
 */
export function firstPromise(
  before: Pick<OpportunityRow, "first_expected_day" | "expected_close_day" | "pushes">,
  expectedCloseDay: number | null,
): number | null {
  if (before.first_expected_day !== null || before.pushes > 0) return before.first_expected_day;
  return before.expected_close_day ?? expectedCloseDay;
}

/** Moving the expected close date later counts as a push (product.md §3); setting or clearing it does not. */
export function isPush(before: number | null, after: number | null): boolean {
  return before !== null && after !== null && after > before;
}
