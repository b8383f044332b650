import type { DisabledReason } from "./endpoint.ts";
import { parseRetryAfter, type RetrySchedule, retryDelayMs } from "./schedule.ts";

/** Why there was no answer to an attempt. */
export type AttemptError = "timeout" | "connection_failed" | "destination_refused" | "secret_unreadable";

/** What came of sending once: the receiver's answer, or the reason why there is none. */
export type AttemptResult =
  | { readonly kind: "answered"; readonly status: number; readonly body: string; readonly retryAfter: string | null }
  | { readonly kind: "unanswered"; readonly error: AttemptError };

/** Whether nobody was there to answer: it would be the same for any other delivery to this endpoint at this moment. */
export function isUnreachable(result: AttemptResult): boolean {
  return result.kind === "unanswered" && (result.error === "timeout" || result.error === "connection_failed");
}

/** What an attempt means for its delivery, and perhaps for its endpoint. */
export type Verdict =
  | { readonly status: "succeeded" }
  | { readonly status: "pending"; readonly delayMs: number }
  | { readonly status: "failed"; readonly disable?: DisabledReason };

export interface Attempt {
  readonly result: AttemptResult;
  /** From 1. */
  readonly number: number;
  readonly finishedAt: number;
  /** Since when nothing had succeeded at the endpoint before this attempt. */
  readonly failingSince: number | null;
  /** 0 to 1, for the jitter. */
  readonly random: number;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
/** An endpoint at which nothing has succeeded for so long is given up. */
export const GIVE_UP_AFTER_MS = 5 * DAY_MS;

/**
 * Only 2xx is success; a redirect is not followed and is none. 410 means that the receiver wants no more, now or later. A destination that
 * is refused stays refused. Everything else is tried again as long as the schedule goes.
 */
export function judgeAttempt(schedule: RetrySchedule, attempt: Attempt): Verdict {
  const { result, number, finishedAt, failingSince, random } = attempt;
  if (result.kind === "answered" && result.status >= 200 && result.status <= 299) return { status: "succeeded" };
  if (result.kind === "answered" && result.status === 410) return { status: "failed", disable: "gone" };
  if (failingSince !== null && finishedAt - failingSince >= GIVE_UP_AFTER_MS) {
    return { status: "failed", disable: "failing" };
  }
  if (result.kind === "unanswered" && result.error === "destination_refused") return { status: "failed" };
  const retryAfterMs = result.kind === "answered" ? parseRetryAfter(result.retryAfter, finishedAt) : 0;
  const delayMs = retryDelayMs(schedule, number, random, retryAfterMs);
  return delayMs === undefined ? { status: "failed" } : { status: "pending", delayMs };
}
