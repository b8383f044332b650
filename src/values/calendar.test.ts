import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayOf, daysBetween, formatDate, isTimezone, localDay, parseDate, startOfDay } from "./calendar.ts";

const at = (time: string) => Date.parse(time);

describe("a local day", () => {
  test.each([
    ["2026-01-15T21:59:59Z", "Europe/Helsinki", "2026-01-15"],
    ["2026-01-15T22:00:00Z", "Europe/Helsinki", "2026-01-16"],
    ["2026-07-15T20:59:59Z", "Europe/Helsinki", "2026-07-15"],
    ["2026-07-15T21:00:00Z", "Europe/Helsinki", "2026-07-16"],
    ["2026-01-15T04:59:59Z", "America/New_York", "2026-01-14"],
    ["2026-01-15T18:29:59Z", "Asia/Kolkata", "2026-01-15"],
    ["2026-01-15T18:30:00Z", "Asia/Kolkata", "2026-01-16"],
    ["2026-01-15T10:15:00Z", "Pacific/Chatham", "2026-01-16"],
    ["2026-01-15T23:59:59Z", "UTC", "2026-01-15"],
  ])("of %s in %s is %s", (time, zone, date) => {
    expect(formatDate(localDay(at(time), zone))).toBe(date);
  });

  test.each([
    // The clock goes forward in Helsinki on 2026-03-29 at 03:00, back on 2026-10-25 at 04:00.
    ["2026-03-29", "Europe/Helsinki", "2026-03-28T22:00:00Z"],
    ["2026-03-30", "Europe/Helsinki", "2026-03-29T21:00:00Z"],
    ["2026-10-25", "Europe/Helsinki", "2026-10-24T21:00:00Z"],
    ["2026-10-26", "Europe/Helsinki", "2026-10-25T22:00:00Z"],
    // Midnight itself was skipped in São Paulo on 2018-11-04.
    ["2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z"],
  ])("%s in %s begins at %s", (date, zone, time) => {
    expect(startOfDay(parseDate(date) ?? Number.NaN, zone)).toBe(at(time));
  });

  test("contains its own start and not the instant before, in every zone", () => {
    const zones = fc.constantFrom(
      "Europe/Helsinki",
      "America/New_York",
      "America/Sao_Paulo",
      "Asia/Kolkata",
      "Australia/Lord_Howe",
      "UTC",
    );
    fc.assert(
      fc.property(zones, fc.integer({ min: 5_000, max: 25_000 }), (zone, day) => {
        const start = startOfDay(day, zone);
        expect([localDay(start, zone), localDay(start - 1, zone)]).toEqual([day, day - 1]);
      }),
    );
  });

  test("is counted as people count: from one to the next is a day, however few minutes", () => {
    expect(daysBetween(at("2026-06-01T20:59:00Z"), at("2026-06-01T21:01:00Z"), "Europe/Helsinki")).toBe(1);
    expect(daysBetween(at("2026-06-01T21:01:00Z"), at("2026-06-02T20:59:00Z"), "Europe/Helsinki")).toBe(0);
  });
});

describe("a date", () => {
  test.each([
    "2026-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-1-1",
    "26-01-01",
    "1969-12-31",
    "2200-01-01",
    "2026-01-01T00:00:00Z",
    "",
  ])("%s is none", (date) => {
    expect(parseDate(date)).toBeUndefined();
  });

  test("survives the way to a day number and back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 84_005 }), (day) => {
        expect(parseDate(formatDate(day))).toBe(day);
      }),
    );
    expect(dayOf(2028, 2, 29)).toBe(parseDate("2028-02-29"));
  });
});

test("a time zone is what the runtime knows", () => {
  expect(["Europe/Helsinki", "UTC", "Mars/Olympus", "", "Europe/Helsinki'--"].map(isTimezone)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
