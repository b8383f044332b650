import type { VisitRow } from "../../opportunities/opportunity.ts";
import type { Status } from "../../opportunities/transition.ts";

/** A visit by calendar days (days since 1970-01-01) of the company's zone; null: not known. */
export interface DatedVisit {
  readonly direction: VisitRow["direction"];
  readonly enteredDay: number | null;
  readonly leftDay: number | null;
}

/** How a deal stands today. */
export interface DatedDeal {
  readonly status: Status;
  /** Null while it is open, and where it is not known when it was closed. */
  readonly closedDay: number | null;
}

/** Where a deal was at the end of a day. `absent`: it had not begun yet. `undated`: nobody can say. */
export type Place<Visit> =
  | { readonly kind: "open"; readonly visit: Visit }
  | { readonly kind: "closed" | "absent" | "undated" };

/**
 * Where a deal was at the end of a day; `visits` are all of its visits in their order.
 *
 * It was in the last visit that it is known to have entered by then. Whether that visit was over by then does not matter: the next one may
 * have begun at a time that nobody knows, and until a later one is known that is the last that is. It was closed if its closing was by then,
 * and between a closing and the reopening after it. A deal of which no entry is known, or that was closed on an unknown day, is `undated`.
 */
export function placeOn<Visit extends DatedVisit>(
  day: number,
  visits: readonly Visit[],
  { status, closedDay }: DatedDeal,
): Place<Visit> {
  if (status !== "open" && closedDay !== null && closedDay <= day) return { kind: "closed" };
  const index = visits.findLastIndex(({ enteredDay }) => enteredDay !== null && enteredDay <= day);
  const visit = visits[index];
  if (!visit) return { kind: visits.some(({ enteredDay }) => enteredDay !== null) ? "absent" : "undated" };
  const next = visits[index + 1];
  if (next?.direction === "reopened" && visit.leftDay !== null && visit.leftDay <= day) return { kind: "closed" };
  if (!next && status !== "open" && closedDay === null) return { kind: "undated" };
  return { kind: "open", visit };
}
