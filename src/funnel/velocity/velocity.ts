import { type Histogram, percentileOfHistogram, sizeOf } from "../../opportunities/median.ts";
import type { RatesMillionths } from "../../values/money.ts";
import { type Closings, wonAmounts } from "../closings.ts";
import { winRate } from "../conversion/cohort-conversion.ts";
import { FEWEST_DEALS, type Figure, noFigure } from "../figure.ts";
import type { ConvertedSums } from "../sums.ts";

export interface Velocity {
  readonly winRate: Figure;
  /** Minor units of the reporting currency for one won deal; n are those with an amount that can be converted. */
  readonly meanWonMinor: Figure;
  /** What of the won amounts is not in the mean, for want of a rate. */
  readonly unconverted: ConvertedSums["unconverted"];
  /** Minor units of the reporting currency a day; n are the won deals of a known cycle. */
  readonly velocity: Figure;
}

/**
 * Sales velocity (product.md §4): open deals × win rate × mean won amount ÷ median cycle days of won deals. Null below 5 won deals, below 5 of
 * which the amount or the cycle is known, and where the median cycle is 0 days: nothing can be divided by it.
 */
export function velocityOf(open: number, closings: Closings, currency: string, rates: RatesMillionths): Velocity {
  const rate = winRate(closings);
  const { amountMinor, withAmount, unconverted } = wonAmounts(closings, currency, rates);
  const mean = withAmount === 0 ? null : amountMinor / withAmount;
  const meanWonMinor: Figure = { formula: "mean_won_amount", value: mean, n: withAmount, interval: null };

  const formula = "velocity_per_day";
  const cycles = sizeOf(closings.wonCycleDays);
  const cycle = percentileOfHistogram(closings.wonCycleDays, 0.5);
  const enough = Math.min(closings.won, withAmount, cycles) >= FEWEST_DEALS;
  const isKnown = enough && rate.value !== null && mean !== null && cycle !== null && cycle > 0;
  const velocity: Figure = isKnown
    ? { formula, value: (open * rate.value * mean) / cycle, n: cycles, interval: null }
    : noFigure(formula, cycles);
  return { winRate: rate, meanWonMinor, unconverted, velocity };
}

const PERCENTILES = [10, 25, 50, 75, 90] as const;

/** How days are spread; silent where too few deals are behind it. */
export interface Spread {
  readonly n: number;
  /** By `PERCENTILES`. */
  readonly days: readonly (number | null)[];
}

export function spreadOf(days: Histogram): Spread {
  const n = sizeOf(days);
  return { n, days: PERCENTILES.map((p) => (n < FEWEST_DEALS ? null : percentileOfHistogram(days, p / 100))) };
}
