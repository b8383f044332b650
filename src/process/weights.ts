/** 100.00 %, the total that every published process has. */
export const FULL_WEIGHT_HUNDREDTHS = 10_000;

/** Percent with at most two decimals → hundredths of a percent: 33.33 → 3333. Throws RangeError on anything else. */
export function weightToHundredths(percent: number): number {
  if (!isWeight(percent)) throw new RangeError(`not a weight of 0 to 100 with at most two decimals: ${percent}`);
  // JSON has a −0; adding 0 makes it the plain one.
  return Math.round(percent * 100) + 0;
}

/** Hundredths of a percent → percent: 3333 → 33.33. */
export function hundredthsToPercent(hundredths: number): number {
  return hundredths / 100;
}

/** Hundredths of a percent → text with two decimals, as people read it: 9999 → "99.99", −5 → "-0.05". */
export function formatHundredths(hundredths: number): string {
  const digits = String(Math.abs(hundredths)).padStart(3, "0");
  return `${hundredths < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Whether a number is 0…100 with at most two decimals. */
export function isWeight(percent: number): boolean {
  return percent >= 0 && percent <= 100 && hasAtMostTwoDecimals(percent);
}

/**
 * Whether a number of 0…100 was written with at most two decimals. What JSON calls 33.33 is the double nearest to it, and
 * so is 3333 / 100 (IEEE 754 division rounds correctly), so the nearest hundredth has to be the very same double.
 */
export function hasAtMostTwoDecimals(percent: number): boolean {
  return Math.round(percent * 100) / 100 === percent;
}
