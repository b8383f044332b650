import {
  type CompleteCriterion,
  type CompleteDocument,
  type CompleteStageFields,
  completeDocument,
} from "../../src/process/diff/complete-document.ts";
import type { ProcessDiff } from "../../src/process/diff/schema.ts";
import type { ProcessDocument } from "../../src/process/document.ts";

interface Spot {
  readonly key: string;
  readonly position: number;
}

/**
 * The later document, complete, from the earlier one and the diff alone. Throws where the diff says that something was
 * otherwise than it was, or speaks of what is not there.
 */
export function applyDiff(before: ProcessDocument, diff: ProcessDiff): CompleteDocument {
  const start = completeDocument(before);
  if (diff.gate_policy) change(start, "gate_policy", diff.gate_policy);
  const stages = changeStages(start, diff);
  const criteria = changeCriteria(start, diff);

  const stageKeys = arrange(
    start.stages.map(({ key }) => key),
    [...diff.stages.removed, ...diff.stages.reordered],
    [...diff.stages.added, ...diff.stages.reordered.map(({ key, to }) => ({ key, position: to }))],
  );
  return {
    gate_policy: start.gate_policy,
    stages: stageKeys.map((stageKey) => ({
      ...find(stages, stageKey),
      criteria: criterionKeysOf(stageKey, start, diff).map((key) => find(criteria, key)),
    })),
  };
}

/** Every stage that is to be, by key; in no order, because that is `arrange`'s. */
function changeStages(start: CompleteDocument, { stages }: ProcessDiff): Map<string, CompleteStageFields> {
  const byKey = new Map<string, CompleteStageFields>();
  for (const { criteria: _, ...fields } of start.stages) byKey.set(fields.key, fields);
  for (const { key } of stages.removed) byKey.delete(key);
  // Optional members are the schema's; a diff that left one out would not give the complete document.
  for (const { key, stage } of stages.added) byKey.set(key, structuredClone(stage) as CompleteStageFields);
  for (const { key, from, to } of stages.renamed) change(find(byKey, key), "name", { from, to });
  for (const { key, field, from, to } of stages.edited) change(find(byKey, key), field, { from, to });
  return byKey;
}

function changeCriteria(start: CompleteDocument, { criteria }: ProcessDiff): Map<string, CompleteCriterion> {
  const byKey = new Map<string, CompleteCriterion>();
  for (const criterion of start.stages.flatMap((stage) => stage.criteria)) byKey.set(criterion.key, criterion);
  for (const { key } of criteria.removed) byKey.delete(key);
  // As for stages.
  for (const { key, criterion } of criteria.added) byKey.set(key, structuredClone(criterion) as CompleteCriterion);
  for (const { key, from, to } of criteria.renamed) change(find(byKey, key), "name", { from, to });
  for (const { key, from, to } of criteria.reweighted) change(find(byKey, key), "weight", { from, to });
  for (const { key, field, from, to } of criteria.edited) change(find(byKey, key), field, { from, to });
  return byKey;
}

function criterionKeysOf(stage: string, start: CompleteDocument, { criteria }: ProcessDiff): string[] {
  const here = start.stages.find(({ key }) => key === stage)?.criteria ?? [];
  const reordered = criteria.reordered.filter((criterion) => criterion.stage === stage);
  return arrange(
    here.map(({ key }) => key),
    [...criteria.removed, ...criteria.moved, ...reordered],
    [
      ...criteria.added.filter((criterion) => criterion.stage === stage),
      ...criteria.moved.filter(({ to }) => to.stage === stage).map(({ key, to }) => ({ key, position: to.position })),
      ...reordered.map(({ key, to }) => ({ key, position: to })),
    ],
  );
}

/** Takes some keys out, the others closing up, and puts keys in at their final positions. */
function arrange(keys: readonly string[], out: readonly { readonly key: string }[], into: readonly Spot[]): string[] {
  const gone = new Set(out.map(({ key }) => key));
  const arranged = keys.filter((key) => !gone.has(key));
  // From the front, so that every position is final when it is used.
  for (const { key, position } of into.toSorted((a, b) => a.position - b.position)) arranged.splice(position, 0, key);
  return arranged;
}

function change<Part extends object>(
  part: Part,
  member: keyof Part,
  { from, to }: { from: unknown; to: unknown },
): void {
  const [said, found] = [JSON.stringify(from), JSON.stringify(part[member])];
  if (said !== found) throw new Error(`${String(member)} is said to have been ${said}; it was ${found}`);
  Object.assign(part, { [member]: structuredClone(to) });
}

function find<Part>(byKey: ReadonlyMap<string, Part>, key: string): Part {
  const part = byKey.get(key);
  if (!part) throw new Error(`the diff speaks of "${key}", which is not there`);
  return part;
}
