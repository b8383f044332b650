import { z } from "@hono/zod-openapi";
import { TimeField } from "../http/fields.ts";
import { hundredthsToPercent } from "../process/weights.ts";
import { formatTime } from "../values/calendar.ts";
import type { HistoryEvent, MergedOpportunity } from "./merge/merged-history.ts";
import { ADOPTED } from "./merge/schema.ts";
import type { VisitRow } from "./opportunity.ts";

export const VisitSchema = z
  .strictObject({
    stage: z.string(),
    entered_at: TimeField.nullable().openapi({ description: "null when an import did not know it" }),
    left_at: TimeField.nullable(),
    score_at_entry: z.number().nullable(),
    score_at_exit: z.number().nullable(),
    direction: z.enum(["entry", "forward", "backward", "reopened"]),
  })
  .openapi("StageVisit");

export const ChangeSchema = z
  .strictObject({
    id: z.string().openapi({ description: "The event's id" }),
    type: z.string(),
    at: TimeField,
    actor: z.string(),
    opportunity_id: z
      .string()
      .optional()
      .openapi({ description: "What it was made to, where that was merged into this opportunity" }),
    criterion: z.string().optional(),
    previous: z.record(z.string(), z.unknown()).nullable().optional(),
    current: z.record(z.string(), z.unknown()).optional(),
    score: z
      .strictObject({ previous: z.number(), current: z.number() })
      .optional()
      .openapi({ description: "Of the opportunity, in percent, where a criterion has changed it" }),
    reason: z.string().optional(),
    migration_id: z.string().optional().openapi({ description: "The migration that did it" }),
    criteria: z
      .array(z.strictObject({ from: z.string(), to: z.string() }))
      .optional()
      .openapi({ description: "Criteria whose key a migration has changed" }),
    left_behind: z
      .array(z.string())
      .optional()
      .openapi({ description: "Criteria that a migration has found nothing for; they are kept" }),
    bypassed: z.array(z.string()).optional().openapi({ description: "Milestones that a move went past" }),
    duplicate_id: z.string().optional().openapi({ description: "The opportunity that was merged into this one" }),
    adopted: z.array(z.string()).optional().openapi({ description: ADOPTED }),
    note: z
      .strictObject({ id: z.string(), text: z.string().nullable() })
      .optional()
      .openapi({ description: "The note that was written, or withdrawn: then without its text" }),
  })
  .openapi("OpportunityChange");

const MergedSchema = z
  .strictObject({
    opportunity_id: z.string(),
    name: z.string(),
    external_id: z.string().nullable(),
    merged_at: TimeField,
    visits: z.array(VisitSchema),
  })
  .openapi("MergedOpportunity");

export const HistorySchema = z
  .strictObject({
    visits: z.array(VisitSchema),
    changes: z.array(ChangeSchema),
    merged: z.array(MergedSchema).openapi({ description: "What was merged into it, with its own stage visits" }),
    next_cursor: z.string().nullable().openapi({ description: "Where the next page of changes begins" }),
  })
  .openapi("OpportunityHistory");

export function serializeVisit(visit: VisitRow): z.infer<typeof VisitSchema> {
  return {
    stage: visit.stage,
    entered_at: visit.entered_at === null ? null : formatTime(visit.entered_at),
    left_at: visit.left_at === null ? null : formatTime(visit.left_at),
    score_at_entry: visit.score_at_entry === null ? null : hundredthsToPercent(visit.score_at_entry),
    score_at_exit: visit.score_at_exit === null ? null : hundredthsToPercent(visit.score_at_exit),
    direction: visit.direction,
  };
}

export function serializeMerged(merged: MergedOpportunity): z.infer<typeof MergedSchema> {
  return {
    opportunity_id: merged.id,
    name: merged.name,
    external_id: merged.externalId,
    merged_at: formatTime(merged.mergedAt),
    visits: merged.visits.map(serializeVisit),
  };
}

/** As `opportunityEvent` writes it. */
interface EventData {
  readonly opportunity: Readonly<Record<string, unknown>> & { readonly score: number };
  readonly previous?: Readonly<Record<string, unknown>> & {
    readonly score?: number;
    readonly criterion?: Readonly<Record<string, unknown>> | null;
  };
  readonly criterion?: { readonly key: string } & Readonly<Record<string, unknown>>;
  readonly reason?: string;
  readonly migration_id?: string;
  readonly criteria?: readonly { readonly from: string; readonly to: string }[];
  readonly left_behind?: readonly string[];
  readonly bypassed?: readonly string[];
  readonly duplicate?: { readonly id: string };
  readonly adopted?: readonly string[];
  readonly note?: { readonly id: string; readonly text: string | null };
}

/** An event as a line of the history: what it was before, and what the same fields are since. */
export function serializeChange(event: HistoryEvent): z.infer<typeof ChangeSchema> {
  const data = JSON.parse(event.data) as EventData; // written by opportunityEvent only
  const line = {
    id: event.id,
    type: event.type,
    at: formatTime(event.at),
    actor: event.actor,
    ...(event.opportunity_id === undefined ? {} : { opportunity_id: event.opportunity_id }),
  };
  const why = {
    ...(data.reason === undefined ? {} : { reason: data.reason }),
    ...(data.bypassed === undefined ? {} : { bypassed: [...data.bypassed] }),
    ...(data.migration_id === undefined ? {} : { migration_id: data.migration_id }),
    ...(data.criteria === undefined ? {} : { criteria: [...data.criteria] }),
    ...(data.left_behind === undefined ? {} : { left_behind: [...data.left_behind] }),
    ...(data.duplicate === undefined ? {} : { duplicate_id: data.duplicate.id }),
    ...(data.adopted === undefined ? {} : { adopted: [...data.adopted] }),
  };
  if (data.criterion) {
    const { key, name: _name, ...current } = data.criterion;
    const before = data.previous?.score;
    const score = before === undefined ? {} : { score: { previous: before, current: data.opportunity.score } };
    return { ...line, criterion: key, previous: data.previous?.criterion ?? null, current, ...score, ...why };
  }
  if (data.note) return { ...line, note: { id: data.note.id, text: data.note.text }, ...why };
  if (!data.previous) return { ...line, current: { ...data.opportunity }, ...why };
  const current = Object.fromEntries(
    Object.keys(data.previous).map((field) => [field, data.opportunity[field] ?? null]),
  );
  return { ...line, previous: { ...data.previous }, current, ...why };
}
