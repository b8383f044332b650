import type { AssessedDeal } from "./assess-deal.ts";
import { type Figure, rateOf } from "./figure.ts";

/** Whether a deal should have closed before today (a day number in the tenant's zone). Today itself is not too late. */
export function isPastDue({ deal }: AssessedDeal, today: number): boolean {
  return deal.expected_close_day !== null && deal.expected_close_day < today;
}

/**
 * The share of open deals with an expected close date before today (product.md §4, `past_due`). n are all open deals: one without a date
 * is not past it. Counting only those with a date would let a handful of dated deals speak for a pipeline that has none.
 */
export function pastDueShare(deals: readonly AssessedDeal[], today: number): Figure {
  return rateOf("share_past_expected_close", deals.filter((deal) => isPastDue(deal, today)).length, deals.length);
}
