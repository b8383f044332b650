import type { DatedDeal, DatedVisit } from "../as-of/place-on.ts";

/** Days on end on which a deal was open in one visit, or on which nobody can say where it was; `until` is not one of them any more. */
export interface Stay<Visit> {
  /** Null: nobody can say. */
  readonly visit: Visit | null;
  readonly from: number;
  readonly until: number;
}

/**
 * The whole past and future of a deal as days on end: on every day of a stay, and on no other, `placeOn` says that the deal is open in its
 * visit, or undated. So a past of many days costs no more than the visits of the deals. Days begin at −∞ and end at ∞.
 */
export function staysOf<Visit extends DatedVisit>(visits: readonly Visit[], deal: DatedDeal): Stay<Visit>[] {
  const isClosed = deal.status !== "open";
  const end = isClosed && deal.closedDay !== null ? deal.closedDay : Number.POSITIVE_INFINITY;
  if (visits.every(({ enteredDay }) => enteredDay === null)) {
    return [{ visit: null, from: Number.NEGATIVE_INFINITY, until: end }];
  }
  const stays: Stay<Visit>[] = [];
  // From the last visit back: a visit ends where any later one that is known begins.
  let until = end;
  for (const [index, visit] of [...visits.entries()].reverse()) {
    if (visit.enteredDay === null) continue;
    const next = visits[index + 1];
    const left = next?.direction === "reopened" && visit.leftDay !== null ? visit.leftDay : until;
    const undated = !next && isClosed && deal.closedDay === null;
    const stay = { visit: undated ? null : visit, from: visit.enteredDay, until: Math.min(until, left) };
    if (stay.from < stay.until) stays.push(stay);
    until = Math.min(until, visit.enteredDay);
  }
  return stays.reverse();
}
