import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { closesNeeded, requiredShape } from "./required-shape.ts";

describe("the required shape", () => {
  test("is what has to stand in each stage for so many to be won", () => {
    // 10 ÷ 0.5 = 20; 20 ÷ 0.4 = 50; 50 ÷ 0.25 = 200
    expect(requiredShape({ closesNeeded: 10, conversions: [0.25, 0.4, 0.5] })).toEqual([200, 50, 20]);
  });

  test("is in whole deals, rounded up, and floating point adds none", () => {
    expect(requiredShape({ closesNeeded: 1, conversions: [1 / 3, 0.9] })).toEqual([4, 2]);
    expect(requiredShape({ closesNeeded: 3, conversions: [0.1, 0.1, 0.1] })).toEqual([3_000, 300, 30]);
  });

  test("is not known from where a conversion is not, nor where nothing converts", () => {
    expect(requiredShape({ closesNeeded: 2, conversions: [0.5, null, 0.5] })).toEqual([null, null, 4]);
    expect(requiredShape({ closesNeeded: 2, conversions: [0.5, 0, 0.5] })).toEqual([null, null, 4]);
    expect(requiredShape({ closesNeeded: null, conversions: [0.5, 0.5] })).toEqual([null, null]);
    expect(requiredShape({ closesNeeded: 2, conversions: [] })).toEqual([]);
  });

  test("narrows towards the close, and needs nothing when nothing is needed", () => {
    const conversions = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { maxLength: 8 });
    fc.assert(
      fc.property(conversions, fc.integer({ min: 0, max: 1_000 }), (rates, needed) => {
        const shape = requiredShape({ closesNeeded: needed, conversions: rates });
        const counts = shape.map((count) => count ?? Number.NaN);
        expect(counts).toEqual(counts.toSorted((a, b) => b - a));
        for (const count of counts) expect(count).toBeGreaterThanOrEqual(needed);
        if (needed === 0) expect(counts.every((count) => count === 0)).toBe(true);
      }),
    );
  });
});

describe("closes needed", () => {
  const recent = { won: 6, amountMinor: 600_00, withAmount: 4, days: 90 };

  test("are what is left of the target ÷ the mean amount of a won deal", () => {
    // 600 € ÷ 4 deals = 150 €
    expect(closesNeeded({ remainingMinor: 1_000_00, recent, periodDays: 30 })).toBe(7);
    expect(closesNeeded({ remainingMinor: 900_00, recent, periodDays: 30 })).toBe(6);
    expect(closesNeeded({ remainingMinor: 0, recent, periodDays: 30 })).toBe(0);
    expect(closesNeeded({ remainingMinor: -5, recent, periodDays: 30 })).toBe(0);
  });

  test("without a target keep up the pace of the last days", () => {
    expect(closesNeeded({ remainingMinor: null, recent, periodDays: 30 })).toBe(2);
    expect(closesNeeded({ remainingMinor: null, recent, periodDays: 31 })).toBe(3);
    expect(closesNeeded({ remainingMinor: null, recent: { ...recent, won: 0 }, periodDays: 30 })).toBeNull();
  });

  test("are not known where no won deal has an amount", () => {
    const without = { won: 6, amountMinor: 0, withAmount: 0, days: 90 };
    expect(closesNeeded({ remainingMinor: 1_000_00, recent: without, periodDays: 30 })).toBeNull();
    expect(closesNeeded({ remainingMinor: 0, recent: without, periodDays: 30 })).toBe(0);
  });
});
