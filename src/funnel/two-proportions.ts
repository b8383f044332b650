/** `part` of `n` deals. */
export interface Proportion {
  readonly part: number;
  readonly n: number;
}

/**
 * The p-value (two-sided) of the two-proportion z-test with the pooled rate, of samples of at least one (NIST/SEMATECH e-Handbook of
 * Statistical Methods §7.3.3): z = (r₁ − r₂) / √(r(1 − r)(1/n₁ + 1/n₂)), r = (part₁ + part₂)/(n₁ + n₂), p = 2(1 − Φ(|z|)) = erfc(|z|/√2).
 * 1 where both are of one rate.
 */
export function twoProportionP(a: Proportion, b: Proportion): number {
  const pooled = (a.part + b.part) / (a.n + b.n);
  // Whole numbers, so that the same rate of different samples is exactly the same.
  const difference = Math.abs(a.part * b.n - b.part * a.n) / (a.n * b.n);
  if (difference === 0) return 1;
  const z = difference / Math.sqrt(pooled * (1 - pooled) * (1 / a.n + 1 / b.n));
  return erfc(z / Math.SQRT2);
}

const P = 0.327_591_1;
const COEFFICIENTS = [0.254_829_592, -0.284_496_736, 1.421_413_741, -1.453_152_027, 1.061_405_429] as const;

/**
 * The complementary error function of x ≥ 0, within 1.5 × 10⁻⁷ (M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions, 1964,
 * 7.1.26): t(a₁ + t(a₂ + …))·exp(−x²), t = 1/(1 + px).
 */
export function erfc(x: number): number {
  const t = 1 / (1 + P * x);
  const polynomial = COEFFICIENTS.reduceRight((sum, coefficient) => (sum + coefficient) * t, 0);
  return Math.min(1, polynomial * Math.exp(-(x ** 2)));
}
