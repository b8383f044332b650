import type { AssessedDeal } from "./assess-deal.ts";
import { type Figure, noFigure, rateOf } from "./figure.ts";

const FORMULA = "share_older_than_stage_limit";

/** Whether a deal has been in its stage for more days than its limit. On the last day of the limit it is not yet. */
export function isStalled({ ageDays, limitDays }: AssessedDeal): boolean {
  return ageDays !== null && limitDays !== null && ageDays > limitDays;
}

/**
 * The share of open deals that are older in their stage than its limit (product.md §4, `stalled`). n are the deals of a known age. A deal
 * whose stage has no limit counts in n and is never stalled; where no deal has a limit there is no figure.
 */
export function stalledShare(deals: readonly AssessedDeal[]): Figure {
  const aged = deals.filter(({ ageDays }) => ageDays !== null);
  if (aged.every(({ limitDays }) => limitDays === null)) return noFigure(FORMULA, aged.length);
  return rateOf(FORMULA, aged.filter(isStalled).length, aged.length);
}
