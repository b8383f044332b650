import { describe, expect, test } from "vitest";
import { compileProcess } from "./compile.ts";

describe("a compiled process", () => {
  const document = {
    stages: [
      { key: "find", name: "Find", criteria: [{ key: "need", name: "Need", weight: 33.33 }] },
      { key: "win", name: "Win", criteria: [{ key: "funds", name: "Funds", weight: 66.67, required: true }] },
    ],
  };

  test("has the defaults that the document's schema promises", () => {
    const { gatePolicy, stages, criteria } = compileProcess(document);
    expect(gatePolicy).toBe("strict");
    expect(stages[0]).toMatchObject({ index: 0, base: null, maxDays: null, guidance: null });
    expect(criteria[0]).toEqual({
      key: "need",
      name: "Need",
      stageKey: "find",
      stageIndex: 0,
      weightHundredths: 3333,
      required: false,
      evidence: null,
      choices: null,
      confirmedBy: null,
      levels: null,
      allowNotApplicable: false,
      questions: [],
      objections: [],
    });
  });

  test("finds stages and criteria by key and keeps their order", () => {
    const { criteria, stageByKey, criterionByKey } = compileProcess(document);
    expect(criteria.map(({ key, stageIndex }) => [key, stageIndex])).toEqual([
      ["need", 0],
      ["funds", 1],
    ]);
    expect(stageByKey.get("win")?.index).toBe(1);
    expect(criterionByKey.get("funds")).toBe(criteria[1]);
    expect(criterionByKey.get("constructor")).toBeUndefined();
  });
});
