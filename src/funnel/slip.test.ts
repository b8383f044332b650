import { describe, expect, test } from "vitest";
import { slipRate, slipRates } from "./slip.ts";

const NOVEMBER = 682;

describe("the slip rate of a month", () => {
  test("is the share of what was due in it that was closed neither in it nor before", () => {
    // Of 10: 2 closed early, 3 in the month, 1 after it, 4 are open.
    const closedByMonth = new Map([
      [NOVEMBER - 2, 2],
      [NOVEMBER, 3],
      [NOVEMBER + 1, 1],
    ]);
    expect(slipRate(NOVEMBER, { due: 10, closedByMonth })).toMatchObject({ formula: "slip_rate", value: 0.5, n: 10 });
  });

  test("has its Wilson interval", () => {
    const { interval } = slipRate(NOVEMBER, { due: 10, closedByMonth: new Map([[NOVEMBER, 5]]) });
    expect(interval?.low).toBeCloseTo(0.2366, 4);
    expect(interval?.high).toBeCloseTo(0.7634, 4);
  });

  test("is null where nothing was due", () => {
    const [none, some] = slipRates(new Map([[NOVEMBER, { due: 1, closedByMonth: new Map() }]]), [
      NOVEMBER - 1,
      NOVEMBER,
    ]);
    expect([none?.value, none?.n, some?.value]).toEqual([null, 0, 1]);
  });
});
