import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyFacts, CLOCK, GROUND, SAYS_NOTHING, TODAY } from "../../../../test/support/arbitrary-facts.ts";
import { anyDeal, anySteps, brought, factsOf, live } from "../../../../test/support/lived-deal.ts";
import { startOfDay } from "../../../values/calendar.ts";
import { derive, toStandings } from "../../opportunity.ts";
import { countDeal, emptyDelta } from "../../rollup.ts";
import type { DealFacts } from "../rows/facts.ts";
import { changeKnown, isUnchanged, type RecordedDeal } from "./change-known.ts";
import { fieldsAfter } from "./compare.ts";
import { withChanges } from "./criteria-after.ts";
import { placeNew } from "./place.ts";

function decide(known: RecordedDeal, facts: DealFacts) {
  const fields = fieldsAfter(known.deal, facts);
  if (!fields) throw new Error("the amount has too many decimals");
  return changeKnown(known, facts, fields, CLOCK);
}

function bring(known: RecordedDeal, facts: DealFacts): RecordedDeal {
  const change = decide(known, facts);
  return {
    deal: change.after,
    visits: change.visits,
    criteria: withChanges(known.criteria, change.criteria),
    process: known.process,
  };
}

/** All of a deal but what it is called here and when it was written. */
function essence({ deal, visits, criteria }: RecordedDeal) {
  const { id, external_id, revision, created_at, updated_at, ...rest } = deal;
  return { ...rest, visits, criteria: new Map(criteria.map(({ actor, ...row }) => [row.criterion, row])) };
}

describe("a row of full facts", () => {
  test("changes nothing the second time", () => {
    fc.assert(
      fc.property(anyDeal, anyFacts, anyFacts, (deal, first, second) => {
        const once = bring(bring(deal, first), second);
        expect(isUnchanged(once, decide(once, second))).toBe(true);
      }),
    );
  });

  test("leaves a deal whose score, earned stage and hollowness follow from what is said of it", () => {
    fc.assert(
      fc.property(anyDeal, anyFacts, (known, facts) => {
        const { deal, visits, criteria, process } = bring(known, facts);
        expect(deal).toMatchObject(derive(process, deal.stage, toStandings(criteria)));
        expect(deal.status).toBe(facts.outcome);
        const last = visits.at(-1);
        expect(last).toMatchObject({ visit: deal.visit, stage: deal.stage, entered_at: deal.stage_entered_at });
      }),
    );
  });
});

describe("an exported deal", () => {
  test("is the same deal in another company", () => {
    fc.assert(
      fc.property(anyDeal, (deal) => {
        const there = brought(factsOf(deal));
        expect(essence(there)).toEqual(essence(deal));
        const [here, again] = [emptyDelta(), emptyDelta()];
        countDeal(here, 1, deal.deal, deal.visits);
        countDeal(again, 1, there.deal, there.visits);
        expect(again).toEqual(here);
        expect(placeNew(GROUND, factsOf(deal)).warnings).toEqual([]);
      }),
    );
  });

  test("is unchanged where it comes from", () => {
    fc.assert(
      fc.property(anyDeal, (deal) => {
        const change = decide(deal, factsOf(deal));
        expect(isUnchanged(deal, change)).toBe(true);
        expect(change.warnings).toEqual([]);
      }),
    );
  });

  test("that has moved on since is moved back, and both are in its history", () => {
    fc.assert(
      fc.property(anyDeal, anySteps, (before, steps) => {
        const since = live(before, steps, CLOCK.now - 3 * 86_400_000);
        const told = factsOf(before);
        const back = bring(since, told);
        expect(back.deal).toMatchObject({ status: before.deal.status, stage: before.deal.stage });
        const begun = (known: RecordedDeal) => known.visits.map(({ stage, entered_at }) => [stage, entered_at]);
        expect(begun(back).slice(0, begun(since).length - 1)).toEqual(begun(since).slice(0, -1));
        expect(isUnchanged(back, decide(back, told))).toBe(true);
      }),
    );
  });
});

describe("what is said of criteria", () => {
  const yes = {
    state: "met",
    levelPercent: null,
    evidence: null,
    confirmedBy: null,
    note: null,
    changedAt: null,
  } as const;
  const proved = {
    ...yes,
    key: "find_more",
    evidence: { text: "Signed" },
    confirmedBy: "buyer",
    note: "in writing",
  } as const;
  const known = brought({ ...SAYS_NOTHING, criteria: [proved, { ...yes, key: "find_done", levelPercent: 50 }] });
  const said = (known_: RecordedDeal) => Object.fromEntries(known_.criteria.map((row) => [row.criterion, row]));

  test("gives a new deal its score, and is known to nobody at its entry", () => {
    expect(known.deal).toMatchObject({ score_hundredths: 2_333, earned_stage: "agree", hollow: 0 });
    expect(known.visits[0]).toMatchObject({ score_at_entry: null });
  });

  test("leaves alone what is not named: other criteria, and the evidence of the same statement", () => {
    const again = { ...SAYS_NOTHING, criteria: [{ ...yes, key: "find_more" }] };
    expect(isUnchanged(known, decide(known, again))).toBe(true);
    const noted = bring(known, { ...SAYS_NOTHING, criteria: [{ ...yes, key: "find_more", note: "by phone" }] });
    expect(said(noted)["find_more"]).toMatchObject({
      note: "by phone",
      confirmed_by: "buyer",
      evidence: '{"text":"Signed"}',
    });
  });

  test("is a new statement where the state or the level is another: it has what it names", () => {
    const after = bring(known, { ...SAYS_NOTHING, criteria: [{ ...yes, key: "find_more", state: "not_met" }] });
    expect(said(after)["find_more"]).toMatchObject({ state: "not_met", evidence: null, confirmed_by: null });
    expect(after.deal.score_hundredths).toBe(1_000);
  });

  test("is dated as the file says, or else now", () => {
    const criteria = [
      { ...yes, key: "find_more", state: "not_met" as const, changedAt: 1_000 },
      { ...yes, key: "agree_done" },
    ];
    const after = bring(known, { ...SAYS_NOTHING, criteria });
    expect(said(after)["find_more"]).toMatchObject({ changed_at: 1_000, actor: CLOCK.actor });
    expect(said(after)["agree_done"]).toMatchObject({ changed_at: CLOCK.now });
  });
});

