import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CLOCK,
  NOW,
  PROCESS,
  SAYS_NOTHING,
  STAGES,
  TIMEZONE,
  TODAY,
} from "../../../../test/support/arbitrary-facts.ts";
import { anyDeal, brought, live, madeAt } from "../../../../test/support/lived-deal.ts";
import { localDay, startOfDay } from "../../../values/calendar.ts";
import { derive, toStandings, type VisitRow } from "../../opportunity.ts";
import { decideTransition } from "../../transition.ts";
import { isUnchanged } from "../decide/change-known.ts";
import type { DealFacts, EntryFacts } from "../rows/facts.ts";
import { rebuildVisits, type TracedDeal } from "./rebuild-visits.ts";
import { timeOf } from "./timeline.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (day: number) => startOfDay(day, TIMEZONE);
/** Days before today. */
const ago = (days: number) => TODAY - days;

const entry = (target: string, enteredDay: number, enteredAt: number | null = null, row = 0): EntryFacts => ({
  row,
  externalId: "1",
  target,
  enteredDay,
  enteredAt,
});
const rows = (...entries: readonly EntryFacts[]) => entries.map((one, index) => ({ ...one, row: index + 2 }));
const rebuild = (known: TracedDeal, entries: readonly EntryFacts[]) => rebuildVisits(known, entries, CLOCK);
const says = (facts: Partial<DealFacts>) => brought({ ...SAYS_NOTHING, ...facts });

function rebuilt(known: TracedDeal, entries: readonly EntryFacts[]): TracedDeal {
  const { after: deal, visits } = rebuild(known, entries).change;
  return { ...known, deal, visits };
}

const shapeOf = ({ visits }: TracedDeal) =>
  visits.map(({ stage, direction, entered_at, left_at }) => [stage, direction, entered_at, left_at]);
const codesOf = (known: TracedDeal, entries: readonly EntryFacts[]) =>
  rebuild(known, entries).contradictions.map(({ row, code }) => `${row} ${code}`);

describe("a stage history", () => {
  test("becomes the visits of its deal, with the way back, wherever the deal was thought to have been", () => {
    const deal = says({ stage: "agree", openedDay: ago(50) });
    const history = rows(entry("find", ago(40)), entry("close", ago(30)), entry("agree", ago(20)));
    expect(shapeOf(rebuilt(deal, history))).toEqual([
      ["find", "entry", at(ago(40)), at(ago(30))],
      ["close", "forward", at(ago(30)), at(ago(20))],
      ["agree", "backward", at(ago(20)), null],
    ]);
    expect(rebuilt(deal, history).deal).toMatchObject({ visit: 3, stage_entered_at: at(ago(20)), opened_day: ago(50) });
    expect(codesOf(deal, history)).toEqual([]);
  });

  test("may be in any order; entries of one day are in the order of the file, or in the other one where it is newest first", () => {
    const deal = says({ stage: "close" });
    const stages = (history: readonly EntryFacts[]) => rebuilt(deal, history).visits.map(({ stage }) => stage);
    expect(stages(rows(entry("close", ago(5)), entry("find", ago(9)), entry("agree", ago(7))))).toEqual([...STAGES]);
    const oldestFirst = rows(entry("find", ago(9)), entry("agree", ago(5)), entry("close", ago(5)));
    const newestFirst = rows(entry("close", ago(5)), entry("agree", ago(5)), entry("find", ago(9)));
    expect(stages(oldestFirst)).toEqual([...STAGES]);
    expect(stages(newestFirst)).toEqual([...STAGES]);
  });

  test("of one day alone leads to where the deal is, whichever row comes first", () => {
    const history = [entry("find", ago(5)), entry("agree", ago(5)), entry("close", ago(5))];
    const closed = [...history, entry("won", ago(5))];
    for (const known of [says({ stage: "close" }), says({ stage: "close", outcome: "won", closedDay: ago(5) })]) {
      const entries = known.deal.status === "open" ? history : closed;
      for (const told of [rows(...entries), rows(...entries.toReversed())]) {
        expect(rebuilt(known, told).visits.map(({ stage }) => stage)).toEqual([...STAGES]);
        expect(codesOf(known, told)).toEqual([]);
      }
    }
  });

  test("says the same stage twice in a row once", () => {
    const deal = says({ stage: "agree" });
    const history = rows(entry("find", ago(9)), entry("find", ago(8)), entry("agree", ago(5)));
    expect(shapeOf(rebuilt(deal, history))).toEqual([
      ["find", "entry", at(ago(9)), at(ago(5))],
      ["agree", "forward", at(ago(5)), null],
    ]);
  });

  test("of a closed deal says in which stage it was closed, and when to the minute", () => {
    const deal = says({ outcome: "lost", stage: null, closedDay: ago(5), lostReason: "price" });
    const closedAt = at(ago(5)) + 10 * HOUR;
    const history = rows(entry("find", ago(20)), entry("agree", ago(10)), entry("lost", ago(5), closedAt));
    expect(deal.deal.stage).toBe("close");
    expect(rebuilt(deal, history).deal).toMatchObject({
      status: "lost",
      stage: "agree",
      closed_at: closedAt,
      hollow: 1,
    });
    expect(shapeOf(rebuilt(deal, history)).at(-1)).toEqual(["agree", "forward", at(ago(10)), closedAt]);
    expect(rebuilt(deal, history).visits.at(-1)?.score_at_exit).toBe(0);
    expect(codesOf(deal, history)).toEqual([]);
  });

  test("tells of a deal that was closed and opened again", () => {
    const deal = says({ stage: "agree" });
    const history = rows(entry("find", ago(20)), entry("lost", ago(15)), entry("agree", ago(10)));
    expect(shapeOf(rebuilt(deal, history))).toEqual([
      ["find", "entry", at(ago(20)), at(ago(15))],
      ["find", "reopened", at(ago(10)), at(ago(10))],
      ["agree", "forward", at(ago(10)), null],
    ]);
  });

  test("knows no scores but those that Infield knew of the same visits", () => {
    const deal = madeAt(at(ago(30)));
    const met = {
      key: "find_done",
      state: "met",
      levelPercent: 100,
      evidence: null,
      confirmedBy: null,
      note: null,
      changedAt: null,
    } as const;
    const moved = live(deal, [{ afterMs: 2 * DAY, to: "agree", criteria: [met] }], at(ago(30)));
    const history = rows(entry("find", ago(50)), entry("close", ago(40)), entry("find", ago(35)));
    expect(
      rebuilt(moved, history).visits.map((visit) => [visit.stage, visit.score_at_entry, visit.score_at_exit]),
    ).toEqual([
      ["find", null, null],
      ["close", null, null],
      ["find", 0, 2_000],
      ["agree", 2_000, null],
    ]);
  });
});

