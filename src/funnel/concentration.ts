import type { AssessedDeal } from "./assess-deal.ts";
import { type Figure, noFigure } from "./figure.ts";

/**
 * The largest deal's share of the open amount in the reporting currency (product.md §4, `concentration`). n are the open deals with an
 * amount that can be converted; null where they come to nothing. A share of money is no rate of deals, so it has no Wilson interval.
 */
export function concentration(deals: readonly AssessedDeal[]): Figure {
  return ofShares("largest_share_of_open_amount", deals, (shares) => shares.at(-1) ?? 0);
}

/**
 * The Herfindahl–Hirschman index of the open amount, H = Σ sᵢ² over the deals' shares sᵢ (A. O. Hirschman, 1945; O. C. Herfindahl, 1950):
 * 1/n where all n deals are alike, 1 where one is all. 1/H is how many deals of one size the pipeline is worth. n as in `concentration`.
 */
export function hhi(deals: readonly AssessedDeal[]): Figure {
  return ofShares("herfindahl_hirschman_index", deals, (shares) => shares.reduce((sum, share) => sum + share ** 2, 0));
}

/** Shares come in order of size, the largest last, so that sums of floating point do not depend on the order of the deals. */
function ofShares(
  formula: string,
  deals: readonly AssessedDeal[],
  figure: (shares: readonly number[]) => number,
): Figure {
  const amounts = deals.flatMap(({ amountMinor }) => (amountMinor === null ? [] : [amountMinor]));
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  if (total === 0) return noFigure(formula, amounts.length);
  const shares = amounts.map((amount) => amount / total).sort((a, b) => a - b);
  return { formula, value: Math.min(1, figure(shares)), n: amounts.length, interval: null };
}
