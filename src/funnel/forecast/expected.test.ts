import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deal, deals, funnelOf } from "../../../test/support/funnel.ts";
import { seededRandom } from "../../local/demo/random.ts";
import { expectedOf } from "./expected.ts";

const outcomes = new Map([
  ["a", { won: 10, lost: 30 }],
  ["b", { won: 30, lost: 10 }],
  ["c", { won: 15, lost: 4 }],
]);

describe("what deals are expected to bring", () => {
  test("is Σ amount × win probability of the stage, apart from what nobody can estimate", () => {
    const { openDeals } = funnelOf([
      ...deals(2, { stage: "a", amount_minor: 100_00 }),
      deal({ stage: "b", amount_minor: 400_00 }),
      deal({ stage: "b", amount_minor: null }),
      ...deals(3, { stage: "c", amount_minor: 70_00 }),
    ]);
    expect(expectedOf(openDeals, outcomes)).toMatchObject({
      amountMinor: 200_00 * 0.25 + 400_00 * 0.75,
      count: 4,
      unestimated: { count: 3, amountMinor: 210_00 },
    });
  });

  test("has the interval of chance and of the estimate together", () => {
    const { openDeals } = funnelOf(deals(100, { stage: "a", amount_minor: 100 }));
    const { interval } = expectedOf(openDeals, outcomes);
    // Wilson of 10 of 40: 0.14187 to 0.40194, σ = 0.066346. Var = 100 · 100² · 0.1875 + (10,000 · 0.066346)² = 627,680; z · √Var = 1552.8
    expect(interval).toEqual({ low: 947, high: 4_053 });
  });

  test("is null where nothing can be estimated", () => {
    const { openDeals } = funnelOf(deals(3, { stage: "c", amount_minor: 500 }));
    const unestimated = { count: 3, amountMinor: 1_500 };
    expect(expectedOf(openDeals, outcomes)).toEqual({ amountMinor: null, interval: null, count: 0, unestimated });
    expect(expectedOf([], outcomes)).toMatchObject({ amountMinor: null, interval: null, count: 0 });
  });

  test("lies between nothing and everything, its interval around it, whatever the order of the deals", () => {
    const one = fc.record({
      stage: fc.constantFrom("a", "b", "c", "z"),
      amount_minor: fc.option(fc.integer({ min: 0, max: 1_000_000 })),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 30 }), (open) => {
        const { openDeals } = funnelOf(
          open.map((fields) => deal({ ...fields, stage: fields.stage === "z" ? "a" : fields.stage })),
        );
        const expected = expectedOf(openDeals, outcomes);
        expect(expectedOf(openDeals.toReversed(), outcomes)).toEqual(expected);
        const total = openDeals.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0), 0);
        expect(expected.count + expected.unestimated.count).toBe(openDeals.length);
        const { amountMinor, interval } = expected;
        if (amountMinor === null || !interval) return;
        expect(interval.low).toBeGreaterThanOrEqual(0);
        expect(interval.low).toBeLessThanOrEqual(amountMinor);
        expect(interval.high).toBeGreaterThanOrEqual(amountMinor);
        expect(interval.high).toBeLessThanOrEqual(total - expected.unestimated.amountMinor);
      }),
    );
  });

  test("holds what really comes in some 95 of 100 worlds", () => {
    const random = seededRandom(7);
    const won = (p: number, n: number) => Array.from({ length: n }, () => random.next() < p).filter(Boolean).length;
    let held = 0;
    const worlds = 2_000;
    const { openDeals } = funnelOf(
      Array.from({ length: 60 }, (_, index) =>
        deal({ stage: index % 2 === 0 ? "a" : "b", amount_minor: 1_000 + 37 * index }),
      ),
    );
    for (let world = 0; world < worlds; world++) {
      const truth = new Map([
        ["a", 0.1 + 0.5 * random.next()],
        ["b", 0.3 + 0.5 * random.next()],
      ]);
      const past = [...truth].map(([stage, p]) => [stage, won(p, 80)] as const);
      const known = new Map(past.map(([stage, count]) => [stage, { won: count, lost: 80 - count }]));
      const { interval } = expectedOf(openDeals, known);
      const came = openDeals.reduce(
        (sum, { deal: { stage }, amountMinor }) =>
          sum + (random.next() < (truth.get(stage) ?? 0) ? (amountMinor ?? 0) : 0),
        0,
      );
      if (interval && came >= interval.low && came <= interval.high) held++;
    }
    expect(held / worlds).toBeGreaterThan(0.93);
    expect(held / worlds).toBeLessThan(0.975);
  });
});
