import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DigestSetting, nextDigestAt } from "../../tenancy/next-digest.ts";
import { formatTime } from "../../values/calendar.ts";
import { periodBegins } from "./period.ts";

const HELSINKI = "Europe/Helsinki";
const daily: DigestSetting = { every: "daily", weekday: null, at: "08:00" };
const weekly: DigestSetting = { every: "weekly", weekday: 1, at: "08:00" };

const begins = (setting: DigestSetting | null, due: string | null, now: string, zone = HELSINKI) =>
  formatTime(periodBegins(setting, due === null ? null : Date.parse(due), Date.parse(now), zone));

describe("a digest tells of the time since the one before it was due", () => {
  test.each([
    [daily, "2026-11-24T06:00:00Z", "2026-11-24T06:00:00Z", "2026-11-23T06:00:00.000Z"],
    [weekly, "2026-11-23T06:00:00Z", "2026-11-23T06:00:00Z", "2026-11-16T06:00:00.000Z"],
    // A day of 23 hours, and a week with one of 25.
    [daily, "2026-03-29T05:00:00Z", "2026-03-29T05:00:00Z", "2026-03-28T06:00:00.000Z"],
    [weekly, "2026-10-26T06:00:00Z", "2026-10-26T06:00:00Z", "2026-10-19T05:00:00.000Z"],
    // Asked for before it is due.
    [daily, "2026-11-24T06:00:00Z", "2026-11-23T15:00:00Z", "2026-11-23T06:00:00.000Z"],
    // Three were missed: the one that is sent tells of all that time.
    [daily, "2026-11-20T06:00:00Z", "2026-11-23T15:00:00Z", "2026-11-19T06:00:00.000Z"],
    [daily, null, "2026-11-23T15:00:00Z", "2026-11-23T06:00:00.000Z"],
  ])("%o, due at %s, at %s", (setting, due, now, from) => {
    expect(begins(setting, due, now)).toBe(from);
  });

  test("of a week where the company wants none", () => {
    expect(begins(null, null, "2026-11-23T15:00:00Z")).toBe("2026-11-16T15:00:00.000Z");
  });

  test("in any zone: what begins a period was due itself, and the next one after it is what is due", () => {
    const setting: fc.Arbitrary<DigestSetting> = fc.record({
      every: fc.constant("daily" as const),
      weekday: fc.option(fc.integer({ min: 1, max: 7 })),
      at: fc
        .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 30, 59))
        .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`),
    });
    const zone = fc.constantFrom(HELSINKI, "UTC", "America/Santiago", "Pacific/Kiritimati", "Australia/Lord_Howe");
    const time = fc.integer({ min: Date.parse("2025-12-01"), max: Date.parse("2027-12-01") });
    fc.assert(
      fc.property(setting, zone, time, (wanted, timezone, now) => {
        const dueAt = nextDigestAt(wanted, now, timezone);
        const from = periodBegins(wanted, dueAt, now, timezone);
        expect(from).toBeLessThanOrEqual(now);
        expect(nextDigestAt(wanted, from, timezone)).toBe(dueAt);
        expect(nextDigestAt(wanted, from - 1, timezone)).toBe(from);
      }),
    );
  });
});