describe("where history and deal contradict each other, by the stated rule", () => {
  test("a deal that entered a stage before it was opened was opened then", () => {
    const deal = says({ openedDay: ago(5) });
    const history = rows(entry("find", ago(9)));
    expect(codesOf(deal, history)).toEqual(["2 entered_before_opened"]);
    expect(rebuilt(deal, history).deal.opened_day).toBe(ago(9));
  });

  test("an open deal is in the stage that it is in, without age", () => {
    const deal = says({ stage: "close", openedDay: ago(9) });
    const history = rows(entry("find", ago(9)), entry("agree", ago(7)));
    expect(codesOf(deal, history)).toEqual(["3 stage_not_in_history"]);
    expect(shapeOf(rebuilt(deal, history))).toEqual([
      ["find", "entry", at(ago(9)), at(ago(7))],
      ["agree", "forward", at(ago(7)), null],
      ["close", "forward", null, null],
    ]);
    expect(rebuilt(deal, history).deal.stage_entered_at).toBe(null);
  });

  test("... but with the age that it is known to have, when that is later than the history", () => {
    const deal = says({ stage: "close", openedDay: ago(9), stageEnteredDay: ago(3) });
    const history = rows(entry("find", ago(9)), entry("agree", ago(7)));
    expect(shapeOf(rebuilt(deal, history)).at(-1)).toEqual(["close", "forward", at(ago(3)), null]);
  });

  test("an open deal whose history ends with a closing was reopened, nobody knows when", () => {
    const deal = says({ stage: "agree" });
    const history = rows(entry("find", ago(9)), entry("won", ago(7)));
    expect(codesOf(deal, history)).toEqual(["3 history_ends_closed"]);
    expect(shapeOf(rebuilt(deal, history))).toEqual([
      ["find", "entry", at(ago(9)), at(ago(7))],
      ["find", "reopened", null, null],
      ["agree", "forward", null, null],
    ]);
    expect(rebuilt(deal, history).deal).toMatchObject({ status: "open", closed_at: null });
  });

  test("a closed deal has its own outcome, on the history's day", () => {
    const deal = says({ outcome: "won", stage: "close", closedDay: ago(3) });
    const history = rows(entry("close", ago(9)), entry("lost", ago(7)));
    expect(codesOf(deal, history)).toEqual(["3 outcome_differs", "3 closing_dates_differ"]);
    expect(rebuilt(deal, history).deal).toMatchObject({ status: "won", closed_at: at(ago(7)) });
  });

  test("a closed deal was closed in the stage that the history says", () => {
    const deal = says({ outcome: "lost", stage: "agree", closedDay: ago(3) });
    const history = rows(entry("find", ago(9)), entry("lost", ago(3)));
    expect(codesOf(deal, history)).toEqual(["3 closed_elsewhere"]);
    expect(rebuilt(deal, history).deal.stage).toBe("find");
  });

  test("a closed deal whose history does not close it was closed when it was closed", () => {
    const deal = says({ outcome: "won", stage: null, closedDay: ago(3) });
    const history = rows(entry("find", ago(9)), entry("agree", ago(3), at(ago(3)) + HOUR));
    expect(codesOf(deal, history)).toEqual(["3 closing_not_in_history"]);
    expect(rebuilt(deal, history).deal).toMatchObject({ stage: "agree", closed_at: at(ago(3)) });
    expect(shapeOf(rebuilt(deal, history)).at(-1)?.[3]).toBe(at(ago(3)) + HOUR);
  });

  test("what follows the closing is left out", () => {
    const deal = says({ outcome: "won", stage: null, closedDay: ago(6) });
    const history = rows(entry("find", ago(9)), entry("agree", ago(5)), entry("close", ago(4)));
    expect(codesOf(deal, history)).toEqual([
      "3 entry_after_closing",
      "4 entry_after_closing",
      "4 closing_not_in_history",
    ]);
    expect(shapeOf(rebuilt(deal, history))).toEqual([["find", "entry", at(ago(9)), at(ago(6))]]);
    const nothingElse = rows(entry("agree", ago(5)));
    expect(codesOf(deal, nothingElse)).toEqual(["2 entry_after_closing"]);
    expect(rebuilt(deal, nothingElse)).toEqual(deal);
  });

  test("a history that only closes the deal leaves it the visit that is known", () => {
    const deal = says({ outcome: "won", stage: null, openedDay: ago(9), closedDay: ago(3) });
    const closedAt = at(ago(3)) + HOUR;
    expect(shapeOf(rebuilt(deal, rows(entry("won", ago(3), closedAt))))).toEqual([
      ["close", "entry", at(ago(9)), closedAt],
    ]);
  });
});

