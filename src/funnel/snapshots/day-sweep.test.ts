import fc from "fast-check";
import { expect, test } from "vitest";
import { median } from "../../opportunities/median.ts";
import { DaySweep, type OpenStay, type SweptDay } from "./day-sweep.ts";

const [FIRST, LAST] = [10, 30];

const stay: fc.Arbitrary<OpenStay> = fc
  .record({
    stage: fc.constantFrom("a", "b"),
    placed: fc.constantFrom(0, 1),
    from: fc.integer({ min: 0, max: 35 }),
    days: fc.integer({ min: 1, max: 40 }),
    limitDays: fc.option(fc.constantFrom(0, 1, 1.5, 5, 12)),
    amountMinor: fc.option(fc.integer({ min: 0, max: 1_000 })),
    score: fc.option(fc.integer({ min: 0, max: 10_000 })),
    unconverted: fc.option(fc.record({ currency: fc.constantFrom("SEK", "NOK"), minor: fc.nat(99) })),
  })
  .map(({ days, ...of }) => ({
    ...of,
    until: of.from + days,
    enteredDay: of.from,
    weightedMinor: of.amountMinor ?? 0,
  }));

const isStalled = ({ enteredDay, limitDays }: OpenStay, day: number) =>
  limitDays !== null && day - enteredDay > limitDays;
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function tallyOf(stays: readonly OpenStay[], day: number) {
  return {
    count: stays.length,
    stalled: stays.filter((each) => isStalled(each, day)).length,
    limited: stays.filter(({ limitDays }) => limitDays !== null).length,
    amountMinor: sum(stays.map(({ amountMinor }) => amountMinor ?? 0)),
    weightedMinor: sum(stays.map(({ weightedMinor }) => weightedMinor)),
    scored: stays.filter(({ score }) => score !== null).length,
    scores: sum(stays.map(({ score }) => score ?? 0)),
    unweighed: stays.filter(({ score, amountMinor }) => score === null && amountMinor).length,
  };
}

/** Every day by itself, from all stays. */
function naive(stays: readonly OpenStay[], undated: readonly Pick<OpenStay, "from" | "until">[]): SweptDay[] {
  const days = Array.from({ length: LAST - FIRST + 1 }, (_, index) => FIRST + index);
  const begun = stays
    .filter(({ from, until }) => from <= LAST && until > FIRST)
    .map(({ from }) => Math.max(FIRST, from));
  return days
    .filter((day) => day >= Math.min(...begun))
    .map((day) => {
      const here = stays.filter(({ from, until }) => from <= day && day < until);
      return {
        day,
        all: tallyOf(here, day),
        stages: new Map(
          [...Map.groupBy(here, ({ stage }) => stage)].map(([key, own]) => {
            return [key, { ...tallyOf(own, day), medianDays: median(own.map(({ enteredDay }) => day - enteredDay)) }];
          }),
        ),
        placed: new Map(
          [...Map.groupBy(here, ({ placed }) => placed)].map(([index, own]) => {
            const { count, stalled, limited } = tallyOf(own, day);
            return [index, { count, stalled, limited }];
          }),
        ),
        undated: undated.filter(({ from, until }) => from <= day && day < until).length,
        unconverted: new Map(
          [
            ...Map.groupBy(
              here.filter(({ unconverted }) => unconverted),
              (each) => each.unconverted?.currency ?? "",
            ),
          ].map(([currency, own]) => [
            currency,
            { count: own.length, minor: sum(own.map(({ unconverted }) => unconverted?.minor ?? 0)) },
          ]),
        ),
      };
    });
}

test("a sweep over many days finds on each what looking at every deal on every day finds", () => {
  const undated = fc.record({
    from: fc.constantFrom(Number.NEGATIVE_INFINITY, 12),
    until: fc.constantFrom(11, 20, Number.POSITIVE_INFINITY),
  });
  fc.assert(
    fc.property(fc.array(stay, { maxLength: 12 }), fc.array(undated, { maxLength: 3 }), (stays, nowhere) => {
      const sweep = new DaySweep(FIRST, LAST);
      for (const each of stays) sweep.add(each);
      for (const each of nowhere) sweep.addUndated(each);
      const found = Array.from(sweep.days(), (day) => ({
        ...day,
        placed: new Map([...day.placed].filter(([, { count }]) => count > 0)),
      }));
      expect(found).toEqual(naive(stays, nowhere));
    }),
    { numRuns: 500 },
  );
});
