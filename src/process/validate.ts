import type { Fault } from "../errors.ts";
import type { Base, CriterionDocument, ProcessDocument, StageDocument } from "./document.ts";
import { FULL_WEIGHT_HUNDREDTHS, formatHundredths, weightToHundredths } from "./weights.ts";

/** Where a transition can lead besides a stage, so no stage may be called so. */
export const RESERVED_STAGE_KEYS: readonly string[] = ["won", "lost", "reopened"];

/** The order in which a runner passes the bases. */
const BASE_ORDER = { first: 1, second: 2, third: 3, home: 4 } as const satisfies Record<Base, number>;

/** The weights of a document added up, in hundredths of a percent; 10,000 where it is complete. */
export function documentTotalHundredths(document: ProcessDocument): number {
  return document.stages
    .flatMap((stage) => stage.criteria)
    .reduce((total, criterion) => total + weightToHundredths(criterion.weight), 0);
}

/**
 * Everything that keeps a document from being published, at once; empty when it may be. Takes a document that
 * `ProcessDocumentSchema` accepts. Pointers are relative to the document (`/stages/0/criteria/1/key`); first come the faults
 * of the whole, then the others in the order of the document. Codes: `no_stages`, `weights_total`, `reserved_key`,
 * `duplicate_stage_key`, `duplicate_criterion_key`, `base_order`, `levels_invalid`, `choices_invalid`.
 *
 * What is unwise but can be worked with is not refused here; the process audit speaks of it (a stage without criteria,
 * without a milestone, a criterion worth nothing).
 */
export function publishFaults(document: ProcessDocument): Fault[] {
  return [...wholeFaults(document), ...stageFaults(document.stages)];
}

function wholeFaults(document: ProcessDocument): Fault[] {
  const faults: Fault[] = [];
  if (document.stages.length === 0) {
    faults.push({ pointer: "/stages", code: "no_stages", detail: "A process has at least one stage." });
  }
  const total = documentTotalHundredths(document);
  if (total !== FULL_WEIGHT_HUNDREDTHS) {
    const missing = FULL_WEIGHT_HUNDREDTHS - total;
    const difference = `${formatHundredths(Math.abs(missing))} ${missing > 0 ? "is missing" : "is too much"}`;
    const detail = `The weights of all criteria total ${formatHundredths(total)}, not 100.00: ${difference}.`;
    faults.push({ pointer: "/stages", code: "weights_total", detail });
  }
  return faults;
}

function stageFaults(stages: readonly StageDocument[]): Fault[] {
  const faults: Fault[] = [];
  const stageKeys = new Map<string, string>();
  const criterionKeys = new Map<string, string>();
  let furthest: Base = "first";

  for (const [index, stage] of stages.entries()) {
    const pointer = `/stages/${index}`;
    if (RESERVED_STAGE_KEYS.includes(stage.key)) {
      const detail = `"${stage.key}" is an outcome of a deal, so no stage can have this key.`;
      faults.push({ pointer: `${pointer}/key`, code: "reserved_key", detail });
    }
    faults.push(...repeatedKeyFaults("stage", stage.key, pointer, stageKeys));
    if (stage.base) {
      if (BASE_ORDER[stage.base] < BASE_ORDER[furthest]) {
        const detail = `Bases never go backwards along the stages; "${stage.base}" comes after "${furthest}".`;
        faults.push({ pointer: `${pointer}/base`, code: "base_order", detail });
      } else {
        furthest = stage.base;
      }
    }
    for (const [place, criterion] of stage.criteria.entries()) {
      const criterionPointer = `${pointer}/criteria/${place}`;
      faults.push(...repeatedKeyFaults("criterion", criterion.key, criterionPointer, criterionKeys));
      faults.push(...levelFaults(criterion, criterionPointer), ...choiceFaults(criterion, criterionPointer));
    }
  }
  return faults;
}

/** Each repetition is a fault, the first use is not. Remembers in `seen` where a key was first used. */
function repeatedKeyFaults(
  what: "stage" | "criterion",
  key: string,
  pointer: string,
  seen: Map<string, string>,
): Fault[] {
  const first = seen.get(key);
  if (first === undefined) {
    seen.set(key, pointer);
    return [];
  }
  const detail = `Another ${what} has the key "${key}" already: ${first}.`;
  return [{ pointer: `${pointer}/key`, code: `duplicate_${what}_key`, detail }];
}

function levelFaults(criterion: CriterionDocument, pointer: string): Fault[] {
  const levels = criterion.levels ?? null;
  if (levels === null) return [];
  const ascending = levels.every((level, index) => index === 0 || level > (levels[index - 1] ?? level));
  if (ascending && levels.length >= 2 && levels.at(-1) === 100) return [];
  const detail = "Levels are at least two, each greater than the one before, and the last is 100.";
  return [{ pointer: `${pointer}/levels`, code: "levels_invalid", detail }];
}

function choiceFaults(criterion: CriterionDocument, pointer: string): Fault[] {
  const choices = criterion.choices ?? null;
  if (choices === null) return [];
  const fault = (detail: string): Fault[] => [{ pointer: `${pointer}/choices`, code: "choices_invalid", detail }];
  if (criterion.evidence !== "choice") return fault('Choices belong to a criterion whose evidence is "choice".');
  const distinct = new Set(choices);
  return distinct.size >= 2 && distinct.size === choices.length
    ? []
    : fault("Choices are at least two, and each is there once.");
}