describe("what was done in Infield", () => {
  const madeOn = at(ago(30)) + 9 * HOUR;
  const step = (days: number, to: string) => ({ afterMs: days * DAY, to, criteria: [] });

  test("stays, after what the history tells of the time before", () => {
    const deal = live(madeAt(madeOn), [step(10, "agree"), step(5, "close")], madeOn);
    const history = rows(entry("find", ago(60)), entry("agree", ago(50)), entry("find", ago(40)));
    expect(shapeOf(rebuilt(deal, history))).toEqual([
      ["find", "entry", at(ago(60)), at(ago(50))],
      ["agree", "forward", at(ago(50)), at(ago(40))],
      ["find", "backward", at(ago(40)), madeOn + 10 * DAY],
      ["agree", "forward", madeOn + 10 * DAY, madeOn + 15 * DAY],
      ["close", "forward", madeOn + 15 * DAY, null],
    ]);
    expect(codesOf(deal, history)).toEqual(["2 entered_before_opened"]);
  });

  test("is the same move as the one that the history tells of on the same day", () => {
    const deal = live(madeAt(madeOn), [step(10, "agree")], madeOn);
    const history = rows(
      entry("find", ago(30)),
      entry("agree", localDay(madeOn + 10 * DAY, TIMEZONE), madeOn + 10 * DAY + HOUR),
    );
    expect(rebuilt(deal, history)).toEqual(deal);
  });

  test("stays when the history says something else of the time in between", () => {
    const deal = live(madeAt(madeOn), [step(10, "agree"), step(10, "close")], madeOn);
    const history = rows(entry("close", ago(25)));
    expect(shapeOf(rebuilt(deal, history))).toEqual([
      ["find", "entry", madeOn, at(ago(25))],
      ["close", "forward", at(ago(25)), null],
      ["find", "backward", null, madeOn + 10 * DAY],
      ["agree", "forward", madeOn + 10 * DAY, madeOn + 20 * DAY],
      ["close", "forward", madeOn + 20 * DAY, null],
    ]);
    expect(codesOf(deal, history)).toEqual(["2 stage_not_in_history"]);
  });

  test("stays when several moves were of the same moment", () => {
    const deal = live(madeAt(madeOn), [step(0, "agree"), step(0, "find"), step(0, "close")], madeOn);
    expect(rebuilt(deal, rows(entry("find", ago(30))))).toEqual(deal);
    expect(shapeOf(rebuilt(deal, rows(entry("find", ago(40)))))).toEqual([
      ["find", "entry", at(ago(40)), madeOn],
      ["agree", "forward", madeOn, madeOn],
      ["find", "backward", madeOn, madeOn],
      ["close", "forward", madeOn, null],
    ]);
  });

  test("is known from where it was done, also when an import had brought the deal there", () => {
    const deal = live(says({ stage: "agree", openedDay: ago(60) }), [step(10, "close")], madeOn);
    const history = rows(entry("find", ago(60)));
    expect(shapeOf(rebuilt(deal, history))).toEqual([
      ["find", "entry", at(ago(60)), null],
      ["agree", "forward", null, madeOn + 10 * DAY],
      ["close", "forward", madeOn + 10 * DAY, null],
    ]);
  });
});

