import { z } from "@hono/zod-openapi";
import { TimeField } from "../../http/fields.ts";
import type { TenantSettings } from "../../scope.ts";
import { formatTime } from "../../values/calendar.ts";
import { serializeVisit, VisitSchema } from "../history-schema.ts";
import type { CriterionRow, OpportunityRow, VisitRow } from "../opportunity.ts";
import { CriterionStandingSchema, OpportunitySchema, serializeOpportunity, serializeStanding } from "../schema.ts";

const shown = OpportunitySchema.shape;

export const ExportedOpportunitySchema = z
  .strictObject({
    external_id: z.string().openapi({
      description: "Of an opportunity that has none, its id: an import matches it by that",
    }),
    id: shown.id,
    name: shown.name,
    account: shown.account,
    owner: shown.owner,
    amount: shown.amount,
    currency: shown.currency,
    expected_close_date: shown.expected_close_date,
    opened_on: shown.opened_on,
    status: shown.status,
    stage: shown.stage,
    stage_entered_at: TimeField.nullable().openapi({ description: "null when nobody knows" }),
    closed_at: shown.closed_at,
    lost_reason: shown.lost_reason,
    pushes: shown.pushes,
    tags: shown.tags,
    next_step: shown.next_step,
    next_step_due_date: shown.next_step_due_date,
    contacts: shown.contacts,
    custom: shown.custom,
    score: shown.score,
    earned_stage: shown.earned_stage,
    hollow: shown.hollow,
    process_id: shown.process_id,
    version: shown.version,
    created_at: shown.created_at,
    updated_at: shown.updated_at,
    criteria: z.array(CriterionStandingSchema),
    visits: z.array(VisitSchema).openapi({ description: "Every one, in their order" }),
  })
  .openapi("ExportedOpportunity", { description: "A line of an export" });

/** An opportunity as an export tells of it: with all that its scores, its place in the funnel and its history follow from. */
export type ExportedDeal = z.infer<typeof ExportedOpportunitySchema>;

/** An opportunity with all that is recorded of it, as of one moment. */
export interface RecordedDeal {
  readonly deal: OpportunityRow;
  readonly criteria: readonly CriterionRow[];
  /** In their order. */
  readonly visits: readonly VisitRow[];
}

/** What depends on the day that it is read is left out, as is what only makes sense here. */
export function exportDeal(
  { deal, criteria, visits }: RecordedDeal,
  tenant: TenantSettings,
  now: number,
): ExportedDeal {
  const view = serializeOpportunity(deal, tenant, now);
  return {
    external_id: view.external_id ?? view.id,
    id: view.id,
    name: view.name,
    account: view.account,
    owner: view.owner,
    amount: view.amount,
    currency: view.currency,
    expected_close_date: view.expected_close_date,
    opened_on: view.opened_on,
    status: view.status,
    stage: view.stage,
    stage_entered_at: deal.stage_entered_at === null ? null : formatTime(deal.stage_entered_at),
    closed_at: view.closed_at,
    lost_reason: view.lost_reason,
    pushes: view.pushes,
    tags: view.tags,
    next_step: view.next_step,
    next_step_due_date: view.next_step_due_date,
    contacts: view.contacts,
    custom: view.custom,
    score: view.score,
    earned_stage: view.earned_stage,
    hollow: view.hollow,
    process_id: view.process_id,
    version: view.version,
    created_at: view.created_at,
    updated_at: view.updated_at,
    criteria: criteria.map(serializeStanding),
    visits: visits.map(serializeVisit),
  };
}
