import { z } from "@hono/zod-openapi";
import type { CompiledProcess, Criterion } from "../process/compile.ts";
import { hundredthsToPercent } from "../process/weights.ts";
import type { TenantSettings } from "../scope.ts";
import { type CriterionRow, type OpportunityRow, toStandings } from "./opportunity.ts";
import { describeCriterion, readProgress } from "./progress.ts";
import { CriterionStandingSchema, daysInStage, serializeStanding } from "./schema.ts";
import { stageOf } from "./transition.ts";

const criterionOfProcess = {
  criterion: z.string(),
  stage: z.string(),
  name: z.string(),
  weight: z.number().openapi({ description: "Percent" }),
};

const said = CriterionStandingSchema.omit({ key: true }).shape;

const MissingMilestoneSchema = z
  .strictObject({ ...criterionOfProcess, questions: z.array(z.string()) })
  .openapi("MissingMilestone");

export const ProgressSchema = z
  .strictObject({
    score: z.number(),
    status: z.enum(["open", "won", "lost"]),
    stage: z.string(),
    earned_stage: z.string(),
    base: z.enum(["first", "second", "third", "home"]).nullable().openapi({ description: "The base really reached" }),
    hollow: z.boolean(),
    days_in_stage: z.int().nullable(),
    max_days: z.int().nullable(),
    done: z.array(z.strictObject({ ...criterionOfProcess, required: z.boolean(), ...said })),
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
  })
  .openapi("Progress");

export function serializeProgress(
  process: CompiledProcess,
  row: OpportunityRow,
  criteria: readonly CriterionRow[],
  tenant: TenantSettings,
  now: number,
): z.infer<typeof ProgressSchema> {
  const progress = readProgress(process, { status: row.status, stage: row.stage, standings: toStandings(criteria) });
  const saidOf = new Map(criteria.map((said) => [said.criterion, said]));
  const serializeDone = (criterion: Criterion) => {
    const said = saidOf.get(criterion.key);
    if (!said) throw new Error("what is done has been said");
    const { key: _key, ...standing } = serializeStanding(said);
    return { ...describeCriterion(criterion), ...standing };
  };
  const serializeMissing = (criterion: Criterion) => {
    const said = saidOf.get(criterion.key);
    const state = said?.state ?? "unknown";
    const level = said?.level_percent ?? null;
    return { ...describeCriterion(criterion), state: state === "not_applicable" ? "unknown" : state, level };
  };
  return {
    score: hundredthsToPercent(row.score_hundredths),
    status: row.status,
    stage: row.stage,
    earned_stage: progress.earnedStage.key,
    base: progress.base,
    hollow: row.hollow === 1,
    days_in_stage: daysInStage(row, tenant.timezone, now),
    max_days: stageOf(process, row.stage).maxDays,
    done: progress.done.map(serializeDone),
    missing: progress.missing.map(serializeMissing),
    guidance: stageOf(process, row.stage).guidance,
    next: progress.next.map(({ confirmedBy, ...criterion }) => ({
      ...criterion,
      confirmed_by: confirmedBy,
      questions: [...criterion.questions],
      objections: criterion.objections.map(({ objection, response }) => ({ objection, response })),
    })),
    needed_to_leave: progress.neededToLeave.map((criterion) => ({ ...criterion, questions: [...criterion.questions] })),
  };
}
