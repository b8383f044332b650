import type { CompiledProcess, Criterion, Stage } from "../../process/compile.ts";
import type { Base, Confirmer, Objection } from "../../process/document.ts";
import { hundredthsToPercent } from "../../process/weights.ts";
import { earnedStageIndex, isSatisfied, missingMilestones, type Standings, standingOf } from "../criteria.ts";
import { describeMissing, type MissingMilestone, type Status, stageOf } from "../transition.ts";

export interface NextCriterion extends MissingMilestone {
  readonly required: boolean;
  /** Whose word makes it true. */
  readonly confirmedBy: Confirmer | null;
  readonly objections: readonly Objection[];
}

/** One stage of the way, from the plate to home. */
export interface PathStage {
  readonly stage: Stage;
  /** Whether the deal really has it behind it: it has gone on, and all milestones up to here are met. */
  readonly isReached: boolean;
}

/** A rep's three questions: what have I achieved, where am I really, what do I do next. */
export interface Progress {
  readonly earnedStage: Stage;
  /** The base that is really reached; null while the deal is on its way to first. */
  readonly base: Base | null;
  readonly path: readonly PathStage[];
  readonly done: readonly Criterion[];
  readonly missing: readonly Criterion[];
  /** What is left, in the order to ask for it: this stage, then what earlier stages still owe, then the stages to come. */
  readonly next: readonly NextCriterion[];
  readonly neededToLeave: readonly MissingMilestone[];
}

/** Reads a deal's standings against its process. Pure. */
export function readProgress(
  process: CompiledProcess,
  deal: { readonly status: Status; readonly stage: string; readonly standings: Standings },
): Progress {
  const current = stageOf(process, deal.stage);
  const earnedIndex = earnedStageIndex(process, deal.standings);
  const satisfied = (criterion: Criterion) => isSatisfied(standingOf(deal.standings, criterion));
  const missing = process.criteria.filter((criterion) => !satisfied(criterion));
  const isWon = deal.status === "won";
  const reallyAt = Math.min(current.index, earnedIndex);
  return {
    earnedStage: process.stages[earnedIndex] ?? current,
    base: isWon ? "home" : baseReached(process, reallyAt),
    path: process.stages.map((stage) => ({ stage, isReached: isWon || stage.index < reallyAt })),
    done: process.criteria.filter(satisfied),
    missing,
    next: deal.status === "open" ? inOrderToAsk(missing, current.index).map(describeNext) : [],
    neededToLeave: missingMilestones(process, deal.standings, current.index, current.index + 1).map(describeMissing),
  };
}

/** A stage ends at its base, so a deal stands on the last base of the stages before its own. */
function baseReached(process: CompiledProcess, stageIndex: number): Base | null {
  const behind = process.stages.slice(0, stageIndex).findLast((stage) => stage.base !== null);
  // Two stages may run home; nobody is home before the deal is won.
  return behind?.base === "home" ? "third" : (behind?.base ?? null);
}

function inOrderToAsk(missing: readonly Criterion[], currentIndex: number): Criterion[] {
  const turn = (criterion: Criterion) => {
    if (criterion.stageIndex === currentIndex) return -1;
    return criterion.stageIndex < currentIndex ? 0 : criterion.stageIndex;
  };
  return missing.toSorted((a, b) => turn(a) - turn(b) || Number(b.required) - Number(a.required));
}

function describeNext(criterion: Criterion): NextCriterion {
  return {
    ...describeMissing(criterion),
    required: criterion.required,
    confirmedBy: criterion.confirmedBy ?? null,
    objections: criterion.objections,
  };
}

/** A criterion as progress lists it. */
export function describeCriterion(criterion: Criterion) {
  return {
    criterion: criterion.key,
    stage: criterion.stageKey,
    name: criterion.name,
    weight: hundredthsToPercent(criterion.weightHundredths),
    required: criterion.required,
  };
}
