import { expect, test } from "vitest";
import { type NoStanding, type StandingWords, standingOf } from "./outcome.ts";

const NOTHING: StandingWords = { target: null, status: null, isClosed: null, isWon: null };

/** What is said → outcome, stage, and whether that is a contradiction where stages tell outcomes, and where they do not. */
test.each<[Partial<StandingWords>, [string, string | null, boolean, boolean] | NoStanding]>([
  [{}, "stage_missing"],
  [{ target: "agree" }, ["open", "agree", false, false]],
  [{ target: "won" }, ["won", null, false, false]],
  [{ target: "agree", status: "open" }, ["open", "agree", false, false]],
  [{ target: "agree", status: "won" }, ["won", "agree", true, false]],
  [{ target: "agree", status: "lost" }, ["lost", "agree", true, false]],
  [{ target: "won", status: "open" }, ["won", null, true, true]],
  [{ target: "won", status: "won" }, ["won", null, false, false]],
  [{ target: "won", status: "lost" }, ["lost", null, true, true]],
  [{ status: "won" }, ["won", null, false, false]],
  [{ status: "open" }, "stage_missing"],
  [{ target: "agree", isClosed: false, isWon: false }, ["open", "agree", false, false]],
  [{ target: "agree", isClosed: true, isWon: true }, ["won", "agree", true, true]],
  [{ target: "agree", isClosed: true, isWon: false }, ["lost", "agree", true, true]],
  [{ target: "lost", isClosed: true, isWon: false }, ["lost", null, false, false]],
  [{ target: "lost", isClosed: false, isWon: false }, ["lost", null, true, true]],
  [{ target: "lost", isClosed: true }, ["lost", null, false, false]],
  [{ target: "agree", isClosed: true }, "outcome_missing"],
  [{ isClosed: true }, "outcome_missing"],
  [{ isWon: true }, ["won", null, false, false]],
  [{ target: "agree", isWon: false }, ["open", "agree", false, false]],
  [{ target: "agree", isClosed: false }, ["open", "agree", false, false]],
  [{ target: "agree", status: "open", isClosed: true, isWon: true }, ["open", "agree", false, false]],
])("%j", (words, expected) => {
  const read = (stageTells: boolean) => standingOf({ ...NOTHING, ...words }, stageTells);
  const [tells, tellsNot] = [read(true), read(false)];
  if (typeof expected === "string") expect([tells, tellsNot]).toEqual([expected, expected]);
  else {
    const [outcome, stage, ifTells, ifNot] = expected;
    expect(tells).toEqual({ outcome, stage, isContradiction: ifTells });
    expect(tellsNot).toEqual({ outcome, stage, isContradiction: ifNot });
  }
});
