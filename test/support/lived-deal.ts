import fc from "fast-check";
import type { RecordedDeal } from "../../src/opportunities/import/decide/change-known.ts";
import { changedCriteria, withChanges } from "../../src/opportunities/import/decide/criteria-after.ts";
import { placeNew } from "../../src/opportunities/import/decide/place.ts";
import type { TracedDeal } from "../../src/opportunities/import/history/rebuild-visits.ts";
import type { CriterionFacts, DealFacts } from "../../src/opportunities/import/rows/facts.ts";
import { derive, toStandings, type VisitRow } from "../../src/opportunities/opportunity.ts";
import { localDay } from "../../src/values/calendar.ts";
import {
  anyCriteria,
  anyFacts,
  CLOCK,
  GROUND,
  NOW,
  PROCESS,
  SAYS_NOTHING,
  STAGES,
  TIMEZONE,
} from "./arbitrary-facts.ts";

/** What somebody does with a deal in Infield, so many ms after what was done before: none within one batch. */
export interface Step {
  readonly afterMs: number;
  readonly to: string | null;
  readonly criteria: readonly CriterionFacts[];
}

const anyStep: fc.Arbitrary<Step> = fc.record({
  afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5 * 86_400_000 })),
  to: fc.option(fc.constantFrom(...STAGES, "won", "lost", "reopened")),
  criteria: fc.oneof(fc.constant([]), anyCriteria),
});

export const anySteps = fc.array(anyStep, { maxLength: 12 });

/** Works on a deal. Its moves are written down here in the most naive way, without the engine and the rules of visits. */
export function live(start: TracedDeal, steps: readonly Step[], startAt: number): TracedDeal {
  let at = startAt;
  let known = start;
  for (const { afterMs, to, criteria } of steps) {
    at += afterMs;
    const changed = changedCriteria(known.criteria, criteria, { actor: "key_2", now: at });
    const said = withChanges(known.criteria, changed);
    const derived = derive(PROCESS, known.deal.stage, toStandings(said));
    known = { ...known, criteria: said, deal: { ...known.deal, ...derived } };
    if (to !== null) known = moved(known, to, at);
  }
  return known;
}

function moved(known: TracedDeal, to: string, at: number): TracedDeal {
  const { deal, visits } = known;
  const isOpen = deal.status === "open";
  const stage = to === "reopened" ? deal.stage : to;
  if ((to === "reopened") === isOpen || (isOpen && to === deal.stage)) return known;
  const score = deal.score_hundredths;
  const last = visits.at(-1);
  if (!last) throw new Error("a deal has a visit");
  const ended = last.left_at === null ? { ...last, left_at: at, score_at_exit: score } : last;
  const move = { at, left_stage: deal.stage };
  if (to === "won" || to === "lost") {
    const closed = {
      ...deal,
      status: to,
      closed_at: at,
      closed_day: localDay(at, TIMEZONE),
      lost_reason: to === "lost" ? "price" : null,
    } as const;
    const moves = [...known.moves, { ...move, type: `opportunity.${to}`, stage: deal.stage }];
    return { ...known, deal: closed, visits: [...visits.slice(0, -1), ended], moves };
  }
  const isForward = STAGES.indexOf(stage as "find") > STAGES.indexOf(deal.stage as "find");
  const onward = isForward ? "forward" : "backward";
  const direction = to === "reopened" ? "reopened" : onward;
  const next: VisitRow = {
    visit: deal.visit + 1,
    process_id: deal.process_id,
    stage,
    direction,
    entered_at: at,
    left_at: null,
    score_at_entry: score,
    score_at_exit: null,
    entered_day: localDay(at, TIMEZONE),
    position: STAGES.indexOf(stage as "find"),
  };
  const opened = {
    ...deal,
    ...derive(PROCESS, stage, toStandings(known.criteria)),
    status: "open",
    stage,
    visit: next.visit,
    stage_entered_at: at,
    closed_at: null,
    closed_day: null,
    lost_reason: null,
  } as const;
  const type = to === "reopened" ? "opportunity.reopened" : "opportunity.stage_changed";
  return {
    ...known,
    deal: opened,
    visits: [...visits.slice(0, -1), ended, next],
    moves: [...known.moves, { ...move, type, stage }],
  };
}

export function brought(facts: DealFacts): TracedDeal {
  const { row, visits, criteria } = placeNew(GROUND, facts);
  return {
    deal: row,
    visits: visits.map(({ opportunity_id: _id, ...visit }) => visit),
    criteria,
    process: PROCESS,
    moves: [],
  };
}

/** A deal that somebody made in Infield: at the first stage, now. */
export function madeAt(at: number): TracedDeal {
  const day = localDay(at, TIMEZONE);
  const known = brought({ ...SAYS_NOTHING, openedDay: day, stageEnteredDay: day, stageEnteredAt: at });
  const created = { type: "opportunity.created", at, stage: "find", left_stage: "find" };
  return { ...known, deal: { ...known.deal, created_at: at }, moves: [created] };
}

/** Deals of every kind: from a file or made here, and worked on or not. Nothing of them is later than now. */
export const anyDeal: fc.Arbitrary<TracedDeal> = fc
  .record({ facts: fc.option(anyFacts), steps: anySteps })
  .map(({ facts, steps }) => {
    const startAt = NOW - 70 * 86_400_000;
    if (facts === null) return live(madeAt(startAt), steps, startAt);
    // What was done here is later than what the file says.
    const past = (day: number | null) => (day === null ? null : Math.min(day, localDay(startAt, TIMEZONE)));
    const older = {
      ...facts,
      openedDay: past(facts.openedDay),
      stageEnteredDay: past(facts.stageEnteredDay),
      stageEnteredAt: null,
      closedDay: past(facts.closedDay),
      closedAt: null,
    };
    return live(brought(older), steps, startAt);
  });

/** What the export says of a deal. */
export function factsOf({ deal, visits, criteria }: RecordedDeal): DealFacts {
  const day = (at: number | null) => (at === null ? null : localDay(at, CLOCK.timezone));
  return {
    row: 2,
    externalId: deal.external_id ?? deal.id,
    outcome: deal.status,
    stage: deal.stage,
    name: deal.name,
    account: deal.account,
    owner: deal.owner,
    amount: deal.amount_minor === null ? null : deal.amount_minor / 100,
    currency: deal.currency,
    openedDay: deal.opened_day,
    stageEnteredDay: day(deal.stage_entered_at),
    stageEnteredAt: deal.stage_entered_at,
    closedDay: day(deal.closed_at),
    closedAt: deal.closed_at,
    expectedCloseDay: deal.expected_close_day,
    lostReason: deal.lost_reason,
    tags: JSON.parse(deal.tags),
    nextStep: deal.next_step,
    nextStepDueDay: deal.next_step_due_day,
    contacts: JSON.parse(deal.contacts),
    custom: JSON.parse(deal.custom),
    pushes: deal.pushes,
    criteria: criteria.map((row) => ({
      key: row.criterion,
      state: row.state,
      levelPercent: row.level_percent,
      evidence: row.evidence === null ? null : JSON.parse(row.evidence),
      confirmedBy: row.confirmed_by,
      note: row.note,
      changedAt: row.changed_at,
    })),
    visits: visits.map((visit) => ({
      stage: visit.stage,
      direction: visit.direction,
      enteredAt: visit.entered_at,
      leftAt: visit.left_at,
      scoreAtEntryHundredths: visit.score_at_entry,
      scoreAtExitHundredths: visit.score_at_exit,
    })),
  };
}
