import { z } from "@hono/zod-openapi";
import { DateField, TimeField } from "../../http/fields.ts";
import { ChangeSchema } from "../history-schema.ts";
import { CriterionStandingSchema } from "../schema.ts";
import { HOLLOW_WAYS } from "./why-hollow.ts";

const criterionOfProcess = {
  criterion: z.string(),
  stage: z.string(),
  name: z.string(),
  weight: z.number().openapi({ description: "Percent" }),
};

const said = CriterionStandingSchema.omit({ key: true }).shape;

const BaseField = z.enum(["first", "second", "third", "home"]).nullable();

const MissingMilestoneSchema = z
  .strictObject({ ...criterionOfProcess, questions: z.array(z.string()) })
  .openapi("MissingMilestone");

const PathStageSchema = z
  .strictObject({
    stage: z.string(),
    name: z.string(),
    base: BaseField.openapi({ description: "Where the stage ends on the diamond" }),
    reached: z.boolean().openapi({
      description: "Whether it is really behind the opportunity: it has gone on, and every milestone up to here is met",
    }),
  })
  .openapi("PathStage");

const WhyHollowSchema = z
  .strictObject({
    stage: z.string(),
    earned_stage: z.string(),
    missing: z.array(MissingMilestoneSchema).openapi({ description: "What it went past, and what is missing still" }),
    since: TimeField.nullable().openapi({
      description: "Since when it has been hollow without a break; null when nobody knows",
    }),
    how: z
      .array(
        z.strictObject({
          at: TimeField,
          actor: z.string(),
          way: z.enum(HOLLOW_WAYS),
          reason: z.string().nullable(),
          bypassed: z.array(z.string()).openapi({ description: "Keys of the milestones that it went past" }),
        }),
      )
      .openapi({ description: "What took it past them, oldest first" }),
    sentence: z.string().openapi({ description: "The same in a sentence, in the company's language" }),
  })
  .openapi("WhyHollow");

const ChangesSinceSchema = z
  .strictObject({
    since: TimeField,
    stage_then: z.string().nullable().openapi({ description: "null when it was in none yet" }),
    score_then: z.number().nullable().openapi({ description: "null before Infield knew of it" }),
    changes: z.array(ChangeSchema).openapi({ description: "As in the history, but newest first" }),
    more: z.boolean().openapi({ description: "There are older ones since then: the history has them" }),
  })
  .openapi("ChangesSince");

export const ProgressSchema = z
  .strictObject({
    score: z.number(),
    status: z.enum(["open", "won", "lost"]),
    stage: z.string(),
    earned_stage: z.string(),
    base: BaseField.openapi({ description: "The base really reached" }),
    path: z
      .array(PathStageSchema)
      .openapi({ description: "The stages of its process in order: the way round the diamond" }),
    hollow: z.boolean(),
    why_hollow: WhyHollowSchema.nullable(),
    days_in_stage: z.int().nullable(),
    max_days: z.int().nullable(),
    limit_days: z
      .number()
      .nullable()
      .openapi({
        description:
          "How long it may stay in its stage: `max_days`, else 1.5 times the median of the days that won opportunities stayed, and then at least 1. " +
          "null where neither is known",
      }),
    limit_source: z.enum(["max_days", "won_deals"]).nullable(),
    overdue_days: z.int().nullable().openapi({
      description: "Days past the limit, 0 within it; null without a limit, of unknown age, and when it is closed",
    }),
    stalled: z.boolean().openapi({ description: "Open, and longer in its stage than the limit" }),
    expected_close: z.strictObject({
      date: DateField.nullable(),
      days_left: z.int().nullable().openapi({
        description: "Until that day, in the company's zone; below 0 once it is past. null when it is closed",
      }),
      pushes: z.int().openapi({ description: "How often the date was moved later" }),
    }),
    next_step: z
      .strictObject({
        text: z.string().nullable(),
        due_date: DateField.nullable(),
        overdue: z.boolean().openapi({ description: "Open, and due before today" }),
      })
      .nullable(),
    single_threaded: z.boolean().openapi({ description: "It hangs on the one contact that is named" }),
    done: z.array(
      z.strictObject({
        ...criterionOfProcess,
        required: z.boolean(),
        ...said,
        confirmed_as_required: z.boolean().openapi({
          description:
            "Whether it is confirmed by whom the process asks for: false where only the rep says what the buyer should",
        }),
      }),
    ),
    missing: z.array(
      z.strictObject({
        ...criterionOfProcess,
        required: z.boolean(),
        state: z.enum(["unknown", "not_met", "met"]),
        level: z.int().nullable().openapi({ description: "A level that earns nothing, where the state is `met`" }),
      }),
    ),
    guidance: z.string().nullable().openapi({ description: "What the company says about working this stage" }),
    next: z.array(
      z.strictObject({
        ...criterionOfProcess,
        required: z.boolean(),
        confirmed_by: z.enum(["rep", "buyer"]).nullable().openapi({ description: "Whose word makes it true" }),
        questions: z.array(z.string()),
        objections: z.array(z.strictObject({ objection: z.string(), response: z.string() })),
      }),
    ),
    needed_to_leave: z.array(MissingMilestoneSchema),
    changes_since: ChangesSinceSchema.nullable().openapi({ description: "Where `since` is given, else null" }),
  })
  .openapi("Progress");
