import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryDeals, deal, deals, documentWith, funnelOf, TODAY } from "../../test/support/funnel.ts";
import { closingJam } from "./closing-jam.ts";
import { hollowShare } from "./hollow.ts";
import { pastDueShare } from "./past-due.ts";
import { stalledShare } from "./stalled.ts";

describe("the stalled share", () => {
  test("counts days over the limit: on its last day a deal is not yet stalled", () => {
    const open = [
      deal({ stage: "a", ageDays: 10 }),
      deal({ stage: "a", ageDays: 11 }),
      deal({ stage: "b", ageDays: 11 }),
      deal({ stage: "c" }),
    ];
    expect(stalledShare(funnelOf(open).openDeals)).toMatchObject({
      value: 0.25,
      n: 4,
      formula: "share_older_than_stage_limit",
    });
  });

  test("leaves out deals of an unknown age", () => {
    const open = [deal({ stage: "a", ageDays: null }), deal({ stage: "a", ageDays: 11 })];
    expect(stalledShare(funnelOf(open).openDeals)).toMatchObject({ value: 1, n: 1 });
  });

  test("goes by the days that won deals took where the process sets no limit", () => {
    const open = [85, 86].map((ageDays) => deal({ stage: "a", ageDays }));
    const closed = { wonDaysByStage: new Map([["a", new Map([[57, 1]])]]) };
    expect(stalledShare(funnelOf(open, { document: documentWith(null), closed }).openDeals)).toMatchObject({
      value: 0.5,
      n: 2,
    });
  });

  test("is no figure where no deal has a limit, but 0 for one without beside one with", () => {
    const document = documentWith(null, 20);
    const unlimited = deals(3, { stage: "a", ageDays: 999 });
    expect(stalledShare(funnelOf(unlimited, { document }).openDeals)).toMatchObject({
      value: null,
      n: 3,
      interval: null,
    });
    expect(stalledShare(funnelOf([...unlimited, deal({ stage: "b" })], { document }).openDeals)).toMatchObject({
      value: 0,
      n: 4,
    });
    expect(stalledShare([])).toMatchObject({ value: null, n: 0 });
  });

  test("counts calendar days of the company's zone, not hours", () => {
    const now = Date.parse("2026-11-24T00:30:00+02:00");
    const enteredAt = Date.parse("2026-11-13T23:30:00+02:00");
    const open = [deal({ stage: "a", stage_entered_at: enteredAt })];
    expect(funnelOf(open, { now }).openDeals[0]?.ageDays).toBe(11);
    expect(funnelOf(open, { now, timezone: "UTC" }).openDeals[0]?.ageDays).toBe(10);
  });
});

describe("the closing jam", () => {
  test("is the stalled share of the deals it is given, under its own name", () => {
    const { openDeals } = funnelOf([30, 31, 32, null].map((ageDays) => deal({ stage: "c", ageDays })));
    expect(closingJam(openDeals)).toMatchObject({ n: 3, formula: "share_of_last_stage_older_than_limit" });
    expect(closingJam(openDeals).value).toBeCloseTo(2 / 3, 12);
  });
});

describe("the hollow share", () => {
  test("is of the open amount", () => {
    const open = [
      deal({ stage: "a", amount_minor: 900 }),
      deal({ stage: "b", hollow: 1, amount_minor: 100 }),
      deal({ stage: "c", amount_minor: null, hollow: 1 }),
    ];
    expect(hollowShare(funnelOf(open).openDeals)).toEqual({
      formula: "hollow_share_of_amount",
      value: 0.1,
      n: 3,
      interval: null,
    });
  });

  test("is of the deals where there are no amounts", () => {
    for (const amount_minor of [null, 0]) {
      const open = [deal({ stage: "a", amount_minor }), ...deals(3, { stage: "b", hollow: 1, amount_minor })];
      expect(hollowShare(funnelOf(open).openDeals)).toMatchObject({
        formula: "hollow_share_of_count",
        value: 0.75,
        n: 4,
      });
    }
  });

  test("weighs amounts in the reporting currency", () => {
    const open = [
      deal({ stage: "a", amount_minor: 100 }),
      deal({ stage: "b", hollow: 1, amount_minor: 100, currency: "USD" }),
    ];
    const half = new Map([["USD", 500_000]]);
    expect(hollowShare(funnelOf(open, { rates: half }).openDeals).value).toBeCloseTo(50 / 150, 12);
    expect(hollowShare(funnelOf(open).openDeals).value).toBe(0);
  });
});

describe("the past due share", () => {
  test("begins on the day after the expected one, and counts deals without a date as in time", () => {
    const open = [TODAY - 1, TODAY, TODAY + 1, null].map((expected_close_day) =>
      deal({ stage: "a", expected_close_day }),
    );
    const { openDeals, today } = funnelOf(open);
    expect(pastDueShare(openDeals, today)).toMatchObject({ value: 0.25, n: 4, formula: "share_past_expected_close" });
  });
});

test("every share lies between 0 and 1, within its interval, and does not depend on the order of the deals", () => {
  fc.assert(
    fc.property(arbitraryDeals, fc.integer(), (open, turn) => {
      const measure = (list: typeof open) => {
        const { openDeals, today } = funnelOf(list.filter(({ stage }) => stage !== "z"));
        return [stalledShare(openDeals), closingJam(openDeals), hollowShare(openDeals), pastDueShare(openDeals, today)];
      };
      const figures = measure(open);
      for (const { value, n, interval } of figures) {
        expect(n).toBeLessThanOrEqual(open.length);
        if (value === null) continue;
        expect(value).toBeGreaterThanOrEqual(interval?.low ?? 0);
        expect(value).toBeLessThanOrEqual(interval?.high ?? 1);
      }
      const at = open.length === 0 ? 0 : Math.abs(turn) % open.length;
      expect(measure([...open.slice(at), ...open.slice(0, at)].reverse())).toEqual(figures);
    }),
  );
});
