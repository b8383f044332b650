import { expect, test } from "vitest";
import { firstDayOfMonth, flowsOf } from "../../opportunities/flows.ts";
import { earlierMonths, wonInMonth } from "./earlier.ts";

const EUROS = { currency: "EUR", rates: new Map([["USD", 500_000]]) };
/** August 2026. */
const MONTH = 56 * 12 + 7;
const FIRST = firstDayOfMonth(MONTH);
const LAST = firstDayOfMonth(MONTH + 1) - 1;

/** One deal of 1, 10, 100 … euros won on each of the days. */
const wonOn = (...days: readonly number[]) =>
  flowsOf(
    new Map(
      days.flatMap((day, index) => [
        [`won:${day}:9`, 1],
        [`minor:${day}:EUR`, 100 * 10 ** index],
        [`deals:${day}:EUR`, 1],
      ]),
    ),
  );
const flows = wonOn(FIRST - 1, FIRST, FIRST + 1, LAST, LAST + 1);

test("what was won in a month is what closed from its first day to its last", () => {
  expect(wonInMonth(flows, MONTH, "EUR", new Map())).toEqual({ count: 3, amountMinor: 1_110_00 });
  expect(earlierMonths([MONTH], flows, [], EUROS)).toMatchObject([
    { month: MONTH, won: { count: 3, amountMinor: 1_110_00 }, forecast: null },
  ]);
});

test("a forecast is held against what was won after the day whose end it shows, to the end of its month", () => {
  const first = (day: number) => ({ month: MONTH, day, currency: "EUR", forecast: '{"best":7}' });
  const since = (day: number) => earlierMonths([MONTH], flows, [first(day)], EUROS)[0]?.forecast;
  expect(since(FIRST)).toEqual({
    day: FIRST,
    currency: "EUR",
    said: { best: 7 },
    wonSince: { count: 2, amountMinor: 1_100_00 },
  });
  expect(since(FIRST + 1)?.wonSince).toEqual({ count: 1, amountMinor: 1_000_00 });
  expect(since(LAST)?.wonSince).toEqual({ count: 0, amountMinor: 0 });
});

test("each month has its own forecast and its own slips, in the order that is asked for", () => {
  const firsts = [{ month: MONTH - 1, day: FIRST - 20, currency: "EUR", forecast: "{}" }];
  const slips = flowsOf(
    new Map([
      [`due:${MONTH}`, 4],
      [`kept:${MONTH}:${MONTH}`, 1],
      [`kept:${MONTH}:${MONTH - 1}`, 1],
      [`kept:${MONTH}:${MONTH + 1}`, 1],
    ]),
  );
  const months = earlierMonths([MONTH - 1, MONTH], slips, firsts, EUROS);
  expect(months.map(({ month, forecast }) => [month, forecast?.day])).toEqual([
    [MONTH - 1, FIRST - 20],
    [MONTH, undefined],
  ]);
  expect(months.map(({ slipRate: { n, value } }) => [n, value])).toEqual([
    [0, null],
    [4, 0.5],
  ]);
});
