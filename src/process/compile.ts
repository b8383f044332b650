import type { Base, CriterionDocument, GatePolicy, Objection, ProcessDocument } from "./document.ts";
import { weightToHundredths } from "./weights.ts";

/** A criterion with its defaults filled in and its weight as an integer. */
export interface Criterion {
  readonly key: string;
  readonly name: string;
  readonly stageKey: string;
  readonly stageIndex: number;
  readonly weightHundredths: number;
  readonly required: boolean;
  readonly evidence: CriterionDocument["evidence"];
  /** What may be chosen; null for anything. */
  readonly choices: readonly string[] | null;
  readonly confirmedBy: CriterionDocument["confirmed_by"];
  readonly levels: readonly number[] | null;
  readonly allowNotApplicable: boolean;
  readonly questions: readonly string[];
  readonly objections: readonly Objection[];
}

export interface Stage {
  readonly key: string;
  readonly name: string;
  readonly index: number;
  readonly base: Base | null;
  readonly maxDays: number | null;
  readonly guidance: string | null;
  readonly criteria: readonly Criterion[];
}

/** What every rule about opportunities works on: a published version, ready to be asked. */
export interface CompiledProcess {
  readonly gatePolicy: GatePolicy;
  readonly stages: readonly Stage[];
  readonly criteria: readonly Criterion[];
  readonly stageByKey: ReadonlyMap<string, Stage>;
  readonly criterionByKey: ReadonlyMap<string, Criterion>;
}

/** Turns a valid document into the form the rules work on. Pure; defaults are those of the process document's schema. */
export function compileProcess(document: ProcessDocument): CompiledProcess {
  const stages = document.stages.map(
    (stage, index): Stage => ({
      key: stage.key,
      name: stage.name,
      index,
      base: stage.base ?? null,
      maxDays: stage.max_days ?? null,
      guidance: stage.guidance ?? null,
      criteria: stage.criteria.map(
        (criterion): Criterion => ({
          key: criterion.key,
          name: criterion.name,
          stageKey: stage.key,
          stageIndex: index,
          weightHundredths: weightToHundredths(criterion.weight),
          required: criterion.required ?? false,
          evidence: criterion.evidence ?? null,
          choices: criterion.choices ?? null,
          confirmedBy: criterion.confirmed_by ?? null,
          levels: criterion.levels ?? null,
          allowNotApplicable: criterion.allow_not_applicable ?? false,
          questions: criterion.questions ?? [],
          objections: criterion.objections ?? [],
        }),
      ),
    }),
  );
  const criteria = stages.flatMap((stage) => stage.criteria);
  return {
    gatePolicy: document.gate_policy ?? "strict",
    stages,
    criteria,
    stageByKey: new Map(stages.map((stage) => [stage.key, stage])),
    criterionByKey: new Map(criteria.map((criterion) => [criterion.key, criterion])),
  };
}
