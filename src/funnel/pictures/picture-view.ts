import type { Base } from "../../process/document.ts";
import { toMajor } from "../../values/money.ts";
import type { Locale } from "../../values/words.ts";
import type { Funnel } from "../funnel-shape.ts";
import { isHollow } from "../hollow.ts";
import { excesses } from "../inversion.ts";
import { sumDeals, unconvertedOf } from "../sums.ts";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** A stage as a picture shows it. */
export interface PictureStage {
  readonly name: string;
  readonly base: Base | null;
  readonly count: number;
  /** Major units of the reporting currency. */
  readonly amount: number;
  readonly hollow: number;
  /** By how many deals it exceeds the stage before it. */
  readonly excess: number;
  /** How many deals there ought to be; null where that is not known. */
  readonly required: number | null;
}

/** What the stages are to feed, and where that comes from. */
export interface Goal {
  /** How many deals are still to be won; null where that is not known. */
  readonly closes: number | null;
  /** `target`: the rest of the current target; `pace`: as many as were won in the last 90 days. */
  readonly basis: "target" | "pace";
}

/** All that a picture tells, in plain values. */
export interface PictureView {
  /** Names the elements that others refer to; a page may have many pictures in it. */
  readonly id: string;
  readonly locale: Locale;
  readonly theme: Theme;
  readonly title: string;
  /** Days since 1970-01-01. */
  readonly day: number;
  /** Whose or which deals these are; null for all of the process. */
  readonly filter: string | null;
  /** ISO 4217; what amounts are in. */
  readonly currency: string;
  readonly count: number;
  readonly amount: number;
  /** Deals whose amounts no sum contains, for want of a rate. */
  readonly unconverted: number;
  /** Deals of stages that the current version no longer has, counted where those stood. */
  readonly retired: number;
  /** All deals ever closed; null where they are not known. */
  readonly won: number | null;
  readonly lost: number | null;
  readonly stages: readonly PictureStage[];
  /** Null where no one goal is for these deals alone. */
  readonly goal: Goal | null;
}

/** What the stages ought to hold; by stage, null for what is not known. */
export interface Needs {
  readonly goal: Goal | null;
  readonly required: readonly (number | null)[];
}

const NO_NEEDS: Needs = { goal: null, required: [] };

export interface Manner {
  readonly locale: Locale;
  readonly theme: Theme;
  readonly filter: string | null;
}

/** What the diamond and the funnel show of a live funnel. */
export function viewFunnel(
  funnel: Funnel,
  { locale, theme, filter }: Manner,
  { goal, required }: Needs = NO_NEEDS,
): PictureView {
  const { currency, closed, placedStages } = funnel;
  const version = funnel.versions.get(funnel.process.currentVersion);
  const excess = excesses(placedStages.map(({ deals }) => deals.length));
  const sums = sumDeals(funnel.openDeals);
  return {
    id: funnel.process.id,
    locale,
    theme,
    title: funnel.process.name,
    day: funnel.today,
    filter,
    currency,
    count: sums.count,
    amount: toMajor(sums.amountMinor, currency),
    unconverted: unconvertedOf(funnel.openDeals).reduce((sum, { count }) => sum + count, 0),
    retired: funnel.stages.reduce((sum, { retired, deals }) => sum + (retired ? deals.length : 0), 0),
    won: filter === null ? closed.won : null,
    lost: filter === null ? closed.lost : null,
    stages: placedStages.map(({ key, name, deals }, index) => ({
      name,
      base: version?.stageByKey.get(key)?.base ?? null,
      count: deals.length,
      amount: toMajor(sumDeals(deals).amountMinor, currency),
      hollow: deals.filter(isHollow).length,
      excess: excess[index] ?? 0,
      required: required[index] ?? null,
    })),
    goal,
  };
}
