import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TODAY } from "../../test/support/funnel.ts";
import { flowsOf } from "../opportunities/flows.ts";
import { conversionDrop, conversionReachDays, dropsByAtLeast } from "./conversion-drop.ts";

/** [days ago, entered, passed] */
const cohorts = (...rows: readonly (readonly [number, number, number])[]) =>
  flowsOf(
    new Map(
      rows.flatMap(([age, entered, passed]) => [
        [`entered:a:${TODAY - age}`, entered],
        [`passed:a:${TODAY - age}`, passed],
      ]),
    ),
  );

/** Nine of ten won deals left the stage within 20 days, the tenth within 60. */
const PACE = {
  wonDays: new Map([
    [5, 5],
    [20, 4],
    [60, 1],
  ]),
  limitDays: 30,
};

const of = (flows: ReturnType<typeof cohorts>, pace: Parameters<typeof conversionDrop>[4] = PACE) =>
  conversionDrop(flows, "a", TODAY, 90, pace);

describe("the conversion drop", () => {
  test("compares windows that end when 90 % of won deals have left the stage", () => {
    // The recent window is of the days 20 to 109 ago, the one before of 110 to 199.
    const flows = cohorts([0, 50, 0], [19, 50, 0], [20, 10, 1], [109, 10, 4], [110, 10, 8], [199, 10, 7], [200, 99, 0]);
    expect(of(flows)).toMatchObject({
      recent: { part: 5, n: 20 },
      before: { part: 15, n: 20 },
      from: TODAY - 109,
      to: TODAY - 20,
      figure: { formula: "conversion_drop_p_value", n: 20, interval: null },
    });
    expect(of(flows).figure.value).toBeCloseTo(0.0015654, 6);
  });

  test("takes the stage's limit where nothing was won, rounded up to whole days", () => {
    expect(of(cohorts(), { wonDays: undefined, limitDays: 30 }).to).toBe(TODAY - 30);
    expect(of(cohorts(), { wonDays: new Map(), limitDays: 7.5 }).to).toBe(TODAY - 8);
  });

  test("lets the windows end today where nobody knows when a cohort is mature, and half a year ago at the earliest", () => {
    expect(of(cohorts(), { wonDays: undefined, limitDays: null }).to).toBe(TODAY);
    expect(of(cohorts(), { wonDays: new Map([[180, 1]]), limitDays: null }).to).toBe(TODAY - 180);
    expect(of(cohorts(), { wonDays: new Map([[181, 1]]), limitDays: null }).to).toBe(TODAY - 180);
    expect(conversionReachDays(90)).toBe(360);
  });

  test("has no figure without both cohorts; n is the smaller one", () => {
    expect(of(cohorts([50, 9, 3])).figure).toMatchObject({ value: null, n: 0 });
    expect(of(cohorts([50, 9, 3], [150, 30, 20])).figure.n).toBe(9);
  });

  test("is 1 where as many or more pass", () => {
    expect(of(cohorts([50, 20, 10], [150, 40, 20])).figure.value).toBe(1);
    expect(of(cohorts([50, 20, 20], [150, 20, 1])).figure.value).toBe(1);
  });

  test("is of so many points in whole numbers: 0.5 − 0.4 is 10 points, whatever floating point says", () => {
    const drop = (recent: number, before: number) => ({
      recent: { part: recent, n: 100 },
      before: { part: before, n: 100 },
    });
    expect([40, 41].map((now) => dropsByAtLeast(10, drop(now, 50)))).toEqual([true, false]);
    expect([42, 43].map((now) => dropsByAtLeast(8, drop(now, 50)))).toEqual([true, false]);
  });

  test("never comes from unfinished business alone: where every day is like every other, no stage drops by 10 points", () => {
    const pace = fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(pace, fc.integer({ min: 0, max: 10 }), (stays, lost) => {
        const wonDays = new Map<number, number>();
        for (const days of stays) wonDays.set(days, (wonDays.get(days) ?? 0) + 1);
        // Every day the same deals enter: those pass after their days, `lost` never do.
        const rows = Array.from({ length: 400 }, (_, age) => {
          const passed = stays.filter((days) => days <= age).length;
          return [age, stays.length + lost, passed] as const;
        });
        const drop = of(cohorts(...rows), { wonDays, limitDays: null });
        expect(drop.figure.value).not.toBeNull();
        expect(dropsByAtLeast(10, drop)).toBe(false);
      }),
      { numRuns: 30 },
    );
  });
});
