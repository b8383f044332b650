import { type CriterionRow, derive, type OpportunityRow, toStandings, type VisitRow } from "../../opportunity.ts";
import { isOutgrown, type Remark, stageOfRow, tellVisits } from "../history/told-visits.ts";
import { keepKnown } from "../history/walk.ts";
import { type DealFacts, isClosed } from "../rows/facts.ts";
import { closingOf, instantOf } from "../rows/moment.ts";
import { closedDayOf } from "./closed-day.ts";
import { type Fields, sameRow } from "./compare.ts";
import { correctPosition, type KnownDeal } from "./correct.ts";
import { type ChangedCriterion, changedCriteria, withChanges } from "./criteria-after.ts";

/** A known deal with all that is recorded of it. */
export interface RecordedDeal extends Omit<KnownDeal, "standings"> {
  readonly criteria: readonly CriterionRow[];
}

/** What becomes of a known deal. Its revision and the time of the change are the caller's to set. */
export interface DealChange {
  readonly after: OpportunityRow;
  readonly visits: readonly VisitRow[];
  readonly criteria: readonly ChangedCriterion[];
  /** Milestones that the moves went past. */
  readonly bypassed: readonly string[];
  readonly warnings: readonly Remark[];
}

/** In whose name and when a file is brought in. */
export interface ImportClock {
  readonly timezone: string;
  readonly now: number;
  readonly actor: string;
}

/**
 * What a row makes of a known deal: first what it says of criteria, then where the deal stands, then its fields (`fieldsAfter`).
 *
 * A row that lists the visits lists them all: the deal's visits become exactly these, as far as they agree with the rest of the row. When the
 * deal has had the same visits and has moved on since, the list is an older state of what is known and loses nothing: the engine moves the
 * deal back to where the row says it is, with both in the history.
 */
export function changeKnown(known: RecordedDeal, facts: DealFacts, fields: Fields, clock: ImportClock): DealChange {
  const changed = changedCriteria(known.criteria, facts.criteria ?? [], clock);
  const standings = toStandings(withChanges(known.criteria, changed));
  const deal = { ...known.deal, ...derive(known.process, known.deal.stage, standings) };
  const place = placeAgain({ ...known, deal, standings }, facts, clock);
  const { deal: corrected, ...rest } = place;
  return { ...rest, after: { ...corrected, ...fields }, criteria: changed };
}

type Place = Omit<DealChange, "after" | "criteria"> & { readonly deal: OpportunityRow };

function placeAgain(known: KnownDeal, facts: DealFacts, clock: ImportClock): Place {
  const corrected = (): Place => ({ ...correctPosition(known, facts, clock), warnings: [] });
  if (facts.visits === null || facts.visits.length === 0) return corrected();
  const { deal, process, standings } = known;
  const told = tellVisits(process, deal, standings, facts, facts.visits, clock.timezone);
  const visits = keepKnown(told.visits, known.visits);
  if (isOutgrown(visits, known.visits)) return { ...corrected(), warnings: told.warnings };
  const last = visits.at(-1);
  const stage = stageOfRow(facts) ?? deal.stage;
  const closedAt = isClosed(facts)
    ? (instantOf(closingOf(facts), clock.timezone) ?? last?.left_at ?? deal.closed_at)
    : null;
  const replaced: OpportunityRow = {
    ...deal,
    ...derive(process, stage, standings),
    status: facts.outcome,
    stage,
    visit: visits.length,
    stage_entered_at: last?.entered_at ?? null,
    closed_at: closedAt,
    closed_day: closedDayOf(deal, closedAt, clock.timezone),
    lost_reason: facts.outcome === "lost" ? (facts.lostReason ?? deal.lost_reason) : null,
  };
  return { deal: replaced, visits, bypassed: told.bypassed, warnings: told.warnings };
}

/** Whether nothing of a deal is another than it was. */
export function isUnchanged(known: RecordedDeal, change: DealChange): boolean {
  return change.criteria.length === 0 && sameRow(known.deal, change.after) && sameVisits(known.visits, change.visits);
}

function sameVisits(before: readonly VisitRow[], after: readonly VisitRow[]): boolean {
  return before.length === after.length && after.every((visit, index) => isSameVisit(before[index], visit));
}

function isSameVisit(before: VisitRow | undefined, after: VisitRow): boolean {
  return before !== undefined && sameRow(before, after);
}

/** The visits to be written, and the numbers of those to be taken away. */
export function visitChanges(before: readonly VisitRow[], after: readonly VisitRow[]) {
  const byNumber = new Map(before.map((visit) => [visit.visit, visit]));
  const numbers = new Set(after.map(({ visit }) => visit));
  return {
    written: after.filter((visit) => !isSameVisit(byNumber.get(visit.visit), visit)),
    dropped: before.map(({ visit }) => visit).filter((visit) => !numbers.has(visit)),
  };
}
