import { type Flows, firstDayOfMonth } from "../../opportunities/flows.ts";
import type { RatesMillionths } from "../../values/money.ts";
import { closingsIn, wonAmounts } from "../closings.ts";
import type { Figure } from "../figure.ts";
import { monthsFrom, type Period } from "../period.ts";
import { slipRates } from "../slip.ts";
import type { KeptForecast } from "./keep-forecast.ts";
import type { FirstForecastRow } from "./store.ts";

export interface Won {
  readonly count: number;
  /** Minor units of the reporting currency. */
  readonly amountMinor: number;
}

/** A month that is over: what was forecast as it began, and what came. */
export interface EarlierMonth {
  readonly month: number;
  readonly won: Won;
  readonly slipRate: Figure;
  /** Of the first snapshot of the month; null where none of it is kept. */
  readonly forecast: ForecastThen | null;
}

export interface ForecastThen {
  /** The day whose end it shows. */
  readonly day: number;
  readonly currency: string;
  readonly said: KeptForecast;
  /** Won after that day, to the end of the month: what the forecast of the deals that were open then is held against. */
  readonly wonSince: Won;
}

/** What was forecast for each of some months that are over, and what came of it. The flows must reach back to the first. */
export function earlierMonths(
  months: readonly number[],
  flows: Flows,
  firsts: readonly FirstForecastRow[],
  { currency, rates }: { readonly currency: string; readonly rates: RatesMillionths },
): EarlierMonth[] {
  const firstByMonth = new Map(firsts.map((row) => [row.month, row]));
  const slips = slipRates(flows.duesByMonth, months);
  const wonSince = (day: number, month: number) =>
    wonDuring(flows, { firstDay: day + 1, lastDay: firstDayOfMonth(month + 1) - 1 }, currency, rates);
  return months.flatMap((month, index) => {
    const slipRate = slips[index];
    const first = firstByMonth.get(month);
    if (!slipRate) return [];
    const forecast = first && {
      day: first.day,
      currency: first.currency,
      said: JSON.parse(first.forecast) as KeptForecast, // as its snapshot was written (keep-forecast.ts)
      wonSince: wonSince(first.day, month),
    };
    return [{ month, won: wonInMonth(flows, month, currency, rates), slipRate, forecast: forecast ?? null }];
  });
}

export function wonInMonth(flows: Flows, month: number, currency: string, rates: RatesMillionths): Won {
  return wonDuring(flows, monthsFrom(month, 1), currency, rates);
}

function wonDuring(flows: Flows, period: Period, currency: string, rates: RatesMillionths): Won {
  const closings = closingsIn(flows, period);
  return { count: closings.won, amountMinor: wonAmounts(closings, currency, rates).amountMinor };
}
