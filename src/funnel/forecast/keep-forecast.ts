import { toMajor } from "../../values/money.ts";
import type { Funnel } from "../funnel-shape.ts";
import { formatMonth } from "../period.ts";
import { forecastOf } from "./forecast.ts";

/** Months whose forecast a snapshot keeps: the current one and those after it. */
const MONTHS_KEPT = 12;

/** What a snapshot keeps of the forecast of a month, in major units of its currency. */
export interface KeptForecast {
  readonly month: string;
  readonly count: number;
  readonly amount: number;
  readonly by_score: number;
  /** Null where no deal's stage had a win probability. */
  readonly by_win_probability: number | null;
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly best: number;
  readonly commit: number;
}

/** The forecast of a funnel as its snapshot keeps it, so that later on it can be held against what came. */
export function keepForecast(funnel: Funnel): KeptForecast[] {
  const { openDeals, today, closed, currency } = funnel;
  const { outcomesByStage } = closed;
  const major = (minor: number) => toMajor(minor, currency);
  return forecastOf({ openDeals, today, outcomesByStage }, MONTHS_KEPT).months.map((month) => {
    const { amountMinor, interval } = month.byWinProbability;
    return {
      month: formatMonth(month.month),
      count: month.count,
      amount: major(month.amountMinor),
      by_score: major(month.byScoreMinor),
      by_win_probability: amountMinor === null ? null : major(amountMinor),
      interval: interval && { low: major(interval.low), high: major(interval.high) },
      best: major(month.bestMinor),
      commit: major(month.commitMinor),
    };
  });
}
