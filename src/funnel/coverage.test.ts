import { describe, expect, test } from "vitest";
import { deal, funnelOf, TODAY } from "../../test/support/funnel.ts";
import { flowsOf } from "../opportunities/flows.ts";
import { coverageOf, coverageOfNeeded, weightedDueMinor, wonIn } from "./coverage.ts";

const PERIOD = { firstDay: TODAY - 10, lastDay: TODAY + 20 };

describe("coverage", () => {
  test("is the weighted pipeline over what remains; needed is one over the win rate", () => {
    const input = { targetMinor: 1_000, wonMinor: 400, weightedMinor: 900, closed: { won: 10, lost: 30 } };
    expect(coverageOf(input)).toEqual({ remainingMinor: 600, coverage: 1.5, needed: 4 });
    // 1.5 of the 4 that are needed
    expect(coverageOfNeeded(input)).toEqual({ formula: "coverage_of_needed", value: 0.375, n: 40, interval: null });
  });

  test("that is just enough is exactly 1", () => {
    // Reckoned step by step, 700 ÷ 77 × 11 ÷ 100 is 1.0000000000000002.
    for (const won of [1, 3, 7, 11, 13]) {
      const input = { targetMinor: 7 * won, wonMinor: 0, weightedMinor: 700, closed: { won, lost: 100 - won } };
      expect(coverageOfNeeded(input).value).toBe(1);
    }
  });

  test("has nothing to cover once the target is reached", () => {
    const input = { targetMinor: 1_000, wonMinor: 1_000, weightedMinor: 900, closed: { won: 10, lost: 30 } };
    expect(coverageOf(input)).toEqual({ remainingMinor: 0, coverage: null, needed: 4 });
    expect(coverageOf({ ...input, wonMinor: 9_999 }).remainingMinor).toBe(0);
    expect(coverageOfNeeded(input)).toEqual({ formula: "target_reached", value: null, n: 40, interval: null });
  });

  test("needs a win rate: of nothing closed there is no figure, of nothing won no pipeline is enough", () => {
    const input = { targetMinor: 1_000, wonMinor: 0, weightedMinor: 900 };
    const [nothing, lost] = [0, 30].map((each) => ({ ...input, closed: { won: 0, lost: each } }));
    expect(nothing && coverageOfNeeded(nothing)).toMatchObject({ formula: "coverage_of_needed", value: null, n: 0 });
    expect(lost && coverageOfNeeded(lost)).toMatchObject({ value: 0, n: 30 });
    expect(lost && coverageOf(lost).needed).toBeNull();
  });
});

test("due in a period are the deals expected to close on its days, overdue ones too", () => {
  const half = (expected_close_day: number | null, amount_minor: number) =>
    deal({ stage: "a", expected_close_day, amount_minor, score_hundredths: 5_000 });
  const open = [
    half(PERIOD.firstDay - 1, 100_000),
    half(PERIOD.firstDay, 10_000),
    half(PERIOD.lastDay, 1_000),
    half(PERIOD.lastDay + 1, 100),
    half(null, 10),
  ];
  expect(weightedDueMinor(funnelOf(open).openDeals, PERIOD)).toBe(5_500);
});

test("won in a period is converted; what has no rate is told apart", () => {
  const flows = flowsOf(
    new Map([
      [`minor:${PERIOD.firstDay - 1}:EUR`, 7_000],
      [`minor:${PERIOD.firstDay}:EUR`, 100],
      [`minor:${PERIOD.lastDay}:USD`, 100],
      [`minor:${TODAY}:USD`, 20],
      [`minor:${TODAY}:NOK`, 5],
      [`minor:${PERIOD.lastDay + 1}:EUR`, 900],
    ]),
  );
  expect(wonIn(flows, PERIOD, "EUR", new Map([["USD", 500_000]]))).toEqual({
    amountMinor: 160,
    unconverted: [{ currency: "NOK", amountMinor: 5 }],
  });
});
