import { hundredthsToPercent } from "../../process/weights.ts";
import type { OpportunityRow, VisitRow } from "../opportunity.ts";

/** Lines of the history that tell what has changed; more are only said to be there. */
export const MOST_CHANGES = 100;

/**
 * The stage in which a deal was at a time, by its visits, which may reach back to before Infield knew of the deal; null when it was in none. Of a
 * visit of unknown entry all that is known is that it began after the one before it, and the first one when Infield came to know of the deal at
 * the latest. Pure.
 */
export function stageAt(
  deal: Pick<OpportunityRow, "created_at">,
  visits: readonly Pick<VisitRow, "stage" | "entered_at" | "left_at">[],
  at: number,
): string | null {
  let stage: string | null = null;
  for (const [index, visit] of visits.entries()) {
    const enteredAt = visit.entered_at ?? visits[index - 1]?.left_at ?? deal.created_at;
    if (enteredAt <= at) stage = visit.stage;
  }
  return stage;
}

/**
 * The score that a deal had at a time, in percent; null before Infield knew of it. `scoreBeforeNext` is what the first change of the score since
 * then says it was before, null when there was none: then it is the score of today. Pure.
 */
export function scoreAt(
  deal: Pick<OpportunityRow, "created_at" | "score_hundredths">,
  scoreBeforeNext: number | null,
  at: number,
): number | null {
  if (at < deal.created_at) return null;
  return scoreBeforeNext ?? hundredthsToPercent(deal.score_hundredths);
}