describe("a list of visits that does not agree with its row", () => {
  const visit = (stage: string, enteredAt: number | null, leftAt: number | null = null) => ({
    stage,
    direction: null,
    enteredAt,
    leftAt,
    scoreAtEntryHundredths: null,
    scoreAtExitHundredths: null,
  });
  const DAY = 86_400_000;
  const codes = (facts: DealFacts) => placeNew(GROUND, facts).warnings.map(({ code }) => code);
  const told = (facts: DealFacts) =>
    brought(facts).visits.map(({ stage, direction, entered_at, left_at }) => [stage, direction, entered_at, left_at]);

  test("ends where the row says that the deal is, since when nobody knows", () => {
    const facts = { ...SAYS_NOTHING, stage: "close", visits: [visit("find", DAY), visit("agree", 2 * DAY)] };
    expect(told(facts)).toEqual([
      ["find", "entry", DAY, 2 * DAY],
      ["agree", "forward", 2 * DAY, null],
      ["close", "forward", null, null],
    ]);
    expect(codes(facts)).toEqual(["visits_end_elsewhere"]);
    expect(brought(facts).deal).toMatchObject({ stage: "close", visit: 3, stage_entered_at: null });
  });

  test("goes on as long as the deal is open", () => {
    const facts = { ...SAYS_NOTHING, visits: [visit("find", DAY, 2 * DAY)] };
    expect(told(facts)).toEqual([["find", "entry", DAY, null]]);
    expect(codes(facts)).toEqual(["visit_not_over"]);
  });

  test("is put in order", () => {
    const facts = { ...SAYS_NOTHING, visits: [visit("agree", 3 * DAY, 5 * DAY), visit("find", 4 * DAY)] };
    expect(told(facts)).toEqual([
      ["agree", "entry", 3 * DAY, 5 * DAY],
      ["find", "backward", 5 * DAY, null],
    ]);
    expect(codes(facts)).toEqual(["visits_out_of_order"]);
  });

  test("of a closed deal says where and when it was closed when the row does not", () => {
    const facts = { ...SAYS_NOTHING, outcome: "lost", stage: null, visits: [visit("agree", DAY, 2 * DAY)] } as const;
    expect(brought(facts).deal).toMatchObject({ status: "lost", stage: "agree", closed_at: 2 * DAY });
  });

  test("with the same stage twice in a row tells of a deal that was closed and reopened", () => {
    const facts = { ...SAYS_NOTHING, visits: [visit("find", DAY, 2 * DAY), visit("find", 3 * DAY)] };
    expect(told(facts)).toEqual([
      ["find", "entry", DAY, 2 * DAY],
      ["find", "reopened", 3 * DAY, null],
    ]);
  });
});

describe("the day on which a deal was opened", () => {
  const openedOn = (day: number) => ({ ...SAYS_NOTHING, openedDay: day });
  const dates = ({ deal }: RecordedDeal) => [deal.opened_day, deal.stage_entered_at];

  test("moves its entry as long as that is known from nowhere else", () => {
    const known = brought(openedOn(TODAY - 50));
    const start = (day: number) => startOfDay(day, CLOCK.timezone);
    expect(dates(bring(known, openedOn(TODAY - 40)))).toEqual([TODAY - 40, start(TODAY - 40)]);
    expect(dates(bring(known, openedOn(TODAY - 60)))).toEqual([TODAY - 60, start(TODAY - 60)]);
  });

  test("does not move an entry that is known better", () => {
    const at = startOfDay(TODAY - 45, CLOCK.timezone) + 3_600_000;
    const known = brought({ ...openedOn(TODAY - 50), stageEnteredDay: TODAY - 45, stageEnteredAt: at });
    expect(dates(bring(known, openedOn(TODAY - 40)))).toEqual([TODAY - 40, at]);
    expect(dates(bring(known, openedOn(TODAY - 60)))).toEqual([TODAY - 60, at]);
  });
});

describe("times", () => {
  const at = CLOCK.now - 3_600_000;
  const known = brought({ ...SAYS_NOTHING, stageEnteredDay: TODAY, stageEnteredAt: at });

  test("of a day agree with the day", () => {
    expect(decide(known, { ...SAYS_NOTHING, stageEnteredDay: TODAY }).after.stage_entered_at).toBe(at);
  });

  test("that a file gives are more than a day that was known", () => {
    const sooner = { ...SAYS_NOTHING, stageEnteredDay: TODAY, stageEnteredAt: at - 60_000 };
    expect(decide(known, sooner).after.stage_entered_at).toBe(at - 60_000);
  });
});

test("a deal that was closed here since its list of visits was written is opened again, and its closing is kept", () => {
  const before = live(brought({ ...SAYS_NOTHING, openedDay: TODAY - 50 }), [], CLOCK.now);
  const closedAt = CLOCK.now - 86_400_000;
  const closed = live(before, [{ afterMs: 0, to: "won", criteria: [] }], closedAt);
  const back = bring(closed, factsOf(before));
  expect(back.visits.map(({ direction, left_at }) => [direction, left_at])).toEqual([
    ["entry", closedAt],
    ["reopened", null],
  ]);
});
