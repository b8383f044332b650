const SECOND_MS = 1_000;
const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 60 * MINUTE_SECONDS;

/** How long after each failed attempt the next is made, over three days: the example schedule of Standard Webhooks 1.0. */
const PUBLISHED_SECONDS: readonly number[] = [
  5,
  5 * MINUTE_SECONDS,
  30 * MINUTE_SECONDS,
  2 * HOUR_SECONDS,
  5 * HOUR_SECONDS,
  10 * HOUR_SECONDS,
  14 * HOUR_SECONDS,
  20 * HOUR_SECONDS,
  24 * HOUR_SECONDS,
];
const JITTER = 0.2;

/** The longest that a receiver can put an attempt off. */
export const MAX_RETRY_AFTER_MS = 24 * HOUR_SECONDS * SECOND_MS;

export interface RetrySchedule {
  readonly seconds: readonly number[];
  /** Share of a delay by which it may be longer or shorter, so that what failed together does not come back together. */
  readonly jitter: number;
}

/** The published schedule, or the one of the setting WEBHOOK_RETRY_SECONDS, which is kept to the letter. */
export function retrySchedule(override: readonly number[] | undefined): RetrySchedule {
  return override ? { seconds: override, jitter: 0 } : { seconds: PUBLISHED_SECONDS, jitter: JITTER };
}

/** The published schedule in words, such as `5 s, 5 min, … and 24 h later, each ±20 %`. */
export function describeSchedule(): string {
  const delays = PUBLISHED_SECONDS.map((seconds) => {
    if (seconds < MINUTE_SECONDS) return `${seconds} s`;
    return seconds < HOUR_SECONDS ? `${seconds / MINUTE_SECONDS} min` : `${seconds / HOUR_SECONDS} h`;
  });
  return `${delays.slice(0, -1).join(", ")} and ${delays.at(-1)} later, each ±${JITTER * 100} %`;
}

/**
 * How long to wait after the failed attempt number `attempt` (from 1), in ms; undefined when that was the last one.
 *
 * @param random 0 to 1: where in the range of the jitter the delay falls
 * @param retryAfterMs what the receiver asked for: never sooner than that
 */
export function retryDelayMs(
  schedule: RetrySchedule,
  attempt: number,
  random: number,
  retryAfterMs: number,
): number | undefined {
  const seconds = schedule.seconds[attempt - 1];
  if (seconds === undefined) return undefined;
  const factor = 1 + schedule.jitter * (2 * random - 1);
  return Math.max(Math.round(seconds * SECOND_MS * factor), Math.min(retryAfterMs, MAX_RETRY_AFTER_MS));
}

// RFC 9110 knows two more forms of a date, obsolete since 1997 and sent by nobody.
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** A `Retry-After` header, seconds or an HTTP date, as ms from now, at most 24 hours; 0 for none, a bad one or a time that has passed. */
export function parseRetryAfter(header: string | null, now: number): number {
  const text = header?.trim() ?? "";
  const wanted = HTTP_DATE.test(text) ? Date.parse(text) - now : secondsToMs(text);
  return Math.min(Math.max(Number.isNaN(wanted) ? 0 : wanted, 0), MAX_RETRY_AFTER_MS);
}

function secondsToMs(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * SECOND_MS : 0;
}
