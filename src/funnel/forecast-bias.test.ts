import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TODAY } from "../../test/support/funnel.ts";
import { NO_CLOSED_DEALS, type Outcomes } from "../opportunities/closed-totals.ts";
import { countFlows } from "../opportunities/count-flows.ts";
import { type FlowCounts, flowsOf, weekOf } from "../opportunities/flows.ts";
import { forecastBias } from "./forecast-bias.ts";

interface Closed {
  /** By stage: the day of the first entry; null where it is not known. */
  readonly entered: Readonly<Record<string, number | null>>;
  readonly closedDay: number;
  readonly won: boolean;
}

/** The Monday on which a week begins. */
const firstDayOfWeek = (week: number) => week * 7 - 3;

const WINDOW_DAYS = 365;
const FIRST_WEEK = weekOf(TODAY - WINDOW_DAYS + 1);
/** The first day that is judged. */
const START = firstDayOfWeek(FIRST_WEEK);

const closed = (count: number, won: boolean, closedDay: number, entered: Closed["entered"]): Closed[] =>
  Array.from({ length: count }, () => ({ entered, closedDay, won }));

/** What commits keep of these deals. */
function kept(deals: readonly Closed[]) {
  const counts: FlowCounts = new Map();
  const outcomesByStage = new Map<string, Outcomes>();
  for (const { entered, closedDay, won } of deals) {
    const status = won ? "won" : "lost";
    const deal = { status, amount_minor: null, currency: "EUR", opened_day: null, closed_day: closedDay } as const;
    const visits = Object.entries(entered).map(([stage, entered_day], position) => ({ stage, entered_day, position }));
    countFlows(counts, 1, { ...deal, first_expected_day: null }, visits);
    for (const { stage } of visits) {
      const before = outcomesByStage.get(stage) ?? { won: 0, lost: 0 };
      outcomesByStage.set(stage, { ...before, [status]: before[status] + 1 });
    }
  }
  return [{ ...NO_CLOSED_DEALS, outcomesByStage }, flowsOf(counts)] as const;
}

const biasOf = (deals: readonly Closed[]) => forecastBias(...kept(deals), TODAY, WINDOW_DAYS);

/** Before the window 10 of 20 deals were won: everything is foretold at a half. */
const HALF = [...closed(10, true, START - 7, { a: START - 30 }), ...closed(10, false, START - 1, { a: START - 30 })];

