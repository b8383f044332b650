import { expect, test } from "vitest";
import { flowsOf } from "../opportunities/flows.ts";
import { closingsIn } from "./closings.ts";

test("closings of all days of a window are those that are in it, first and last day included", () => {
  const counts = new Map([
    ["won:9:1", 1],
    ["won:10:5", 2],
    ["won:12:5", 1],
    ["won:12:", 1],
    ["lost:12:3", 1],
    ["lost:13:3", 1],
    ["minor:10:EUR", 50],
    ["minor:12:EUR", 25],
    ["minor:13:EUR", 99],
    ["deals:10:EUR", 2],
  ]);
  expect(closingsIn(flowsOf(counts), { firstDay: 10, lastDay: 12 })).toEqual({
    won: 4,
    lost: 1,
    wonMinorByCurrency: new Map([["EUR", 75]]),
    wonCountByCurrency: new Map([["EUR", 2]]),
    wonCycleDays: new Map([[5, 3]]),
    lostCycleDays: new Map([[3, 1]]),
  });
});
