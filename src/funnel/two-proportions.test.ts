import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { erfc, twoProportionP } from "./two-proportions.ts";

describe("erfc", () => {
  // Abramowitz and Stegun, table 7.1 (erf), to ten decimals.
  test.each([
    [0, 0],
    [0.1, 0.112462916],
    [0.5, 0.5204998778],
    [1, 0.8427007929],
    [1.5, 0.9661051465],
    [2, 0.995322265],
  ])("of %d is 1 − %d within 1.5 × 10⁻⁷", (x, erf) => {
    expect(Math.abs(1 - erf - erfc(x))).toBeLessThan(1.5e-7);
  });

  // The quantiles of the standard normal distribution that everybody knows.
  test.each([
    [1.959963985, 0.05],
    [2.575829304, 0.01],
    [3.290526731, 0.001],
  ])("gives z = %d the two-sided p of %d", (z, p) => {
    expect(Math.abs(erfc(z / Math.SQRT2) - p)).toBeLessThan(1.5e-7);
  });
});

describe("the two-proportion test", () => {
  test.each([
    // r = 0.45, z = 0.1 / √(0.45 × 0.55 × 0.01) = 2.0101
    [100, 200, 80, 200, 0.044423],
    // r = 0.5, z = 0.5 / √(0.25 × 0.1) = 3.1623
    [15, 20, 5, 20, 0.0015654],
    [5, 20, 15, 20, 0.0015654],
    [40, 50, 31, 50, 0.047321],
  ])("of %i/%i against %i/%i", (a, n, b, m, p) => {
    expect(twoProportionP({ part: a, n }, { part: b, n: m })).toBeCloseTo(p, 6);
  });

  test("of the same rate is 1, whatever the samples", () => {
    expect(twoProportionP({ part: 1, n: 3 }, { part: 7, n: 21 })).toBe(1);
    expect(twoProportionP({ part: 0, n: 3 }, { part: 0, n: 9 })).toBe(1);
    expect(twoProportionP({ part: 3, n: 3 }, { part: 9, n: 9 })).toBe(1);
  });

  const proportion = fc
    .record({ n: fc.integer({ min: 1, max: 5_000 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
    .map(({ n, share }) => ({ n, part: Math.round(n * share) }));

  test("is a probability, the same both ways round and for what was not counted", () => {
    fc.assert(
      fc.property(proportion, proportion, (a, b) => {
        const p = twoProportionP(a, b);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(twoProportionP(b, a)).toBe(p);
        const others = [a, b].map(({ part, n }) => ({ part: n - part, n })) as [typeof a, typeof b];
        expect(twoProportionP(...others)).toBeCloseTo(p, 9);
      }),
    );
  });
});
