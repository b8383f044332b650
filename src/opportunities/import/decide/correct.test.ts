import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyPositionFacts, CLOCK, GROUND, PROCESS, TIMEZONE } from "../../../../test/support/arbitrary-facts.ts";
import type { VisitRow } from "../../opportunity.ts";
import { type DealFacts, isClosed } from "../rows/facts.ts";
import { agrees, closingOf } from "../rows/moment.ts";
import { samePosition } from "./compare.ts";
import { correctPosition, type KnownDeal } from "./correct.ts";
import { placeNew } from "./place.ts";

function placed(facts: DealFacts): KnownDeal {
  const { row, visits } = placeNew(GROUND, facts);
  return { deal: row, visits, standings: new Map(), process: PROCESS };
}

const bring = (known: KnownDeal, facts: DealFacts): KnownDeal => ({
  ...known,
  ...correctPosition(known, facts, CLOCK),
});

/** Times that are known never run backward. */
function isInOrder(visits: readonly VisitRow[]): boolean {
  const times = visits.flatMap((visit) => [visit.entered_at, visit.left_at]).filter((at) => at !== null);
  return times.every((at, index) => index === 0 || at >= (times[index - 1] ?? at));
}

describe("files that are brought in one after the other", () => {
  test("leave the deal where the last one says, with a history that holds together", () => {
    fc.assert(
      fc.property(fc.array(anyPositionFacts, { minLength: 1, maxLength: 6 }), ([first, ...rest]) => {
        if (!first) return;
        const { deal, visits } = rest.reduce(bring, placed(first));
        const last = rest.at(-1) ?? first;
        expect(deal.status).toBe(last.outcome);
        if (last.stage !== null) expect(deal.stage).toBe(last.stage);
        if (isClosed(last)) expect(agrees(closingOf(last), deal.closed_at, TIMEZONE)).toBe(true);

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
      fc.property(fc.array(anyPositionFacts, { minLength: 1, maxLength: 6 }), ([first, ...rest]) => {
        if (!first) return;
        const once = rest.reduce(bring, placed(first));
        const twice = bring(once, rest.at(-1) ?? first);
        expect(twice.deal).toEqual(once.deal);
        expect(twice.visits).toEqual(once.visits);
      }),
    );
  });

  test("never let a visit end before it began or begin before the last one ended", () => {
    const consistent = anyPositionFacts.filter(({ openedDay, stageEnteredDay, closedDay }) => {
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
  fc.assert(
    fc.property(anyPositionFacts, (facts) => {
      expect(samePosition(placed(facts).deal, facts, TIMEZONE)).toBe(true);
    }),
  );
});
