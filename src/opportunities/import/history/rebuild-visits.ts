import { localDay } from "../../../values/calendar.ts";
import { derive, type OpportunityRow, toStandings, type VisitRow } from "../../opportunity.ts";
import type { DealChange, ImportClock, RecordedDeal } from "../decide/change-known.ts";
import { closedDayOf } from "../decide/closed-day.ts";
import type { EntryFacts } from "../rows/facts.ts";
import type { Contradiction } from "./contradictions.ts";
import { Past } from "./past.ts";
import { isOutcome, type LiveMove, type Mark, timelineOf } from "./timeline.ts";
import { keepKnown, putInOrder, type Stay, walkStays } from "./walk.ts";

/** A deal with all that is recorded of it, and of its moves. */
export interface TracedDeal extends RecordedDeal {
  readonly moves: readonly LiveMove[];
}

/** A contradiction between a history and its deal, at the row of the history that shows it. */
interface Contradicted {
  readonly row: number;
  readonly code: Contradiction;
}

interface Rebuilt {
  readonly change: DealChange;
  readonly contradictions: readonly Contradicted[];
}

/**
 * Rebuilds the visits of a deal from the rows of a stage history, which may come in any order. What earlier imports said of its visits is
 * replaced, moves that were made in Infield stay (`timelineOf`), and where history and deal say different things a stated rule decides
 * (`CONTRADICTIONS`). What the deal is now, open or with its outcome, and for an open one its stage, never changes. Scores of visits that
 * Infield knew stay with them; nobody knows the others.
 *
 * Expects entries into stages of the deal's version, or to outcomes, and none that is still to come.
 */
export function rebuildVisits(known: TracedDeal, entries: readonly EntryFacts[], clock: ImportClock): Rebuilt {
  const { deal, process, visits, criteria } = known;
  const standings = toStandings(criteria);
  const notes = new Notes(entries);
  const all = timelineOf(known, entries, clock.timezone);
  const marks = deal.status === "open" ? all : withClosing(deal, all, clock.timezone, notes);
  if (marks.length === 0) return { change: unchangedFrom(known), contradictions: notes.all };

  const past = new Past(startOf(visits, marks));
  for (const mark of marks) {
    const isClosedAgain = mark.reopens !== null && past.last?.closing !== null;
    if (mark.from && past.last && !isClosedAgain && !past.isIn(mark.from.stage)) {
      notes.add("stage_not_in_history");
      past.enterKnown(mark.from);
    }
    past.add(mark);
  }
  if (deal.status === "open") endOpen(past, deal, notes);
  else endClosed(past, deal, process.stages.at(-1)?.key ?? "", notes);

  const walked = walkStays(process, deal, standings, putInOrder(past.stays).stays, clock.timezone);
  const rebuilt = withLastScore(keepKnown(walked.visits, visits), known);
  const last = rebuilt.at(-1);
  const stage = last?.stage ?? deal.stage;
  const closedAt = closingTime(deal, marks, last?.left_at ?? null, clock.timezone, notes);
  const after: OpportunityRow = {
    ...deal,
    ...derive(process, stage, standings),
    stage,
    visit: rebuilt.length,
    stage_entered_at: last?.entered_at ?? null,
    closed_at: closedAt,
    closed_day: closedDayOf(deal, closedAt, clock.timezone),
    opened_day: openedDay(deal, marks, clock.timezone, notes),
  };
  const change = { after, visits: rebuilt, criteria: [], bypassed: walked.bypassed, warnings: [] };
  return { change, contradictions: notes.all };
}

/** What contradicts the deal; at the last row of its history unless another one shows it. */
class Notes {
  readonly #byKey = new Map<string, Contradicted>();
  readonly #lastRow: number;

  constructor(entries: readonly EntryFacts[]) {
    this.#lastRow = entries.reduce((last, { row }) => Math.max(last, row), 0);
  }

