import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileProcess } from "../../process/compile.ts";
import { startOfDay } from "../../values/calendar.ts";
import type { VisitRow } from "../opportunity.ts";
import { agrees, samePosition } from "./compare.ts";
import { correctPosition, type KnownDeal } from "./correct.ts";
import { placeNew, statusOf } from "./place.ts";
import { type DealFacts, isClosed } from "./read-row.ts";

const TIMEZONE = "Europe/Helsinki";
const TODAY = 20_500;
const NOW = startOfDay(TODAY, TIMEZONE) + 3_600_000;
const clock = { timezone: TIMEZONE, now: NOW };
const process = compileProcess({
  stages: ["find", "agree", "close"].map((key) => ({
    key,
    name: key,
    criteria: [{ key: `${key}_done`, name: key, weight: 10, required: true }],
  })),
});
const tenant = { id: "ten_1", name: "Acme", locale: "en", timezone: TIMEZONE, currency: "EUR" } as const;
const ground = { scope: { tenant, now: NOW }, processId: "prc_1", version: 1, process };

const SAYS_NOTHING = {
  row: 2,
  externalId: "1",
  name: null,
  account: null,
  owner: null,
  amount: null,
  currency: null,
  openedDay: null,
  stageEnteredDay: null,
  closedDay: null,
  expectedCloseDay: null,
  lostReason: null,
};

const anyDay = fc.option(fc.integer({ min: TODAY - 100, max: TODAY }));
const anyFacts: fc.Arbitrary<DealFacts> = fc
  .record({
    target: fc.constantFrom("find", "agree", "close", "won", "lost"),
    openedDay: anyDay,
    stageEnteredDay: anyDay,
    closedDay: anyDay,
    lostReason: fc.option(fc.constantFrom("price", "nobody answered")),
  })
  .map((said) => ({ ...SAYS_NOTHING, ...said }));

function placed(facts: DealFacts): KnownDeal {
  const { row, visit } = placeNew(ground, facts);
  return { deal: row, visits: [visit], standings: new Map(), process };
}

const bring = (known: KnownDeal, facts: DealFacts): KnownDeal => ({
  ...known,
  ...correctPosition(known, facts, clock),
});

/** Times that are known never run backward. */
function isInOrder(visits: readonly VisitRow[]): boolean {
  const times = visits.flatMap((visit) => [visit.entered_at, visit.left_at]).filter((at) => at !== null);
  return times.every((at, index) => index === 0 || at >= (times[index - 1] ?? at));
}

describe("files that are brought in one after the other", () => {
  test("leave the deal where the last one says, with a history that holds together", () => {
    fc.assert(
      fc.property(fc.array(anyFacts, { minLength: 1, maxLength: 6 }), ([first, ...rest]) => {
        if (!first) return;
        const { deal, visits } = rest.reduce(bring, placed(first));
        const last = rest.at(-1) ?? first;
        expect(deal.status).toBe(statusOf(last));
        if (!isClosed(last)) expect(deal.stage).toBe(last.target);
        if (isClosed(last)) expect(agrees(last.closedDay, deal.closed_at, TIMEZONE)).toBe(true);

        const current = visits.at(-1);
        expect(visits.map(({ visit }) => visit)).toEqual(visits.map((_, index) => index + 1));
        expect(current).toMatchObject({ visit: deal.visit, stage: deal.stage, entered_at: deal.stage_entered_at });
        if (deal.status === "open") expect(current?.left_at).toBe(null);
        expect(visits.slice(0, -1).every((visit) => visit.left_at !== null)).toBe(true);
      }),
    );
  });

  test("change nothing the second time", () => {
    fc.assert(
      fc.property(fc.array(anyFacts, { minLength: 1, maxLength: 6 }), ([first, ...rest]) => {
        if (!first) return;
        const once = rest.reduce(bring, placed(first));
        const twice = bring(once, rest.at(-1) ?? first);
        expect(twice.deal).toEqual(once.deal);
        expect(twice.visits).toEqual(once.visits);
      }),
    );
  });

  test("never let a visit end before it began or begin before the last one ended", () => {
    const consistent = anyFacts.filter(({ openedDay, stageEnteredDay, closedDay }) => {
      const days = [openedDay, stageEnteredDay, closedDay].filter((day) => day !== null);
      return days.every((day, index) => index === 0 || day >= (days[index - 1] ?? day));
    });
    fc.assert(
      fc.property(fc.array(consistent, { minLength: 1, maxLength: 6 }), ([first, ...rest]) => {
        if (!first) return;
        expect(isInOrder(rest.reduce(bring, placed(first)).visits)).toBe(true);
      }),
    );
  });
});

test("a deal that was just placed is where its row says it is", () => {
  fc.assert(fc.property(anyFacts, (facts) => samePosition(placed(facts).deal, facts, TIMEZONE)));
});
