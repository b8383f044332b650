import type { Flows } from "../../opportunities/flows.ts";
import { FEWEST_DEALS, type Figure, rateOf } from "../figure.ts";
import { isWithin, type Period } from "../period.ts";

/** How a cohort fared: the deals that entered a stage in a window, each counted by its first entry. */
export interface StageConversion {
  readonly entered: number;
  /** Of these, how many have been in a later stage so far, or are won. */
  readonly passed: number;
  readonly rate: Figure;
}

/**
 * Cohort conversion (product.md §4): of the deals that first entered a stage in the window, the share that got further so far. Lost deals and
 * those that still stand there are in it as not passed; a deal that comes back is not counted again. Young cohorts go on passing, so a recent
 * window's rate is a lower bound of what it will be.
 */
export function stageConversion(flows: Flows, stage: string, window: Period): StageConversion {
  let [entered, passed] = [0, 0];
  for (const [day, cohort] of flows.cohortsByStage.get(stage) ?? []) {
    if (!isWithin(day, window)) continue;
    entered += cohort.entered;
    passed += cohort.passed;
  }
  return { entered, passed, rate: rateOf("cohort_conversion", passed, entered) };
}

/** won ÷ (won + lost), of deals closed in the same time. */
export function winRate({ won, lost }: { readonly won: number; readonly lost: number }): Figure {
  return rateOf("win_rate", won, won + lost);
}

/** As a figure for more figures: silent where it rests on too few deals. */
export function knownRate({ value, n }: Figure): number | null {
  return n < FEWEST_DEALS ? null : value;
}
