import { type Interval, wilson } from "./wilson.ts";

/** A figure of funnel health, with what it rests on. */
export interface Figure {
  /** The name of its formula. */
  readonly formula: string;
  /** 0…1, exact: levels are compared with it before it is rounded. Null where there is nothing to reckon with. */
  readonly value: number | null;
  /** How many deals it rests on. */
  readonly n: number;
  /** The 95 % Wilson interval where the figure is a share of deals; null for what is not a rate. */
  readonly interval: Interval | null;
}

/** With fewer deals a share of them says nothing (product.md §4, "needs"). */
export const FEWEST_DEALS = 5;
/** With fewer deals the shape of a funnel is chance. */
export const FEWEST_FOR_SHAPE = 10;

/** `part` of `n` deals, as a rate with its interval. */
export function rateOf(formula: string, part: number, n: number): Figure {
  return { formula, value: n === 0 ? null : part / n, n, interval: n === 0 ? null : wilson(part, n) };
}

/** A figure that cannot be stated about these `n` deals. */
export function noFigure(formula: string, n: number): Figure {
  return { formula, value: null, n, interval: null };
}

/** A share as it is shown: four decimals. */
export function roundShare(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}
