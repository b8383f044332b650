import type { AssessedDeal } from "../assess-deal.ts";
import type { LiveFigure } from "../live-figures.ts";
import { type FunnelView, meanScore, serializeFunnel } from "../schema.ts";
import type { PastFunnel } from "./shape-as-of.ts";

/** What visits say nothing of, or not enough. */
const NOT_TOLD: Partial<Record<LiveFigure, null>> = {
  hollow: null,
  past_due: null,
  slipping: null,
  unqualified_load: null,
  silent: null,
  push_rate: null,
  mean_pushes: null,
};

/** A past funnel in the shape of the live one: what is not known is null. */
export function serializePast({ funnel, unscored, undated }: PastFunnel, filtered = false): FunnelView {
  const view = serializeFunnel(funnel, filtered);
  const isScored = ({ deal }: AssessedDeal) => !unscored.has(deal.id);
  const canWeigh = (deals: readonly AssessedDeal[]) => deals.every((deal) => isScored(deal) || !deal.amountMinor);
  return {
    ...view,
    basis: "visits",
    undated,
    open: { ...view.open, weighted_amount: canWeigh(funnel.openDeals) ? view.open.weighted_amount : null },
    stages: view.stages.map((stage, index) => {
      const deals = funnel.stages[index]?.deals ?? [];
      return {
        ...stage,
        hollow: null,
        mean_score: meanScore(deals.filter(isScored).map(({ deal }) => deal.score_hundredths)),
        weighted_amount: canWeigh(deals) ? stage.weighted_amount : null,
      };
    }),
    figures: { ...view.figures, ...NOT_TOLD },
  };
}
