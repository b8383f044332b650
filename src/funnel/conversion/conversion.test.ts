import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deals, funnelOf, TODAY } from "../../../test/support/funnel.ts";
import { countFlows, type FlowingDeal, type FlowingVisit } from "../../opportunities/count-flows.ts";
import { type FlowCounts, flowsOf } from "../../opportunities/flows.ts";
import { closingsIn } from "../closings.ts";
import type { Target } from "../targets-store.ts";
import { closesToCome } from "./closes-to-come.ts";
import { stageConversion } from "./cohort-conversion.ts";
import { conversionOf } from "./read-conversion.ts";
import { ConversionSchema, serializeConversion } from "./schema.ts";

const flowsFrom = (counts: Record<string, number>) => flowsOf(new Map(Object.entries(counts)));
const WINDOW = { firstDay: 100, lastDay: 109 };

test("counts the cohort of the days of the window, first and last included", () => {
  const flows = flowsFrom({
    "entered:a:99": 7,
    "passed:a:99": 7,
    "entered:a:100": 3,
    "passed:a:100": 2,
    "entered:a:109": 1,
    "entered:a:110": 5,
    "passed:a:110": 5,
    "won:99:": 1,
    "won:100:3": 2,
    "lost:109:4": 1,
    "lost:110:4": 1,
  });
  expect(stageConversion(flows, "a", WINDOW)).toMatchObject({
    entered: 4,
    passed: 2,
    rate: { formula: "cohort_conversion", value: 0.5, n: 4 },
  });
  expect(stageConversion(flows, "b", WINDOW)).toMatchObject({
    entered: 0,
    rate: { value: null, n: 0, interval: null },
  });
  expect(closingsIn(flows, WINDOW)).toMatchObject({ won: 2, lost: 1 });
});

describe("the closes to come", () => {
  const target = (id: string, firstDay: number, lastDay: number, owner: string | null = null): Target => ({
    id,
    period: id,
    firstDay,
    lastDay,
    owner,
    amountMinor: 100_000,
  });
  const year = target("year", TODAY - 300, TODAY + 60);
  const month = target("month", TODAY - 20, TODAY + 9);
  const base = { today: TODAY, currency: "EUR", rates: new Map([["USD", 500_000]]) };
  const flows = flowsFrom({
    [`won:${TODAY - 200}:9`]: 1,
    [`minor:${TODAY - 200}:EUR`]: 40_000,
    [`deals:${TODAY - 200}:EUR`]: 1,
    [`won:${TODAY - 21}:9`]: 3,
    [`minor:${TODAY - 21}:EUR`]: 20_000,
    [`deals:${TODAY - 21}:EUR`]: 1,
    [`minor:${TODAY - 21}:USD`]: 20_000,
    [`deals:${TODAY - 21}:USD`]: 1,
    [`minor:${TODAY - 21}:NOK`]: 99_000,
    [`deals:${TODAY - 21}:NOK`]: 1,
    [`won:${TODAY}:9`]: 1,
    [`minor:${TODAY}:EUR`]: 30_000,
    [`deals:${TODAY}:EUR`]: 1,
  });

  test("are for what is left of the target of the shortest period, at the mean won amount of 90 days", () => {
    // Left: 100,000 − 30,000; mean: (20,000 + 10,000 + 30,000) / 3. 3.5 → 4
    expect(closesToCome({ ...base, flows, targets: [year, month] })).toEqual({ closes: 4, target: month });
    // Left of the year: 100,000 − 40,000 − 20,000 − 10,000 − 30,000
    expect(closesToCome({ ...base, flows, targets: [year] })).toEqual({ closes: 0, target: year });
    expect(closesToCome({ ...base, flows: flowsFrom({}), targets: [month] })).toEqual({ closes: null, target: month });
  });

  test("keep up the pace of 90 days without a target of all owners", () => {
    expect(closesToCome({ ...base, flows, targets: [] })).toEqual({ closes: 4, target: null });
    expect(closesToCome({ ...base, flows, targets: [target("own", TODAY, TODAY, "Aino")] }).target).toBeNull();
    expect(closesToCome({ ...base, flows: flowsFrom({}), targets: [] })).toEqual({ closes: null, target: null });
    // Today is the last of the 90 days.
    const onEdge = (day: number) =>
      closesToCome({ ...base, flows: flowsFrom({ [`won:${day}:9`]: 2 }), targets: [] }).closes;
    expect([TODAY + 1, TODAY, TODAY - 89, TODAY - 90].map(onEdge)).toEqual([null, 2, 2, null]);
  });
});

