import type { AssessedDeal } from "./assess-deal.ts";
import { type Figure, rateOf } from "./figure.ts";

/**
 * The share of the open amount that is hollow: of deals whose declared stage lies beyond the earned one (product.md §4,
 * `hollow_pipeline`). Where no deal has an amount in the reporting currency, or all amounts are 0, the share of the deals instead; the
 * formula's name says which. n are all open deals. A share of money is no rate of deals, so it has no Wilson interval.
 */
export function hollowShare(deals: readonly AssessedDeal[]): Figure {
  const hollow = deals.filter(isHollow);
  const total = sumAmounts(deals);
  if (total === 0) return rateOf("hollow_share_of_count", hollow.length, deals.length);
  return { formula: "hollow_share_of_amount", value: sumAmounts(hollow) / total, n: deals.length, interval: null };
}

export function isHollow({ deal }: AssessedDeal): boolean {
  return deal.hollow === 1;
}

function sumAmounts(deals: readonly AssessedDeal[]): number {
  return deals.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0), 0);
}
