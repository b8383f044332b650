import type { ClosedTotals } from "../../opportunities/closed-totals.ts";
import type { Flows } from "../../opportunities/flows.ts";
import type { VisitRow } from "../../opportunities/opportunity.ts";
import { localDay, startOfDay } from "../../values/calendar.ts";
import type { OpenDeal } from "../assess-deal.ts";
import { type Funnel, type FunnelInput, shapeFunnel } from "../funnel-shape.ts";
import type { PastDealRow } from "./as-of-store.ts";
import { type DatedVisit, type Place, placeOn } from "./place-on.ts";

export interface PastFunnelInput extends Omit<FunnelInput, "deals" | "now"> {
  /** The day whose end is asked for, in days since 1970-01-01. */
  readonly day: number;
  /** The current version, and every one that a deal is pinned to or was pinned to where its stage of then is gone from that. */
  readonly versions: FunnelInput["versions"];
  /** All deals of the process that may have been open then, placed on the day; others do no harm. */
  readonly placed: readonly PlacedDeal[];
  /** The totals of today, and what has happened since the day (more does no harm). */
  readonly closed: ClosedTotals;
  readonly since: Flows;
}

/** A deal with where it was at the end of a day. */
export interface PlacedDeal {
  readonly row: PastDealRow;
  readonly place: Place<PastVisit>;
}

/** A funnel as it was at the end of a day, as far as stage visits tell. Whether a deal was hollow, when it was due and pushed, they do not. */
export interface PastFunnel {
  readonly funnel: Funnel;
  /** Ids of the deals whose score then is not known; they stand in the funnel with a score of 0. */
  readonly unscored: ReadonlySet<string>;
  /** Deals of which nobody can say where they stood. */
  readonly undated: number;
}

/** A visit as it is read for the past. */
export interface PastVisit extends DatedVisit {
  readonly visit: number;
  readonly stage: string;
  readonly enteredAt: number | null;
  readonly scoreAtEntry: number | null;
}

/**
 * The funnel at the end of a day of the company's zone: every deal in the stage that `placeOn` finds it in, as old as it was then, with its
 * score at entry. Amounts are converted by today's rates, and limits of stages are those of today. Pure.
 */
export function shapeAsOf({ day, placed, since, closed, ...input }: PastFunnelInput): PastFunnel {
  const deals: OpenDeal[] = [];
  const unscored = new Set<string>();
  let undated = 0;
  for (const { row, place } of placed) {
    if (place.kind === "undated") undated++;
    if (place.kind !== "open") continue;
    const { stage, enteredAt, scoreAtEntry } = place.visit;
    if (scoreAtEntry === null) unscored.add(row.id);
    deals.push({
      ...NOT_TOLD,
      id: row.id,
      process_id: input.process.id,
      version: versionWith(stage, row.version, input),
      stage,
      stage_entered_at: enteredAt,
      score_hundredths: scoreAtEntry ?? 0,
      amount_minor: row.amount_minor,
      currency: row.currency,
      owner: row.owner,
      opened_day: row.opened_day,
      tags: row.tags,
    });
  }
  const now = startOfDay(day + 1, input.timezone) - 1;
  return { funnel: shapeFunnel({ ...input, closed: closedBy(day, closed, since), deals, now }), unscored, undated };
}

/** What stage visits do not tell of a deal; figures about it are not shown. */
export const NOT_TOLD = { name: "", hollow: 0, expected_close_day: null, pushes: 0, last_event_at: null } as const;

/** Finds where deals were at the end of a day of the company's zone. */
export function placeDeals(rows: readonly PastDealRow[], day: number, timezone: string): PlacedDeal[] {
  return rows.map((row) => {
    const closedDay = row.closed_at === null ? null : localDay(row.closed_at, timezone);
    return { row, place: placeOn(day, readVisits(row.visits, timezone), { status: row.status, closedDay }) };
  });
}

type VisitCells = [number, string, VisitRow["direction"], number | null, number | null, number | null];

export function readVisits(json: string, timezone: string): PastVisit[] {
  const dayOf = (at: number | null) => (at === null ? null : localDay(at, timezone));
  return (JSON.parse(json) as VisitCells[]) // as listDealsOpenAt writes them
    .map(([visit, stage, direction, enteredAt, leftAt, scoreAtEntry]) => ({
      visit,
      stage,
      direction,
      enteredAt,
      enteredDay: dayOf(enteredAt),
      leftDay: dayOf(leftAt),
      scoreAtEntry,
    }))
    .sort((a, b) => a.visit - b.visit);
}

/** The version that a deal is pinned to, or, since it may have been migrated from one that had the stage, the newest one that has it. */
export function versionWith(stage: string, pinned: number, { versions }: Pick<FunnelInput, "versions">): number {
  if (versions.get(pinned)?.stageByKey.has(stage)) return pinned;
  const having = [...versions].filter(([, process]) => process.stageByKey.has(stage)).map(([version]) => version);
  return having.length === 0 ? pinned : Math.max(...having);
}

/** The totals without what was closed after the day. What was closed on an unknown day stays in, and what was reopened since is not known. */
function closedBy(day: number, closed: ClosedTotals, since: Flows): ClosedTotals {
  let { won, lost } = closed;
  const wonMinorByCurrency = new Map(closed.wonMinorByCurrency);
  for (const [closingDay, closings] of since.closingsByDay) {
    if (closingDay <= day) continue;
    won -= closings.won;
    lost -= closings.lost;
    for (const [currency, minor] of closings.wonMinorByCurrency) {
      wonMinorByCurrency.set(currency, (wonMinorByCurrency.get(currency) ?? 0) - minor);
    }
  }
  return {
    ...closed,
    won: Math.max(0, won),
    lost: Math.max(0, lost),
    wonMinorByCurrency: new Map([...wonMinorByCurrency].filter(([, minor]) => minor > 0)),
  };
}
