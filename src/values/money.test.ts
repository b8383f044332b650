import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { convertMinor, isCurrency, MAX_AMOUNT, toMajor, toMinor } from "./money.ts";

describe("an amount", () => {
  test.each([
    [0.29, "EUR", 29],
    [1_234_567.89, "USD", 123_456_789],
    [MAX_AMOUNT, "EUR", 100_000_000_000_000],
    [5, "JPY", 5],
    [1.234, "KWD", 1_234],
    [0.1, "JPY", undefined],
    [0.005, "EUR", undefined],
    [1.2345, "KWD", undefined],
  ])("%d %s is %d minor units", (amount, currency, minor) => {
    expect(toMinor(amount, currency)).toBe(minor);
  });

  test("in whole minor units survives the way there and back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_AMOUNT }), fc.constantFrom("EUR", "JPY", "KWD"), (minor, currency) => {
        expect(toMinor(toMajor(minor, currency), currency)).toBe(minor);
      }),
    );
  });
});

describe("conversion", () => {
  const rates = new Map([
    ["USD", 920_000],
    ["JPY", 6_100],
    ["KWD", 3_000_000],
  ]);

  test.each([
    [10_000, "EUR", 10_000],
    [10_000, "USD", 9_200],
    [10_000, "JPY", 6_100], // 10,000 JPY have no minor units: 61.00 EUR
    [1_000, "KWD", 300],
    [1, "USD", 1],
    [100, "SEK", undefined],
  ])("of %d minor units of %s to EUR is %d", (minor, currency, converted) => {
    expect(convertMinor(minor, currency, "EUR", rates)).toBe(converted);
  });
});

test("a currency is an ISO 4217 code in use", () => {
  expect(["EUR", "SEK", "eur", "EURO", "XYZ", ""].map(isCurrency)).toEqual([true, true, false, false, false, false]);
});
