import type { AssessedDeal } from "../../funnel/assess-deal.ts";
import type { Figure } from "../../funnel/figure.ts";
import type { Funnel, StageShape } from "../../funnel/funnel-shape.ts";
import type { Locale } from "../../values/words.ts";

/** What a rule sees in a funnel. Whether that is worth an alert is not its business: see levels.ts and life.ts. */
export interface Finding {
  readonly figure: Figure;
  /** The deals that explain the figure, the most telling first. */
  readonly deals: readonly AssessedDeal[];
  /** For a manager: what is wrong, where, how badly, and what to do. */
  readonly breached: (locale: Locale) => string;
  /** For a manager: that it is well again. */
  readonly cleared: (locale: Locale) => string;
}

export type MeasureRule = (funnel: Funnel) => Finding;

/** The most telling first; deals that tell as much come in the order of their ids, so that the same funnel reads the same every time. */
export function mostTelling(
  deals: readonly AssessedDeal[],
  weight: (deal: AssessedDeal) => number,
): readonly AssessedDeal[] {
  return deals.toSorted((a, b) => weight(b) - weight(a) || (a.deal.id < b.deal.id ? -1 : 1));
}

/** How many days over its limit a deal is. */
export function daysOver({ ageDays, limitDays }: AssessedDeal): number {
  return (ageDays ?? 0) - (limitDays ?? 0);
}

/** The stage where most of the deals stand that `counts` picks; the earlier one of two. Undefined where it picks none. */
export function fullestStage(
  funnel: Funnel,
  counts: (deal: AssessedDeal) => boolean,
): { readonly stage: StageShape; readonly count: number } | undefined {
  const counted = funnel.stages.map((stage) => ({ stage, count: stage.deals.filter(counts).length }));
  const fullest = counted.reduce((best, next) => (next.count > best.count ? next : best), {
    count: 0,
    stage: counted[0]?.stage,
  });
  const { stage, count } = fullest;
  return stage && count > 0 ? { stage, count } : undefined;
}
