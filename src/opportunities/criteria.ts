import type { CompiledProcess, Criterion } from "../process/compile.ts";
import { FULL_WEIGHT_HUNDREDTHS } from "../process/weights.ts";

/** "unknown" is not "no": nobody has asked yet. */
export const CRITERION_STATES = ["unknown", "met", "not_met", "not_applicable"] as const;
export type CriterionState = (typeof CRITERION_STATES)[number];

/** What is known of one criterion. `levelPercent` is how much of its weight a graded one has earned; null is all of it. */
export interface Standing {
  readonly state: CriterionState;
  readonly levelPercent: number | null;
}

/** Standings by criterion key; a key that is absent is unknown. */
export type Standings = ReadonlyMap<string, Standing>;

const UNKNOWN: Standing = { state: "unknown", levelPercent: null };

/** Levels of a criterion that is met or not. */
const YES_OR_NO: readonly number[] = [0, 100];

/**
 * What is known of a criterion, as its process reads it. A deal may come from another version with what was said there: "not applicable" where
 * this one allows no such thing is unknown, and a level that this one does not have is the next lower one that it has.
 */
export function standingOf(standings: Standings, criterion: Criterion): Standing {
  const said = standings.get(criterion.key);
  if (!said || (said.state === "not_applicable" && !criterion.allowNotApplicable)) return UNKNOWN;
  if (said.levelPercent === null) return said;
  const reached = said.levelPercent;
  return { ...said, levelPercent: Math.max(0, ...(criterion.levels ?? YES_OR_NO).filter((level) => level <= reached)) };
}

/** The share of its weight that a criterion has earned, in percent: 0 unless met. */
function earnedPercent({ state, levelPercent }: Standing): number {
  return state === "met" ? (levelPercent ?? 100) : 0;
}

/** Whether a criterion no longer stands in the way: something of it is earned, or it does not apply. */
export function isSatisfied(standing: Standing): boolean {
  return standing.state === "not_applicable" || earnedPercent(standing) > 0;
}

/**
 * The progress of a deal in hundredths of a percent, 0…10000: score = Σ weight × level over met criteria. Criteria that do not apply
 * leave the total and the rest is scaled to 100 (product.md §3). Integer arithmetic; rounded down, so 100 means everything.
 */
export function scoreHundredths(process: CompiledProcess, standings: Standings): number {
  let earned = 0;
  let applicable = 0;
  for (const criterion of process.criteria) {
    const standing = standingOf(standings, criterion);
    if (standing.state === "not_applicable") continue;
    applicable += criterion.weightHundredths;
    earned += criterion.weightHundredths * earnedPercent(standing);
  }
  return applicable === 0 ? 0 : Math.floor((earned * FULL_WEIGHT_HUNDREDTHS) / (applicable * 100));
}

/** The milestones of the stages from…to (indices, `to` not included) that stand in the way, in the order of the process. */
export function missingMilestones(
  process: CompiledProcess,
  standings: Standings,
  from: number,
  to: number,
): Criterion[] {
  return process.stages
    .slice(from, to)
    .flatMap((stage) => stage.criteria)
    .filter((criterion) => criterion.required && !isSatisfied(standingOf(standings, criterion)));
}

/** Index of the furthest stage whose earlier milestones are all met: where a deal really is. */
export function earnedStageIndex(process: CompiledProcess, standings: Standings): number {
  const blocked = process.stages.findIndex(
    (stage) => missingMilestones(process, standings, stage.index, stage.index + 1).length > 0,
  );
  return blocked === -1 ? process.stages.length - 1 : blocked;
}
