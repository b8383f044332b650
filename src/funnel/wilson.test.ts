import fc from "fast-check";
import { expect, test } from "vitest";
import { wilson } from "./wilson.ts";

// Published examples: Newcombe 1998, Table I, method 3 (score without continuity correction).
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])("of %i out of %i is %f to %f", (part, n, low, high) => {
  const interval = wilson(part, n);
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

test("holds the rate, stays within 0 and 1, and is a mirror image for the others", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
      const part = Math.round(n * share);
      const { low, high } = wilson(part, n);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(part / n);
      expect(high).toBeGreaterThanOrEqual(part / n);
      expect(wilson(n - part, n).low).toBeCloseTo(1 - high, 12);
    }),
  );
});
