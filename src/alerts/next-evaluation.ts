import { localDay, startOfDay } from "../values/calendar.ts";

const DAY_SECONDS = 86_400;
/** Companies of one time zone are not all due at their midnight at once. Short of the time in which a day can still be closed as it ended. */
const MIDNIGHT_SPREAD_SECONDS = 600;

/** What decides when a company is evaluated next. Instants are in ms since the epoch. */
export interface EvaluationPlan {
  readonly now: number;
  readonly intervalSeconds: number;
  readonly timezone: string;
  /** How far the company's evaluations are shifted against everybody else's (`spreadOf`). */
  readonly spreadSeconds: number;
  /** When something waits to be looked at: a snooze or mute hours end, a digest is due. What is past has been looked at. */
  readonly wakeAt: readonly (number | null)[];
}

/**
 * When a company is to be evaluated next, always after `now`: at the next point of its interval, at its next midnight, or when something
 * waits for it, whichever is first. The points of the interval lie `spreadSeconds` away from whole intervals since the epoch, so companies that
 * were founded in the same minute, or caught up in the same one, are not due together for ever.
 */
export function nextEvaluationAt({ now, intervalSeconds, timezone, spreadSeconds, wakeAt }: EvaluationPlan): number {
  const interval = intervalSeconds * 1000;
  const shift = (spreadSeconds % intervalSeconds) * 1000;
  const point = Math.floor((now - shift) / interval) * interval + shift + interval;
  const waiting = wakeAt.filter((at) => at !== null).filter((at) => at > now);
  return Math.min(point, nextMidnight(now, timezone, spreadSeconds), ...waiting);
}

function nextMidnight(now: number, timezone: string, spreadSeconds: number): number {
  const today = localDay(now, timezone);
  const shift = (spreadSeconds % MIDNIGHT_SPREAD_SECONDS) * 1000;
  const midnight = startOfDay(today, timezone) + shift;
  return midnight > now ? midnight : startOfDay(today + 1, timezone) + shift;
}

/** Seconds within a day by which a company's evaluations are shifted: the FNV-1a hash (32 bits) of its id. */
export function spreadOf(tenantId: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(tenantId)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % DAY_SECONDS;
}
