import type { ProcessDocument } from "../document.ts";
import { hundredthsToPercent, weightToHundredths } from "../weights.ts";
import {
  type CompleteCriterion,
  type CompleteStage,
  type CompleteStageFields,
  completeDocument,
} from "./complete-document.ts";
import { reordered } from "./reordered.ts";
import {
  CRITERION_FIELDS,
  type CriterionChanges,
  type ProcessDiff,
  STAGE_FIELDS,
  type StageChanges,
} from "./schema.ts";

/** A stage or criterion, and where in its list it stands. */
interface Placed {
  readonly key: string;
  readonly name: string;
  readonly position: number;
  readonly weightHundredths: number;
}

interface PlacedStage extends Placed {
  readonly fields: CompleteStageFields;
}

interface PlacedCriterion extends Placed {
  /** The key of its stage. */
  readonly stage: string;
  readonly fields: CompleteCriterion;
}

/** One and the same key in both documents. */
interface Kept<Part> {
  readonly was: Part;
  readonly is: Part;
}

/**
 * What changed from one document to another, by key. Takes documents in which no two stages and no two criteria share a key,
 * as in every published version. Weights are compared as hundredths of a percent and given in percent; a stage weighs what
 * its criteria weigh together. What was added comes complete, so that the diff and the earlier document together hold all of
 * the later one. Pure; throws RangeError where a weight is not one (`weightToHundredths`).
 */
export function diffDocuments(before: ProcessDocument, after: ProcessDocument): ProcessDiff {
  const [was, is] = [completeDocument(before), completeDocument(after)];
  const gatePolicy = was.gate_policy === is.gate_policy ? null : { from: was.gate_policy, to: is.gate_policy };
  const stages = diffStages(was.stages, is.stages);
  const criteria = diffCriteria(was.stages, is.stages);
  const lists: readonly (readonly unknown[])[] = [...Object.values(stages), ...Object.values(criteria)];
  const identical = gatePolicy === null && lists.every((list) => list.length === 0);
  return { identical, gate_policy: gatePolicy, stages, criteria };
}

function diffStages(before: readonly CompleteStage[], after: readonly CompleteStage[]): StageChanges {
  const { added, removed, kept } = match(placeStages(before), placeStages(after));
  return {
    added: added.map(({ key, name, position, weightHundredths, fields }) => {
      return { key, name, position, weight: hundredthsToPercent(weightHundredths), stage: fields };
    }),
    removed: removed.map(({ key, name, position, weightHundredths }) => {
      return { key, name, position, weight: hundredthsToPercent(weightHundredths) };
    }),
    renamed: kept.filter(isRenamed).map(({ was, is }) => ({ key: is.key, from: was.name, to: is.name })),
    reweighted: kept.filter(isReweighted).map(({ was, is }) => ({ key: is.key, name: is.name, ...weights(was, is) })),
    reordered: reordered(kept.map(({ was, is }) => ({ key: is.key, name: is.name, ...positions(was, is) }))),
    edited: kept.flatMap(({ was, is }) =>
      edits(STAGE_FIELDS, was.fields, is.fields).map(
        // Safe: `from` and `to` are this field's own; no type ties the three together across a list of fields.
        (edit) => ({ key: is.key, name: is.name, ...edit }) as StageChanges["edited"][number],
      ),
    ),
  };
}

function diffCriteria(before: readonly CompleteStage[], after: readonly CompleteStage[]): CriterionChanges {
  const { added, removed, kept } = match(placeCriteria(before), placeCriteria(after));
  const stayed = kept.filter(({ was, is }) => was.stage === is.stage);
  const byStage = Map.groupBy(stayed, ({ is }) => is.stage);
  return {
    added: added.map(({ key, name, stage, position, fields }) => ({ key, name, stage, position, criterion: fields })),
    removed: removed.map(({ key, name, stage, position, weightHundredths }) => {
      return { key, name, stage, position, weight: hundredthsToPercent(weightHundredths) };
    }),
    renamed: kept
      .filter(isRenamed)
      .map(({ was, is }) => ({ key: is.key, stage: is.stage, from: was.name, to: is.name })),
    reweighted: kept.filter(isReweighted).map(({ was, is }) => ({ ...label(is), ...weights(was, is) })),
    moved: kept
      .filter(({ was, is }) => was.stage !== is.stage)
      .map(({ was, is }) => ({ key: is.key, name: is.name, from: place(was), to: place(is) })),
    reordered: [...byStage.values()].flatMap((inStage) =>
      reordered(inStage.map(({ was, is }) => ({ ...label(is), ...positions(was, is) }))),
    ),
    edited: kept.flatMap(({ was, is }) =>
      edits(CRITERION_FIELDS, was.fields, is.fields).map(
        // Safe for the reason above.
        (edit) => ({ ...label(is), ...edit }) as CriterionChanges["edited"][number],
      ),
    ),
  };
}

function placeStages(stages: readonly CompleteStage[]): PlacedStage[] {
  return stages.map(({ criteria, ...fields }, position) => {
    const weightHundredths = criteria.reduce((sum, { weight }) => sum + weightToHundredths(weight), 0);
    return { key: fields.key, name: fields.name, position, weightHundredths, fields };
  });
}

function placeCriteria(stages: readonly CompleteStage[]): PlacedCriterion[] {
  return stages.flatMap((stage) =>
    stage.criteria.map((fields, position) => {
      const weightHundredths = weightToHundredths(fields.weight);
      return { key: fields.key, name: fields.name, stage: stage.key, position, weightHundredths, fields };
    }),
  );
}

/** Added and kept in the order of `after`, removed in the order of `before`. */
function match<Part extends Placed>(before: readonly Part[], after: readonly Part[]) {
  const wasByKey = new Map(before.map((part) => [part.key, part]));
  const added: Part[] = [];
  const kept: Kept<Part>[] = [];
  for (const is of after) {
    const was = wasByKey.get(is.key);
    if (was) kept.push({ was, is });
    else added.push(is);
  }
  const isKeys = new Set(after.map(({ key }) => key));
  return { added, removed: before.filter(({ key }) => !isKeys.has(key)), kept };
}

function isRenamed({ was, is }: Kept<Placed>): boolean {
  return was.name !== is.name;
}

function isReweighted({ was, is }: Kept<Placed>): boolean {
  return was.weightHundredths !== is.weightHundredths;
}

function weights(was: Placed, is: Placed): { from: number; to: number } {
  return { from: hundredthsToPercent(was.weightHundredths), to: hundredthsToPercent(is.weightHundredths) };
}

function positions(was: Placed, is: Placed): { from: number; to: number } {
  return { from: was.position, to: is.position };
}

function label({ key, name, stage }: PlacedCriterion): { key: string; name: string; stage: string } {
  return { key, name, stage };
}

function place({ stage, position }: PlacedCriterion): { stage: string; position: number } {
  return { stage, position };
}

/** The fields that differ. Complete parts have their members in one order, so equal values are equal as JSON text. */
function edits<Field extends string, Value>(
  fields: readonly Field[],
  was: Readonly<Record<Field, Value>>,
  is: Readonly<Record<Field, Value>>,
) {
  return fields
    .filter((field) => JSON.stringify(was[field]) !== JSON.stringify(is[field]))
    .map((field) => ({ field, from: was[field], to: is[field] }));
}
