import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { monthOf } from "../opportunities/flows.ts";
import { formatDate } from "../values/calendar.ts";
import { formatMonth, parsePeriod } from "./period.ts";

describe("a period", () => {
  test.each([
    ["2026-11", "2026-11-01", "2026-11-30"],
    ["2024-02", "2024-02-01", "2024-02-29"],
    ["2026-12", "2026-12-01", "2026-12-31"],
    ["2026-Q1", "2026-01-01", "2026-03-31"],
    ["2026-Q4", "2026-10-01", "2026-12-31"],
    ["2026", "2026-01-01", "2026-12-31"],
    ["1970-01", "1970-01-01", "1970-01-31"],
    ["2199", "2199-01-01", "2199-12-31"],
  ])("%s is from %s to %s", (text, first, last) => {
    const period = parsePeriod(text);
    expect([period && formatDate(period.firstDay), period && formatDate(period.lastDay)]).toEqual([first, last]);
  });

  test.each([
    "",
    "26",
    "2026-",
    "2026-13",
    "2026-00",
    "2026-1",
    "2026-Q5",
    "2026-Q0",
    "2026-q1",
    "1969",
    "2200",
    "2026-11-01",
    " 2026",
  ])("%j is none", (text) => expect(parsePeriod(text)).toBeUndefined());

  test("a month that was written is read again", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 230 * 12 - 1 }), (month) => {
        const period = parsePeriod(formatMonth(month));
        expect([period && monthOf(period.firstDay), period && monthOf(period.lastDay)]).toEqual([month, month]);
      }),
    );
  });
});
