import { describe, expect, test } from "vitest";
import { PROCESS } from "../../../../test/support/arbitrary-facts.ts";
import type { VisitRow } from "../../opportunity.ts";
import { keepKnown, type Stay, walkStays } from "./walk.ts";

const stay = (stage: string, more: Partial<Stay> = {}): Stay => ({
  stage,
  direction: null,
  enteredAt: null,
  leftAt: null,
  scoreAtEntry: null,
  scoreAtExit: null,
  closing: null,
  ...more,
});
const walk = (...stays: readonly Stay[]) => walkStays(PROCESS, { process_id: "prc_1" }, new Map(), stays, "UTC");
const directions = (...stays: readonly Stay[]) => walk(...stays).visits.map(({ direction }) => direction);

describe("stays become visits", () => {
  test("with the direction that the engine says, and the milestones that were gone past", () => {
    expect(directions(stay("find"), stay("close"), stay("agree"))).toEqual(["entry", "forward", "backward"]);
    expect(walk(stay("agree"), stay("close")).bypassed).toEqual(["find_done", "agree_done"]);
  });

  test("reopened after a closing", () => {
    expect(directions(stay("find", { closing: "lost" }), stay("find"))).toEqual(["entry", "reopened"]);
  });

  test("with the direction that is given, since another version may have had another order", () => {
    expect(directions(stay("find"), stay("agree", { direction: "backward" }))).toEqual(["entry", "backward"]);
    const stages = [stay("old"), stay("older", { direction: "backward" }), stay("find", { direction: "forward" })];
    expect(directions(...stages)).toEqual(["entry", "backward", "forward"]);
  });

  test("with one entry, which is the first", () => {
    const stages = [stay("find", { direction: "forward" }), stay("agree", { direction: "entry" })];
    expect(directions(...stages)).toEqual(["entry", "forward"]);
  });
});

describe("scores that a file does not know", () => {
  const visit = (number: number, more: Partial<VisitRow>): VisitRow => ({
    visit: number,
    process_id: "prc_1",
    stage: "find",
    direction: "entry",
    entered_at: null,
    left_at: null,
    score_at_entry: null,
    score_at_exit: null,
    entered_day: null,
    position: null,
    ...more,
  });

  test("are those of the visit that began, or ended, then in the same stage", () => {
    const known = [
      visit(1, { entered_at: 1, left_at: 5, score_at_entry: 10, score_at_exit: 20 }),
      visit(2, { stage: "agree", entered_at: 5, score_at_entry: 20 }),
    ];
    const told = [
      visit(1, { entered_at: 0, left_at: 5 }),
      visit(2, { stage: "close", entered_at: 5 }),
      visit(3, { stage: "agree", entered_at: 5 }),
    ];
    const scores = keepKnown(told, known).map(({ score_at_entry, score_at_exit }) => [score_at_entry, score_at_exit]);
    expect(scores).toEqual([
      [null, 20],
      [null, null],
      [20, null],
    ]);
  });

  test("of two at once are those of the same number", () => {
    const known = [
      visit(1, { entered_at: 1, left_at: 1, score_at_entry: 10 }),
      visit(2, { entered_at: 1, score_at_entry: null }),
    ];
    const told = [visit(1, { entered_at: 1, left_at: 1 }), visit(2, { entered_at: 1 })];
    expect(keepKnown(told, known).map(({ score_at_entry }) => score_at_entry)).toEqual([10, null]);
  });

  test("an entry that is known keeps the day and the position that it was counted with", () => {
    const known = [
      visit(1, { position: 3 }),
      visit(2, { stage: "agree", entered_at: 5, entered_day: 7, position: 4 }),
      visit(3, { entered_at: 6, entered_day: null, position: null }),
    ];
    const told = [
      visit(1, { position: 0 }),
      visit(2, { entered_at: 5, entered_day: 0, position: 0 }),
      visit(3, { stage: "agree", entered_at: 5, entered_day: 0, position: 1 }),
      visit(4, { entered_at: 6, entered_day: 0, position: 0 }),
      visit(5, { position: 0 }),
    ];
    expect(keepKnown(told, known).map(({ entered_day, position }) => [entered_day, position])).toEqual([
      [null, 3],
      [0, 0],
      [7, 4],
      [null, null],
      [null, 0],
    ]);
  });
});
