import type { Criterion } from "../../../process/compile.ts";
import { foldWords } from "../../../values/fold.ts";
import type { CriterionFacts } from "./facts.ts";
import { readYesOrNo } from "./words.ts";

/** Folded, without outer space. */
const NOT_APPLICABLE = new Set(["n a", "na", "not applicable"]);
const MET = new Set(["met", "tayttyy"]);
const NOT_MET = new Set(["not met", "ei tayty"]);
const UNKNOWN = new Set(["unknown", "ei tiedossa"]);

const LEVEL = /^(\d{1,3})(?:[.,]0+)?\s*(%?)$/;

export interface CriterionRefusal {
  readonly code: "bad_criterion" | "not_applicable_not_allowed" | "level_not_allowed" | "unknown_level";
  readonly detail: string;
}

/**
 * What a cell says of a criterion, as its definition allows: yes or no in any usual word, `n/a`, or how many percent of it are met. A criterion
 * with levels has 1 and 0 as such only with a percent sign; without one they are yes and no.
 */
export function readCriterion(criterion: Criterion, text: string): CriterionFacts | CriterionRefusal {
  const word = foldWords(text).trim();
  const yes = readYesOrNo(text);
  const level = LEVEL.exec(text);
  const isLevel = level !== null && (level[2] === "%" || yes === undefined);
  if (isLevel) return readLevel(criterion, Number(level[1]));
  if (yes ?? MET.has(word)) return standing(criterion, "met");
  if (yes === false || NOT_MET.has(word)) return standing(criterion, "not_met");
  if (UNKNOWN.has(word)) return standing(criterion, "unknown");
  if (!NOT_APPLICABLE.has(word)) {
    return { code: "bad_criterion", detail: "Write yes, no, n/a or a level in percent." };
  }
  if (criterion.allowNotApplicable) return standing(criterion, "not_applicable");
  return { code: "not_applicable_not_allowed", detail: "This criterion applies to every opportunity." };
}

function readLevel(criterion: Criterion, percent: number): CriterionFacts | CriterionRefusal {
  const { levels } = criterion;
  if (percent === 0) return standing(criterion, "not_met");
  if (levels === null) {
    if (percent === 100) return standing(criterion, "met");
    return { code: "level_not_allowed", detail: "This criterion is met or not; it has no levels." };
  }
  if (levels.includes(percent)) return standing(criterion, "met", percent);
  return { code: "unknown_level", detail: `The levels are ${levels.join(", ")}.` };
}

function standing(
  { key }: Criterion,
  state: CriterionFacts["state"],
  levelPercent: number | null = null,
): CriterionFacts {
  return { key, state, levelPercent, evidence: null, confirmedBy: null, note: null, changedAt: null };
}
