import { expect, test } from "vitest";
import { readClosedTotals } from "./closed-totals.ts";

test("the totals of closed deals are read from their row", () => {
  const totals = readClosedTotals({
    process_id: "prc_1",
    won_count: 3,
    lost_count: 2,
    won_minor_by_currency: '{"EUR":500,"USD":7}',
    won_visits_by_stage_days: '{"find:0":2,"find:12":1,"close_2:999":3}',
  });
  expect([totals.won, totals.lost]).toEqual([3, 2]);
  expect([...totals.wonMinorByCurrency]).toEqual([
    ["EUR", 500],
    ["USD", 7],
  ]);
  expect([...(totals.wonDaysByStage.get("find") ?? [])]).toEqual([
    [0, 2],
    [12, 1],
  ]);
  expect([...(totals.wonDaysByStage.get("close_2") ?? [])]).toEqual([[999, 3]]);
});

test("what corrections have brought down to nothing is not there", () => {
  const totals = readClosedTotals({
    process_id: "prc_1",
    won_count: 1,
    lost_count: 0,
    won_minor_by_currency: '{"EUR":500,"NOK":0}',
    won_visits_by_stage_days: '{"find:0":0,"find:12":1,"find:13":-1,"close:3":0}',
  });
  expect([...totals.wonMinorByCurrency]).toEqual([["EUR", 500]]);
  expect([...totals.wonDaysByStage]).toEqual([["find", new Map([[12, 1]])]]);
});
