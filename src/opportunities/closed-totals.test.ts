import { expect, test } from "vitest";
import { readClosedTotals } from "./closed-totals.ts";

test("the totals of closed deals are read from their row", () => {
  const totals = readClosedTotals({
    process_id: "prc_1",
    won_count: 3,
    lost_count: 2,
    won_minor_by_currency: '{"EUR":500,"USD":7}',
    won_visits_by_stage_days: '{"find:0":2,"find:12":1,"close_2:999":3}',
    won_cycle_days: '{"57":2,"0":1}',
    lost_cycle_days: '{"14":2}',
    won_count_by_currency: '{"EUR":2,"USD":1}',
    outcomes_by_stage: '{"won:find":3,"lost:find":2,"won:close_2":3}',
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
  expect([totals.wonCycleDays.get(57), totals.lostCycleDays.get(14)]).toEqual([2, 2]);
  expect(totals.wonCountByCurrency.get("USD")).toBe(1);
  expect(totals.outcomesByStage.get("find")).toEqual({ won: 3, lost: 2 });
  expect(totals.outcomesByStage.get("close_2")).toEqual({ won: 3, lost: 0 });
});

test("what corrections have brought down to nothing is not there", () => {
  const totals = readClosedTotals({
    process_id: "prc_1",
    won_count: 1,
    lost_count: 0,
    won_minor_by_currency: '{"EUR":500,"NOK":0}',
    won_visits_by_stage_days: '{"find:0":0,"find:12":1,"find:13":-1,"close:3":0}',
    won_cycle_days: '{"57":0}',
    lost_cycle_days: "{}",
    won_count_by_currency: "{}",
    outcomes_by_stage: '{"won:find":-1}',
  });
  expect([...totals.wonMinorByCurrency]).toEqual([["EUR", 500]]);
  expect([...totals.wonDaysByStage]).toEqual([["find", new Map([[12, 1]])]]);
});
