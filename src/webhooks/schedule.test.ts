import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeSchedule, MAX_RETRY_AFTER_MS, parseRetryAfter, retryDelayMs, retrySchedule } from "./schedule.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 10, 23, 9, 30);
const published = retrySchedule(undefined);

const random = fc.double({ min: 0, max: 1, noNaN: true });
const attempt = fc.integer({ min: 1, max: 9 });
const retryAfter = fc.integer({ min: 0, max: 10 * 24 * HOUR });

describe("the published schedule", () => {
  test("is 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h, and then it ends", () => {
    const delays = Array.from({ length: 11 }, (_, index) => retryDelayMs(published, index + 1, 0.5, 0));
    const hours = [2, 5, 10, 14, 20, 24].map((count) => count * HOUR);
    expect(delays).toEqual([5_000, 5 * MINUTE, 30 * MINUTE, ...hours, undefined, undefined]);
    expect(describeSchedule()).toBe("5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h later, each ±20 %");
  });

  test("varies by a fifth either way, and by no more", () => {
    expect(retryDelayMs(published, 1, 0, 0)).toBe(4_000);
    expect(retryDelayMs(published, 1, 1, 0)).toBe(6_000);
    fc.assert(
      fc.property(attempt, random, (number, chance) => {
        const middle = retryDelayMs(published, number, 0.5, 0) ?? 0;
        const delay = retryDelayMs(published, number, chance, 0) ?? 0;
        expect(Math.abs(delay - middle)).toBeLessThanOrEqual(0.2 * middle);
        expect(Number.isInteger(delay)).toBe(true);
      }),
    );
  });

  test("waits longer each time, whatever chance does, up to the last three, whose ranges meet", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), random, random, (number, first, second) => {
        const earlier = retryDelayMs(published, number, first, 0) ?? 0;
        expect(retryDelayMs(published, number + 1, second, 0)).toBeGreaterThan(earlier);
      }),
    );
  });
});

describe("the setting's schedule", () => {
  test("is kept to the letter", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100_000 })), random, (seconds, chance) => {
        const schedule = retrySchedule(seconds);
        const delays = seconds.map((_, index) => retryDelayMs(schedule, index + 1, chance, 0));
        expect(delays).toEqual(seconds.map((value) => value * 1_000));
        expect(retryDelayMs(schedule, seconds.length + 1, chance, 0)).toBeUndefined();
      }),
    );
  });
});

describe("Retry-After", () => {
  test("is never undercut, never shortens a delay, and delays by 24 hours at most", () => {
    fc.assert(
      fc.property(attempt, random, retryAfter, (number, chance, asked) => {
        const plain = retryDelayMs(published, number, chance, 0) ?? 0;
        const delay = retryDelayMs(published, number, chance, asked) ?? 0;
        expect(delay).toBe(Math.max(plain, Math.min(asked, MAX_RETRY_AFTER_MS)));
      }),
    );
  });

  test("gives no attempt beyond the last", () => {
    expect(retryDelayMs(published, 10, 0.5, 5_000)).toBeUndefined();
  });

  test.each([
    ["120", 2 * MINUTE],
    [" 7 ", 7_000],
    ["0", 0],
    ["Mon, 23 Nov 2026 09:31:00 GMT", MINUTE],
    ["Mon, 23 Nov 2026 09:29:00 GMT", 0],
    ["Mon, 23 Nov 2099 09:29:00 GMT", MAX_RETRY_AFTER_MS],
    ["999999999999999999999999", MAX_RETRY_AFTER_MS],
    ["-5", 0],
    ["1.5", 0],
    ["1e9", 0],
    ["2027", 2_027_000],
    ["2027-01-01", 0],
    ["Mon, 99 Foo 2026 09:31:00 GMT", 0],
    ["soon", 0],
    ["", 0],
  ])("%j means %d ms from now", (header, delay) => {
    expect(parseRetryAfter(header, NOW)).toBe(delay);
  });

  test("may be missing, or anything at all", () => {
    expect(parseRetryAfter(null, NOW)).toBe(0);
    fc.assert(
      fc.property(fc.string(), (header) => {
        const delay = parseRetryAfter(header, NOW);
        expect(delay >= 0 && delay <= MAX_RETRY_AFTER_MS).toBe(true);
      }),
    );
  });
});
