import type { Cohort, Flows } from "../opportunities/flows.ts";
import type { Histogram } from "../opportunities/median.ts";
import type { Figure } from "./figure.ts";
import { type Proportion, twoProportionP } from "./two-proportions.ts";

/** How much of what will pass has to have had the time to. */
const MATURE_SHARE = 0.9;
/** What ends longer ago tells too late what has changed. */
const LONGEST_MATURITY_DAYS = 180;

/** How far back `conversionDrop` looks. */
export function conversionReachDays(windowDays: number): number {
  return 2 * windowDays + LONGEST_MATURITY_DAYS;
}

/** What is known of how long deals take to pass a stage. */
export interface StagePace {
  /** Whole days that won deals spent in it. */
  readonly wonDays: Histogram | undefined;
  /** How long they may; null without a limit. */
  readonly limitDays: number | null;
}

export interface ConversionDrop {
  /** Of the deals that entered in a window, how many have passed so far; the lost ones have not. */
  readonly recent: Proportion;
  readonly before: Proportion;
  /** The days over which the recent cohort entered. */
  readonly from: number;
  readonly to: number;
  /** The p-value of the drop, 1 where there is none; n is the smaller cohort. Null where one is empty. */
  readonly figure: Figure;
}

/**
 * Whether fewer deals pass a stage than used to (product.md §4, `conversion_drop`): of the deals that first entered it in a window, the share
 * that has been in a later stage since or is won, against the window of as many days before, by the two-proportion z-test (`twoProportionP`).
 *
 * Young deals have not passed because they have not had the time, which would look like a drop (right-censoring). So both windows end early,
 * by the days within which 90 % of the won deals had left the stage (nearest rank; the stage's limit where none was won), but by no more than
 * 180. Of those that will pass, then, fewer than 10 % still have to, whatever day they entered: less than the 10 points that make a drop. Where
 * neither is known the windows end today.
 */
export function conversionDrop(
  flows: Flows,
  stage: string,
  today: number,
  windowDays: number,
  pace: StagePace,
): ConversionDrop {
  const maturityDays = daysToMature(pace);
  const to = today - maturityDays;
  const cohorts = flows.cohortsByStage.get(stage) ?? new Map<number, Cohort>();
  const recent = cohortOf(cohorts, to - windowDays, to);
  const before = cohortOf(cohorts, to - 2 * windowDays, to - windowDays);
  const n = Math.min(recent.n, before.n);
  return {
    recent,
    before,
    from: to - windowDays + 1,
    to,
    figure: {
      formula: "conversion_drop_p_value",
      value: n === 0 ? null : pOfDrop(recent, before),
      n,
      interval: null,
    },
  };
}

function pOfDrop(recent: Proportion, before: Proportion): number {
  return dropsByAtLeast(0, { recent, before }) ? twoProportionP(recent, before) : 1;
}

/** Whether the rate fell by so many whole points or more, reckoned in whole numbers: from 50 % to 40 % is 10 points. */
export function dropsByAtLeast(points: number, { recent, before }: Pick<ConversionDrop, "recent" | "before">): boolean {
  return 100 * (before.part * recent.n - recent.part * before.n) >= points * recent.n * before.n;
}

function daysToMature({ wonDays, limitDays }: StagePace): number {
  const days = (wonDays && daysFor(MATURE_SHARE, wonDays)) ?? Math.ceil(limitDays ?? 0);
  return Math.min(days, LONGEST_MATURITY_DAYS);
}

/** The fewest days within which this share of the deals was through; null of none. */
function daysFor(share: number, wonDays: Histogram): number | null {
  const total = [...wonDays.values()].reduce((sum, count) => sum + count, 0);
  let through = 0;
  for (const [days, count] of [...wonDays].sort(([a], [b]) => a - b)) {
    through += count;
    if (through >= share * total) return days;
  }
  return null;
}

/** Of the days after the one, up to and with the other. */
function cohortOf(cohorts: ReadonlyMap<number, Cohort>, after: number, to: number): Proportion {
  let [part, n] = [0, 0];
  for (const [day, { entered, passed }] of cohorts) {
    if (day <= after || day > to) continue;
    n += entered;
    part += Math.min(passed, entered);
  }
  return { part, n };
}
