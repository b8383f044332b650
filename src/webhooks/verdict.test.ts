import { describe, expect, test } from "vitest";
import { retrySchedule } from "./schedule.ts";
import { type AttemptError, type AttemptResult, GIVE_UP_AFTER_MS, judgeAttempt, type Verdict } from "./verdict.ts";

const NOW = Date.UTC(2026, 10, 23);
const LAST = 4;

const answered = (status: number, retryAfter: string | null = null): AttemptResult => {
  return { kind: "answered", status, body: "", retryAfter };
};
const unanswered = (error: AttemptError): AttemptResult => ({ kind: "unanswered", error });

function judge(result: AttemptResult, { number = 1, failingSince = null as number | null } = {}): Verdict {
  const attempt = { result, number, failingSince, finishedAt: NOW, random: 0.5 };
  return judgeAttempt(retrySchedule([5, 60, 3_600]), attempt);
}

describe("an attempt", () => {
  test.each([200, 201, 202, 204, 299])("succeeded with %d, however it went before", (status) => {
    expect(judge(answered(status))).toEqual({ status: "succeeded" });
    expect(judge(answered(status), { number: LAST, failingSince: 0 })).toEqual({ status: "succeeded" });
  });

  test.each([101, 199, 300, 301, 302, 304, 308, 400, 401, 404, 409, 429, 500, 502, 503, 504])(
    "with %d failed and is repeated, until the schedule ends",
    (status) => {
      expect(judge(answered(status))).toEqual({ status: "pending", delayMs: 5_000 });
      expect(judge(answered(status), { number: 3 })).toEqual({ status: "pending", delayMs: 3_600_000 });
      expect(judge(answered(status), { number: LAST })).toEqual({ status: "failed" });
    },
  );

  test.each(["timeout", "connection_failed", "secret_unreadable"] as const)(
    "without an answer (%s) is repeated",
    (error) => {
      expect(judge(unanswered(error))).toEqual({ status: "pending", delayMs: 5_000 });
      expect(judge(unanswered(error), { number: LAST })).toEqual({ status: "failed" });
    },
  );

  test("at a destination that is refused is not repeated", () => {
    expect(judge(unanswered("destination_refused"))).toEqual({ status: "failed" });
  });

  test("with 410 is the end of its endpoint", () => {
    expect(judge(answered(410))).toEqual({ status: "failed", disable: "gone" });
  });

  test("waits as long as the receiver asks", () => {
    expect(judge(answered(503, "90"))).toEqual({ status: "pending", delayMs: 90_000 });
    expect(judge(answered(503, "1"))).toEqual({ status: "pending", delayMs: 5_000 });
  });

  test("that fails after five days of nothing but failure is the end of its endpoint", () => {
    const failingSince = NOW - GIVE_UP_AFTER_MS;
    for (const result of [answered(500), unanswered("timeout"), unanswered("destination_refused")]) {
      expect(judge(result, { failingSince })).toEqual({ status: "failed", disable: "failing" });
      expect(judge(result, { failingSince: failingSince + 1 })).not.toHaveProperty("disable");
    }
  });
});
