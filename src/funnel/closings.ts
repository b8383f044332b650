import type { ClosedTotals } from "../opportunities/closed-totals.ts";
import type { Flows } from "../opportunities/flows.ts";
import type { RatesMillionths } from "../values/money.ts";
import { isWithin, type Period } from "./period.ts";
import { type ConvertedSums, convertSums } from "./sums.ts";

/** What the deals that were closed in some time come to. */
export type Closings = Pick<
  ClosedTotals,
  "won" | "lost" | "wonMinorByCurrency" | "wonCountByCurrency" | "wonCycleDays" | "lostCycleDays"
>;

/** The deals closed on the days of a window; those of an unknown day are in none. The flows must reach back to its first day. */
export function closingsIn(flows: Flows, window: Period): Closings {
  let [won, lost] = [0, 0];
  const sums = {
    wonMinorByCurrency: new Map<string, number>(),
    wonCountByCurrency: new Map<string, number>(),
    wonCycleDays: new Map<number, number>(),
    lostCycleDays: new Map<number, number>(),
  };
  for (const [day, closings] of flows.closingsByDay) {
    if (!isWithin(day, window)) continue;
    won += closings.won;
    lost += closings.lost;
    addAll(sums.wonMinorByCurrency, closings.wonMinorByCurrency);
    addAll(sums.wonCountByCurrency, closings.wonCountByCurrency);
    addAll(sums.wonCycleDays, closings.wonCycleDays);
    addAll(sums.lostCycleDays, closings.lostCycleDays);
  }
  return { won, lost, ...sums };
}

function addAll<Key>(sums: Map<Key, number>, more: ReadonlyMap<Key, number>): void {
  for (const [key, count] of more) sums.set(key, (sums.get(key) ?? 0) + count);
}

/** What won deals come to in the reporting currency, and how many of them have an amount in it or in a currency with a rate. */
export function wonAmounts(
  { wonMinorByCurrency, wonCountByCurrency }: Pick<Closings, "wonMinorByCurrency" | "wonCountByCurrency">,
  currency: string,
  rates: RatesMillionths,
): ConvertedSums & { readonly withAmount: number } {
  let withAmount = 0;
  for (const [code, count] of wonCountByCurrency) if (code === currency || rates.has(code)) withAmount += count;
  return { ...convertSums(wonMinorByCurrency, currency, rates), withAmount };
}
