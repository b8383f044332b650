import type { AssessedDeal } from "./assess-deal.ts";
import { type Figure, noFigure, rateOf } from "./figure.ts";

/** One push may be the buyer's calendar; the second is a pattern. */
const SLIPPING_PUSHES = 2;

/** Whether the expected close date of a deal has been moved later twice or more. */
export function isSlipping({ deal }: AssessedDeal): boolean {
  return deal.pushes >= SLIPPING_PUSHES;
}

/**
 * The share of open deals that were pushed twice or more (product.md §4, `slipping`). n are all open deals: one without a date has not been
 * pushed.
 */
export function slippingShare(deals: readonly AssessedDeal[]): Figure {
  return rateOf("share_pushed_twice", deals.filter(isSlipping).length, deals.length);
}

/** The share of open deals that were pushed at least once. n are all open deals. */
export function pushRate(deals: readonly AssessedDeal[]): Figure {
  return rateOf("share_pushed", deals.filter(({ deal }) => deal.pushes > 0).length, deals.length);
}

/** Pushes per open deal: not a rate, it may be above 1. n are all open deals. */
export function meanPushes(deals: readonly AssessedDeal[]): Figure {
  const formula = "mean_pushes";
  const pushes = deals.reduce((sum, { deal }) => sum + deal.pushes, 0);
  return deals.length === 0
    ? noFigure(formula, 0)
    : { formula, value: pushes / deals.length, n: deals.length, interval: null };
}
