import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryDeals, deal, deals, funnelOf, NOW, TODAY } from "../../test/support/funnel.ts";
import { concentration, hhi } from "./concentration.ts";
import { silentDays, silentShare } from "./silent.ts";
import { meanPushes, pushRate, slippingShare } from "./slipping.ts";
import { unqualifiedShare } from "./unqualified.ts";

const assessed = (...open: Parameters<typeof funnelOf>[0]) => funnelOf(open).openDeals;

describe("pushes", () => {
  const open = assessed(...[0, 0, 1, 2, 5].map((pushes) => deal({ stage: "a", pushes })));

  test("slip from the second on", () => {
    expect(slippingShare(open)).toMatchObject({ formula: "share_pushed_twice", value: 0.4, n: 5 });
    expect(slippingShare(open).interval?.low).toBeCloseTo(0.1176, 4);
    expect(slippingShare(open).interval?.high).toBeCloseTo(0.7693, 4);
  });

  test("are counted from the first on, and on average", () => {
    expect(pushRate(open)).toMatchObject({ formula: "share_pushed", value: 0.6, n: 5 });
    expect(meanPushes(open)).toEqual({ formula: "mean_pushes", value: 1.6, n: 5, interval: null });
  });

  test("of no deals are no figure", () => {
    for (const figure of [slippingShare, pushRate, meanPushes]) {
      expect(figure([])).toMatchObject({ value: null, n: 0, interval: null });
    }
  });
});

describe("silence", () => {
  const helsinki = { today: TODAY, timezone: "Europe/Helsinki" };
  const since = (last_event_at: number | null) => assessed(deal({ stage: "a", last_event_at }))[0];

  test("is counted in calendar days of the company's zone", () => {
    const lateOn10th = since(Date.parse("2026-11-10T23:59:59+02:00"));
    const earlyOn11th = since(Date.parse("2026-11-11T00:00:00+02:00"));
    expect([lateOn10th, earlyOn11th].map((each) => each && silentDays(each, helsinki))).toEqual([14, 13]);
    expect(earlyOn11th && silentDays(earlyOn11th, { today: TODAY, timezone: "UTC" })).toBe(14);
  });

  test("begins on the last day of the window, and where nothing is known it is not counted", () => {
    const days = [13, 14, 15].map((ago) => deal({ stage: "a", last_event_at: NOW - ago * 86_400_000 }));
    const open = assessed(...days, deal({ stage: "a", last_event_at: null }));
    expect(silentShare(open, helsinki, 14)).toMatchObject({ formula: "share_without_event", value: 2 / 3, n: 3 });
    expect(silentShare(open, helsinki, 15)).toMatchObject({ value: 1 / 3, n: 3 });
    expect(silentShare(open.slice(3), helsinki, 14)).toMatchObject({ value: null, n: 0 });
  });

  test("is not negative for an event of a clock that was ahead", () => {
    const [ahead] = assessed(deal({ stage: "a", last_event_at: NOW + 2 * 86_400_000 }));
    expect(ahead && silentDays(ahead, helsinki)).toBe(0);
  });
});

describe("concentration", () => {
  const amounts = (...minor: (number | null)[]) => minor.map((amount_minor) => deal({ stage: "a", amount_minor }));

  test("is the largest share of the open amount; the index is the sum of the squares", () => {
    // 0.5² + 0.3² + 0.2² = 0.38
    const open = assessed(...amounts(300, 500, null, 200));
    const figure = { formula: "largest_share_of_open_amount", value: 0.5, n: 3, interval: null };
    expect(concentration(open)).toEqual(figure);
    expect(hhi(open)).toMatchObject({ formula: "herfindahl_hirschman_index", n: 3, interval: null });
    expect(hhi(open).value).toBeCloseTo(0.38, 12);
  });

  test("counts in the reporting currency, and not what has no rate", () => {
    const open = [
      deal({ stage: "a", amount_minor: 100 }),
      deal({ stage: "a", amount_minor: 100, currency: "USD" }),
      deal({ stage: "a", amount_minor: 9_000, currency: "NOK" }),
    ];
    const rates = new Map([["USD", 3_000_000]]);
    expect(concentration(funnelOf(open, { rates }).openDeals)).toMatchObject({ value: 0.75, n: 2 });
  });

  test("of nothing is no figure", () => {
    for (const open of [assessed(), assessed(...amounts(null)), assessed(...amounts(0, 0))]) {
      expect(concentration(open).value).toBeNull();
      expect(hhi(open).value).toBeNull();
    }
    expect(concentration(assessed(...amounts(0, 0))).n).toBe(2);
  });

  test("lies between an even spread and one deal, the index between its square and itself", () => {
    fc.assert(
      fc.property(arbitraryDeals, (open) => {
        const all = assessed(...open);
        const { value, n } = concentration(all);
        if (value === null) return;
        const index = hhi(all).value ?? 0;
        expect(value).toBeGreaterThanOrEqual(1 / n - 1e-9);
        expect(value).toBeLessThanOrEqual(1);
        expect(index).toBeGreaterThanOrEqual(1 / n - 1e-9);
        expect(index).toBeGreaterThanOrEqual(value ** 2 - 1e-9);
        expect(index).toBeLessThanOrEqual(value + 1e-9);
        expect(hhi(all.toReversed())).toEqual(hhi(all));
      }),
    );
  });
});

describe("the unqualified load", () => {
  /** Cycles of 10, 20, 20 and 40 days: the median is 20. */
  const cycles = new Map([
    [10, 1],
    [20, 2],
    [40, 1],
  ]);
  const opened = (daysAgo: number, score_hundredths: number) =>
    deal({ stage: "a", opened_day: TODAY - daysAgo, score_hundredths });

  test("is older than the median cycle of won deals and scores below 25", () => {
    const open = assessed(opened(20, 0), opened(21, 2_500), opened(21, 2_499), opened(99, 0));
    expect(unqualifiedShare(open, TODAY, cycles)).toMatchObject({
      formula: "share_unqualified_beyond_won_cycle",
      value: 0.5,
      n: 4,
    });
  });

  test("leaves out deals of an unknown opening day, and is no figure without a won cycle", () => {
    const open = assessed(opened(21, 0), ...deals(3, { stage: "a", opened_day: null }));
    expect(unqualifiedShare(open, TODAY, cycles)).toMatchObject({ value: 1, n: 1 });
    expect(unqualifiedShare(open, TODAY, new Map())).toMatchObject({ value: null, n: 1, interval: null });
  });
});
