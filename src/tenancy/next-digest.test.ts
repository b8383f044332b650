import { expect, test } from "vitest";
import { formatTime } from "../values/calendar.ts";
import { type DigestSetting, nextDigestAt } from "./next-digest.ts";

const next = (digest: DigestSetting, after: string, timezone = "Europe/Helsinki") =>
  formatTime(nextDigestAt(digest, Date.parse(after), timezone));
const daily = (at: string): DigestSetting => ({ every: "daily", weekday: null, at });
const weekly = (weekday: number, at: string): DigestSetting => ({ every: "weekly", weekday, at });

test.each([
  // Helsinki is two hours ahead of UTC in winter, three in summer.
  ["2026-11-24T05:59:59.999Z", "2026-11-24T06:00:00.000Z"],
  ["2026-11-24T06:00:00Z", "2026-11-25T06:00:00.000Z"],
  ["2026-11-24T23:00:00Z", "2026-11-25T06:00:00.000Z"],
  ["2026-03-28T06:00:00Z", "2026-03-29T05:00:00.000Z"],
  ["2026-10-24T05:00:00Z", "2026-10-25T06:00:00.000Z"],
])("a daily digest at 08:00 comes after %s at %s", (after, at) => {
  expect(next(daily("08:00"), after)).toBe(at);
});

test("a time that the clocks skip is when they would have shown it, and comes once", () => {
  // 03:30 does not exist in Helsinki on 2026-03-29: an hour after 02:30 the clocks show 04:30.
  expect(next(daily("03:30"), "2026-03-28T12:00:00Z")).toBe("2026-03-29T01:30:00.000Z");
  expect(next(daily("03:30"), "2026-03-29T01:30:00Z")).toBe("2026-03-30T00:30:00.000Z");
});

test("a time that the clocks show twice is the first of the two, and comes once", () => {
  expect(next(daily("03:30"), "2026-10-24T12:00:00Z")).toBe("2026-10-25T00:30:00.000Z");
  expect(next(daily("03:30"), "2026-10-25T00:30:00Z")).toBe("2026-10-26T01:30:00.000Z");
});

test("a midnight that is skipped is the first instant of the day", () => {
  expect(next(daily("00:00"), "2026-09-05T12:00:00Z", "America/Santiago")).toBe("2026-09-06T04:00:00.000Z");
  expect(next(daily("00:00"), "2026-09-06T04:00:00Z", "America/Santiago")).toBe("2026-09-07T03:00:00.000Z");
});

test.each([
  // 2026-11-23 is a Monday.
  [1, "2026-11-22T12:00:00Z", "2026-11-23T06:00:00.000Z"],
  [1, "2026-11-23T06:00:00Z", "2026-11-30T06:00:00.000Z"],
  [7, "2026-11-23T06:00:00Z", "2026-11-29T06:00:00.000Z"],
])("a weekly digest on day %i at 08:00 comes after %s at %s", (weekday, after, at) => {
  expect(next(weekly(weekday, "08:00"), after)).toBe(at);
});
