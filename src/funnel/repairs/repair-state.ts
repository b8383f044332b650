import type { RollupProgress } from "../../opportunities/rollup-repair/repair-rollups.ts";

/** What is stored of a repair beside its columns. */
export interface RepairState {
  readonly verify_only: boolean;
  /** What a job has left for the next one. */
  readonly progress?: RollupProgress;
  /** What was found, once it has ended. */
  readonly result?: object;
}

/** Written by us only. */
export function readState({ result }: { readonly result: string }): RepairState {
  return JSON.parse(result) as RepairState;
}
