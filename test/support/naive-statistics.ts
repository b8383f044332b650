// The statistics of funnel health by brute force, sharing no code with what they check.

/** A figure reckoned naively; `part` of `n` where it is a rate. */
export interface NaiveFigure {
  readonly value: number | null;
  readonly n: number;
  readonly part?: number;
}

export const rate = (part: number, n: number): NaiveFigure => ({ value: n === 0 ? null : part / n, n, part });
export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Hyndman and Fan's definition 7. */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low === undefined || high === undefined ? null : low + (high - low) * (at % 1);
}

/** E. B. Wilson, 1927, at 95 %. */
export function wilsonOf(part: number, n: number): { low: number; high: number } {
  const z = 1.959963984540054;
  const share = part / n;
  const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const reach = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return { low: middle - reach, high: middle + reach };
}

/** P(|Z| ≥ z) of the normal distribution, by Simpson's rule on its density. */
export function twoSided(z: number): number {
  const steps = 2_000;
  const width = z / steps;
  const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  let area = density(0) + density(z);
  for (let step = 1; step < steps; step += 1) area += density(step * width) * (step % 2 === 0 ? 2 : 4);
  return Math.max(0, 1 - 2 * ((area * width) / 3));
}
