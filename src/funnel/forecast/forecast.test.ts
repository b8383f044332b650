import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryDeals, deal, documentWith, funnelOf, TODAY } from "../../../test/support/funnel.ts";
import { compileProcess } from "../../process/compile.ts";
import { parseDate } from "../../values/calendar.ts";
import { formatMonth } from "../period.ts";
import { forecastOf } from "./forecast.ts";

const due = (date: string, fields = {}) => deal({ stage: "a", expected_close_day: parseDate(date) ?? 0, ...fields });
const of = (open: ReturnType<typeof deal>[], months = 3) =>
  forecastOf({ openDeals: funnelOf(open).openDeals, today: TODAY, outcomesByStage: new Map() }, months);

// Today is 2026-11-24.
describe("the forecast", () => {
  test("has every open deal in its month, or apart", () => {
    const forecast = of([
      due("2026-11-23"),
      due("2026-10-01"),
      due("2026-11-24"),
      due("2026-11-30"),
      due("2026-12-01"),
      due("2027-01-31"),
      due("2027-02-01"),
      due("2029-01-01"),
      deal({ stage: "a" }),
    ]);
    expect(forecast.months.map(({ month, count }) => `${formatMonth(month)} ${count}`)).toEqual([
      "2026-11 2",
      "2026-12 1",
      "2027-01 1",
    ]);
    const { later, overdue, undated } = forecast;
    expect([later.count, overdue.count, undated.count]).toEqual([2, 2, 1]);
  });

  test("commits to deals of 75 % that have earned their stage", () => {
    const [month] = of([
      due("2026-11-30", { amount_minor: 1_00, score_hundredths: 7_500 }),
      due("2026-11-30", { amount_minor: 10_00, score_hundredths: 7_499 }),
      due("2026-11-30", { amount_minor: 100_00, score_hundredths: 10_000, hollow: 1 }),
      due("2026-11-30", { amount_minor: null, score_hundredths: 9_000 }),
    ]).months;
    expect(month).toMatchObject({ count: 4, bestMinor: 111_00, commitMinor: 1_00, byScoreMinor: 75 + 7_50 + 100_00 });
  });

  test("tells of each deal once, whatever they are", () => {
    const document = documentWith(10, 20, 30);
    const withZ = {
      ...document,
      stages: [...document.stages, { ...documentWith(null).stages[0], key: "z", name: "Z" }],
    };
    fc.assert(
      fc.property(arbitraryDeals, fc.integer({ min: 1, max: 12 }), (open, months) => {
        const { openDeals } = funnelOf(open, { versions: new Map([[1, compileProcess(withZ as typeof document)]]) });
        const {
          months: ahead,
          later,
          overdue,
          undated,
        } = forecastOf({ openDeals, today: TODAY, outcomesByStage: new Map() }, months);
        const all = [...ahead, later, overdue, undated];
        expect(ahead).toHaveLength(months);
        expect(all.reduce((sum, { count }) => sum + count, 0)).toBe(open.length);
        for (const { bestMinor, commitMinor, byScoreMinor } of all) {
          expect(commitMinor).toBeLessThanOrEqual(bestMinor);
          expect(byScoreMinor).toBeLessThanOrEqual(bestMinor);
        }
      }),
    );
  });
});
