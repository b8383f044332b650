import type { z } from "@hono/zod-openapi";
import { DomainError, notFound } from "../errors.ts";
import type { EventType } from "../events/catalogue.ts";
import type { Decision } from "../events/commit.ts";
import { checkIfMatch, type IfMatch } from "../http/conditional.ts";
import type { CompiledProcess } from "../process/compile.ts";
import { loadVersion } from "../process/version-store.ts";
import type { TenantScope } from "../scope.ts";
import { localDay } from "../values/calendar.ts";
import { opportunityEvent } from "./change-event.ts";
import { type Author, type DealState, type DealStep, revise } from "./deal-state.ts";
import { derive, type OpportunityRow, toStandings, type VisitRow } from "./opportunity.ts";
import type { TransitionSchema } from "./schema.ts";
import { findOpportunity, listCriteria, listVisits } from "./store.ts";
import { decideTransition, type Move, stageOf } from "./transition.ts";
import { decisionOf } from "./write-deals.ts";

export type Transition = z.infer<typeof TransitionSchema>;

/** Moves an opportunity to a stage, to `won`, to `lost`, or reopens it, if the engine allows. Throws what `decideMove` throws. */
export async function moveOpportunity(
  scope: TenantScope,
  id: string,
  transition: Transition,
  ifMatch: IfMatch,
): Promise<Decision<DealState>> {
  const [[row], criteria, visits] = await scope.db.read([findOpportunity(id), listCriteria(id), listVisits(id)]);
  if (!row) throw notFound("opportunity");
  checkIfMatch(ifMatch, row.revision);
  const process = await loadVersion(scope, row.process_id, row.version);
  const before = { row, criteria, visits };
  return decisionOf(before, decideMove(scope, process, before, transition));
}

/**
 * What a move makes of a deal that has been read; `process` is the version that it is pinned to. Throws what the engine throws, and
 * `forbidden` for an override without the scope for it.
 */
export function decideMove(
  author: Author,
  process: CompiledProcess,
  deal: DealState,
  transition: Transition,
): DealStep<DealState> {
  if (transition.override && !author.may("opportunities:override")) {
    throw new DomainError("forbidden", "An override needs the scope opportunities:override.");
  }
  const { row: before } = deal;
  const standings = toStandings(deal.criteria);
  const reason = transition.reason ?? null;
  const move = decideTransition(
    process,
    { status: before.status, stage: before.stage, standings },
    { to: transition.to, reason, override: transition.override ?? false, mode: "gated" },
  );
  const after = revise(before, author.now, positionAfter(author, process, deal, move, reason));
  return {
    deal: { ...deal, row: after, visits: visitsAfter(author, process, deal, after, move) },
    events: [opportunityEvent(author, EVENT_OF[move.kind], after, before, about(move, reason))],
  };
}

const EVENT_OF = {
  stage: "opportunity.stage_changed",
  won: "opportunity.won",
  lost: "opportunity.lost",
  reopened: "opportunity.reopened",
} as const satisfies Record<Move["kind"], EventType>;

function positionAfter(
  { now, tenant }: Author,
  process: CompiledProcess,
  { row: before, criteria }: DealState,
  move: Move,
  reason: string | null,
): Partial<OpportunityRow> {
  const closed = { closed_at: now, closed_day: localDay(now, tenant.timezone) };
  if (move.kind === "won") return { ...closed, status: "won" };
  if (move.kind === "lost") return { ...closed, status: "lost", lost_reason: reason };
  return {
    ...derive(process, move.stage.key, toStandings(criteria)),
    status: "open",
    stage: move.stage.key,
    visit: before.visit + 1,
    stage_entered_at: now,
    closed_at: null,
    closed_day: null,
    lost_reason: null,
  };
}

/**
 * The move ends the visit that the deal is in, and begins another one unless it closes the deal. A closed deal's last visit has ended, unless
 * an import did not know when: then it ends now, so that one visit at most is open.
 */
function visitsAfter(
  { now, tenant }: Author,
  process: CompiledProcess,
  { row: before, visits }: DealState,
  after: OpportunityRow,
  move: Move,
): VisitRow[] {
  const left = visits.map((visit) =>
    visit.visit === before.visit && visit.left_at === null
      ? { ...visit, left_at: now, score_at_exit: before.score_hundredths }
      : visit,
  );
  if (after.visit === before.visit) return left;
  const { index: position } = stageOf(process, after.stage);
  return [...left, { ...newVisit(after, directionOf(move)), entered_day: localDay(now, tenant.timezone), position }];
}

function directionOf(move: Move): VisitRow["direction"] {
  return move.kind === "stage" ? move.direction : "reopened";
}

function newVisit(deal: OpportunityRow, direction: VisitRow["direction"]) {
  return {
    visit: deal.visit,
    process_id: deal.process_id,
    stage: deal.stage,
    direction,
    entered_at: deal.stage_entered_at,
    left_at: null,
    score_at_entry: deal.score_hundredths,
    score_at_exit: null,
  };
}

function about(move: Move, reason: string | null) {
  const bypassed = "bypassed" in move ? move.bypassed.map((criterion) => criterion.key) : [];
  return { ...(reason === null ? {} : { reason }), ...(bypassed.length > 0 ? { bypassed } : {}) };
}
