import type { RollupRow } from "../closed-totals.ts";
import { emptyDelta, type RollupDelta } from "../rollup.ts";
import { totalsOf } from "../rollup-store.ts";

/** All that is counted of a process, as plain data: kept between two jobs. */
export interface Counted {
  readonly won: number;
  readonly lost: number;
  /** By column of process_rollups, and `flows`. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export function writeCounted(delta: RollupDelta): Counted {
  const columns = [...totalsOf(delta), ["flows", delta.flows] as const];
  const counts = Object.fromEntries(columns.map(([column, sums]) => [column, Object.fromEntries(sums)]));
  return { won: delta.won, lost: delta.lost, counts };
}

export function readCounted({ won, lost, counts }: Counted): RollupDelta {
  const delta = { ...emptyDelta(), won, lost };
  for (const [column, sums] of [...totalsOf(delta), ["flows", delta.flows] as const]) {
    for (const [key, sum] of Object.entries(counts[column] ?? {})) sums.set(key, sum);
  }
  return delta;
}

/** What is stored, read as it is counted: what has come down to nothing is absent, and counts of one key in several weeks are one. */
export function readStored(totals: RollupRow, flows: readonly { readonly counts: string }[]): RollupDelta {
  const delta = { ...emptyDelta(), won: totals.won_count, lost: totals.lost_count };
  for (const [column, sums] of totalsOf(delta)) addAll(sums, totals[column]);
  for (const { counts } of flows) addAll(delta.flows, counts);
  for (const [, sums] of [...totalsOf(delta), ["flows", delta.flows] as const]) {
    for (const [key, sum] of sums) if (sum === 0) sums.delete(key);
  }
  return delta;
}

function addAll(sums: Map<string, number>, json: string): void {
  const stored = JSON.parse(json) as Record<string, number>; // written by the statements of rollup-store.ts only
  for (const [key, sum] of Object.entries(stored)) sums.set(key, (sums.get(key) ?? 0) + sum);
}

/** One count that is not what the deals say. */
export interface Difference {
  /** `won_count`, `lost_count`, `<column of the totals>.<key>` or `flows.<key>`. */
  readonly key: string;
  readonly stored: number;
  readonly counted: number;
}

/** In the order of their keys. */
export function compareCounts(stored: RollupDelta, counted: RollupDelta): Difference[] {
  const [before, after] = [flat(stored), flat(counted)];
  const keys = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return keys.flatMap((key) => {
    const difference = { key, stored: before.get(key) ?? 0, counted: after.get(key) ?? 0 };
    return difference.stored === difference.counted ? [] : [difference];
  });
}

function flat(delta: RollupDelta): Map<string, number> {
  const all = new Map([
    ["won_count", delta.won],
    ["lost_count", delta.lost],
  ]);
  for (const [column, sums] of [...totalsOf(delta), ["flows", delta.flows] as const]) {
    for (const [key, sum] of sums) all.set(`${column}.${key}`, sum);
  }
  return all;
}
