import fc from "fast-check";
import { expect, test } from "vitest";
import { deal, documentWith } from "../../../test/support/funnel.ts";
import { assessDeal } from "../../funnel/assess-deal.ts";
import { isStalled } from "../../funnel/stalled.ts";
import { compileProcess } from "../../process/compile.ts";
import { localDay, startOfDay } from "../../values/calendar.ts";
import { stageLimits } from "../stage-limits.ts";
import { stalledBefore } from "./stalled.ts";

const HOUR_MS = 3_600_000;
const NOW = Date.parse("2026-11-24T10:00:00Z");

test("tells the same opportunities stalled as the funnel does, across the changes of clocks", () => {
  const zones = fc.constantFrom("Europe/Helsinki", "America/New_York", "America/Havana", "Australia/Lord_Howe", "UTC");
  const limit = fc.option(fc.integer({ min: 0, max: 300 }));
  const won = fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined });
  const age = fc.integer({ min: -48, max: 300 * 24 });
  fc.assert(
    fc.property(
      zones,
      limit,
      won,
      won,
      age,
      fc.integer({ min: -1, max: 1 }),
      (timezone, maxDays, one, other, hours, ms) => {
        const process = compileProcess(documentWith(maxDays));
        const days = [one, other].filter((value) => value !== undefined);
        const wonDaysByStage = new Map([["a", new Map(days.map((value) => [value, 1]))]]);
        const today = localDay(NOW, timezone);
        const [spell] = [stalledBefore([{ processId: "prc_1", version: 3, process, wonDaysByStage }], today, timezone)];
        const before = spell["prc_1"]?.["3"]?.["a"];
        const limitsByVersion = new Map([[3, stageLimits(process, wonDaysByStage)]]);
        const entered = startOfDay(localDay(NOW - hours * HOUR_MS, timezone), timezone) + ms;
        const yardstick = { today, timezone, currency: "EUR", rates: new Map(), limitsByVersion };
        const assessed = assessDeal(deal({ stage: "a", version: 3, stage_entered_at: entered }), yardstick);
        expect(before !== undefined && entered < before).toBe(isStalled(assessed));
      },
    ),
    { numRuns: 2_000 },
  );
});

test("keeps the versions of a process, and processes, apart", () => {
  const of = (processId: string, version: number, maxDays: number | null) => ({
    processId,
    version,
    process: compileProcess(documentWith(maxDays)),
    wonDaysByStage: new Map(),
  });
  const day = (days: number) => days * 24 * HOUR_MS;
  expect(stalledBefore([of("prc_1", 1, 10), of("prc_1", 2, 20), of("prc_2", 1, null)], 100, "UTC")).toEqual({
    prc_1: { 1: { a: day(90) }, 2: { a: day(80) } },
    prc_2: { 1: {} },
  });
});
