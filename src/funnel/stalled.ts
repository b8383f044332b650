import type { AssessedDeal } from "./assess-deal.ts";
import { type Figure, noFigure, rateOf } from "./figure.ts";

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
  const limited = aged.filter(({ limitDays }) => limitDays !== null);
  return stalledOf({ count: aged.length, limited: limited.length, stalled: limited.filter(isStalled).length });
}

/** Deals of a known age, counted: how many have a limit, and how many of these are older. */
export interface AgedCounts {
  readonly count: number;
  readonly limited: number;
  readonly stalled: number;
}

/** As `stalledShare`, of deals that are counted already. */
export function stalledOf({ count, limited, stalled }: AgedCounts): Figure {
  const formula = "share_older_than_stage_limit";
  return limited === 0 ? noFigure(formula, count) : rateOf(formula, stalled, count);
}
