import type { z } from "@hono/zod-openapi";
import { newId } from "../db/ids.ts";
import { DomainError, type Fault, invalid, notFound } from "../errors.ts";
import type { Decision } from "../events/commit.ts";
import { refuseArchived } from "../process/archive.ts";
import type { CompiledProcess } from "../process/compile.ts";
import { loadVersion } from "../process/version-store.ts";
import type { TenantScope } from "../scope.ts";
import { localDay, parseDate } from "../values/calendar.ts";
import { toMinor } from "../values/money.ts";
import { opportunityEvent } from "./change-event.ts";
import { derive, type OpportunityRow, searchTextOf } from "./opportunity.ts";
import type { NewOpportunitySchema } from "./schema.ts";
import { findDefaultProcess, findProcess, insertOpportunities, insertVisits } from "./store.ts";

export type NewOpportunity = z.infer<typeof NewOpportunitySchema>;

/** A new opportunity at the start of its process. Throws `not_found`, `process_not_published`, `process_archived`, `external_id_taken`, `validation_failed`. */
export async function createOpportunity(scope: TenantScope, input: NewOpportunity): Promise<Decision<OpportunityRow>> {
  const { processId, version, process } = await processFor(scope, input.process_id);
  const currency = input.currency ?? scope.tenant.currency;
  const first = process.stages[0];
  if (!first) throw new Error("a published version has a stage");
  const named = { name: input.name, account: input.account ?? null };
  const row: OpportunityRow = {
    id: newId("opp"),
    external_id: input.external_id ?? null,
    ...named,
    owner: input.owner ?? null,
    amount_minor: minorOrFault(input.amount ?? null, currency),
    currency,
    expected_close_day: input.expected_close_date ? (parseDate(input.expected_close_date) ?? null) : null,
    opened_day: localDay(scope.now, scope.tenant.timezone),
    process_id: processId,
    version,
    status: "open",
    stage: first.key,
    ...derive(process, first.key, new Map()),
    visit: 1,
    stage_entered_at: scope.now,
    pushes: 0,
    lost_reason: null,
    revision: 1,
    created_at: scope.now,
    updated_at: scope.now,
    closed_at: null,
    tags: JSON.stringify(input.tags ?? []),
    contacts: JSON.stringify(input.contacts ?? []),
    custom: "{}",
    next_step: input.next_step ?? null,
    next_step_due_day: input.next_step_due_date ? (parseDate(input.next_step_due_date) ?? null) : null,
    search_text: searchTextOf(named),
  };
  return {
    result: row,
    changes: [
      insertOpportunities([row]),
      insertVisits([
        {
          opportunity_id: row.id,
          visit: 1,
          process_id: processId,
          stage: first.key,
          direction: "entry",
          entered_at: scope.now,
          left_at: null,
          score_at_entry: row.score_hundredths,
          score_at_exit: null,
        },
      ]),
    ],
    events: [opportunityEvent(scope, "opportunity.created", row)],
  };
}

/** The current version of the process named, or of the company's default one. */
export async function processFor(
  scope: TenantScope,
  processId: string | undefined,
): Promise<{ processId: string; version: number; process: CompiledProcess }> {
  const [[head]] = await scope.db.read([processId === undefined ? findDefaultProcess() : findProcess(processId)]);
  if (!head) {
    if (processId === undefined) {
      throw new DomainError("process_not_published", "The company has no published process yet. Publish one first.");
    }
    const fault: Fault = { pointer: "/process_id", code: "not_found", detail: "There is no such process." };
    throw notFound("process", [fault]);
  }
  refuseArchived(head);
  if (head.current_version === null) {
    throw new DomainError("process_not_published", `The process "${head.name}" has no published version yet.`);
  }
  const process = await loadVersion(scope, head.id, head.current_version);
  return { processId: head.id, version: head.current_version, process };
}

/** Major → minor units; throws the fault when the currency has fewer decimals. */
export function minorOrFault(amount: number | null, currency: string, pointer = "/amount"): number | null {
  if (amount === null) return null;
  const minor = toMinor(amount, currency);
  if (minor === undefined) {
    const detail = `${currency} has fewer decimals than ${amount}`;
    throw invalid([{ pointer, code: "amount_decimals", detail }]);
  }
  return minor;
}
