import type { Locale } from "../../values/words.ts";
import type { Base, Confirmer, EvidenceKind, GatePolicy, Objection, StageDocument, Theme } from "../document.ts";
import type { Template, TemplateKey } from "./template.ts";

/** All of a template that is the same in every language. It is written once, so languages cannot drift apart. */
export interface TemplateShape {
  readonly key: TemplateKey;
  readonly gate_policy: GatePolicy;
  readonly stages: readonly StageShape[];
}

interface StageShape {
  readonly key: string;
  readonly base: Base;
  readonly max_days: number;
  readonly criteria: readonly CriterionShape[];
}

interface CriterionShape {
  readonly key: string;
  readonly weight: number;
  readonly required: boolean;
  readonly theme: Theme | null;
  readonly evidence: EvidenceKind | null;
  readonly confirmed_by: Confirmer;
}

/** The words of a template in one language. A stage or criterion without its words does not compile. */
export interface TemplateWords<Shape extends TemplateShape> {
  readonly locale: Locale;
  readonly name: string;
  readonly description: string;
  readonly stages: Readonly<Record<StageKey<Shape>, StageWords>>;
  readonly criteria: Readonly<Record<CriterionKey<Shape>, CriterionWords>>;
}

type StageKey<Shape extends TemplateShape> = Shape["stages"][number]["key"];
type CriterionKey<Shape extends TemplateShape> = Shape["stages"][number]["criteria"][number]["key"];

interface StageWords {
  readonly name: string;
  readonly guidance: string;
}

interface CriterionWords {
  readonly name: string;
  readonly questions: readonly string[];
  readonly objections: readonly Objection[];
}

/** Puts the shape of a template and its words in one language together. */
export function writeTemplate<const Shape extends TemplateShape>(shape: Shape, words: TemplateWords<Shape>): Template {
  // Within a generic function the compiler no longer sees that a key of the shape is a key of the words.
  const stageWords = (key: string): StageWords => words.stages[key as StageKey<Shape>];
  const criterionWords = (key: string): CriterionWords => words.criteria[key as CriterionKey<Shape>];

  const stages = shape.stages.map(
    (stage): StageDocument => ({
      key: stage.key,
      name: stageWords(stage.key).name,
      base: stage.base,
      max_days: stage.max_days,
      guidance: stageWords(stage.key).guidance,
      criteria: stage.criteria.map((criterion) => {
        const { name, questions, objections } = criterionWords(criterion.key);
        return { ...criterion, name, levels: null, allow_not_applicable: false, questions, objections };
      }),
    }),
  );
  const document = { gate_policy: shape.gate_policy, stages };
  return { key: shape.key, locale: words.locale, name: words.name, description: words.description, document };
}
