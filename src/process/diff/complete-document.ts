import type { z } from "@hono/zod-openapi";
import type { CriterionDocument, GatePolicy, ProcessDocument, StageDocument } from "../document.ts";
import type { CriterionSchema, StageSchema } from "../schema.ts";
import { hundredthsToPercent, weightToHundredths } from "../weights.ts";

type Complete<Part> = { [Member in keyof Part]-?: Exclude<Part[Member], undefined> };

export type CompleteCriterion = Complete<z.infer<typeof CriterionSchema>>;

/** A stage by itself: everything but its criteria. */
export type CompleteStageFields = Complete<Omit<z.infer<typeof StageSchema>, "criteria">>;

export interface CompleteStage extends CompleteStageFields {
  criteria: CompleteCriterion[];
}

/** A process document that leaves nothing to a default, its members always in the same order. */
export interface CompleteDocument {
  gate_policy: GatePolicy;
  stages: CompleteStage[];
}

/**
 * The same document with every default written out, so that two documents that mean the same are equal, as JSON text too.
 * Defaults are those of the process document's schema. The document itself is left as it is; the answer shares no list with it.
 * Throws RangeError where a weight is not one (`weightToHundredths`).
 */
export function completeDocument(document: ProcessDocument): CompleteDocument {
  return { gate_policy: document.gate_policy ?? "strict", stages: document.stages.map(completeStage) };
}

function completeStage(stage: StageDocument): CompleteStage {
  return {
    key: stage.key,
    name: stage.name,
    base: stage.base ?? null,
    max_days: stage.max_days ?? null,
    guidance: stage.guidance ?? "",
    criteria: stage.criteria.map(completeCriterion),
  };
}

function completeCriterion(criterion: CriterionDocument): CompleteCriterion {
  return {
    key: criterion.key,
    name: criterion.name,
    weight: hundredthsToPercent(weightToHundredths(criterion.weight)),
    required: criterion.required ?? false,
    theme: criterion.theme ?? null,
    evidence: criterion.evidence ?? null,
    choices: criterion.choices ? [...criterion.choices] : null,
    confirmed_by: criterion.confirmed_by ?? null,
    // JSON has a −0; adding 0 makes it the plain one.
    levels: criterion.levels?.map((level) => level + 0) ?? null,
    allow_not_applicable: criterion.allow_not_applicable ?? false,
    questions: [...(criterion.questions ?? [])],
    objections: (criterion.objections ?? []).map(({ objection, response }) => ({ objection, response })),
  };
}
