import type { Outcomes } from "../opportunities/closed-totals.ts";
import type { Flows } from "../opportunities/flows.ts";
import type { RatesMillionths } from "../values/money.ts";
import type { AssessedDeal } from "./assess-deal.ts";
import { type Figure, noFigure } from "./figure.ts";
import { isWithin, type Period } from "./period.ts";
import { type ConvertedSums, convertSums } from "./sums.ts";

/** The name of the formula while there is something left to cover. */
export const COVERAGE_OF_NEEDED = "coverage_of_needed";

/** How a target stands. Amounts are minor units of the reporting currency. */
export interface Coverage {
  /** What of the target is still to be won; 0 once it is reached. */
  readonly remainingMinor: number;
  /** Score-weighted open pipeline ÷ remaining; null where nothing remains. */
  readonly coverage: number | null;
  /** The coverage that is enough when deals are won as often as so far: 1 ÷ win rate. Null where none was ever won. */
  readonly needed: number | null;
}

export interface CoverageInput {
  readonly targetMinor: number;
  /** What has been won of it. */
  readonly wonMinor: number;
  /** Σ amount × score of the open deals that are due in the period (`weightedDueMinor`). */
  readonly weightedMinor: number;
  /** All closed deals of the process: the win rate. */
  readonly closed: Outcomes;
}

/** Pipeline coverage of a target (product.md §4, `low_coverage`). */
export function coverageOf({ targetMinor, wonMinor, weightedMinor, closed }: CoverageInput): Coverage {
  const remainingMinor = Math.max(0, targetMinor - wonMinor);
  return {
    remainingMinor,
    coverage: remainingMinor === 0 ? null : weightedMinor / remainingMinor,
    needed: closed.won === 0 ? null : (closed.won + closed.lost) / closed.won,
  };
}

/**
 * The coverage as a share of the needed one (product.md §4, `low_coverage`): coverage ÷ needed = coverage × win rate, so that 1 is just
 * enough, and 0 where no deal was ever won. n are the closed deals that the win rate rests on. Null once the target is reached, which the
 * formula's name says then, and without a closed deal.
 */
export function coverageOfNeeded(input: CoverageInput): Figure {
  const { won, lost } = input.closed;
  const n = won + lost;
  const { remainingMinor } = coverageOf(input);
  if (remainingMinor === 0) return noFigure("target_reached", n);
  if (n === 0) return noFigure(COVERAGE_OF_NEEDED, n);
  // Whole numbers but for the one division: just enough is exactly 1.
  const value = (input.weightedMinor * won) / (remainingMinor * n);
  return { formula: COVERAGE_OF_NEEDED, value, n, interval: null };
}

/** Whether an open deal is expected to close in the period. One that is overdue still is, as long as the period in which it was due lasts. */
export function isDueIn({ deal }: AssessedDeal, period: Period): boolean {
  const day = deal.expected_close_day;
  return day !== null && isWithin(day, period);
}

/** Σ amount × score of the open deals that are due in the period. Deals without an amount or a rate add nothing. */
export function weightedDueMinor(deals: readonly AssessedDeal[], period: Period): number {
  return deals.reduce((sum, deal) => sum + (isDueIn(deal, period) ? deal.weightedMinor : 0), 0);
}

/** What was won in the period, in the reporting currency. The flows must reach back to its first day. */
export function wonIn(flows: Flows, period: Period, currency: string, rates: RatesMillionths): ConvertedSums {
  const minorByCurrency = new Map<string, number>();
  for (const [day, { wonMinorByCurrency }] of flows.closingsByDay) {
    if (!isWithin(day, period)) continue;
    for (const [code, minor] of wonMinorByCurrency) minorByCurrency.set(code, (minorByCurrency.get(code) ?? 0) + minor);
  }
  return convertSums(minorByCurrency, currency, rates);
}
