import type { CompiledProcess } from "../../../process/compile.ts";
import { localDay } from "../../../values/calendar.ts";
import type { Standings } from "../../criteria.ts";
import { derive, type OpportunityRow, type VisitRow } from "../../opportunity.ts";
import { decideTransition, type Move } from "../../transition.ts";
import { type DealFacts, isClosed } from "../rows/facts.ts";
import { agrees, closingOf, entryOf, instantOf, type Moment } from "../rows/moment.ts";
import { isInPlace, knownEntry } from "./compare.ts";

/** A known deal with its history. */
export interface KnownDeal {
  readonly deal: OpportunityRow;
  /** In their order; the last one is of the stage that the deal is in. */
  readonly visits: readonly VisitRow[];
  readonly standings: Standings;
  readonly process: CompiledProcess;
}

export interface Corrected {
  readonly deal: OpportunityRow;
  readonly visits: readonly VisitRow[];
  /** Milestones that the moves went past. */
  readonly bypassed: readonly string[];
}

interface Clock {
  readonly timezone: string;
  readonly now: number;
}

/**
 * Puts a known deal where a row says it is: first the dates of where it stands are corrected, then the engine moves it, in `history` mode.
 * Its criteria are left alone. A closed deal is reopened first, so that its history tells of it. One whose row names no stage was closed in
 * the stage that it is in.
 *
 * A move that the file does not date happened between what Infield knew and now: it is dated now. No visit is made to end before it
 * began, or to begin before the one before it had ended, whatever the file says.
 *
 * Only for stages of the deal's own version of the process.
 */
export function correctPosition(known: KnownDeal, facts: DealFacts, clock: Clock): Corrected {
  const path = pathTo(known.deal, facts);
  const movesOn = path.some((to) => to !== "won" && to !== "lost");
  let state = correctEntry(known, knownEntry(known.deal, facts, movesOn, clock.timezone), clock);
  const times = timesOf(facts, clock);
  const bypassed = new Set<string>();
  for (const to of path) {
    const position = { status: state.deal.status, stage: state.deal.stage, standings: known.standings };
    const move = decideTransition(known.process, position, {
      to,
      reason: facts.lostReason,
      override: false,
      mode: "history",
    });
    if ("bypassed" in move) for (const criterion of move.bypassed) bypassed.add(criterion.key);
    state = apply(known, state, move, times, facts, clock);
  }
  if (path.length === 0 && isClosed(facts)) state = correctClosing(state, facts, clock);
  return { ...state, bypassed: [...bypassed] };
}

interface State {
  readonly deal: OpportunityRow;
  readonly visits: readonly VisitRow[];
}

/** The transitions that lead from where the deal is to where the row says it is. */
function pathTo(deal: OpportunityRow, facts: DealFacts): string[] {
  if (isInPlace(deal, facts)) return [];
  const stage = facts.stage ?? deal.stage;
  return [
    ...(deal.status === "open" ? [] : ["reopened"]),
    ...(deal.stage === stage ? [] : [stage]),
    ...(isClosed(facts) ? [facts.outcome] : []),
  ];
}

/** When the moves of a row happened: the entry into its stage, and the closing. */
interface Times {
  readonly entry: number;
  readonly closing: number;
}

function timesOf(facts: DealFacts, { timezone, now }: Clock): Times {
  const closing = instantOf(closingOf(facts), timezone) ?? now;
  return { closing, entry: instantOf(entryOf(facts), timezone) ?? (isClosed(facts) ? closing : now) };
}

function apply(
  known: KnownDeal,
  { deal, visits }: State,
  move: Move,
  times: Times,
  facts: DealFacts,
  { timezone }: Clock,
): State {
  const score = deal.score_hundredths;
  if (move.kind === "won" || move.kind === "lost") {
    const ended = endLast(visits, times.closing, score);
    const lostReason = move.kind === "lost" ? facts.lostReason : null;
    const closing = { closed_at: times.closing, closed_day: localDay(times.closing, timezone) };
    return { deal: { ...deal, ...closing, status: move.kind, lost_reason: lostReason }, visits: ended };
  }
  // Reopening leaves the visit that the closing ended as it is, unless its end was unknown: a visit that is over has one.
  const isOver = move.kind === "reopened" && visits.at(-1)?.left_at !== null;
  const before = isOver ? visits : endLast(visits, times.entry, score);
  const last = before.at(-1);
  const enteredAt = Math.max(times.entry, last?.left_at ?? times.entry);
  const next: VisitRow = {
    visit: deal.visit + 1,
    process_id: deal.process_id,
    stage: move.stage.key,
    direction: move.kind === "stage" ? move.direction : "reopened",
    entered_at: enteredAt,
    left_at: null,
    score_at_entry: score,
    score_at_exit: null,
    entered_day: localDay(enteredAt, timezone),
    position: move.stage.index,
  };
  const moved: OpportunityRow = {
    ...deal,
    ...derive(known.process, move.stage.key, known.standings),
    status: "open",
    stage: move.stage.key,
    visit: next.visit,
    stage_entered_at: enteredAt,
    closed_at: null,
    closed_day: null,
    lost_reason: null,
  };
  return { deal: moved, visits: [...before, next] };
}

/** The same place, another time of entry. */
function correctEntry({ deal, visits }: State, entry: Moment | null, { timezone }: Clock): State {
  const last = visits.at(-1);
  const start = instantOf(entry, timezone);
  if (start === null || !last || agrees(entry, last.entered_at, timezone)) return { deal, visits };
  const enteredAt = Math.max(start, visits.at(-2)?.left_at ?? start);
  const leftAt = last.left_at === null ? null : Math.max(last.left_at, enteredAt);
  return {
    deal: { ...deal, stage_entered_at: enteredAt },
    visits: [
      ...visits.slice(0, -1),
      { ...last, entered_at: enteredAt, left_at: leftAt, entered_day: localDay(enteredAt, timezone) },
    ],
  };
}

/** The same outcome, another time or reason. */
function correctClosing({ deal, visits }: State, facts: DealFacts, { timezone }: Clock): State {
  const lostReason = facts.outcome === "lost" ? (facts.lostReason ?? deal.lost_reason) : deal.lost_reason;
  const closing = closingOf(facts);
  const at = instantOf(closing, timezone);
  if (at === null || agrees(closing, deal.closed_at, timezone)) {
    return { deal: { ...deal, lost_reason: lostReason }, visits };
  }
  const ended = endLast(visits, at, visits.at(-1)?.score_at_exit ?? deal.score_hundredths);
  const closed = { closed_at: at, closed_day: localDay(at, timezone) };
  return { deal: { ...deal, ...closed, lost_reason: lostReason }, visits: ended };
}

function endLast(visits: readonly VisitRow[], at: number, score: number): VisitRow[] {
  return visits.map((visit, index) =>
    index === visits.length - 1
      ? { ...visit, left_at: Math.max(at, visit.entered_at ?? at), score_at_exit: score }
      : visit,
  );
}
