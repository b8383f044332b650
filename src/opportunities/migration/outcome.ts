import type { MigratedDeal } from "./migrate-deal.ts";

/** What a migration can do to a deal. */
export const EFFECTS = ["becomes_hollow", "changes_stage", "loses_score", "gains_score", "no_longer_hollow"] as const;
export type Effect = (typeof EFFECTS)[number];

/** What became of a number of deals. Plain, so that it can be stored as JSON. */
export interface MigrationOutcome {
  readonly effects: Readonly<Record<Effect, number>>;
  /** Deals on which none of the effects is. */
  readonly unaffected: number;
  /** How many deals came from one stage into another, by [from, to] as JSON. */
  readonly stageChanges: Readonly<Record<string, number>>;
  /** How many deals have something said of a criterion that the new version does not have, by its key. */
  readonly leftBehind: Readonly<Record<string, number>>;
  /** How many deals have something said of a criterion that the new version has to read otherwise, by its key there. */
  readonly readOtherwise: Readonly<Record<string, number>>;
}

export const NO_OUTCOME: MigrationOutcome = {
  effects: { becomes_hollow: 0, changes_stage: 0, loses_score: 0, gains_score: 0, no_longer_hollow: 0 },
  unaffected: 0,
  stageChanges: {},
  leftBehind: {},
  readOtherwise: {},
};

export function effectsOf({ before, after }: Pick<MigratedDeal, "before" | "after">): Effect[] {
  const is: Readonly<Record<Effect, boolean>> = {
    becomes_hollow: before.hollow === 0 && after.hollow === 1,
    changes_stage: before.stage !== after.stage,
    loses_score: after.score_hundredths < before.score_hundredths,
    gains_score: after.score_hundredths > before.score_hundredths,
    no_longer_hollow: before.hollow === 1 && after.hollow === 0,
  };
  return EFFECTS.filter((effect) => is[effect]);
}

/** The outcome with more deals counted in. Pure. */
export function countOutcome(outcome: MigrationOutcome, deals: readonly MigratedDeal[]): MigrationOutcome {
  const effects = { ...outcome.effects };
  const stageChanges = new Map(Object.entries(outcome.stageChanges));
  const leftBehind = new Map(Object.entries(outcome.leftBehind));
  const readOtherwise = new Map(Object.entries(outcome.readOtherwise));
  let { unaffected } = outcome;
  for (const deal of deals) {
    const found = effectsOf(deal);
    if (found.length === 0) unaffected += 1;
    for (const effect of found) effects[effect] += 1;
    if (found.includes("changes_stage")) addOne(stageChanges, JSON.stringify([deal.before.stage, deal.after.stage]));
    for (const key of deal.leftBehind) addOne(leftBehind, key);
    for (const key of deal.readOtherwise) addOne(readOtherwise, key);
  }
  return {
    effects,
    unaffected,
    stageChanges: Object.fromEntries(stageChanges),
    leftBehind: Object.fromEntries(leftBehind),
    readOtherwise: Object.fromEntries(readOtherwise),
  };
}

function addOne(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
