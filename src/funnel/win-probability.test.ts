import { expect, test } from "vitest";
import { stageWinProbability } from "./win-probability.ts";

test("the win probability of a stage is the share of its closed deals that were won", () => {
  const probability = stageWinProbability({ won: 15, lost: 5 });
  expect(probability).toMatchObject({ value: 0.75, n: 20, source: "stage_history" });
  // Wilson (1927) for 15 of 20
  expect(probability?.interval.low).toBeCloseTo(0.5313, 4);
  expect(probability?.interval.high).toBeCloseTo(0.8881, 4);
});

test("below 20 closed deals there is none", () => {
  expect(stageWinProbability({ won: 19, lost: 0 })).toBeNull();
  expect(stageWinProbability(undefined)).toBeNull();
  expect(stageWinProbability({ won: 0, lost: 20 })).toMatchObject({ value: 0, interval: { low: 0 } });
});
