import fc from "fast-check";
import type { CriterionDocument, Objection, ProcessDocument, StageDocument } from "../../src/process/document.ts";
import { arbitraryDocument } from "./arbitrary-process.ts";

interface Draft {
  gate_policy: ProcessDocument["gate_policy"];
  stages: DraftStage[];
}
type DraftStage = Omit<StageDocument, "criteria"> & { criteria: CriterionDocument[] };

type Pair = [ProcessDocument, ProcessDocument];

/** Chooses by number, so that every edit shrinks to a small one. */
interface Edit {
  readonly kind: keyof typeof EDITS;
  readonly stage: number;
  readonly other: number;
  readonly place: number;
}

const no: Objection = { objection: "No", response: "Why?" };
const STAGE_EDITS: readonly Partial<StageDocument>[] = [
  ...[{ base: "first" }, { base: null }, { max_days: 14 }, { max_days: null }, { max_days: undefined }],
  ...[{ guidance: "Listen." }, { guidance: "" }, { guidance: undefined }, { name: "Vaihe" }, { name: "Stage 1" }],
] as const;
const CRITERION_EDITS: readonly Partial<CriterionDocument>[] = [
  ...[{ required: true }, { required: false }, { required: undefined }, { theme: "need" }, { theme: null }],
  ...[{ evidence: "choice", choices: ["A", "B"] }, { choices: ["B", "A"] }, { evidence: null, choices: null }],
  ...[{ confirmed_by: "buyer" }, { confirmed_by: undefined }, { levels: [0, 100] }, { levels: [-0, 100] }],
  ...[{ levels: undefined }, { allow_not_applicable: undefined }, { allow_not_applicable: false }],
  ...[{ questions: ["Who?", "When?"] }, { questions: ["When?", "Who?"] }, { questions: [] }],
  ...[{ objections: [no] }, { objections: [{ response: "Why?", objection: "No" }] }, { objections: undefined }],
  ...[{ name: "Ehto" }, { name: "Criterion 1" }, { weight: 0 }, { weight: -0 }, { weight: 33.33 }, { weight: 0.1 }],
] as const;

/** What can be done to a document; each does nothing where there is nothing to do it to. */
const EDITS = {
  changeGatePolicy: (draft, { place }) => {
    draft.gate_policy = at([undefined, "strict", "advisory"] as const, place);
  },
  addStage: (draft, { place }) => {
    const key = freshKey(
      draft.stages.map((stage) => stage.key),
      "s",
      place,
    );
    draft.stages.splice(place % (draft.stages.length + 1), 0, { key, name: `Stage ${key}`, criteria: [] });
  },
  removeStage: (draft, { stage }) => {
    take(draft.stages, stage);
  },
  dissolveStage: (draft, { stage, other }) => {
    const criteria = take(draft.stages, stage)?.criteria ?? [];
    at(draft.stages, other)?.criteria.push(...criteria);
  },
  moveStage: (draft, { stage, other }) => {
    put(draft.stages, other, take(draft.stages, stage));
  },
  turnStagesRound: (draft) => {
    draft.stages.reverse();
  },
  editStage: (draft, { stage, place }) => {
    Object.assign(at(draft.stages, stage) ?? {}, at(STAGE_EDITS, place));
  },
  addCriterion: (draft, { stage, place }) => {
    const keys = draft.stages.flatMap(({ criteria }) => criteria.map(({ key }) => key));
    const key = freshKey(keys, "c", place);
    put(at(draft.stages, stage)?.criteria ?? [], place, { key, name: `Criterion ${key}`, weight: place / 4 });
  },
  removeCriterion: (draft, { stage, place }) => {
    take(at(draft.stages, stage)?.criteria ?? [], place);
  },
  moveCriterion: (draft, { stage, other, place }) => {
    const target = at(draft.stages, other);
    if (target) put(target.criteria, place, take(at(draft.stages, stage)?.criteria ?? [], place));
  },
  shuffleCriteria: (draft, { stage, place }) => {
    const criteria = at(draft.stages, stage)?.criteria ?? [];
    criteria.reverse();
    put(criteria, place, take(criteria, 0));
  },
  editCriterion: (draft, { stage, other, place }) => {
    const criteria = at(draft.stages, stage)?.criteria ?? [];
    Object.assign(at(criteria, other) ?? {}, at(CRITERION_EDITS, place));
  },
} satisfies Record<string, (draft: Draft, edit: Edit) => void>;

const anyEdit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(...(Object.keys(EDITS) as (keyof typeof EDITS)[])), // an object literal has no other keys
  stage: fc.nat(9),
  other: fc.nat(9),
  place: fc.nat(99),
});

const anyEdits = fc.array(anyEdit, { maxLength: 12, size: "max" });

/** A document of every kind, defaults written out or not. */
const anyDocument = fc.tuple(arbitraryDocument, anyEdits).map(([document, edits]) => edited(document, edits));

/**
 * Two documents whose keys are unique in each: one and an edition of it, or two that only happen to share keys, or two
 * that share none. Weights need not total 100.
 */
export const documentPair: fc.Arbitrary<Pair> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(anyDocument, anyEdits).map(([document, edits]): Pair => [document, edited(document, edits)]),
  },
  { weight: 1, arbitrary: fc.tuple(anyDocument, anyDocument) },
  { weight: 1, arbitrary: fc.tuple(anyDocument, anyDocument.map(withOtherKeys)) },
);

function edited(document: ProcessDocument, edits: readonly Edit[]): ProcessDocument {
  const draft = structuredClone(document) as Draft; // a clone may be written to
  for (const edit of edits) EDITS[edit.kind](draft, edit);
  return draft;
}

function withOtherKeys({ stages, ...rest }: ProcessDocument): ProcessDocument {
  const renew = <Part extends { readonly key: string }>(part: Part): Part => ({ ...part, key: `other_${part.key}` });
  return { ...rest, stages: stages.map((stage) => ({ ...renew(stage), criteria: stage.criteria.map(renew) })) };
}

/** Often the key of something that was removed before: it comes back elsewhere. */
function freshKey(taken: readonly string[], letter: string, number: number): string {
  const key = `${letter}${number}`;
  return taken.includes(key) ? freshKey(taken, letter, number + 1) : key;
}

function at<Item>(items: readonly Item[], index: number): Item | undefined {
  return items[index % items.length];
}

function take<Item>(items: Item[], index: number): Item | undefined {
  return items.splice(index % Math.max(items.length, 1), 1)[0];
}

function put<Item>(items: Item[], index: number, item: Item | undefined): void {
  if (item !== undefined) items.splice(index % (items.length + 1), 0, item);
}
