import { describe, expect, test } from "vitest";
import { scoreAt, stageAt } from "./since.ts";

const visit = (stage: string, entered_at: number | null, left_at: number | null) => ({ stage, entered_at, left_at });

describe("the stage of then", () => {
  const visits = [visit("find", 100, 200), visit("agree", 200, 300), visit("find", 300, null)];
  const deal = { created_at: 100 };

  test.each([
    [99, null],
    [100, "find"],
    [199, "find"],
    [200, "agree"],
    [300, "find"],
    [9_999, "find"],
  ])("at %d is %s", (at, stage) => {
    expect(stageAt(deal, visits, at)).toBe(stage);
  });

  test("reaches back to what an import told of before Infield knew of the deal", () => {
    expect(stageAt({ created_at: 1_000 }, visits, 250)).toBe("agree");
  });

  test("of a visit of unknown entry is known from when the one before it ended, or from when the deal was made", () => {
    const unknown = [visit("find", null, 200), visit("agree", null, null)];
    expect(stageAt({ created_at: 150 }, unknown, 149)).toBeNull();
    expect(stageAt({ created_at: 150 }, unknown, 199)).toBe("find");
    expect(stageAt({ created_at: 150 }, unknown, 200)).toBe("agree");
  });
});

describe("the score of then", () => {
  const deal = { created_at: 100, score_hundredths: 5_000 };

  test("is what the first change since says it was", () => {
    expect(scoreAt(deal, 20, 150)).toBe(20);
    expect(scoreAt(deal, 0, 150)).toBe(0);
  });

  test("is that of today when nothing has changed it, and unknown before the deal was", () => {
    expect(scoreAt(deal, null, 150)).toBe(50);
    expect(scoreAt(deal, 20, 99)).toBeNull();
  });
});
