import { medianOfHistogram } from "../../opportunities/median.ts";
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
 * The funnels of many days on end from the stays of all deals, each of which is looked at when it begins, ends and becomes too old, and never
 * in between: so it costs as many steps as there are visits and days, not deals times days.
 */
export class DaySweep {
  readonly #first: number;
  readonly #last: number;
  #began = Number.POSITIVE_INFINITY;
  /** By the day on which they begin, become too old, and are over. */
  readonly #begins = new Map<number, OpenStay[]>();
  readonly #stalls = new Map<number, OpenStay[]>();
  readonly #ends = new Map<number, OpenStay[]>();
  /** By day: how many more deals nobody can place from then on. */
  readonly #undatedSteps = new Map<number, number>();
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
    for (const [day, sign] of [
      [begin, 1],
      [until, -1],
    ] as const) {
      this.#undatedSteps.set(day, (this.#undatedSteps.get(day) ?? 0) + sign);
    }
  }

  add(stay: OpenStay): void {
    const { from, until } = stay;
    const begin = Math.max(from, this.#first);
    if (begin >= until || begin > this.#last) return;
    this.#began = Math.min(this.#began, begin);
    put(this.#begins, begin, stay);
    if (until <= this.#last) put(this.#ends, until, stay);
    const stalledFrom = stalledSince(stay);
    if (stalledFrom < until && stalledFrom <= this.#last) put(this.#stalls, Math.max(begin, stalledFrom), stay);
  }

  /** From the first day on which a deal stood anywhere. Runs once. */
  *days(): Generator<SweptDay> {
    for (let day = this.#first; day <= this.#last; day++) {
      for (const stay of this.#ends.get(day) ?? []) {
        if (stalledSince(stay) < stay.until) this.#countStalled(stay, -1);
        this.#count(stay, -1);
      }
      for (const stay of this.#begins.get(day) ?? []) this.#count(stay, 1);
      for (const stay of this.#stalls.get(day) ?? []) this.#countStalled(stay, 1);
      this.#undated += this.#undatedSteps.get(day) ?? 0;
      if (day >= this.#began) yield this.#drawn(day);
    }
  }

  #count(stay: OpenStay, sign: 1 | -1): void {
    const stage = this.#stages.get(stay.stage) ?? { ...nothing(), enteredDays: new Map() };
    this.#stages.set(stay.stage, stage);
    for (const tally of [this.#all, stage]) {
      tally.count += sign;
      tally.limited += stay.limitDays === null ? 0 : sign;
      tally.amountMinor += sign * (stay.amountMinor ?? 0);
      tally.weightedMinor += sign * stay.weightedMinor;
      tally.scored += stay.score === null ? 0 : sign;
      tally.scores += sign * (stay.score ?? 0);
      tally.unweighed += stay.score === null && stay.amountMinor ? sign : 0;
    }
    const placed = this.#placedAt(stay.placed);
    placed.count += sign;
    placed.limited += stay.limitDays === null ? 0 : sign;
    addTo(stage.enteredDays, stay.enteredDay, sign);
    if (stay.unconverted) this.#countUnconverted(stay.unconverted, sign);
  }

  #countStalled({ stage, placed }: OpenStay, sign: 1 | -1): void {
    this.#all.stalled += sign;
    const standing = this.#stages.get(stage);
    if (standing) standing.stalled += sign;
    this.#placedAt(placed).stalled += sign;
  }

  #countUnconverted({ currency, minor }: NonNullable<OpenStay["unconverted"]>, sign: 1 | -1): void {
    const before = this.#unconverted.get(currency) ?? { count: 0, minor: 0 };
    this.#unconverted.set(currency, { count: before.count + sign, minor: before.minor + sign * minor });
  }

  #placedAt(index: number): Pick<Tally, "count" | "stalled" | "limited"> {
    const found = this.#placed.get(index) ?? { count: 0, stalled: 0, limited: 0 };
    this.#placed.set(index, found);
    return found;
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

/** Older than the limit: on its last day it is not yet, and a limit may be a fraction. */
function stalledSince({ enteredDay, limitDays }: OpenStay): number {
  return limitDays === null ? Number.POSITIVE_INFINITY : enteredDay + Math.floor(limitDays) + 1;
}

function put(byDay: Map<number, OpenStay[]>, day: number, stay: OpenStay): void {
  const stays = byDay.get(day);
  if (stays) stays.push(stay);
  else byDay.set(day, [stay]);
}

function addTo(counts: Map<number, number>, key: number, amount: number): void {
  const sum = (counts.get(key) ?? 0) + amount;
  if (sum === 0) counts.delete(key);
  else counts.set(key, sum);
}
