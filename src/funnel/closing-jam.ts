import type { AssessedDeal } from "./assess-deal.ts";
import type { Figure } from "./figure.ts";
import { type AgedCounts, stalledOf, stalledShare } from "./stalled.ts";

/**
 * The share of the deals in the last open stage that are older than its limit (product.md §4, `closing_jam`): how much of what should be
 * closing sticks. n are those of a known age. Deals of a retired stage that stood last are among them (`Funnel.placedStages`).
 */
export function closingJam(dealsOfLastStage: readonly AssessedDeal[]): Figure {
  return asJam(stalledShare(dealsOfLastStage));
}

/** As `closingJam`, of deals that are counted already. */
export function closingJamOf(countsOfLastStage: AgedCounts): Figure {
  return asJam(stalledOf(countsOfLastStage));
}

function asJam(stalled: Figure): Figure {
  return { ...stalled, formula: "share_of_last_stage_older_than_limit" };
}