describe("what was closed and reopened in Infield", () => {
  const madeOn = at(ago(30)) + 9 * HOUR;
  const step = (days: number, to: string) => ({ afterMs: days * DAY, to, criteria: [] });

  test("stays closed and reopened", () => {
    const deal = live(madeAt(madeOn), [step(5, "lost"), step(5, "reopened")], madeOn);
    expect(shapeOf(rebuilt(deal, rows(entry("find", ago(60)))))).toEqual([
      ["find", "entry", at(ago(60)), madeOn + 5 * DAY],
      ["find", "reopened", madeOn + 10 * DAY, null],
    ]);
  });

  test("was closed when it was closed here, whatever other day a history has", () => {
    const deal = live(madeAt(madeOn), [step(5, "won")], madeOn);
    const wonOn = (days: number) => rows(entry("find", ago(30)), entry("won", ago(days)));
    expect(rebuilt(deal, wonOn(22))).toEqual(deal);
    expect(codesOf(deal, wonOn(22))).toEqual([]);
    expect(rebuilt(deal, wonOn(28)).deal.closed_at).toBe(madeOn + 5 * DAY);
    expect(shapeOf(rebuilt(deal, wonOn(28)))).toEqual([
      ["find", "entry", madeOn, at(ago(28))],
      ["find", "reopened", null, madeOn + 5 * DAY],
    ]);
    expect(codesOf(deal, wonOn(28))).toEqual(["3 stage_not_in_history"]);
  });

  test("was closed where it was reopened, also when a file had closed it", () => {
    const imported = says({ outcome: "lost", stage: "agree", openedDay: ago(60), closedDay: ago(40) });
    const deal = live(imported, [step(10, "reopened")], madeOn);
    expect(shapeOf(rebuilt(deal, rows(entry("find", ago(60)), entry("agree", ago(50)))))).toEqual([
      ["find", "entry", at(ago(60)), at(ago(50))],
      ["agree", "forward", at(ago(50)), at(ago(40))],
      ["agree", "reopened", madeOn + 10 * DAY, null],
    ]);
  });
});

test("a visit that a migration has given another stage keeps it, whatever its event says", () => {
  const madeOn = at(ago(30)) + 9 * HOUR;
  const created = { type: "opportunity.created", at: madeOn, stage: "of_version_1", left_stage: "of_version_1" };
  const known = madeAt(madeOn);
  const deal: TracedDeal = { ...known, moves: [created] };
  const history = rows(entry("agree", ago(60)));
  expect(shapeOf(rebuilt(deal, history))).toEqual(shapeOf(rebuilt(known, history)));
  expect(rebuilt(deal, history).visits.at(-1)).toMatchObject({ stage: "find", entered_at: madeOn });
});

