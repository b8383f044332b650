import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allMetBut, arbitraryCase } from "../../test/support/arbitrary-process.ts";
import { compileProcess } from "../process/compile.ts";
import {
  earnedStageIndex,
  isSatisfied,
  missingMilestones,
  type Standing,
  scoreHundredths,
  standingOf,
} from "./criteria.ts";

const process = compileProcess({
  stages: [
    {
      key: "one",
      name: "One",
      criteria: [{ key: "a", name: "A", weight: 33.33, required: true, allow_not_applicable: true }],
    },
    {
      key: "two",
      name: "Two",
      criteria: [
        { key: "b", name: "B", weight: 33.33, levels: [0, 50, 100], allow_not_applicable: true },
        { key: "c", name: "C", weight: 33.34, required: true, allow_not_applicable: true },
      ],
    },
  ],
});

const standings = (said: Record<string, Standing["state"] | number>) =>
  new Map(
    Object.entries(said).map(([key, value]): [string, Standing] => [
      key,
      typeof value === "number" ? { state: "met", levelPercent: value } : { state: value, levelPercent: null },
    ]),
  );

describe("score", () => {
  test.each([
    ["nothing known", {}, 0],
    ["a third", { a: "met" }, 3333],
    ["half of a graded one", { b: 50 }, 1666],
    ["the lowest level earns nothing", { b: 0 }, 0],
    ["a no is worth as much as an unknown", { a: "not_met" }, 0],
    ["everything", { a: "met", b: "met", c: "met" }, 10_000],
    ["what does not apply leaves the total", { a: "met", c: "not_applicable" }, 5000],
    ["nothing applies", { a: "not_applicable", b: "not_applicable", c: "not_applicable" }, 0],
  ] as const)("%s", (_name, said, score) => {
    expect(scoreHundredths(process, standings(said))).toBe(score);
  });

  test("is a whole number of hundredths from 0 to 100, and 100 exactly when all that applies is fully met", () => {
    fc.assert(
      fc.property(arbitraryCase, ({ process, standings }) => {
        const score = scoreHundredths(process, standings);
        expect(Number.isInteger(score) && score >= 0 && score <= 10_000).toBe(true);
        const open = process.criteria.filter((criterion) => {
          const standing = standingOf(standings, criterion);
          const full = standing.state === "met" && (standing.levelPercent ?? 100) === 100;
          return criterion.weightHundredths > 0 && standing.state !== "not_applicable" && !full;
        });
        const applies = process.criteria.some(
          (criterion) => criterion.weightHundredths > 0 && standingOf(standings, criterion).state !== "not_applicable",
        );
        expect(score === 10_000).toBe(applies && open.length === 0);
      }),
    );
  });

  test("never falls when a criterion that applies becomes met", () => {
    fc.assert(
      fc.property(arbitraryCase, fc.nat(), ({ process, standings }, pick) => {
        const criterion = process.criteria[pick % process.criteria.length];
        if (!criterion || standingOf(standings, criterion).state === "not_applicable") return;
        const better = new Map(standings).set(criterion.key, { state: "met", levelPercent: null });
        expect(scoreHundredths(process, better)).toBeGreaterThanOrEqual(scoreHundredths(process, standings));
        expect(earnedStageIndex(process, better)).toBeGreaterThanOrEqual(earnedStageIndex(process, standings));
      }),
    );
  });
});

describe("what was said under another version", () => {
  const [strict] = compileProcess({
    stages: [{ key: "one", name: "One", criteria: [{ key: "a", name: "A", weight: 100, required: true }] }],
  }).criteria;
  if (!strict) throw new Error("there is a criterion");
  const graded = { ...strict, levels: [0, 25, 100] };

  test.each([
    [
      "not applicable where every deal has to have it",
      strict,
      { state: "not_applicable", levelPercent: null },
      "unknown",
      null,
    ],
    ["half of what is now yes or no", strict, { state: "met", levelPercent: 50 }, "met", 0],
    ["all of what is now yes or no", strict, { state: "met", levelPercent: 100 }, "met", 100],
    ["half of what has a quarter now", graded, { state: "met", levelPercent: 50 }, "met", 25],
    ["a level that is still there", graded, { state: "met", levelPercent: 25 }, "met", 25],
    ["yes to what is graded now", graded, { state: "met", levelPercent: null }, "met", null],
    ["less than the lowest level", { ...strict, levels: [50, 100] }, { state: "met", levelPercent: 20 }, "met", 0],
    ["a no", graded, { state: "not_met", levelPercent: null }, "not_met", null],
  ] as const)("%s is read as this one reads it", (_name, criterion, said, state, levelPercent) => {
    expect(standingOf(new Map([["a", said]]), criterion)).toEqual({ state, levelPercent });
  });

  test("opens no gate that it could not open here", () => {
    const process = compileProcess({
      stages: [{ key: "one", name: "One", criteria: [{ key: "a", name: "A", weight: 100, required: true }] }],
    });
    for (const said of [
      { state: "not_applicable", levelPercent: null },
      { state: "met", levelPercent: 99 },
    ] as const) {
      const standings = new Map([["a", said]]);
      expect(missingMilestones(process, standings, 0, 1).map(({ key }) => key)).toEqual(["a"]);
      expect(scoreHundredths(process, standings)).toBe(0);
    }
  });
});

describe("earned stage", () => {
  test("is the furthest whose earlier milestones are all met", () => {
    expect(earnedStageIndex(process, standings({}))).toBe(0);
    expect(earnedStageIndex(process, standings({ c: "met" }))).toBe(0);
    expect(earnedStageIndex(process, standings({ a: "met" }))).toBe(1);
    expect(earnedStageIndex(process, allMetBut(process))).toBe(1);
  });

  test("has every milestone before it satisfied, and one of its own open unless it is the last", () => {
    fc.assert(
      fc.property(arbitraryCase, ({ process, standings }) => {
        const earned = earnedStageIndex(process, standings);
        expect(missingMilestones(process, standings, 0, earned)).toEqual([]);
        const last = process.stages.length - 1;
        if (earned < last) expect(missingMilestones(process, standings, earned, earned + 1)).not.toEqual([]);
      }),
    );
  });
});

test("a milestone that does not apply stands in nobody's way; one at level 0 does", () => {
  expect(isSatisfied({ state: "not_applicable", levelPercent: null })).toBe(true);
  expect(isSatisfied({ state: "met", levelPercent: 0 })).toBe(false);
  expect(isSatisfied({ state: "not_met", levelPercent: null })).toBe(false);
});
