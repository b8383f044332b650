import { describe, expect, test } from "vitest";
import { REPS } from "./company.ts";
import { CSV_MAPPING, generatePipeline, pipelineCsv, STAGES } from "./pipeline.ts";

const TODAY = Date.UTC(2026, 4, 15) / 86_400_000;
const deals = generatePipeline({ seed: 7, todayDay: TODAY });
const open = deals.filter((deal) => deal.stageEnteredDay !== null);

describe("the demo pipeline", () => {
  test("is a pure function of seed and day, to the byte", () => {
    expect(pipelineCsv(generatePipeline({ seed: 7, todayDay: TODAY }))).toBe(pipelineCsv(deals));
    expect(pipelineCsv(generatePipeline({ seed: 8, todayDay: TODAY }))).not.toBe(pipelineCsv(deals));
  });

  test("has 250 closed deals with reasons and 70 open ones of six reps", () => {
    expect(deals.filter((deal) => deal.stage === "won")).toHaveLength(110);
    const lost = deals.filter((deal) => deal.stage === "lost");
    expect(lost).toHaveLength(140);
    expect(lost.every((deal) => deal.lostReason !== null)).toBe(true);
    expect(open).toHaveLength(70);
    expect(new Set(open.map((deal) => deal.owner))).toEqual(new Set(REPS));
  });

  test("is inverted beyond the critical level: I = Σ max(0, nₖ − nₖ₋₁) / N ≥ 0.4", () => {
    const counts = STAGES.map((stage) => open.filter((deal) => deal.stage === stage.key).length);
    const rises = counts.map((count, k) => Math.max(0, count - (counts[k - 1] ?? count)));
    expect(rises.reduce((sum, rise) => sum + rise, 0) / open.length).toBeGreaterThanOrEqual(0.4);
    expect(Math.max(...counts)).toBe(counts[STAGES.findIndex((stage) => stage.key === "close")]);
  });

  test.each([1, 2, 3, 4, 5])("keeps its dates in order and within the last year (seed %i)", (seed) => {
    for (const deal of generatePipeline({ seed, todayDay: TODAY })) {
      expect(deal.openedDay).toBeGreaterThanOrEqual(TODAY - 365);
      const until = deal.closedDay ?? deal.stageEnteredDay ?? Number.NaN;
      expect(until).toBeGreaterThanOrEqual(deal.openedDay);
      expect(until).toBeLessThanOrEqual(TODAY);
    }
  });

  test("is late, overdue and hollow enough to be worth an alert", () => {
    const overdue = open.filter((deal) => (deal.expectedCloseDay ?? TODAY) < TODAY);
    expect(overdue.length / open.length).toBeGreaterThan(0.25);
    const closing = open.filter((deal) => deal.stage === "score");
    const jammed = closing.filter((deal) => TODAY - (deal.stageEnteredDay ?? TODAY) > 14);
    expect(jammed.length / closing.length).toBeGreaterThan(0.5);
    const worked = open.filter((deal) => deal.work !== null);
    expect(worked.length / open.length).toBeGreaterThan(0.5);
    expect(worked.length / open.length).toBeLessThan(0.8);
    expect(worked.some((deal) => deal.work?.moved)).toBe(true);
    expect(
      worked.filter((deal) => (deal.work?.stagesMet ?? 0) < STAGES.findIndex(({ key }) => key === deal.stage)).length,
    ).toBeGreaterThanOrEqual(5);
  });

  test("takes any shape that a test asks for", () => {
    const even = { to_first: 3, first_to_second: 3, second_to_third: 3, close: 3, score: 3 };
    const shaped = generatePipeline({ seed: 1, todayDay: TODAY, openByStage: even, won: 2, lost: 1 });
    expect(shaped).toHaveLength(18);
  });

  test("has distinct ids, and a column for everything that the mapping names", () => {
    expect(new Set(deals.map((deal) => deal.externalId)).size).toBe(deals.length);
    const [header = ""] = pipelineCsv(deals).split("\n");
    expect(header.split(",").toSorted()).toEqual(Object.values(CSV_MAPPING).toSorted());
  });
});
