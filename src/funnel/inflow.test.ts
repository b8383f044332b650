import fc from "fast-check";
import { expect, test } from "vitest";
import { TODAY } from "../../test/support/funnel.ts";
import { flowsOf } from "../opportunities/flows.ts";
import { inflow, inflowReachDays } from "./inflow.ts";

/** So many deals entered stage a on days so long ago. */
const entries = (byAge: Readonly<Record<number, number>>) =>
  flowsOf(new Map(Object.entries(byAge).map(([age, count]) => [`entered:a:${TODAY - Number(age)}`, count])));

test("the inflow counts today and the 27 days before it against the 84 before those", () => {
  const flows = entries({ 0: 1, 27: 2, 28: 10, 111: 5, 112: 100 });
  expect(inflow(flows, "a", TODAY, 28)).toEqual({
    recent: 3,
    usual: 5,
    figure: { formula: "entries_against_usual", value: 0.6, n: 5, interval: null },
  });
  expect(inflowReachDays(28)).toBe(112);
});

test("what is usual is never rounded up to be enough", () => {
  expect(inflow(entries({ 0: 3, 50: 14 }), "a", TODAY, 28).figure).toMatchObject({ value: 9 / 14, n: 4 });
});

test("without entries before there is no figure, and other stages do not count", () => {
  const { figure, recent } = inflow(entries({ 0: 3 }), "a", TODAY, 28);
  expect([figure.value, figure.n, recent]).toEqual([null, 0, 3]);
  expect(inflow(entries({ 0: 3, 50: 9 }), "b", TODAY, 28).figure.value).toBeNull();
});

test("for any window it is what counting deal by deal gives", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -2, max: 400 }), { maxLength: 200 }),
      fc.integer({ min: 7, max: 90 }),
      (ages, windowDays) => {
        const counts: Record<number, number> = {};
        for (const age of ages) counts[age] = (counts[age] ?? 0) + 1;
        const recent = ages.filter((age) => age >= 0 && age < windowDays).length;
        const before = ages.filter((age) => age >= windowDays && age < 4 * windowDays).length;
        const { figure, ...rest } = inflow(entries(counts), "a", TODAY, windowDays);
        expect(rest).toEqual({ recent, usual: before / 3 });
        expect(figure.n).toBe(Math.floor(before / 3));
        if (before === 0) expect(figure.value).toBeNull();
        else expect(figure.value).toBeCloseTo(recent / (before / 3), 12);
      },
    ),
  );
});
