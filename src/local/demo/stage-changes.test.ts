import { describe, expect, test } from "vitest";
import { generatePipeline, STAGES } from "./pipeline.ts";
import { CHANGES_MAPPING, stageChangesCsv, stageChangesOf } from "./stage-changes.ts";

const TODAY = Date.UTC(2026, 4, 15) / 86_400_000;
const deals = generatePipeline({ seed: 7, todayDay: TODAY });
const changes = stageChangesOf(deals);
const order: readonly string[] = [...STAGES.map(({ key }) => key), "won", "lost"];

describe("the way of the demo's deals", () => {
  test("is a pure function of the deals", () => {
    expect(stageChangesOf(deals)).toEqual(changes);
  });

  test("leads from the opening, stage by stage and day by day, to where the deal is", () => {
    for (const deal of deals) {
      const way = changes.filter(({ externalId }) => externalId === deal.externalId);
      const days = way.map(({ enteredDay }) => enteredDay);
      const stages = way.map(({ stage }) => order.indexOf(stage));
      expect(way[0]).toMatchObject({ stage: "to_first", enteredDay: deal.openedDay });
      expect(way.at(-1)).toMatchObject({ stage: deal.stage, enteredDay: deal.closedDay ?? deal.stageEnteredDay });
      expect(days).toEqual(days.toSorted((a, b) => a - b));
      expect(stages).toEqual([...new Set(stages)].toSorted((a, b) => a - b));
    }
  });

  test("of a won deal goes through every stage, and deals are lost in each", () => {
    const won = deals.filter(({ stage }) => stage === "won");
    expect(changes.filter(({ externalId }) => won.some((deal) => deal.externalId === externalId))).toHaveLength(
      won.length * 6,
    );
    const lost = deals.filter(({ stage }) => stage === "lost").map(({ externalId }) => externalId);
    const lastStages = lost.map((id) => changes.filter(({ externalId }) => externalId === id).at(-2)?.stage);
    expect(new Set(lastStages)).toEqual(new Set(STAGES.map(({ key }) => key)));
  });

  test("has a column for everything that the mapping names", () => {
    const [header = ""] = stageChangesCsv(changes).split("\n");
    expect(header.split(",")).toEqual(Object.values(CHANGES_MAPPING));
  });
});
