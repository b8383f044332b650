import type { CompiledProcess } from "../../process/compile.ts";
import { startOfDay } from "../../values/calendar.ts";
import type { Histogram } from "../median.ts";
import { stageLimits } from "../stage-limits.ts";

/** A version that open opportunities are pinned to, with how long won ones of its process took. */
export interface VersionInUse {
  readonly processId: string;
  readonly version: number;
  readonly process: CompiledProcess;
  readonly wonDaysByStage: ReadonlyMap<string, Histogram>;
}

/** By process, version and stage: who entered the stage before this time (milliseconds since the epoch) is stalled in it today. */
export type StalledBefore = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;

/**
 * Turns the limits of stages into times. More than `limit` calendar days before today is before the day that is `limit` days back, rounded up
 * to whole days; so what is compared with is the instant at which that day began. Stages without a limit are left out: nothing is stalled in them.
 */
export function stalledBefore(versions: readonly VersionInUse[], today: number, timezone: string): StalledBefore {
  const byProcess: Record<string, Record<string, Record<string, number>>> = {};
  for (const { processId, version, process, wonDaysByStage } of versions) {
    const limits = [...stageLimits(process, wonDaysByStage)].flatMap(([stage, limitDays]) =>
      limitDays === null ? [] : [[stage, startOfDay(Math.ceil(today - limitDays), timezone)] as const],
    );
    const byVersion = byProcess[processId] ?? {};
    byProcess[processId] = { ...byVersion, [version]: Object.fromEntries(limits) };
  }
  return byProcess;
}
