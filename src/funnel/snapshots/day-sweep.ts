import { medianOfHistogram } from "../../opportunities/median.ts";
import { addTo } from "../../values/counts.ts";
import type { Stay } from "./stays.ts";

/** A deal while it is open in one visit. Amounts are in minor units, scores in hundredths of a percent, days since 1970-01-01. */
export interface OpenStay extends Omit<Stay<unknown>, "visit"> {
  readonly stage: string;
  /** Where it counts among the stages of the current version, from 0. */
  readonly placed: number;
  readonly enteredDay: number;
  readonly limitDays: number | null;
  /** In the reporting currency; null without an amount, and without a rate for it. */
  readonly amountMinor: number | null;
  readonly weightedMinor: number;
  /** At entry; null where it is not known. */
  readonly score: number | null;
  /** An amount that cannot be converted. */
  readonly unconverted: { readonly currency: string; readonly minor: number } | null;
}

/** What the open deals of a stage, or of all, come to at the end of a day. */
export interface Tally {
  count: number;
  stalled: number;
  /** Deals that have a limit to be older than. */
  limited: number;
  amountMinor: number;
  weightedMinor: number;
  /** Deals of a known score, and the sum of these scores. */
  scored: number;
  scores: number;
  /** Deals with an amount that no score weighs. */
  unweighed: number;
}

export interface StageTally extends Tally {
  /** Of its deals; null without any. */
  readonly medianDays: number | null;
}

/** The funnel at the end of a day. */
export interface SweptDay {
  readonly day: number;
  readonly all: Tally;
  /** Without stages where no deal stands. */
  readonly stages: ReadonlyMap<string, StageTally>;
  /** By the stages of the current version, from 0; without those where none stands. */
  readonly placed: ReadonlyMap<number, Pick<Tally, "count" | "stalled" | "limited">>;
  readonly undated: number;
  readonly unconverted: ReadonlyMap<string, { readonly count: number; readonly minor: number }>;
}

interface Standing extends Tally {
  /** By day of entry: how many. */
  readonly enteredDays: Map<number, number>;
}

/** By how much what stands in a stage changes on a day. */
interface Step {
  readonly stage: string;
  readonly placed: number;
  readonly tally: Tally;
  /** The days of entry of the deals that come, and of those that go. */
  readonly coming: number[];
  readonly going: number[];
}

const nothing = (): Tally => ({
  count: 0,
  stalled: 0,
  limited: 0,
  amountMinor: 0,
  weightedMinor: 0,
  scored: 0,
  scores: 0,
  unweighed: 0,
});

/**
 * The funnels of many days on end from the stays of all deals. A stay is a step when it begins, when it ends and when it becomes too old, and
 * the steps of a day and a stage are summed: so it costs as much as there are visits and days, not deals times days, and no deal is kept.
 */
export class DaySweep {
  readonly #first: number;
  readonly #last: number;
  #began = Number.POSITIVE_INFINITY;
  readonly #steps = new Map<number, Map<string, Step>>();
  readonly #undatedSteps = new Map<number, number>();
  readonly #unconvertedSteps = new Map<number, Map<string, { count: number; minor: number }>>();

  readonly #all = nothing();
  readonly #stages = new Map<string, Standing>();
  readonly #placed = new Map<number, Pick<Tally, "count" | "stalled" | "limited">>();
  readonly #unconverted = new Map<string, { count: number; minor: number }>();
  #undated = 0;

  /** The days of the sweep, both inclusive. */
  constructor(first: number, last: number) {
    this.#first = first;
    this.#last = last;
  }

