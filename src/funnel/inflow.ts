import type { Cohort, Flows } from "../opportunities/flows.ts";
import type { Figure } from "./figure.ts";

/** How many windows before the present one make up what is usual: of 28 days, the 12 weeks before. */
const WINDOWS_BEFORE = 3;

/** How far back `inflow` looks. */
export function inflowReachDays(windowDays: number): number {
  return (1 + WINDOWS_BEFORE) * windowDays;
}

export interface Inflow {
  /** Deals that first entered the stage in the `windowDays` days that end today. */
  readonly recent: number;
  /** How many usually do: the mean of the three windows before. May be a fraction. */
  readonly usual: number;
  /** recent ÷ usual; null where usually none enter. n is what is usual, rounded down so that rounding never makes it enough. */
  readonly figure: Figure;
}

/**
 * How much of the usual inflow into a stage is left (product.md §4, `thin_top`): first entries of the last `windowDays` days (today is one of
 * them) ÷ the mean of the three windows of as many days before. Not a rate: above 1 more enter than usual. Where the history is shorter than
 * four windows the mean is too low, so a young history hides a thin top and never invents one.
 */
export function inflow(flows: Flows, stage: string, today: number, windowDays: number): Inflow {
  const cohorts = flows.cohortsByStage.get(stage) ?? new Map<number, Cohort>();
  const start = today - windowDays;
  let [recent, before] = [0, 0];
  for (const [day, { entered }] of cohorts) {
    if (day > start && day <= today) recent += entered;
    else if (day > start - WINDOWS_BEFORE * windowDays && day <= start) before += entered;
  }
  const usual = before / WINDOWS_BEFORE;
  // recent ÷ (before ÷ 3) in whole numbers but for the one division: 0.6 of the usual is 0.6.
  const value = before === 0 ? null : (WINDOWS_BEFORE * recent) / before;
  return { recent, usual, figure: { formula: "entries_against_usual", value, n: Math.floor(usual), interval: null } };
}
