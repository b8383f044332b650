import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deals, funnelOf } from "../../../test/support/funnel.ts";
import type { ClosedTotals } from "../../opportunities/closed-totals.ts";
import { serializeVelocity, VelocitySchema } from "./schema.ts";
import { velocityOf } from "./velocity.ts";

const CLOSED: Partial<ClosedTotals> = {
  won: 6,
  lost: 4,
  wonMinorByCurrency: new Map([
    ["EUR", 400_000],
    ["USD", 200_000],
    ["NOK", 900],
  ]),
  wonCountByCurrency: new Map([
    ["EUR", 4],
    ["USD", 1],
    ["NOK", 1],
  ]),
  wonCycleDays: new Map([
    [10, 2],
    [20, 1],
    [40, 3],
  ]),
  lostCycleDays: new Map([[7, 4]]),
  wonDaysByStage: new Map([["b", new Map([[3, 5]])]]),
};
const RATES = new Map([["USD", 500_000]]);

function viewOf(open: number, closed: Partial<ClosedTotals>) {
  const funnel = funnelOf(deals(open, { stage: "a", ageDays: 4 }), { rates: RATES, closed });
  const view = serializeVelocity({ funnel, window: null, closings: funnel.closed });
  expect(VelocitySchema.parse(view)).toEqual(view);
  return view;
}

describe("velocity", () => {
  test("is worked out by hand", () => {
    // Mean: (4,000 + 1,000) / 5; cycle: (20 + 40) / 2. 8 × 0.6 × 1,000 / 30 = 160 a day
    expect(viewOf(8, CLOSED)).toMatchObject({
      from: null,
      velocity: { formula: "velocity_per_day", value: 160, n: 6, interval: null },
      open: 8,
      win_rate: { value: 0.6, n: 10, interval: { low: 0.3127, high: 0.8318 } },
      mean_won_amount: { value: 1_000, n: 5 },
      unconverted: [{ currency: "NOK", amount: 9 }],
      won_cycle_days: { n: 6, p10: 10, p25: 12.5, p50: 30, p75: 40, p90: 40 },
      lost_cycle_days: { n: 4, p50: null },
      stages: [
        { key: "a", won_days: { n: 0, p50: null }, open_days: { n: 8, p10: 4, p50: 4 } },
        { key: "b", won_days: { n: 5, p50: 3 }, open_days: { n: 0, p50: null } },
        { key: "c", won_days: { n: 0 }, open_days: { n: 0 } },
      ],
    });
  });

  test.each([
    ["fewer than five won", { won: 4 }],
    ["fewer than five won amounts", { wonCountByCurrency: new Map([["EUR", 4]]) }],
    ["fewer than five known cycles", { wonCycleDays: new Map([[10, 4]]) }],
    ["a cycle of no day", { wonCycleDays: new Map([[0, 9]]) }],
  ])("is silent with %s", (_, few) => {
    expect(viewOf(8, { ...CLOSED, ...few }).velocity.value).toBeNull();
  });

  test("of no open deal is nothing, of no closed one unknown", () => {
    expect(viewOf(0, CLOSED).velocity.value).toBe(0);
    expect(viewOf(3, {})).toMatchObject({ velocity: { value: null, n: 0 }, win_rate: { value: null, n: 0 } });
  });
});

test("velocity grows with each of its factors and never is below nothing", () => {
  const cycles = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 5, maxLength: 40 });
  fc.assert(
    fc.property(fc.nat(500), fc.nat(50), fc.nat(1_000_000), cycles, (open, lost, amount, days) => {
      const closings = {
        won: days.length,
        lost,
        wonMinorByCurrency: new Map([["EUR", amount]]),
        wonCountByCurrency: new Map([["EUR", days.length]]),
        wonCycleDays: new Map(
          Object.entries(Object.groupBy(days, String)).map(([d, all]) => [Number(d), all?.length ?? 0]),
        ),
        lostCycleDays: new Map(),
      };
      const value = (more = {}, count = open) =>
        velocityOf(count, { ...closings, ...more }, "EUR", new Map()).velocity.value ?? Number.NaN;
      expect(value()).toBeGreaterThanOrEqual(0);
      expect(value({}, open + 1)).toBeGreaterThanOrEqual(value());
      expect(value({ lost: lost + 1 })).toBeLessThanOrEqual(value());
      expect(value({ wonMinorByCurrency: new Map([["EUR", amount * 2]]) })).toBeCloseTo(2 * value(), 3);
    }),
  );
});