test("the answer tells stage by stage what is there and what it would take", () => {
  const funnel = funnelOf([...deals(3, { stage: "a" }), ...deals(2, { stage: "c" })]);
  const flows = flowsFrom({
    "entered:a:100": 20,
    "passed:a:100": 10,
    "entered:b:100": 10,
    "passed:b:101": 0,
    "entered:b:101": 10,
    "passed:b:100": 8,
    "entered:c:105": 5,
    "passed:c:105": 2,
    "won:105:3": 2,
    "lost:106:3": 2,
  });
  const conversion = conversionOf(funnel, flows, WINDOW, { closes: 3, target: null });
  const view = serializeConversion(conversion);
  expect(ConversionSchema.parse(view)).toEqual(view);
  // 3 / 0.4; 3 / 0.16; 3 / 0.08
  expect(view.stages).toMatchObject([
    { key: "a", name: "Stage A", entered: 20, passed: 10, open: 3, required: 38, rate: { value: 0.5, n: 20 } },
    { key: "b", entered: 20, passed: 8, open: 0, required: 19, rate: { value: 0.4 } },
    { key: "c", entered: 5, passed: 2, open: 2, required: 8, rate: { value: 0.4, n: 5 } },
  ]);
  expect(view.stages[0]?.rate.interval).toEqual({ low: 0.2993, high: 0.7007 });
  expect(view).toMatchObject({ from: "1970-04-11", to: "1970-04-20", closes_needed: 3, target_id: null });
  // Below five there is no rate, and so no shape before it.
  expect(view.closed).toEqual({
    won: 2,
    lost: 2,
    win_rate: { formula: "win_rate", value: null, n: 4, interval: null },
  });
  const few = conversionOf(funnel, flowsFrom({ "entered:b:100": 4, "entered:c:100": 5, "passed:c:100": 5 }), WINDOW, {
    closes: 3,
    target: null,
  });
  expect(serializeConversion(few).stages.map(({ required }) => required)).toEqual([null, null, 3]);
});

const STAGES = ["a", "b", "c"];
const arbitraryDeal = fc
  .record({
    entries: fc.array(
      fc.record({ stage: fc.constantFrom(...STAGES), day: fc.option(fc.integer({ min: 90, max: 120 })) }),
      { minLength: 1, maxLength: 6 },
    ),
    status: fc.constantFrom("open" as const, "won" as const, "lost" as const),
    closed_day: fc.option(fc.integer({ min: 90, max: 130 })),
  })
  .map(({ entries, status, closed_day }) => ({
    visits: entries.map(
      ({ stage, day }): FlowingVisit => ({ stage, entered_day: day, position: STAGES.indexOf(stage) }),
    ),
    deal: {
      status,
      closed_day: status === "open" ? null : closed_day,
      amount_minor: null,
      currency: "EUR",
      opened_day: null,
      first_expected_day: null,
    } satisfies FlowingDeal,
  }));

test("is what one finds who looks at every deal", () => {
  const window = fc.tuple(fc.integer({ min: 85, max: 125 }), fc.integer({ min: 0, max: 20 }));
  fc.assert(
    fc.property(fc.array(arbitraryDeal, { maxLength: 30 }), window, (lives, [firstDay, days]) => {
      const counts: FlowCounts = new Map();
      for (const { deal, visits } of lives) countFlows(counts, 1, deal, visits);
      const asked = { firstDay, lastDay: firstDay + days };
      const within = (day: number | null) => day !== null && day >= firstDay && day <= firstDay + days;
      for (const [position, stage] of STAGES.entries()) {
        let [entered, passed] = [0, 0];
        for (const { deal, visits } of lives) {
          const first = visits.findIndex((visit) => visit.stage === stage);
          if (first === -1 || !within(visits[first]?.entered_day ?? null)) continue;
          entered++;
          const reached = visits.slice(first).some((visit) => STAGES.indexOf(visit.stage) > position);
          if (reached || deal.status === "won") passed++;
        }
        expect(stageConversion(flowsOf(counts), stage, asked)).toMatchObject({ entered, passed });
      }
      const closed = (status: string) =>
        lives.filter(({ deal }) => deal.status === status && within(deal.closed_day)).length;
      expect(closingsIn(flowsOf(counts), asked)).toMatchObject({ won: closed("won"), lost: closed("lost") });
    }),
  );
});
