import { z } from "@hono/zod-openapi";
import { ClockField, line, TimeField, WeekdayField } from "../../http/fields.ts";
import { formatTime } from "../../values/calendar.ts";
import type { Locale } from "../../values/words.ts";
import { RuleField } from "../schema.ts";
import { LONGEST_WINDOW_DAYS, MAX_ESCALATE_HOURS, SHORTEST_WINDOW_DAYS } from "./check-settings.ts";
import { describeRule } from "./descriptions.ts";
import type { RuleInForce } from "./rule-settings.ts";
import { RULE_TRAITS } from "./rule-traits.ts";

const MAX_OWNERS = 100;
const MAX_MUTE_WINDOWS = 14;

const MuteSchema = z
  .strictObject({
    days: z.array(WeekdayField).min(1).max(7).optional().openapi({
      description: "Weekdays on which it begins; left out: every day",
    }),
    from: ClockField,
    to: ClockField.openapi({ description: "No later than `from`: on the next day" }),
  })
  .openapi("MuteHours", { description: "By the company's clocks: no alert of the rule opens, escalates or resolves" });

// The ranges of numbers are checked with the rule, which some depend on, so that all faults are named at once.
const fields = {
  enabled: z.boolean(),
  warning: z.number().openapi({ description: "From which value of the figure a warning is raised" }),
  critical: z.number(),
  minimum_n: z.int().openapi({ minimum: 1, description: "How many the figure must rest on to mean anything" }),
  window_days: z.int().nullable().openapi({
    minimum: SHORTEST_WINDOW_DAYS,
    maximum: LONGEST_WINDOW_DAYS,
    description: "How far a rule about a time looks back; null for the others",
  }),
  owners: z
    .array(line(200))
    .max(MAX_OWNERS)
    .refine((owners) => new Set(owners).size === owners.length, {
      error: "must name each owner once",
      params: { code: "repeated" },
    })
    .nullable()
    .openapi({ description: "Whose deals a rule about open deals looks at; null: everybody's" }),
  mute: z.array(MuteSchema).max(MAX_MUTE_WINDOWS),
  escalate_after_hours: z.int().nullable().openapi({
    minimum: 0,
    maximum: MAX_ESCALATE_HOURS,
    description: "When an alert that nobody has acknowledged is told once more; null: never",
  }),
};

export const RulePatchSchema = z
  .strictObject({
    enabled: fields.enabled.nullable(),
    warning: fields.warning.nullable(),
    critical: fields.critical.nullable(),
    minimum_n: fields.minimum_n.nullable(),
    window_days: fields.window_days,
    owners: fields.owners,
    mute: fields.mute.nullable(),
    escalate_after_hours: fields.escalate_after_hours,
  })
  .partial()
  .openapi("AlertRulePatch", {
    example: { warning: 0.2, minimum_n: 3, mute: [{ days: [6, 7], from: "00:00", to: "00:00" }] },
    description:
      "null puts a field back to what holds without it. `owners: []` is everybody and `escalate_after_hours: 0` is never, also where the company has said otherwise",
  });

export type RulePatch = z.infer<typeof RulePatchSchema>;

export const RuleSchema = z
  .strictObject({
    rule: RuleField,
    process_id: z.string().nullable().openapi({ description: "null: all processes that do not set it otherwise" }),
    ...fields,
    source: z
      .enum(["default", "company", "process"])
      .openapi({ description: "The most specific place that sets any of it" }),
    description: z.string().openapi({ description: "In the company's language: what the figure is, what it means" }),
    unit: z.enum(["share", "ratio", "p_value"]),
    worse: z.enum(["above", "below"]).openapi({ description: "On which side of the levels the bad values lie" }),
    revision: z.int().openapi({ description: "Of what is set in this very place; 0 while nothing ever was" }),
    updated_at: TimeField.nullable(),
  })
  .openapi("AlertRule");

export type RuleView = z.infer<typeof RuleSchema>;

export function serializeRule(rule: RuleInForce, locale: Locale): RuleView {
  const { levels } = rule;
  return {
    rule: rule.rule,
    process_id: rule.processId,
    enabled: rule.enabled,
    warning: levels.warning,
    critical: levels.critical,
    minimum_n: levels.minimum,
    window_days: rule.windowDays,
    owners: rule.owners && [...rule.owners],
    mute: rule.mute.map(({ days, ...hours }) => ({ ...(days ? { days: [...days] } : {}), ...hours })),
    escalate_after_hours: rule.escalateAfterHours,
    source: rule.source,
    description: describeRule(rule.rule, locale),
    unit: RULE_TRAITS[rule.rule].unit,
    worse: levels.worse,
    revision: rule.revision,
    updated_at: rule.updatedAt === null ? null : formatTime(rule.updatedAt),
  };
}
