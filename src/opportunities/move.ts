import type { z } from "@hono/zod-openapi";
import { DomainError, notFound } from "../errors.ts";
import type { EventType } from "../events/catalogue.ts";
import type { Decision } from "../events/commit.ts";
import { checkIfMatch, type IfMatch } from "../http/conditional.ts";
import type { CompiledProcess } from "../process/compile.ts";
import { loadVersion } from "../process/version-store.ts";
import type { TenantScope } from "../scope.ts";
import { opportunityEvent } from "./change-event.ts";
import type { Standings } from "./criteria.ts";
import { derive, type OpportunityRow, toStandings, type VisitRow } from "./opportunity.ts";
import { countDeal, emptyDelta, isEmpty } from "./rollup.ts";
import { addToRollup } from "./rollup-store.ts";
import type { TransitionSchema } from "./schema.ts";
import { closeVisits, findOpportunity, insertVisits, listCriteria, listVisits, updatePosition } from "./store.ts";
import { decideTransition, type Move } from "./transition.ts";

export type Transition = z.infer<typeof TransitionSchema>;

/** Moves an opportunity to a stage, to `won`, to `lost`, or reopens it, if the engine allows. Throws what the engine throws. */
export async function moveOpportunity(
  scope: TenantScope,
  id: string,
  transition: Transition,
  ifMatch: IfMatch,
): Promise<Decision<OpportunityRow>> {
  const [[before], criteria, visits] = await scope.db.read([findOpportunity(id), listCriteria(id), listVisits(id)]);
  if (!before) throw notFound("opportunity");
  checkIfMatch(ifMatch, before.revision);
  if (transition.override && !scope.may("opportunities:override")) {
    throw new DomainError("forbidden", "An override needs the scope opportunities:override.");
  }
  const process = await loadVersion(scope, before.process_id, before.version);
  const standings = toStandings(criteria);
  const move = decideTransition(
    process,
    { status: before.status, stage: before.stage, standings },
    { to: transition.to, reason: transition.reason ?? null, override: transition.override ?? false, mode: "gated" },
  );
  return carryOut(scope, { process, standings, before, visits }, move, transition.reason ?? null);
}

interface Deal {
  readonly process: CompiledProcess;
  readonly standings: Standings;
  readonly before: OpportunityRow;
  readonly visits: readonly VisitRow[];
}

/** What a move that the engine allowed changes: the deal, its visits, the totals of the process, and the event. */
function carryOut(scope: TenantScope, deal: Deal, move: Move, reason: string | null): Decision<OpportunityRow> {
  const { before, visits } = deal;
  const after = positionAfter(scope, deal, move, reason);
  // A closed deal's last visit has ended, unless an import did not know when: then it ends now, so that one visit at most is open.
  const current = visits.find((visit) => visit.visit === before.visit);
  const endsVisit = current !== undefined && current.left_at === null;
  const end = { left_at: scope.now, score_at_exit: before.score_hundredths };
  const visitsAfter = visits.map((visit) => (endsVisit && visit === current ? { ...visit, ...end } : visit));

  const delta = emptyDelta();
  countDeal(delta, -1, before, visits);
  countDeal(delta, 1, after, visitsAfter);
  return {
    result: after,
    changes: [
      updatePosition([after]),
      ...(endsVisit ? [closeVisits([{ opportunity_id: before.id, visit: before.visit, ...end }])] : []),
      ...(after.visit === before.visit ? [] : [insertVisits([newVisit(after, directionOf(move))])]),
      ...(isEmpty(delta) ? [] : [addToRollup(after.process_id, delta)]),
    ],
    events: [opportunityEvent(scope, EVENT_OF[move.kind], after, before, about(move, reason))],
  };
}

const EVENT_OF = {
  stage: "opportunity.stage_changed",
  won: "opportunity.won",
  lost: "opportunity.lost",
  reopened: "opportunity.reopened",
} as const satisfies Record<Move["kind"], EventType>;

function positionAfter(scope: TenantScope, deal: Deal, move: Move, reason: string | null): OpportunityRow {
  const { before, process, standings } = deal;
  const base = { ...before, revision: before.revision + 1, updated_at: scope.now };
  if (move.kind === "won") return { ...base, status: "won", closed_at: scope.now };
  if (move.kind === "lost") return { ...base, status: "lost", closed_at: scope.now, lost_reason: reason };
  return {
    ...base,
    ...derive(process, move.stage.key, standings),
    status: "open",
    stage: move.stage.key,
    visit: before.visit + 1,
    stage_entered_at: scope.now,
    closed_at: null,
    lost_reason: null,
  };
}

function directionOf(move: Move): VisitRow["direction"] {
  return move.kind === "stage" ? move.direction : "reopened";
}

function newVisit(deal: OpportunityRow, direction: VisitRow["direction"]) {
  return {
    opportunity_id: deal.id,
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
