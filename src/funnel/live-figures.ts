import { closingJam } from "./closing-jam.ts";
import { concentration, hhi } from "./concentration.ts";
import { FEWEST_DEALS, FEWEST_FOR_SHAPE, type Figure } from "./figure.ts";
import type { Funnel } from "./funnel-shape.ts";
import { hollowShare } from "./hollow.ts";
import { inversion } from "./inversion.ts";
import { pastDueShare } from "./past-due.ts";
import { SILENT_DAYS, silentShare } from "./silent.ts";
import { meanPushes, pushRate, slippingShare } from "./slipping.ts";
import { stalledShare } from "./stalled.ts";
import { unqualifiedShare } from "./unqualified.ts";

/** The figures of a funnel's open deals, in the order in which they are told. */
export const LIVE_FIGURES = [
  "inversion",
  "closing_jam",
  "hollow",
  "stalled",
  "past_due",
  "slipping",
  "concentration",
  "hhi",
  "unqualified_load",
  "silent",
  "push_rate",
  "mean_pushes",
] as const;
export type LiveFigure = (typeof LIVE_FIGURES)[number];

/** Each as its rule measures it where there is one, by the product's own window. */
export function liveFigures(funnel: Funnel): Record<LiveFigure, Figure> {
  const { openDeals, placedStages, today, closed } = funnel;
  return {
    inversion: inversion(placedStages.map(({ deals }) => deals.length)),
    closing_jam: closingJam(placedStages.at(-1)?.deals ?? []),
    hollow: hollowShare(openDeals),
    stalled: stalledShare(openDeals),
    past_due: pastDueShare(openDeals, today),
    slipping: slippingShare(openDeals),
    concentration: concentration(openDeals),
    hhi: hhi(openDeals),
    unqualified_load: unqualifiedShare(openDeals, today, closed.wonCycleDays),
    silent: silentShare(openDeals, funnel, SILENT_DAYS),
    push_rate: pushRate(openDeals),
    mean_pushes: meanPushes(openDeals),
  };
}

/** From how many deals on a figure means anything. */
export function fewestFor(figure: LiveFigure): number {
  return figure === "inversion" ? FEWEST_FOR_SHAPE : FEWEST_DEALS;
}
