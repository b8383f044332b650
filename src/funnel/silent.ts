import { localDay } from "../values/calendar.ts";
import type { AssessedDeal } from "./assess-deal.ts";
import { type Figure, rateOf } from "./figure.ts";

/** Where and when silence is counted. */
export interface Present {
  /** The calendar day in the company's zone. */
  readonly today: number;
  readonly timezone: string;
}

/** How long silence lasts until it counts (product.md §4), unless a company says otherwise. */
export const SILENT_DAYS = 14;

/** Calendar days since anything was recorded about a deal; null where that is not known. */
export function silentDays({ deal }: AssessedDeal, { today, timezone }: Present): number | null {
  return deal.last_event_at === null ? null : Math.max(0, today - localDay(deal.last_event_at, timezone));
}

/**
 * The share of open deals without any event for `windowDays` days (product.md §4, `silent`). Every event counts: a criterion, a move, a note,
 * a corrected field. n are the deals whose last event is known.
 */
export function silentShare(deals: readonly AssessedDeal[], present: Present, windowDays: number): Figure {
  const known = deals.map((deal) => silentDays(deal, present)).filter((days) => days !== null);
  return rateOf("share_without_event", known.filter((days) => days >= windowDays).length, known.length);
}
