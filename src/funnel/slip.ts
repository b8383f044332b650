import type { Flows, MonthDue } from "../opportunities/flows.ts";
import { type Figure, rateOf } from "./figure.ts";

/**
 * The slip rate of a month: of the deals that were first expected to close in it, the share that was closed neither in it nor before, whether
 * won or lost. n are the deals that were due. A rate of deals, with its Wilson interval; only of a month that is over, since until then every
 * deal of it may still close.
 */
export function slipRate(month: number, { due, closedByMonth }: MonthDue): Figure {
  let kept = 0;
  for (const [closing, count] of closedByMonth) if (closing <= month) kept += count;
  return rateOf("slip_rate", Math.max(0, due - kept), due);
}

/** The slip rates of months (since 1970-01), in their order. */
export function slipRates(duesByMonth: Flows["duesByMonth"], months: readonly number[]): Figure[] {
  return months.map((month) => slipRate(month, duesByMonth.get(month) ?? { due: 0, closedByMonth: new Map() }));
}
