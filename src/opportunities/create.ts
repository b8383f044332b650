import type { z } from "@hono/zod-openapi";
import { newId } from "../db/ids.ts";
import { DomainError, type Fault, invalid, notFound } from "../errors.ts";
import type { Decision } from "../events/commit.ts";
import { refuseArchived } from "../process/archive.ts";
import type { CompiledProcess } from "../process/compile.ts";
import { loadVersion } from "../process/version-store.ts";
import type { TenantScope } from "../scope.ts";
import { localDay, parseDate } from "../values/calendar.ts";
import { amountFaults, minorOf } from "./amount.ts";
import { opportunityEvent } from "./change-event.ts";
import { type CustomFieldDefinitions, toDefinitions } from "./custom-fields/definition.ts";
import { customFieldsFor } from "./custom-fields/needed.ts";
import { changeCustom, customFieldFaults } from "./custom-fields/values.ts";
import type { Author, DealState, DealStep } from "./deal-state.ts";
import { derive, NOTHING_KEPT, type OpportunityRow, searchTextOf } from "./opportunity.ts";
import type { NewOpportunitySchema } from "./schema.ts";
import { findDefaultProcess, findProcess, type ProcessHead } from "./store.ts";
import { decisionOf } from "./write-deals.ts";

export type NewOpportunity = z.infer<typeof NewOpportunitySchema>;

/** Where a new deal comes in: the current version of a process that takes deals. */
export interface ProcessInUse {
  readonly processId: string;
  readonly version: number;
  readonly process: CompiledProcess;
}

/**
 * A new opportunity at the start of its process. Throws `not_found`, `process_not_published`, `process_archived`, `external_id_taken`,
 * `validation_failed`.
 */
export async function createOpportunity(scope: TenantScope, input: NewOpportunity): Promise<Decision<DealState>> {
  const [[head], customFields = []] = await scope.db.read([headOf(input.process_id), ...customFieldsFor(input)]);
  const { processId, version } = checkHead(head, input.process_id);
  const process = await loadVersion(scope, processId, version);
  return decisionOf(null, decideCreate(scope, { processId, version, process }, input, toDefinitions(customFields)));
}

/** What a new deal is: at the first stage of its process, with nothing earned. Throws `validation_failed`. */
export function decideCreate(
  author: Author,
  { processId, version, process }: ProcessInUse,
  input: NewOpportunity,
  customFields: CustomFieldDefinitions,
): DealStep<DealState> {
  const currency = input.currency ?? author.tenant.currency;
  const first = process.stages[0];
  if (!first) throw new Error("a published version has a stage");
  const custom = input.custom ?? {};
  const amount = input.amount ?? null;
  const faults = [...amountFaults(amount, currency), ...customFieldFaults(customFields, custom)];
  if (faults.length > 0) throw invalid(faults);
  const named = { name: input.name, account: input.account ?? null };
  const row: OpportunityRow = {
    id: newId("opp", author.now),
    external_id: input.external_id ?? null,
    ...named,
    owner: input.owner ?? null,
    amount_minor: minorOf(amount, currency),
    currency,
    expected_close_day: dayOf(input.expected_close_date),
    opened_day: localDay(author.now, author.tenant.timezone),
    process_id: processId,
    version,
    status: "open",
    stage: first.key,
    ...derive(process, first.key, new Map()),
    visit: 1,
    stage_entered_at: author.now,
    pushes: 0,
    lost_reason: null,
    revision: 1,
    created_at: author.now,
    updated_at: author.now,
    closed_at: null,
    tags: JSON.stringify(input.tags ?? []),
    contacts: JSON.stringify(input.contacts ?? []),
    custom: changeCustom(NOTHING_KEPT.custom, custom),
    next_step: input.next_step ?? null,
    next_step_due_day: dayOf(input.next_step_due_date),
    search_text: searchTextOf(named),
    closed_day: null,
    first_expected_day: dayOf(input.expected_close_date),
    last_event_at: author.now,
  };
  const visit = {
    visit: 1,
    process_id: processId,
    stage: first.key,
    direction: "entry",
    entered_at: author.now,
    left_at: null,
    score_at_entry: row.score_hundredths,
    score_at_exit: null,
    entered_day: row.opened_day,
    position: first.index,
  } as const;
  return {
    deal: { row, criteria: [], visits: [visit] },
    events: [opportunityEvent(author, "opportunity.created", row)],
  };
}

/** The current version of the process named, or of the company's default one. */
export async function processFor(scope: TenantScope, processId: string | undefined): Promise<ProcessInUse> {
  const [[head]] = await scope.db.read([headOf(processId)]);
  const current = checkHead(head, processId);
  return { ...current, process: await loadVersion(scope, current.processId, current.version) };
}

/** What is to be read of the process named, or of the default one. For `checkHead`. */
export function headOf(processId: string | undefined) {
  return processId === undefined ? findDefaultProcess() : findProcess(processId);
}

/** Whether new deals can come into what was found of the process named, or of the default one; answers its current version. */
export function checkHead(
  head: ProcessHead | undefined,
  processId: string | undefined,
): { readonly processId: string; readonly version: number } {
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
  return { processId: head.id, version: head.current_version };
}

function dayOf(date: string | null | undefined): number | null {
  return date ? (parseDate(date) ?? null) : null;
}
