import { z } from "@hono/zod-openapi";
import { FigureSchema } from "../funnel/schema.ts";
import { TimeField } from "../http/fields.ts";
import { formatTime } from "../values/calendar.ts";
import { ALERT_STATUSES, type AlertRow } from "./alert.ts";
import { RULES } from "./levels.ts";

export const RuleField = z.enum(RULES);
export const StatusField = z.enum(ALERT_STATUSES).openapi({
  description:
    "`open` until the figure is well again, then `resolved`. Nothing sets `acknowledged` or `snoozed` in this release",
});
const SeverityField = z.enum(["warning", "critical"]);
const ExplainedByField = z
  .array(z.string())
  .openapi({ description: "Ids of the opportunities that explain it, the most telling first; at most 20" });

export const AlertSchema = z
  .strictObject({
    id: z.string().openapi({ example: "alr_01h455vb4pex5vsknk084sn02q" }),
    process_id: z.string(),
    rule: z.string().openapi({ description: `Such as ${RULES.join(", ")}` }),
    subject: z.string().openapi({ description: "What of the process it is about; `process` is all of it" }),
    severity: SeverityField,
    status: StatusField,
    value: z.number().openapi({ description: "The figure, 0 to 1" }),
    threshold: z.number().openapi({ description: "The level of this severity" }),
    n: z.int().openapi({ description: "How many deals the figure rests on" }),
    message: z.string().openapi({ description: "In the company's language, for a manager" }),
    opportunities: ExplainedByField,
    opened_at: TimeField,
    updated_at: TimeField,
    resolved_at: TimeField.nullable(),
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
    value: row.value,
    threshold: row.threshold,
    n: row.n,
    message: row.message,
    opportunities: ExplainedByField.parse(JSON.parse(row.opportunities)),
    opened_at: formatTime(row.opened_at),
    updated_at: formatTime(row.updated_at),
    resolved_at: row.resolved_at === null ? null : formatTime(row.resolved_at),
  };
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
    ...FigureSchema.shape,
    severity: SeverityField.nullable().openapi({ description: "The level that the figure reaches by itself" }),
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
      escalated: AlertIdsField,
      updated: AlertIdsField,
      resolved: AlertIdsField,
    }),
  })
  .openapi("FunnelEvaluation");

export type EvaluationView = z.infer<typeof EvaluationSchema>;
