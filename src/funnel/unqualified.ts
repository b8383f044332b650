import { type Histogram, medianOfHistogram } from "../opportunities/median.ts";
import type { AssessedDeal } from "./assess-deal.ts";
import { type Figure, noFigure, rateOf } from "./figure.ts";

const FORMULA = "share_unqualified_beyond_won_cycle";
/** 25.00: a quarter of what the process asks for. */
const QUALIFIED_SCORE_HUNDREDTHS = 2_500;

/** Whether a deal has been open for longer than `cycleDays`, the usual cycle of won deals, and still shows less than a quarter of the score. */
export function isUnqualified({ deal }: AssessedDeal, today: number, cycleDays: number): boolean {
  const { opened_day: opened, score_hundredths: score } = deal;
  return opened !== null && today - opened > cycleDays && score < QUALIFIED_SCORE_HUNDREDTHS;
}

/**
 * The share of open deals that are older than the median cycle of won deals with a score below 25 (product.md §4, `unqualified_load`): what
 * would have been won by now if it were going to be, and has never been qualified. n are the deals of a known opening day; null without a
 * won deal of a known cycle.
 */
export function unqualifiedShare(deals: readonly AssessedDeal[], today: number, wonCycleDays: Histogram): Figure {
  const aged = deals.filter(({ deal }) => deal.opened_day !== null);
  const cycleDays = medianOfHistogram(wonCycleDays);
  if (cycleDays === null) return noFigure(FORMULA, aged.length);
  return rateOf(FORMULA, aged.filter((deal) => isUnqualified(deal, today, cycleDays)).length, aged.length);
}
