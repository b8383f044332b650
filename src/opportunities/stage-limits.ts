import type { CompiledProcess } from "../process/compile.ts";
import { type Histogram, medianOfHistogram } from "./median.ts";

/** How much longer than usual is too long. */
const USUAL_TIMES = 1.5;
/** A stage that won deals usually pass on the day they enter it still takes a day: else every deal would be too old on its second one. */
const SHORTEST_LIMIT_DAYS = 1;

/**
 * How many days a deal may stay in a stage (product.md §4, `stalled`): the stage's `max_days`, else 1.5 × the median of the days that won
 * deals spent in it, and then at least 1 day. Null where neither is known: nothing can be too old then. May be a fraction: 1.5 × 57 = 85.5.
 */
export function stageLimitDays(maxDays: number | null, wonDays: Histogram | undefined): number | null {
  if (maxDays !== null) return maxDays;
  const usual = wonDays ? medianOfHistogram(wonDays) : null;
  return usual === null ? null : Math.max(SHORTEST_LIMIT_DAYS, USUAL_TIMES * usual);
}

/** The limits of all stages of a version, by stage key. */
export function stageLimits(
  process: CompiledProcess,
  wonDaysByStage: ReadonlyMap<string, Histogram>,
): ReadonlyMap<string, number | null> {
  return new Map(process.stages.map(({ key, maxDays }) => [key, stageLimitDays(maxDays, wonDaysByStage.get(key))]));
}
