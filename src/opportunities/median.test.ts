import fc from "fast-check";
import { expect, test } from "vitest";
import { histogramOf, median, medianOfHistogram, percentileOfHistogram, sizeOf } from "./median.ts";

test("is the value in the middle, or between the two in the middle", () => {
  expect(median([])).toBeNull();
  expect(median([7])).toBe(7);
  expect(median([9, 1, 5])).toBe(5);
  expect(median([10, 1, 2, 3])).toBe(2.5);
  expect(median([100, 20, 3])).toBe(20);
});

test("of counted values is that of the values spelled out", () => {
  expect(
    medianOfHistogram(
      new Map([
        [50, 1],
        [57, 2],
        [99, 1],
      ]),
    ),
  ).toBe(57);
  expect(medianOfHistogram(new Map([[3, 0]]))).toBeNull();
  const histograms = fc.array(fc.tuple(fc.nat(999), fc.nat(5)), { maxLength: 20 }).map((entries) => new Map(entries));
  fc.assert(
    fc.property(histograms, (histogram) => {
      const values = [...histogram].flatMap(([value, count]) => Array<number>(count).fill(value));
      expect(medianOfHistogram(histogram)).toBe(median(values));
    }),
  );
});

test("has as many values below as above", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { minLength: 1 }), (values) => {
      const middle = median(values) ?? Number.NaN;
      expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(values.length / 2);
      expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(values.length / 2);
    }),
  );
});

test("a percentile lies between the two nearest values", () => {
  // As Excel's PERCENTILE.INC and R's quantile() have it: positions 0.3, 0.75, 1.5, 2.25 and 2.7 of 15, 20, 35, 50.
  const values = histogramOf([35, 15, 50, 20]);
  const of = (share: number) => percentileOfHistogram(values, share);
  expect([0, 0.1, 0.25, 0.5, 0.75, 0.9, 1].map(of)).toEqual([
    15,
    expect.closeTo(16.5, 10),
    18.75,
    27.5,
    38.75,
    expect.closeTo(45.5, 10),
    50,
  ]);
  expect(percentileOfHistogram(histogramOf([7]), 0.9)).toBe(7);
  expect(percentileOfHistogram(new Map([[7, 0]]), 0.5)).toBeNull();
  expect(
    sizeOf(
      new Map([
        [1, 3],
        [2, -1],
      ]),
    ),
  ).toBe(3);
});

test("percentiles rise with the share, within the values, and at a half are the median", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 1 }), share, share, (values, a, b) => {
      const of = (p: number) => percentileOfHistogram(histogramOf(values), p) ?? Number.NaN;
      expect(of(Math.min(a, b))).toBeLessThanOrEqual(of(Math.max(a, b)) + 1e-9);
      expect(of(a)).toBeGreaterThanOrEqual(Math.min(...values));
      expect(of(a)).toBeLessThanOrEqual(Math.max(...values));
      const sorted = values.toSorted((x, y) => x - y);
      const middle = [sorted[Math.floor((values.length - 1) / 2)] ?? 0, sorted[Math.floor(values.length / 2)] ?? 0];
      expect(median(values)).toBe(((middle[0] ?? 0) + (middle[1] ?? 0)) / 2);
      expect(of(0.5)).toBe(median(values));
    }),
  );
});