  get all(): readonly Contradicted[] {
    return [...this.#byKey.values()];
  }

  add(code: Contradiction, row: number | null = null): void {
    const note = { row: row ?? this.#lastRow, code };
    this.#byKey.set(`${note.row} ${code}`, note);
  }
}

function unchangedFrom({ deal, visits }: TracedDeal): DealChange {
  return { after: deal, visits, criteria: [], bypassed: [], warnings: [] };
}

/**
 * What is known from before the first mark. A history that begins with a stage begins there, whatever was thought before; one that begins with
 * a closing does not say which stages led to it, so what is known of them stays.
 */
function startOf(visits: readonly VisitRow[], marks: readonly Mark[]): Stay[] {
  const [first] = marks;
  if (!first || !isOutcome(first.target)) return [];
  const after = visits.findIndex(({ entered_at }) => entered_at === null || entered_at >= first.at);
  const before = after === -1 ? visits : visits.slice(0, after);
  if (before.length > 0) return before.map(stayOf);
  return visits.slice(0, 1).map((visit) => ({ ...stayOf(visit), enteredAt: null }));
}

function stayOf(visit: VisitRow): Stay {
  return {
    stage: visit.stage,
    direction: visit.direction,
    enteredAt: visit.entered_at,
    leftAt: visit.left_at,
    scoreAtEntry: visit.score_at_entry,
    scoreAtExit: null,
    closing: null,
  };
}

/** The past of a closed deal up to its closing, with its own outcome. */
function withClosing(deal: OpportunityRow, all: readonly Mark[], timezone: string, notes: Notes): readonly Mark[] {
  const marks = isOutcome(all.at(-1)?.target ?? "") ? all : withoutWhatFollows(deal, all, timezone, notes);
  const last = marks.at(-1);
  if (!last || !isOutcome(last.target)) return marks;
  if (last.target !== deal.status) notes.add("outcome_differs", last.row);
  return [...marks.slice(0, -1), { ...last, target: deal.status }];
}

function withoutWhatFollows(
  { closed_at: closedAt }: OpportunityRow,
  marks: readonly Mark[],
  timezone: string,
  notes: Notes,
): readonly Mark[] {
  if (closedAt === null) return marks;
  const lastDay = localDay(closedAt, timezone);
  return marks.filter(({ row, at }) => {
    const follows = row !== null && localDay(at, timezone) > lastDay;
    if (follows) notes.add("entry_after_closing", row);
    return !follows;
  });
}

function endOpen(past: Past, deal: OpportunityRow, notes: Notes): void {
  if (past.isIn(deal.stage)) return;
  notes.add(past.last?.closing ? "history_ends_closed" : "stage_not_in_history");
  past.enterKnown({ stage: deal.stage, enteredAt: deal.stage_entered_at });
}

/** A closed deal in the last stage may have been put there for want of better knowledge (`placeNew`): that is no contradiction. */
function endClosed(past: Past, deal: OpportunityRow, lastStage: string, notes: Notes): void {
  if (past.last?.stage !== deal.stage && deal.stage !== lastStage) notes.add("closed_elsewhere");
  if (past.last?.closing || deal.status === "open") return;
  notes.add("closing_not_in_history");
  past.close(deal.status, deal.closed_at);
}

/** Of a deal that is closed: as its history says, or else as it was known. */
function closingTime(
  deal: OpportunityRow,
  marks: readonly Mark[],
  leftAt: number | null,
  timezone: string,
  notes: Notes,
): number | null {
  const last = marks.at(-1);
  if (deal.status === "open" || !last || !isOutcome(last.target) || leftAt === null) return deal.closed_at;
  const isSameDay = deal.closed_at === null || localDay(deal.closed_at, timezone) === localDay(leftAt, timezone);
  if (!isSameDay) notes.add("closing_dates_differ", last.row);
  return leftAt;
}

function openedDay(deal: OpportunityRow, marks: readonly Mark[], timezone: string, notes: Notes): number | null {
  const first = marks[0];
  if (!first) return deal.opened_day;
  const day = localDay(first.at, timezone);
  if (deal.opened_day === null) return isOutcome(first.target) ? null : day;
  if (day < deal.opened_day) notes.add("entered_before_opened", first.row);
  return Math.min(day, deal.opened_day);
}

/** A closed deal ended with the score that it has, unless another one is known. */
function withLastScore(visits: OpportunityVisits, { deal, visits: before }: TracedDeal): OpportunityVisits {
  const last = visits.at(-1);
  if (!last || deal.status === "open") return visits;
  const score = last.score_at_exit ?? before.at(-1)?.score_at_exit ?? deal.score_hundredths;
  return [...visits.slice(0, -1), { ...last, score_at_exit: score }];
}

type OpportunityVisits = RecordedDeal["visits"];
