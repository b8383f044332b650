import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatTime, localDay, startOfDay } from "../values/calendar.ts";
import { type EvaluationPlan, nextEvaluationAt, spreadOf } from "./next-evaluation.ts";

const at = (time: string) => Date.parse(time);
const plan = (now: string, more: Partial<EvaluationPlan> = {}) =>
  formatTime(
    nextEvaluationAt({
      now: at(now),
      intervalSeconds: 3_600,
      timezone: "Europe/Helsinki",
      spreadSeconds: 0,
      wakeAt: [],
      ...more,
    }),
  );

describe("the next evaluation", () => {
  test.each([
    ["2026-11-24T10:00:00Z", 0, "2026-11-24T11:00:00.000Z"],
    ["2026-11-24T10:59:59Z", 0, "2026-11-24T11:00:00.000Z"],
    ["2026-11-24T10:00:00Z", 60, "2026-11-24T10:01:00.000Z"],
    ["2026-11-24T10:01:00Z", 60, "2026-11-24T11:01:00.000Z"],
    // A spread is within a day, an interval may be shorter.
    ["2026-11-24T10:00:00Z", 7_260, "2026-11-24T10:01:00.000Z"],
  ])("at %s, shifted by %i s, is at %s", (now, spreadSeconds, next) => {
    expect(plan(now, { spreadSeconds })).toBe(next);
  });

  test.each([
    // Midnight in Helsinki is 22:00 UTC in winter, 21:00 in summer; with a longest interval nothing else comes first.
    ["2026-11-24T21:59:59Z", 0, "2026-11-24T22:00:00.000Z"],
    ["2026-11-24T22:00:00Z", 0, "2026-11-25T00:00:00.000Z"],
    // 601 s are 1 s within the ten minutes over which midnights are spread.
    ["2026-11-24T22:00:00Z", 601, "2026-11-24T22:00:01.000Z"],
    ["2026-11-24T22:00:01Z", 601, "2026-11-25T00:10:01.000Z"],
    // The clocks go forward on 2026-03-29 and back on 2026-10-25, so these days have 23 and 25 hours.
    ["2026-03-28T22:00:00Z", 79_200, "2026-03-29T21:00:00.000Z"],
    ["2026-10-24T21:00:00Z", 79_200, "2026-10-24T22:00:00.000Z"],
    ["2026-10-24T22:00:00Z", 79_200, "2026-10-25T22:00:00.000Z"],
  ])("with an interval of a day, at %s, shifted by %i s, is at %s: midnight counts too", (now, spreadSeconds, next) => {
    expect(plan(now, { intervalSeconds: 86_400, spreadSeconds })).toBe(next);
  });

  test("is at the first instant of a day whose midnight the clocks skip", () => {
    // Chile goes forward at midnight: 2026-09-06 begins at 01:00, which is 04:00 UTC.
    const next = plan("2026-09-06T03:59:00Z", { intervalSeconds: 86_400, timezone: "America/Santiago" });
    expect(next).toBe("2026-09-06T04:00:00.000Z");
  });

  test("is when the first thing that waits is due; what is past has been looked at", () => {
    const wakeAt = [null, at("2026-11-24T10:30:00Z"), at("2026-11-24T10:20:00Z"), at("2026-11-24T10:00:00Z")];
    expect(plan("2026-11-24T10:00:00Z", { wakeAt })).toBe("2026-11-24T10:20:00.000Z");
  });

  const zones = fc.constantFrom("Europe/Helsinki", "America/New_York", "Pacific/Kiritimati", "America/Santiago", "UTC");
  const plans = fc.record({
    now: fc.integer({ min: at("2026-01-01T00:00:00Z"), max: at("2027-01-01T00:00:00Z") }),
    intervalSeconds: fc.integer({ min: 5, max: 1_440 }).map((minutes) => minutes * 60),
    timezone: zones,
    spreadSeconds: fc.integer({ min: 0, max: 86_399 }),
    wakeAt: fc.constant([]),
  });

  test("comes after now, within the interval, and passes over no day within 15 minutes of its beginning", () => {
    fc.assert(
      fc.property(plans, (each) => {
        const next = nextEvaluationAt(each);
        expect(next).toBeGreaterThan(each.now);
        expect(next).toBeLessThanOrEqual(each.now + each.intervalSeconds * 1000);
        const closes = startOfDay(localDay(each.now, each.timezone) + 1, each.timezone) + 15 * 60_000;
        expect(next).toBeLessThanOrEqual(closes);
      }),
    );
  });

  test("lies on the same points of the interval, whenever one looks", () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 0, max: 86_400_000 }), (each, later) => {
        const first = nextEvaluationAt(each);
        const second = nextEvaluationAt({ ...each, now: Math.min(each.now + later, first - 1) });
        expect(second).toBe(first);
      }),
    );
  });
});

test("companies are spread over the interval, not bunched", () => {
  const slots = Array.from({ length: 60 }, () => 0);
  for (let n = 0; n < 10_000; n++) {
    const minute = Math.floor((spreadOf(`ten_01h455vb4pex5vsknk${String(n).padStart(6, "0")}`) % 3_600) / 60);
    slots[minute] = (slots[minute] ?? 0) + 1;
  }
  // 167 a minute if they were spread evenly.
  expect(Math.max(...slots)).toBeLessThan(250);
  expect(Math.min(...slots)).toBeGreaterThan(90);
});