  /** A deal that nobody can place on these days. */
  addUndated({ from, until }: Pick<OpenStay, "from" | "until">): void {
    const begin = Math.max(from, this.#first);
    if (begin >= until) return;
    addTo(this.#undatedSteps, begin, 1);
    addTo(this.#undatedSteps, until, -1);
  }

  add(stay: OpenStay): void {
    const { from, until, enteredDay } = stay;
    const begin = Math.max(from, this.#first);
    if (begin >= until || begin > this.#last) return;
    this.#began = Math.min(this.#began, begin);
    const comes = this.#stepOn(begin, stay);
    tell(comes.tally, stay, 1);
    comes.coming.push(enteredDay);
    this.#tellUnconverted(begin, stay, 1);
    const stalledFrom = stalledSince(stay);
    const isStalled = stalledFrom < until && stalledFrom <= this.#last;
    if (isStalled) this.#stepOn(Math.max(begin, stalledFrom), stay).tally.stalled += 1;
    if (until > this.#last) return;
    const goes = this.#stepOn(until, stay);
    tell(goes.tally, stay, -1);
    goes.going.push(enteredDay);
    this.#tellUnconverted(until, stay, -1);
    if (isStalled) goes.tally.stalled -= 1;
  }

  /** From the first day on which a deal stood anywhere. Runs once. */
  *days(): Generator<SweptDay> {
    for (let day = this.#first; day <= this.#last; day++) {
      for (const step of this.#steps.get(day)?.values() ?? []) this.#take(step);
      for (const [currency, step] of this.#unconvertedSteps.get(day) ?? []) {
        const { count, minor } = this.#unconverted.get(currency) ?? { count: 0, minor: 0 };
        this.#unconverted.set(currency, { count: count + step.count, minor: minor + step.minor });
      }
      this.#undated += this.#undatedSteps.get(day) ?? 0;
      if (day >= this.#began) yield this.#drawn(day);
    }
  }

  #stepOn(day: number, { stage, placed }: OpenStay): Step {
    const steps = this.#steps.get(day) ?? new Map<string, Step>();
    this.#steps.set(day, steps);
    const key = `${placed}:${stage}`;
    const step = steps.get(key) ?? { stage, placed, tally: nothing(), coming: [], going: [] };
    steps.set(key, step);
    return step;
  }

  #tellUnconverted(day: number, { unconverted }: OpenStay, sign: 1 | -1): void {
    if (!unconverted) return;
    const steps = this.#unconvertedSteps.get(day) ?? new Map<string, { count: number; minor: number }>();
    this.#unconvertedSteps.set(day, steps);
    const { count, minor } = steps.get(unconverted.currency) ?? { count: 0, minor: 0 };
    steps.set(unconverted.currency, { count: count + sign, minor: minor + sign * unconverted.minor });
  }

  #take({ stage, placed, tally, coming, going }: Step): void {
    const standing = this.#stages.get(stage) ?? { ...nothing(), enteredDays: new Map() };
    this.#stages.set(stage, standing);
    const there = this.#placed.get(placed) ?? { count: 0, stalled: 0, limited: 0 };
    this.#placed.set(placed, there);
    for (const key of TALLIED) {
      this.#all[key] += tally[key];
      standing[key] += tally[key];
    }
    there.count += tally.count;
    there.stalled += tally.stalled;
    there.limited += tally.limited;
    for (const day of coming) addTo(standing.enteredDays, day, 1);
    for (const day of going) addTo(standing.enteredDays, day, -1);
  }

  #drawn(day: number): SweptDay {
    const standing = [...this.#stages].filter(([, { count }]) => count > 0);
    return {
      day,
      all: { ...this.#all },
      stages: new Map(
        standing.map(([key, { enteredDays, ...tally }]) => {
          const usual = medianOfHistogram(enteredDays);
          return [key, { ...tally, medianDays: usual === null ? null : day - usual }];
        }),
      ),
      placed: new Map([...this.#placed].map(([index, counts]) => [index, { ...counts }])),
      undated: this.#undated,
      unconverted: new Map([...this.#unconverted].filter(([, { count }]) => count > 0)),
    };
  }
}

const TALLIED = Object.keys(nothing()) as (keyof Tally)[]; // all of them

function tell(tally: Tally, { limitDays, amountMinor, weightedMinor, score }: OpenStay, sign: 1 | -1): void {
  tally.count += sign;
  tally.limited += limitDays === null ? 0 : sign;
  tally.amountMinor += sign * (amountMinor ?? 0);
  tally.weightedMinor += sign * weightedMinor;
  tally.scored += score === null ? 0 : sign;
  tally.scores += sign * (score ?? 0);
  tally.unweighed += score === null && amountMinor ? sign : 0;
}

/** Older than the limit: on its last day it is not yet, and a limit may be a fraction. */
function stalledSince({ enteredDay, limitDays }: OpenStay): number {
  return limitDays === null ? Number.POSITIVE_INFINITY : enteredDay + Math.floor(limitDays) + 1;
}
