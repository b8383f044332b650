import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDate } from "../values/calendar.ts";
import { countFlows, cycleDays, type FlowingDeal, type FlowingVisit } from "./count-flows.ts";
import { type FlowCounts, flowsOf, monthOf, readFlows, weekAbout, weekOf } from "./flows.ts";

const day = (date: string) => parseDate(date) ?? Number.NaN;
/** Monday. */
const MONDAY = day("2026-11-02");

const deal = (fields: Partial<FlowingDeal> = {}): FlowingDeal => ({
  status: "open",
  amount_minor: 5_000,
  currency: "EUR",
  opened_day: MONDAY,
  closed_day: null,
  first_expected_day: null,
  ...fields,
});

const STAGES = ["find", "agree", "close"];
const visit = (stage: string, entered_day: number | null): FlowingVisit => ({
  stage,
  entered_day,
  position: STAGES.indexOf(stage),
});

function count(what: FlowingDeal, ...visits: readonly FlowingVisit[]): Record<string, number> {
  const counts: FlowCounts = new Map();
  countFlows(counts, 1, what, visits);
  return Object.fromEntries(counts);
}

describe("a deal is in the cohort of each stage", () => {
  test("by the day of its first entry, and has passed it once it has been in a later one", () => {
    expect(count(deal(), visit("find", MONDAY), visit("agree", MONDAY + 4))).toEqual({
      [`entered:find:${MONDAY}`]: 1,
      [`passed:find:${MONDAY}`]: 1,
      [`entered:agree:${MONDAY + 4}`]: 1,
    });
  });

  test("once, however often it goes back and forth; what it has passed stays passed", () => {
    const [there, back, again] = [visit("agree", MONDAY + 1), visit("find", MONDAY + 2), visit("agree", MONDAY + 3)];
    expect(count(deal(), visit("find", MONDAY), there, back, again)).toEqual({
      [`entered:find:${MONDAY}`]: 1,
      [`passed:find:${MONDAY}`]: 1,
      [`entered:agree:${MONDAY + 1}`]: 1,
    });
  });

  test("and in that of no stage that it has skipped, even if it goes back there: that is its first entry then", () => {
    expect(count(deal(), visit("find", MONDAY), visit("close", MONDAY + 1))).toEqual({
      [`entered:find:${MONDAY}`]: 1,
      [`passed:find:${MONDAY}`]: 1,
      [`entered:close:${MONDAY + 1}`]: 1,
    });
    const returned = count(deal(), visit("find", MONDAY), visit("close", MONDAY + 1), visit("agree", MONDAY + 2));
    expect(returned).toMatchObject({ [`entered:agree:${MONDAY + 2}`]: 1 });
    expect(returned).not.toHaveProperty(`passed:agree:${MONDAY + 2}`);
  });

  test("reopened, it is still in the cohort of its first entry", () => {
    expect(count(deal(), visit("find", MONDAY), visit("find", MONDAY + 9))).toEqual({ [`entered:find:${MONDAY}`]: 1 });
  });

  test("of no stage whose first entry is on an unknown day, however well a later one is known", () => {
    expect(count(deal(), visit("find", null), visit("agree", MONDAY), visit("find", MONDAY + 1))).toEqual({
      [`entered:agree:${MONDAY}`]: 1,
    });
  });

  test("one of an unknown position has passed nothing and is passed by nothing", () => {
    const strange = { ...visit("old", MONDAY + 1), position: null };
    expect(count(deal(), visit("find", MONDAY), strange)).toEqual({
      [`entered:find:${MONDAY}`]: 1,
      [`entered:old:${MONDAY + 1}`]: 1,
    });
    expect(count(deal(), strange, visit("close", MONDAY + 2))).not.toHaveProperty(`passed:old:${MONDAY + 1}`);
  });
});

