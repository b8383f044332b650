import fc from "fast-check";
import { expect, test } from "vitest";
import { FIRST_PAGE, nextPageSize } from "./page-size.ts";

test("short opportunities are read many at once, long ones few", () => {
  expect(nextPageSize(250, 250 * 1_000)).toBe(1_000);
  expect(nextPageSize(250, 250 * 8_000)).toBe(500);
  expect(nextPageSize(250, 250 * 500_000)).toBe(50);
});

test("of a page that had nothing, nothing follows", () => {
  expect(nextPageSize(0, 0)).toBe(FIRST_PAGE);
});

test("100,000 opportunities of 8 kB each stay below the 1,000 statements of a request", () => {
  const statementsPerPage = 4;
  const pages = 1 + Math.ceil((100_000 - FIRST_PAGE) / nextPageSize(FIRST_PAGE, FIRST_PAGE * 8_000));
  expect(pages * statementsPerPage).toBeLessThan(900);
});

test("a page is a number of opportunities that can be read", () => {
  fc.assert(
    fc.property(fc.nat({ max: 1_000 }), fc.nat(), (opportunities, characters) => {
      const size = nextPageSize(opportunities, characters);
      expect(Number.isInteger(size)).toBe(true);
      expect(size).toBeGreaterThanOrEqual(50);
      expect(size).toBeLessThanOrEqual(1_000);
    }),
  );
});