describe("forecast bias", () => {
  test("is the Brier score against that of the base rate", () => {
    // B = 50 × 0.25 / 50 = 0.25; p̄(1 − p̄) = 0.28 × 0.72 = 0.2016
    const entered = { a: START + 10 };
    const bias = biasOf([
      ...HALF,
      ...closed(14, true, START + 100, entered),
      ...closed(36, false, START + 100, entered),
    ]);
    expect(bias).toMatchObject({ meanPredicted: 0.5, meanWon: 0.28 });
    expect(bias.figure).toMatchObject({ formula: "brier_against_base_rate", n: 50, interval: null });
    expect(bias.figure.value).toBeCloseTo(0.25 / 0.2016, 12);
  });

  test("predicts by what was closed in the weeks before the entry, never by what came later", () => {
    // 20 won deals of the week before are known to those that enter in week 20: 30 of 40, so 0.75; to those of week 19 they are not: 0.5.
    const day = (week: number) => firstDayOfWeek(FIRST_WEEK + week);
    const seen = closed(20, true, day(20) - 1, { a: null });
    const [early, late] = [day(19), day(20)].map((a) => [
      ...closed(1, true, day(30), { a }),
      ...closed(1, false, day(30), { a }),
    ]);
    expect(
      biasOf([...HALF, ...seen.map((each) => ({ ...each, entered: { a: day(0) } })), ...(late ?? [])]).meanPredicted,
    )
      // 20 of week 0 at 0.5 and two at 0.75
      .toBeCloseTo((20 * 0.5 + 2 * 0.75) / 22, 12);
    expect(
      biasOf([...HALF, ...seen.map((each) => ({ ...each, entered: { a: day(0) } })), ...(early ?? [])]).meanPredicted,
    ).toBe(0.5);
  });

  test("predicts a deal that entered before the window as the window began", () => {
    const before = closed(20, true, START - 1, { a: START - 40 });
    const bias = biasOf([
      ...HALF,
      ...before,
      ...closed(1, true, START, { a: START - 100 }),
      ...closed(1, false, START, { a: START - 100 }),
    ]);
    expect(bias.meanPredicted).toBe(0.75);
  });

  test("predicts nothing from fewer than 20 closed deals", () => {
    const entered = { a: START + 10 };
    const later = [...closed(1, true, START + 100, entered), ...closed(1, false, START + 100, entered)];
    expect(biasOf([...HALF.slice(1), ...later])).toMatchObject({ figure: { value: null, n: 0 }, meanPredicted: null });
    expect(biasOf([...HALF, ...later]).figure).toMatchObject({ value: 1, n: 2 });
  });

  test("is exactly 1 where the win rate stays what it was", () => {
    for (const won of [3, 7, 11, 13, 19]) {
      const of = (day: number) => {
        const entered = { a: day - 20 };
        return [...closed(won, true, day, entered), ...closed(20 - won, false, day, entered)];
      };
      expect(biasOf([...of(START - 1), ...of(TODAY), ...of(TODAY - 1)]).figure.value).toBe(1);
    }
  });

  test("is no figure where all were won or lost", () => {
    expect(biasOf([...HALF, ...closed(60, true, START, { a: START })]).figure).toMatchObject({ value: null, n: 60 });
  });

  test("rests on deals, not on their stages, and on no more than were predicted", () => {
    const two = { a: START + 10, b: START + 20 };
    const history = [...closed(10, true, START - 7, { a: 0, b: 0 }), ...closed(10, false, START - 7, { a: 0, b: 0 })];
    const later = (entered: Closed["entered"]) => [
      ...closed(30, true, START + 50, entered),
      ...closed(30, false, START + 50, entered),
    ];
    expect(biasOf([...history, ...later(two)]).figure.n).toBe(60);
    expect(biasOf([...history, ...later({ a: START + 10, b: null })]).figure.n).toBe(60);
    expect(biasOf([...history, ...later({ a: null, b: null })]).figure).toMatchObject({ value: null, n: 0 });
    expect(biasOf([...history, ...later({ c: START + 10 })]).figure).toMatchObject({ value: null, n: 0 });
  });

  test("is 0 where stages foretell what comes, and small where they nearly do", () => {
    const sure = (day: number) => [
      ...closed(30, true, day, { good: day - 9 }),
      ...closed(30, false, day, { bad: day - 9 }),
    ];
    expect(biasOf([...sure(START - 1), ...sure(TODAY)]).figure).toMatchObject({ value: 0, n: 60 });
  });

  test("counts the closings of whole weeks from that of the window's first day to that of today", () => {
    const at = (day: number) => [...closed(1, true, day, { a: START - 9 }), ...closed(1, false, day, { a: START - 9 })];
    const history = HALF.map((each) => ({ ...each, closedDay: START - 30 }));
    const counted = [START - 1, START, TODAY, firstDayOfWeek(weekOf(TODAY) + 1)].map((day) =>
      biasOf([...history, ...at(day)]),
    );
    expect(counted.map(({ figure }) => figure.n)).toEqual([0, 2, 2, 0]);
  });

  const arbitraryDay = fc.integer({ min: TODAY - 800, max: TODAY });
  const arbitraryClosed = fc
    .record({
      a: fc.option(arbitraryDay),
      b: fc.option(arbitraryDay),
      closedDay: arbitraryDay,
      won: fc.boolean(),
      copies: fc.integer({ min: 1, max: 12 }),
    })
    .map(({ a, b, closedDay, won, copies }) => closed(copies, won, closedDay, { a, ...(b === null ? {} : { b }) }));

  test("is what going through the deals one by one gives", () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryClosed, { minLength: 5, maxLength: 60 }),
        fc.integer({ min: 30, max: 400 }),
        (groups, windowDays) => {
          const deals = groups.flat();
          const first = weekOf(TODAY - windowDays + 1);
          const judged = deals.filter(({ closedDay }) => weekOf(closedDay) >= first);
          const pairs = judged.flatMap((deal) =>
            Object.entries(deal.entered).flatMap(([stage, day]) => {
              if (day === null) return [];
              const asOf = Math.max(first, weekOf(day));
              // A deal whose entry is unknown is in no flow: it has always been known.
              const known = deals.filter(
                (other) =>
                  other.entered[stage] === null ||
                  (other.entered[stage] !== undefined && weekOf(other.closedDay) < asOf),
              );
              return known.length < 20
                ? []
                : [{ p: known.filter(({ won }) => won).length / known.length, y: deal.won ? 1 : 0 }];
            }),
          );
          const { figure } = forecastBias(...kept(deals), TODAY, windowDays);
          expect(figure.n).toBe(Math.min(pairs.length, judged.length));
          const rate = pairs.reduce((sum, { y }) => sum + y, 0) / pairs.length;
          if (pairs.length === 0 || rate === 0 || rate === 1) expect(figure.value).toBeNull();
          else {
            const brier = pairs.reduce((sum, { p, y }) => sum + (p - y) ** 2, 0) / pairs.length;
            expect(figure.value).toBeCloseTo(brier / (rate * (1 - rate)), 9);
          }
        },
      ),
    );
  });
});
