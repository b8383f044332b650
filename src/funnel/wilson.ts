/** A range of shares, 0 ≤ low ≤ high ≤ 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The standard normal quantile of 97.5 %: two-sided 95 %. */
export const Z = 1.959963984540054;

/**
 * The Wilson score interval (95 %) of the rate `part / n`, n ≥ 1 (E. B. Wilson, 1927): where the true rate plausibly lies, also for few
 * deals and for rates near 0 and 1, where the textbook interval fails.
 */
export function wilson(part: number, n: number): Interval {
  const rate = part / n;
  const denominator = 1 + Z ** 2 / n;
  const centre = (rate + Z ** 2 / (2 * n)) / denominator;
  const half = (Z / denominator) * Math.sqrt((rate * (1 - rate)) / n + Z ** 2 / (4 * n ** 2));
  // At the very ends the interval ends there too; only floating point says otherwise.
  return { low: part === 0 ? 0 : Math.max(0, centre - half), high: part === n ? 1 : Math.min(1, centre + half) };
}
