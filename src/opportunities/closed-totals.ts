import type { processRollups } from "../db/tables.ts";
import type { Histogram } from "./median.ts";

/** What the closed deals of a process come to. Kept by every commit that closes a deal, so that nobody scans them. */
export interface ClosedTotals {
  readonly won: number;
  readonly lost: number;
  /** Minor units of won deals by currency. */
  readonly wonMinorByCurrency: ReadonlyMap<string, number>;
  /** By stage key: how many won deals spent how many whole days in it. */
  readonly wonDaysByStage: ReadonlyMap<string, Histogram>;
  /** How many won deals have an amount, by its currency. */
  readonly wonCountByCurrency: ReadonlyMap<string, number>;
  /** By whole days from opening to closing: how many. Deals of an unknown opening day are in none. */
  readonly wonCycleDays: Histogram;
  readonly lostCycleDays: Histogram;
  /** By stage key: how many of the deals that were ever in it were won, and lost. */
  readonly outcomesByStage: ReadonlyMap<string, Outcomes>;
}

export interface Outcomes {
  readonly won: number;
  readonly lost: number;
}

/** The row of process_rollups. */
export type RollupRow = Readonly<Omit<typeof processRollups.$inferSelect, "tenant_id">>;

export const NO_CLOSED_DEALS: ClosedTotals = {
  won: 0,
  lost: 0,
  wonMinorByCurrency: new Map(),
  wonDaysByStage: new Map(),
  wonCountByCurrency: new Map(),
  wonCycleDays: new Map(),
  lostCycleDays: new Map(),
  outcomesByStage: new Map(),
};

export function readClosedTotals(row: RollupRow): ClosedTotals {
  return {
    won: row.won_count,
    lost: row.lost_count,
    wonMinorByCurrency: new Map(readCounts(row.won_minor_by_currency)),
    wonDaysByStage: groupByStage(readCounts(row.won_visits_by_stage_days)),
    wonCountByCurrency: new Map(readCounts(row.won_count_by_currency)),
    wonCycleDays: readDays(row.won_cycle_days),
    lostCycleDays: readDays(row.lost_cycle_days),
    outcomesByStage: readOutcomes(row.outcomes_by_stage),
  };
}

function readDays(json: string): Histogram {
  return new Map(readCounts(json).map(([days, count]) => [Number(days), count]));
}

/** `won:<stage>` and `lost:<stage>` → counts, put together by stage. */
function readOutcomes(json: string): Map<string, Outcomes> {
  const byStage = new Map<string, Outcomes>();
  for (const [key, count] of readCounts(json)) {
    const colon = key.indexOf(":");
    const stage = key.slice(colon + 1);
    const before = byStage.get(stage) ?? { won: 0, lost: 0 };
    byStage.set(stage, { ...before, [key.slice(0, colon)]: count });
  }
  return byStage;
}

/**
 * All columns are written by the rollup's own statements only, as objects of integers. What corrections have brought down to nothing may
 * still stand there with 0, or for a moment below it: it is as good as absent.
 */
function readCounts(json: string): [string, number][] {
  return Object.entries(JSON.parse(json) as Record<string, number>).filter(([, count]) => count > 0);
}

/** `<stage>:<days>` → count, taken apart. A stage key has no colon. */
function groupByStage(counts: readonly (readonly [string, number])[]): Map<string, Map<number, number>> {
  const byStage = new Map<string, Map<number, number>>();
  for (const [key, count] of counts) {
    const colon = key.lastIndexOf(":");
    const stage = key.slice(0, colon);
    const days = byStage.get(stage) ?? new Map<number, number>();
    byStage.set(stage, days.set(Number(key.slice(colon + 1)), count));
  }
  return byStage;
}
