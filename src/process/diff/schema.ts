import { z } from "@hono/zod-openapi";
import { CriterionSchema, GatePolicyField, StageSchema } from "../schema.ts";
import type { CompleteCriterion, CompleteStageFields } from "./complete-document.ts";

const stageShape = StageSchema.shape;
const criterionShape = CriterionSchema.shape;

const key = z.string();
const name = z.string().openapi({ description: "As the later version has it; the earlier one's where it was removed" });
const stage = z.string().openapi({
  description: "The key of its stage in the later version; in the earlier one where it was removed",
});
const position = z
  .int()
  .min(0)
  .openapi({ description: "Counted from 0: of a stage in the process, of a criterion in its stage" });
const weight = z.number().min(0).openapi({ description: "In percent", example: 33.33 });
const wasNamed = { from: z.string(), to: z.string() };
const weighed = { from: weight, to: weight };
const stood = { from: position, to: position };

type FieldSchemas = Readonly<Record<string, z.ZodType>>;

/** One alternative a field, so that the type of `from` and `to` follows from `field`. */
type Edit<Place extends z.ZodRawShape, Fields extends FieldSchemas> = {
  [Field in keyof Fields & string]: z.ZodObject<
    Place & { field: z.ZodLiteral<Field>; from: Fields[Field]; to: Fields[Field] },
    z.core.$strict
  >;
}[keyof Fields & string];

function editOf<Place extends z.ZodRawShape, Fields extends FieldSchemas>(place: Place, fields: Fields) {
  const options: unknown = Object.entries(fields).map(([field, value]) =>
    z.strictObject({ ...place, field: z.literal(field), from: value, to: value }),
  );
  // Safe: these are the alternatives that `Edit` spells out; no type follows a walk over entries.
  return z.discriminatedUnion("field", options as [Edit<Place, Fields>, ...Edit<Place, Fields>[]]);
}

const stageFields = {
  base: stageShape.base.unwrap(),
  max_days: stageShape.max_days.unwrap(),
  guidance: stageShape.guidance.unwrap(),
} satisfies Record<Exclude<keyof CompleteStageFields, "key" | "name">, z.ZodType>;

const criterionFields = {
  required: criterionShape.required.unwrap(),
  theme: criterionShape.theme.unwrap(),
  evidence: criterionShape.evidence.unwrap(),
  choices: criterionShape.choices.unwrap(),
  confirmed_by: criterionShape.confirmed_by.unwrap(),
  levels: criterionShape.levels.unwrap(),
  allow_not_applicable: criterionShape.allow_not_applicable.unwrap(),
  questions: criterionShape.questions.unwrap(),
  objections: criterionShape.objections.unwrap(),
} satisfies Record<Exclude<keyof CompleteCriterion, "key" | "name" | "weight">, z.ZodType>;

/** What `edited` tells of a stage: everything but key and name. */
export const STAGE_FIELDS = Object.keys(stageFields) as (keyof typeof stageFields)[]; // an object literal has no other keys

/** What `edited` tells of a criterion: everything but key, name and weight. */
export const CRITERION_FIELDS = Object.keys(criterionFields) as (keyof typeof criterionFields)[]; // likewise

const EditedStageSchema = editOf({ key, name }, stageFields).openapi("EditedStage");
const EditedCriterionSchema = editOf({ key, name, stage }, criterionFields).openapi("EditedCriterion");

const REORDERED =
  "Those that moved against the others, as few as explain the new order. What others pushed aside is not here.";

const StageChangesSchema = z
  .strictObject({
    added: z.array(
      z
        .strictObject({
          key,
          name,
          position,
          weight,
          stage: StageSchema.omit({ criteria: true }).openapi("StageFields", {
            description: "A stage without its criteria; they are told of by themselves.",
          }),
        })
        .openapi("AddedStage"),
    ),
    removed: z.array(z.strictObject({ key, name, position, weight }).openapi("RemovedStage")),
    renamed: z.array(z.strictObject({ key, ...wasNamed }).openapi("RenamedStage")),
    reweighted: z
      .array(z.strictObject({ key, name, ...weighed }).openapi("ReweightedStage"))
      .openapi({ description: "A stage is worth what its criteria are worth together." }),
    reordered: z
      .array(z.strictObject({ key, name, ...stood }).openapi("ReorderedStage"))
      .openapi({ description: REORDERED }),
    edited: z.array(EditedStageSchema),
  })
  .openapi("StageChanges");

const CriterionPlaceSchema = z.strictObject({ stage: key, position }).openapi("CriterionPlace");

const CriterionChangesSchema = z
  .strictObject({
    added: z.array(
      z.strictObject({ key, name, stage, position, criterion: CriterionSchema }).openapi("AddedCriterion"),
    ),
    removed: z.array(z.strictObject({ key, name, stage, position, weight }).openapi("RemovedCriterion")),
    renamed: z.array(z.strictObject({ key, stage, ...wasNamed }).openapi("RenamedCriterion")),
    reweighted: z.array(z.strictObject({ key, name, stage, ...weighed }).openapi("ReweightedCriterion")),
    moved: z
      .array(
        z.strictObject({ key, name, from: CriterionPlaceSchema, to: CriterionPlaceSchema }).openapi("MovedCriterion"),
      )
      .openapi({ description: "To another stage." }),
    reordered: z
      .array(z.strictObject({ key, name, stage, ...stood }).openapi("ReorderedCriterion"))
      .openapi({ description: `Within their stage. ${REORDERED}` }),
    edited: z.array(EditedCriterionSchema),
  })
  .openapi("CriterionChanges");

export const ProcessDiffSchema = z
  .strictObject({
    identical: z.boolean().openapi({ description: "Whether the two mean the same: nothing below has anything in it" }),
    gate_policy: z
      .strictObject({ from: GatePolicyField, to: GatePolicyField })
      .nullable()
      .openapi({ description: "null where it is the same" }),
    stages: StageChangesSchema,
    criteria: CriterionChangesSchema,
  })
  .openapi("ProcessDiff", {
    description:
      "What became of one version on the way to another, by key. A member that is absent means its default, so writing a default out is no change. Lists follow the later version; what was removed follows the earlier one.",
  });

export type StageChanges = z.infer<typeof StageChangesSchema>;
export type CriterionChanges = z.infer<typeof CriterionChangesSchema>;
export type ProcessDiff = z.infer<typeof ProcessDiffSchema>;
