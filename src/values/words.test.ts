import { expect, test } from "vitest";
import { days, decimal, money, percent } from "./words.ts";

test("numbers are written as each language writes them", () => {
  expect([percent(0.456, "en"), percent(0.456, "fi")]).toEqual(["46%", "46 %"]);
  expect([days(85.5, "en"), days(85.5, "fi"), days(1, "en"), days(1, "fi")]).toEqual([
    "85.5 days",
    "85,5 päivää",
    "1 day",
    "1 päivä",
  ]);
  expect([decimal(13.333, 1, "en"), decimal(13.333, 1, "fi"), decimal(4, 2, "en")]).toEqual(["13.3", "13,3", "4.00"]);
});

test("money is told in whole units, grouped, with what its currency has of decimals", () => {
  expect(money(123_456_789, "EUR", "en")).toBe("EUR\u00a01,234,568");
  expect(money(123_456_789, "EUR", "fi")).toBe("1\u00a0234\u00a0568\u00a0EUR");
  expect([money(99_900, "EUR", "en"), money(100_000, "JPY", "en"), money(0, "EUR", "en")]).toEqual([
    "EUR\u00a0999",
    "JPY\u00a0100,000",
    "EUR\u00a00",
  ]);
});
