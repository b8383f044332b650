import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatTime } from "../../values/calendar.ts";
import { type MuteWindow, mutedUntil } from "./mute.ts";

const until = (windows: readonly MuteWindow[], at: string, timezone = "Europe/Helsinki") => {
  const end = mutedUntil(windows, Date.parse(at), timezone);
  return end === undefined ? undefined : formatTime(end);
};

const NIGHTS: MuteWindow = { from: "18:00", to: "08:00" };
const LUNCH: MuteWindow = { days: [1, 2, 3, 4, 5], from: "11:30", to: "12:30" };
const WEEKEND: MuteWindow = { days: [6, 7], from: "00:00", to: "00:00" };

describe("mute hours", () => {
  // Helsinki is two hours ahead of UTC in November. 2026-11-24 is a Tuesday.
  test.each([
    ["2026-11-24T15:59:59Z", undefined],
    ["2026-11-24T16:00:00Z", "2026-11-25T06:00:00.000Z"],
    ["2026-11-24T22:30:00Z", "2026-11-25T06:00:00.000Z"],
    ["2026-11-25T05:59:59Z", "2026-11-25T06:00:00.000Z"],
    ["2026-11-25T06:00:00Z", undefined],
  ])("from 18:00 to 08:00 pass midnight: at %s until %s", (at, end) => {
    expect(until([NIGHTS], at)).toBe(end);
  });

  test.each([
    ["2026-11-24T09:29:00Z", undefined],
    ["2026-11-24T09:30:00Z", "2026-11-24T10:30:00.000Z"],
    ["2026-11-24T10:30:00Z", undefined],
    ["2026-11-28T09:30:00Z", undefined],
  ])("on weekdays within one day: at %s until %s", (at, end) => {
    expect(until([LUNCH], at)).toBe(end);
  });

  test("of a night belong to the weekday on which they begin", () => {
    const fridays = [{ ...NIGHTS, days: [5] }];
    expect(until(fridays, "2026-11-27T20:00:00Z")).toBe("2026-11-28T06:00:00.000Z");
    expect(until(fridays, "2026-11-28T05:00:00Z")).toBe("2026-11-28T06:00:00.000Z");
    expect(until(fridays, "2026-11-28T20:00:00Z")).toBeUndefined();
    expect(until(fridays, "2026-11-27T05:00:00Z")).toBeUndefined();
  });

  test("that meet are one: a weekend between two nights", () => {
    expect(until([WEEKEND], "2026-11-28T00:00:00Z")).toBe("2026-11-29T22:00:00.000Z");
    expect(until([NIGHTS, WEEKEND], "2026-11-27T20:00:00Z")).toBe("2026-11-30T06:00:00.000Z");
  });

  test("are those that the clocks show, in nights on which they change", () => {
    // Forward on 2026-03-29: 08:00 is 05:00 UTC. Back on 2026-10-25: 08:00 is 06:00 UTC, and 03:30 comes twice.
    expect(until([NIGHTS], "2026-03-28T20:00:00Z")).toBe("2026-03-29T05:00:00.000Z");
    expect(until([NIGHTS], "2026-10-24T20:00:00Z")).toBe("2026-10-25T06:00:00.000Z");
    const small = [{ from: "03:30", to: "05:00" }];
    expect(until(small, "2026-10-25T00:29:00Z")).toBeUndefined();
    expect(until(small, "2026-10-25T00:30:00Z")).toBe("2026-10-25T03:00:00.000Z");
    expect(until(small, "2026-10-25T02:00:00Z")).toBe("2026-10-25T03:00:00.000Z");
  });

  test("that never end are looked at for a little more than a week, however many they are", () => {
    expect(until([{ from: "00:00", to: "00:00" }], "2026-11-24T10:00:00Z")).toBe("2026-12-02T22:00:00.000Z");
    const halves = Array.from({ length: 7 }, () => [
      { from: "00:00", to: "12:00" },
      { from: "12:00", to: "00:00" },
    ]).flat();
    expect(until(halves, "2026-11-24T10:00:00Z")).toBe("2026-12-02T10:00:00.000Z");
  });

  const clock = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }));
  const write = ([hours, minutes]: [number, number]) =>
    `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;

  test("agree with looking at the clock, where clocks never change", () => {
    fc.assert(
      fc.property(
        clock,
        clock,
        fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        fc.integer({ min: 0, max: 10_000 }),
        (from, to, days, minute) => {
          const now = Date.UTC(2026, 10, 23) + minute * 60_000; // from a Monday on
          const [start, end] = [from[0] * 60 + from[1], to[0] * 60 + to[1]];
          const ofDay = minute % 1_440;
          const weekday = (Math.floor(minute / 1_440) % 7) + 1;
          const yesterday = weekday === 1 ? 7 : weekday - 1;
          const today = days.includes(weekday) && ofDay >= start && (end <= start || ofDay < end);
          const overnight = days.includes(yesterday) && end <= start && ofDay < end;
          const ends = mutedUntil([{ days, from: write(from), to: write(to) }], now, "UTC");
          expect(ends !== undefined).toBe(today || overnight);
        },
      ),
    );
  });
});