const anyEntries = fc
  .array(
    fc.record({
      target: fc.constantFrom(...STAGES, "won", "lost"),
      enteredDay: fc.integer({ min: ago(110), max: ago(1) }),
      hour: fc.option(fc.integer({ min: 6, max: 18 })),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((drawn) =>
    rows(
      ...drawn.map(({ target, enteredDay, hour }) => entry(target, enteredDay, hour && at(enteredDay) + hour * HOUR)),
    ),
  );

describe("whatever a history says", () => {
  const anyHistory = (check: (deal: TracedDeal, entries: readonly EntryFacts[]) => void) =>
    fc.assert(fc.property(anyDeal, anyEntries, check), { numRuns: 500 });

  test("one visit is the one that the deal is in, and the others are over", () => {
    anyHistory((known, entries) => {
      const { deal, visits } = rebuilt(known, entries);
      expect(visits.map(({ visit }) => visit)).toEqual(visits.map((_, index) => index + 1));
      expect(visits.at(-1)).toMatchObject({ visit: deal.visit, stage: deal.stage, entered_at: deal.stage_entered_at });
      if (deal.status === "open") expect(visits.at(-1)?.left_at).toBe(null);
      for (const [index, { left_at }] of visits.slice(0, -1).entries()) {
        // Without an end only where nobody knows when the next one began.
        expect(left_at === null && visits[index + 1]?.entered_at !== null).toBe(false);
      }
    });
  });

  test("times never run backward or ahead of now", () => {
    anyHistory((known, entries) => {
      const times = rebuilt(known, entries).visits.flatMap(({ entered_at, left_at }) => [entered_at, left_at]);
      const told = times.filter((time) => time !== null);
      expect(told).toEqual(told.toSorted((a, b) => a - b));
      expect(told.every((time) => time <= NOW)).toBe(true);
    });
  });

  test("every direction is what the engine says", () => {
    anyHistory((known, entries) => {
      const { visits } = rebuilt(known, entries);
      expect(visits[0]?.direction).toBe("entry");
      for (const [index, visit] of visits.entries()) {
        const before = visits[index - 1];
        if (!before) continue;
        const status = visit.direction === "reopened" ? "lost" : "open";
        const to = visit.direction === "reopened" ? "reopened" : visit.stage;
        const position = { status, stage: before.stage, standings: new Map() } as const;
        const move = decideTransition(PROCESS, position, { to, reason: null, override: false, mode: "history" });
        expect(move).toMatchObject({
          stage: { key: visit.stage },
          ...(move.kind === "stage" ? { direction: visit.direction } : {}),
        });
      }
    });
  });

  test("what the deal is now stays: its outcome, its stage while it is open, and a score that follows from what is said", () => {
    anyHistory((known, entries) => {
      const { deal, criteria } = rebuilt(known, entries);
      expect(deal.status).toBe(known.deal.status);
      if (deal.status === "open") expect(deal.stage).toBe(known.deal.stage);
      expect(deal).toMatchObject(derive(PROCESS, deal.stage, toStandings(criteria)));
      expect(deal.score_hundredths).toBe(known.deal.score_hundredths);
    });
  });

  test("it changes nothing the second time", () => {
    anyHistory((known, entries) => {
      const once = rebuilt(known, entries);
      const again = rebuild(once, entries).change;
      expect(isUnchanged(once, again)).toBe(true);
    });
  });

  test("no move that was made in Infield is lost: the deal was then where it was moved to", () => {
    anyHistory((known, entries) => {
      const { visits } = rebuilt(known, entries);
      for (const { type, at: movedAt, stage } of known.moves) {
        if (type === "opportunity.won" || type === "opportunity.lost") continue;
        const isThen = (visit: VisitRow) =>
          visit.stage === stage &&
          (visit.entered_at ?? movedAt) <= movedAt &&
          (visit.left_at === null || visit.left_at >= movedAt);
        expect(visits.some(isThen)).toBe(true);
      }
    });
  });

  test("the order of its rows does not matter where times differ", () => {
    anyHistory((known, entries) => {
      const times = entries.map((one) => timeOf(one, TIMEZONE));
      fc.pre(new Set(times).size === times.length);
      const shuffled = rows(...entries.toReversed());
      expect(rebuilt(known, shuffled)).toEqual(rebuilt(known, entries));
    });
  });

  test("a deal that only imports have told of has no time but those of the file", () => {
    fc.assert(
      fc.property(fc.constantFrom(...STAGES), anyEntries, (stage, entries) => {
        const { visits } = rebuilt(says({ stage }), entries);
        const told = new Set(entries.map((one) => timeOf(one, TIMEZONE)));
        const entered = visits.map(({ entered_at }) => entered_at).filter((time) => time !== null);
        expect(entered.every((time) => told.has(time))).toBe(true);
      }),
    );
  });
});
