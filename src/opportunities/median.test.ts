import fc from "fast-check";
import { expect, test } from "vitest";
import { median, medianOfHistogram } from "./median.ts";

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
