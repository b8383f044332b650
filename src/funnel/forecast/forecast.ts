import { monthOf } from "../../opportunities/flows.ts";
import type { AssessedDeal } from "../assess-deal.ts";
import { isHollow } from "../hollow.ts";
import { sumDeals } from "../sums.ts";
import { type Expected, expectedOf, type OutcomesByStage } from "./expected.ts";

/** A deal of so many hundredths of a percent that has earned its stage is one that a company commits itself to. */
const COMMIT_SCORE_HUNDREDTHS = 7_500;

/** What some open deals come to, in minor units of the reporting currency. Deals without an amount or a rate add nothing to the amounts. */
export interface Outlook {
  readonly count: number;
  readonly amountMinor: number;
  /** Σ amount × score. */
  readonly byScoreMinor: number;
  readonly byWinProbability: Expected;
  /** Every one of them won. */
  readonly bestMinor: number;
  /** Those won that score 75 % or more and are not hollow. */
  readonly commitMinor: number;
}

/** The open deals of a funnel by when they are expected to close: each in exactly one of these. */
export interface Forecast {
  /** From the current month on; the month since 1970-01. */
  readonly months: readonly (Outlook & { readonly month: number })[];
  /** Expected to close after the last of these months. */
  readonly later: Outlook;
  /** Expected to have closed before today, also in this month. */
  readonly overdue: Outlook;
  /** Without an expected close date. */
  readonly undated: Outlook;
}

export interface ForecastInput {
  readonly openDeals: readonly AssessedDeal[];
  readonly today: number;
  readonly outcomesByStage: OutcomesByStage;
}

/** What the open deals come to by calendar month of the company's zone (product.md §4, "forecast by month"). */
export function forecastOf({ openDeals, today, outcomesByStage }: ForecastInput, monthCount: number): Forecast {
  const first = monthOf(today);
  const groups = Map.groupBy(openDeals, ({ deal: { expected_close_day: day } }) => {
    if (day === null) return "undated";
    return day < today ? "overdue" : Math.min(monthOf(day), first + monthCount);
  });
  const outlook = (group: number | "undated" | "overdue") => outlookOf(groups.get(group) ?? [], outcomesByStage);
  return {
    months: Array.from({ length: monthCount }, (_, index) => ({ month: first + index, ...outlook(first + index) })),
    later: outlook(first + monthCount),
    overdue: outlook("overdue"),
    undated: outlook("undated"),
  };
}

function outlookOf(deals: readonly AssessedDeal[], outcomesByStage: OutcomesByStage): Outlook {
  const { count, amountMinor, weightedMinor } = sumDeals(deals);
  return {
    count,
    amountMinor,
    byScoreMinor: weightedMinor,
    byWinProbability: expectedOf(deals, outcomesByStage),
    bestMinor: amountMinor,
    commitMinor: sumDeals(deals.filter(isCommitted)).amountMinor,
  };
}

function isCommitted(deal: AssessedDeal): boolean {
  return deal.deal.score_hundredths >= COMMIT_SCORE_HUNDREDTHS && !isHollow(deal);
}
