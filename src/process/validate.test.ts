import { describe, expect, test } from "vitest";
import type { Base, CriterionDocument, ProcessDocument, StageDocument } from "./document.ts";
import { publishFaults, RESERVED_STAGE_KEYS } from "./validate.ts";

function criterion(key: string, weight: number, more: Partial<CriterionDocument> = {}): CriterionDocument {
  return { key, name: key, weight, ...more };
}

function stage(key: string, criteria: readonly CriterionDocument[], base?: Base | null): StageDocument {
  return { key, name: key, criteria, base };
}

/** What publishing says, as `pointer code`. */
function faultsOf(document: ProcessDocument): string[] {
  return publishFaults(document).map(({ pointer, code }) => `${pointer} ${code}`);
}

/** A process that could be published, with stages of these bases. */
function withBases(...bases: readonly (Base | null)[]): ProcessDocument {
  return {
    stages: bases.map((base, index) => stage(`s${index}`, index === 0 ? [criterion("all", 100)] : [], base)),
  };
}

function withLevels(levels: readonly number[] | null): ProcessDocument {
  return { stages: [stage("only", [criterion("all", 100, { levels })])] };
}

describe("a document may be published", () => {
  test.each<[string, ProcessDocument]>([
    ["with one stage and one criterion", { stages: [stage("only", [criterion("all", 100)])] }],
    [
      "with a stage without criteria",
      { stages: [stage("prospecting", []), stage("engaging", [criterion("all", 100)])] },
    ],
    ["with a criterion worth nothing", { stages: [stage("only", [criterion("a", 100), criterion("b", 0)])] }],
    ["with a stage and a criterion of the same key", { stages: [stage("need", [criterion("need", 100)])] }],
    ["with a criterion called won", { stages: [stage("only", [criterion("won", 100)])] }],
    ["with a key that any object has", { stages: [stage("constructor", [criterion("valueof", 100)])] }],
    [
      "with a milestone that may not apply",
      { stages: [stage("only", [criterion("all", 100, { required: true, allow_not_applicable: true })])] },
    ],
    ["with bases in order, some shared, some not given", withBases("first", null, "first", "third", "home", "home")],
    ["with levels", withLevels([0, 50, 100])],
    ["with the fewest levels", withLevels([99, 100])],
    ["with yes or no", withLevels(null)],
    [
      "with choices",
      { stages: [stage("only", [criterion("all", 100, { evidence: "choice", choices: ["Leasing", "Purchase"] })])] },
    ],
    ["with any choice", { stages: [stage("only", [criterion("all", 100, { evidence: "choice", choices: null })])] }],
  ])("%s", (_, document) => {
    expect(faultsOf(document)).toEqual([]);
  });
});

describe("a document is refused", () => {
  test("without stages, and nothing adds up to 100", () => {
    expect(faultsOf({ stages: [] })).toEqual(["/stages no_stages", "/stages weights_total"]);
  });

  test("when its weights total 99.99, and the fault says so", () => {
    const document = { stages: [stage("a", [criterion("x", 33.33)]), stage("b", [criterion("y", 66.66)])] };
    expect(publishFaults(document)).toEqual([
      {
        pointer: "/stages",
        code: "weights_total",
        detail: "The weights of all criteria total 99.99, not 100.00: 0.01 is missing.",
      },
    ]);
  });

  test.each(RESERVED_STAGE_KEYS)("when a stage is called %s", (key) => {
    const document = { stages: [stage("a", [criterion("x", 100)]), stage(key, [])] };
    expect(faultsOf(document)).toEqual(["/stages/1/key reserved_key"]);
  });

  test("when a stage's key comes again: each repetition, not the first", () => {
    const document = { stages: [stage("a", [criterion("x", 100)]), stage("b", []), stage("a", []), stage("a", [])] };
    expect(faultsOf(document)).toEqual(["/stages/2/key duplicate_stage_key", "/stages/3/key duplicate_stage_key"]);
  });

  test("when a criterion's key comes again, in the same stage or another", () => {
    const document = {
      stages: [
        stage("a", [criterion("x", 30), criterion("x", 30)]),
        stage("b", [criterion("y", 20), criterion("x", 20)]),
      ],
    };
    expect(faultsOf(document)).toEqual([
      "/stages/0/criteria/1/key duplicate_criterion_key",
      "/stages/1/criteria/1/key duplicate_criterion_key",
    ]);
  });

  test.each<[string, readonly number[]]>([
    ["empty", []],
    ["one", [100]],
    ["not ending at 100", [0, 50]],
    ["falling", [50, 0, 100]],
    ["repeating", [0, 50, 50, 100]],
    ["beyond the end", [0, 100, 100]],
  ])("when levels are %s", (_, levels) => {
    expect(faultsOf(withLevels(levels))).toEqual(["/stages/0/criteria/0/levels levels_invalid"]);
  });

  test.each<[string, Partial<CriterionDocument>]>([
    ["one", { evidence: "choice", choices: ["Leasing"] }],
    ["none at all", { evidence: "choice", choices: [] }],
    ["twice the same", { evidence: "choice", choices: ["Leasing", "Purchase", "Leasing"] }],
    ["for another kind of evidence", { evidence: "text", choices: ["Leasing", "Purchase"] }],
    ["for any kind of evidence", { choices: ["Leasing", "Purchase"] }],
  ])("when choices are %s", (_, more) => {
    const document = { stages: [stage("only", [criterion("all", 100, more)])] };
    expect(faultsOf(document)).toEqual(["/stages/0/criteria/0/choices choices_invalid"]);
  });

  test("when bases go backwards: every stage behind the furthest base before it", () => {
    expect(faultsOf(withBases("second", "first", "first", null, "third", "second", "home"))).toEqual([
      "/stages/1/base base_order",
      "/stages/2/base base_order",
      "/stages/5/base base_order",
    ]);
  });

  test("with all that is wrong at once, the whole first and then in the order of the document", () => {
    const document: ProcessDocument = {
      stages: [
        stage("won", [criterion("x", 60, { levels: [50] })], "home"),
        stage("won", [criterion("x", 40.01, { levels: [100, 0] })], "first"),
      ],
    };
    expect(faultsOf(document)).toEqual([
      "/stages weights_total",
      "/stages/0/key reserved_key",
      "/stages/0/criteria/0/levels levels_invalid",
      "/stages/1/key reserved_key",
      "/stages/1/key duplicate_stage_key",
      "/stages/1/base base_order",
      "/stages/1/criteria/0/key duplicate_criterion_key",
      "/stages/1/criteria/0/levels levels_invalid",
    ]);
    for (const { detail } of publishFaults(document)) expect(detail).toMatch(/\.$/);
  });
});
