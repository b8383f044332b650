import type { RollupProgress } from "../../opportunities/rollup-repair/repair-rollups.ts";

type Counting = NonNullable<RollupProgress["counting"]>;
type StoredProgress = Omit<RollupProgress, "counting"> & { readonly counting?: Omit<Counting, "counted"> };

export function withoutCounted({ counting, ...progress }: RollupProgress): StoredProgress {
  if (!counting) return progress;
  const { counted: _, ...rest } = counting;
  return { ...progress, counting: rest };
}

/** What is stored of a repair beside its columns. */
export interface RepairState {
  readonly verify_only: boolean;
  /** What a job has left for the next one. What was counted is kept beside it (`keepText`). */
  readonly progress?: StoredProgress;
  /** What was found, once it has ended. */
  readonly result?: object;
}

/** Written by us only. */
export function readState({ result }: { readonly result: string }): RepairState {
  return JSON.parse(result) as RepairState;
}
