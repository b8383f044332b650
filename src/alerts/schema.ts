import { z } from "@hono/zod-openapi";
import { FigureSchema } from "../funnel/schema.ts";
import { TimeField } from "../http/fields.ts";
import { formatTime } from "../values/calendar.ts";
import { ALERT_STATUSES, type AlertRow } from "./alert.ts";
import { RULES } from "./levels.ts";

export const RuleField = z.enum(RULES);
export const StatusField = z.enum(ALERT_STATUSES).openapi({
  description:
    "`open`; `acknowledged` when somebody takes care of it; `snoozed` until a time, at which it is open again; `resolved` when the figure is " +
    "well again, is judged no longer, or somebody says so. One that becomes critical is open again, whoever has acknowledged or snoozed it",
});
export const SeverityField = z.enum(["warning", "critical"]);
const ExplainedByField = z
  .array(z.string())
  .openapi({ description: "Ids of the opportunities that explain it, the most telling first; at most 20" });

export const AlertSchema = z
  .strictObject({
    id: z.string().openapi({ example: "alr_01h455vb4pex5vsknk084sn02q" }),
    process_id: z.string(),
    rule: z.string().openapi({ description: `Such as ${RULES.join(", ")}` }),
    subject: z.string().openapi({
      description:
        "What of the process it is about: `process` (all of it), `owner:<name>`, `stage:<key>` or `target:<id>`",
    }),
    severity: SeverityField,
    status: StatusField,
    formula: FigureSchema.shape.formula,
    value: z.number().openapi({ description: "The figure" }),
    threshold: z.number().openapi({ description: "The level of this severity" }),
    n: z.int().openapi({ description: "How many deals the figure rests on; of `thin_top` how many usually come in" }),
    interval: FigureSchema.shape.interval,
    message: z.string().openapi({ description: "What is wrong, in the company's language, for a manager" }),
    advice: z.string().openapi({ description: "What to do, with the process's own guidance" }),
    opportunities: ExplainedByField,
    opened_at: TimeField.openapi({ description: "Since when" }),
    updated_at: TimeField,
    snoozed_until: TimeField.nullable(),
    acknowledged_at: TimeField.nullable(),
    acknowledged_by: z.string().nullable().openapi({ description: "Who: the id of a credential" }),
    resolved_at: TimeField.nullable(),
    resolved_by: z
      .string()
      .nullable()
      .openapi({
        description:
          "Who resolved it by hand; null where the figure did, or what is judged. Then the same is not raised again until the figure " +
          "has been well once, or is worse",
      }),
  })
  .openapi("Alert");

export type AlertView = z.infer<typeof AlertSchema>;

/** The alert as the API and the events show it. */
export function serializeAlert(row: AlertRow): AlertView {
  return {
    id: row.id,
    process_id: row.process_id,
    rule: row.rule,
    subject: row.subject,
    severity: row.severity,
    status: row.status,
    formula: row.formula,
    value: row.value,
    threshold: row.threshold,
    n: row.n,
    interval:
      row.interval_low === null || row.interval_high === null
        ? null
        : { low: row.interval_low, high: row.interval_high },
    message: row.message,
    advice: row.advice,
    opportunities: ExplainedByField.parse(JSON.parse(row.opportunities)),
    opened_at: formatTime(row.opened_at),
    updated_at: formatTime(row.updated_at),
    snoozed_until: timeOrNull(row.snoozed_until),
    acknowledged_at: timeOrNull(row.acknowledged_at),
    acknowledged_by: row.acknowledged_by,
    resolved_at: timeOrNull(row.resolved_at),
    resolved_by: row.resolved_by,
  };
}

function timeOrNull(at: number | null): string | null {
  return at === null ? null : formatTime(at);
}

export const EvaluateSchema = z
  .strictObject({
    process_id: z.string().max(100).optional().openapi({ description: "Default: all published processes" }),
  })
  .openapi("Evaluate");

// Flat, not by extend(): that would be documented as all of two objects of which neither allows the other's fields.
const RuleFigureSchema = z
  .strictObject({
    rule: RuleField,
    subject: AlertSchema.shape.subject,
    ...FigureSchema.shape,
    severity: SeverityField.nullable().openapi({ description: "What the figure is worth by itself" }),
    thresholds: z.strictObject({ warning: z.number(), critical: z.number(), minimum_n: z.int() }),
    alert_id: z.string().nullable().openapi({ description: "The alert that is live after this evaluation" }),
  })
  .openapi("RuleFigure");

const AlertIdsField = z.array(z.string()).openapi({ description: "Ids of alerts" });

export const EvaluationSchema = z
  .strictObject({
    evaluated_at: TimeField,
    processes: z.array(z.strictObject({ process_id: z.string(), figures: z.array(RuleFigureSchema) })),
    alerts: z.strictObject({
      raised: AlertIdsField,
      escalated: AlertIdsField.openapi({ description: "Became critical, or were not acknowledged in time" }),
      reopened: AlertIdsField,
      updated: AlertIdsField,
      resolved: AlertIdsField,
    }),
  })
  .openapi("FunnelEvaluation");

export type EvaluationView = z.infer<typeof EvaluationSchema>;