describe("a closing", () => {
  const won = deal({ status: "won", closed_day: MONDAY + 10 });
  const visits = [visit("find", MONDAY), visit("agree", MONDAY + 8)];

  test("as won passes every stage, and is counted with its amount, its cycle and the weeks of its entries", () => {
    const [week, later] = [weekOf(MONDAY), weekOf(MONDAY + 8)];
    expect(count(won, ...visits)).toEqual({
      [`entered:find:${MONDAY}`]: 1,
      [`passed:find:${MONDAY}`]: 1,
      [`earned:find:${week}:${later}`]: 1,
      [`entered:agree:${MONDAY + 8}`]: 1,
      [`passed:agree:${MONDAY + 8}`]: 1,
      [`earned:agree:${later}:${later}`]: 1,
      [`won:${MONDAY + 10}:10`]: 1,
      [`minor:${MONDAY + 10}:EUR`]: 5_000,
      [`deals:${MONDAY + 10}:EUR`]: 1,
    });
  });

  test("as lost passes none that it has not left for a later one, and has no amount", () => {
    const lost = count({ ...won, status: "lost" }, ...visits);
    expect(lost).toMatchObject({ [`lost:${MONDAY + 10}:10`]: 1, [`missed:agree:${weekOf(MONDAY + 8)}:2967`]: 1 });
    expect(Object.keys(lost).filter((key) => /^(passed:agree|earned|minor|deals|won)/.test(key))).toEqual([]);
  });

  test("without an amount wins none; of an unknown opening has no cycle; on an unknown day is in no flow but its cohorts", () => {
    const bare = count({ ...won, amount_minor: null, opened_day: null }, ...visits);
    expect(bare).toMatchObject({ [`won:${MONDAY + 10}:`]: 1 });
    expect(Object.keys(bare).filter((key) => /^(minor|deals)/.test(key))).toEqual([]);
    expect(
      Object.keys(count({ ...won, closed_day: null }, ...visits)).filter((key) => !/^(entered|passed)/.test(key)),
    ).toEqual([]);
  });

  test("that is dated before the opening took no days", () => {
    expect(cycleDays({ opened_day: MONDAY, closed_day: MONDAY - 3 })).toBe(0);
  });
});

describe("a promise", () => {
  const due = day("2026-11-30");
  const [november, december] = [monthOf(due), monthOf(due) + 1];

  test("is due in the month that was promised first, however often it was pushed since", () => {
    expect(count(deal({ first_expected_day: due }))).toEqual({ [`due:${november}`]: 1 });
  });

  test("is told with the month of the closing, won or lost, kept or not", () => {
    for (const status of ["won", "lost"] as const) {
      const late = count(deal({ status, first_expected_day: due, closed_day: due + 1 }));
      expect(late).toMatchObject({ [`due:${november}`]: 1, [`kept:${november}:${december}`]: 1 });
    }
  });
});

const anyDay = fc.option(fc.integer({ min: MONDAY - 400, max: MONDAY + 400 }));
const anyDeal: fc.Arbitrary<FlowingDeal> = fc.record({
  status: fc.constantFrom("open", "won", "lost"),
  amount_minor: fc.option(fc.integer({ min: 0, max: 9_000 })),
  currency: fc.constantFrom("EUR", "JPY"),
  opened_day: anyDay,
  closed_day: anyDay,
  first_expected_day: anyDay,
});
const anyVisits: fc.Arbitrary<FlowingVisit[]> = fc.array(
  fc.record({ stage: fc.constantFrom(...STAGES, "old"), entered_day: anyDay, position: fc.option(fc.nat(3)) }),
  { maxLength: 8 },
);

test("what was added is exactly what is taken out", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyDeal, anyVisits), { maxLength: 6 }), (deals) => {
      const counts: FlowCounts = new Map();
      for (const [one, visits] of deals) countFlows(counts, 1, one, visits);
      for (const [one, visits] of deals.toReversed()) countFlows(counts, -1, one, visits);
      expect([...counts]).toEqual([]);
    }),
  );
});

test("in whichever weeks counts stand, they are read as what was counted; each belongs to the week of its day", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyDeal, anyVisits, fc.nat(3))), (deals) => {
      const all: FlowCounts = new Map();
      const weeks = new Map<number, FlowCounts>();
      for (const [one, visits, week] of deals) {
        countFlows(all, 1, one, visits);
        const some: FlowCounts = weeks.get(week) ?? new Map();
        countFlows(some, 1, one, visits);
        weeks.set(week, some);
      }
      const rows = [...weeks].map(([week, counts]) => ({
        process_id: "prc_1",
        week,
        counts: JSON.stringify(Object.fromEntries(counts)),
      }));
      const read = readFlows(rows);
      const counted = flowsOf(all);
      expect(read.cohortsByStage).toEqual(counted.cohortsByStage);
      expect(read.closingsByDay).toEqual(counted.closingsByDay);
      expect(new Set(read.stageOutcomes)).toEqual(new Set(counted.stageOutcomes));
      expect(read.duesByMonth).toEqual(counted.duesByMonth);
      for (const key of all.keys()) expect(Number.isInteger(weekAbout(key)), key).toBe(true);
    }),
  );
});
