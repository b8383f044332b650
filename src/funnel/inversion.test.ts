import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { excesses, inversion } from "./inversion.ts";

const counts = fc.array(fc.nat(500), { maxLength: 12 });

describe("the inversion of a funnel", () => {
  test.each([
    [[], null, 0],
    [[0, 0, 0], null, 0],
    [[10], 0, 10],
    [[5, 4, 3, 2, 1], 0, 15],
    [[4, 4, 4], 0, 12],
    [[0, 0, 10], 1, 10],
    [[0, 10, 0], 1, 10],
    [[4, 6], 0.2, 10],
    // (1 + 0 + 4) / 25
    [[5, 6, 5, 9], 0.2, 25],
    // The demo company: (0 + 4 + 31 + 0) / 70
    [[7, 5, 9, 40, 9], 0.5, 70],
  ])("of %j is %f of %i", (stages, value, n) => {
    expect(inversion(stages)).toEqual({ formula: "inversion_index", value, n, interval: null });
  });

  test("lies between 0 and 1", () => {
    fc.assert(
      fc.property(counts, (stages) => {
        const { value } = inversion(stages);
        if (value !== null) expect(value).toBeGreaterThanOrEqual(0);
        if (value !== null) expect(value).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("is 0 exactly where no stage holds more than the one before it", () => {
    fc.assert(
      fc.property(counts, (stages) => {
        const { value } = inversion(stages);
        const falling = stages.every((count, index) => index === 0 || count <= (stages[index - 1] ?? 0));
        if (value !== null) expect(value === 0).toBe(falling);
        expect(inversion(stages.toSorted((a, b) => b - a)).value ?? 0).toBe(0);
      }),
    );
  });

  test("is the same for a funnel so many times as large", () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 50 }), (stages, factor) => {
        const larger = inversion(stages.map((count) => count * factor));
        expect(larger.value ?? 0).toBeCloseTo(inversion(stages).value ?? 0, 12);
      }),
    );
  });
});

test("each stage exceeds the one before it by what it has more", () => {
  expect(excesses([5, 6, 5, 9])).toEqual([0, 1, 0, 4]);
  expect(excesses([9])).toEqual([0]);
});
