import { convertMinor, type RatesMillionths } from "../values/money.ts";
import type { AssessedDeal } from "./assess-deal.ts";

/** What deals come to, in minor units of the reporting currency. Deals without an amount or a rate add nothing to the amounts. */
export interface Sums {
  readonly count: number;
  readonly amountMinor: number;
  readonly weightedMinor: number;
}

export function sumDeals(deals: readonly AssessedDeal[]): Sums {
  let amountMinor = 0;
  let weightedMinor = 0;
  for (const deal of deals) {
    amountMinor += deal.amountMinor ?? 0;
    weightedMinor += deal.weightedMinor;
  }
  return { count: deals.length, amountMinor, weightedMinor };
}

/** Amounts that no sum contains because the tenant has no rate for their currency, in minor units of that currency. */
export interface Unconverted {
  readonly currency: string;
  readonly count: number;
  readonly amountMinor: number;
}

/** What `sumDeals` had to leave out, by currency in alphabetical order. */
export function unconvertedOf(deals: readonly AssessedDeal[]): Unconverted[] {
  const byCurrency = new Map<string, Unconverted>();
  for (const { deal, amountMinor } of deals) {
    if (deal.amount_minor === null || amountMinor !== null) continue;
    const { currency } = deal;
    const before = byCurrency.get(currency) ?? { currency, count: 0, amountMinor: 0 };
    byCurrency.set(currency, {
      currency,
      count: before.count + 1,
      amountMinor: before.amountMinor + deal.amount_minor,
    });
  }
  return [...byCurrency.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

/** Sums by currency, brought together in the reporting currency; what has no rate is kept apart. */
export interface ConvertedSums {
  readonly amountMinor: number;
  readonly unconverted: readonly { readonly currency: string; readonly amountMinor: number }[];
}

export function convertSums(
  minorByCurrency: ReadonlyMap<string, number>,
  reporting: string,
  rates: RatesMillionths,
): ConvertedSums {
  let amountMinor = 0;
  const unconverted: { currency: string; amountMinor: number }[] = [];
  for (const [currency, minor] of [...minorByCurrency].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const converted = convertMinor(minor, currency, reporting, rates);
    if (converted === undefined) unconverted.push({ currency, amountMinor: minor });
    else amountMinor += converted;
  }
  return { amountMinor, unconverted };
}
