import { describe, expect, test } from "vitest";
import type { CriterionDocument, ProcessDocument, StageDocument } from "../document.ts";
import { diffDocuments } from "./diff-documents.ts";

function criterion(key: string, weight: number, more: Partial<CriterionDocument> = {}): CriterionDocument {
  return { key, name: `${key}!`, weight, ...more };
}

function stage(key: string, criteria: readonly CriterionDocument[], more: Partial<StageDocument> = {}): StageDocument {
  return { key, name: `${key}!`, criteria, ...more };
}

function process(...stages: readonly StageDocument[]): ProcessDocument {
  return { stages };
}

/** The lists of a diff that have something in them. */
function changes(before: ProcessDocument, after: ProcessDocument): Record<string, unknown> {
  const { gate_policy, stages, criteria } = diffDocuments(before, after);
  const named = (whose: string, lists: object) =>
    Object.entries(lists).map(([kind, list]) => [`${whose} ${kind}`, list] as const);
  const lists = [...named("stages", stages), ...named("criteria", criteria)].filter(([, list]) => list.length > 0);
  return Object.fromEntries(gate_policy ? [["gate_policy", gate_policy], ...lists] : lists);
}

const need = criterion("need", 30);
const cost = criterion("cost", 20);
const funds = criterion("funds", 50);
const find = stage("find", [need, cost]);
const close = stage("close", [funds]);
const now = process(find, close);

const completeNeed = {
  ...{ ...need, required: false, theme: null, evidence: null, choices: null, confirmed_by: null, levels: null },
  ...{ allow_not_applicable: false, questions: [], objections: [] },
};

describe("no difference", () => {
  const spelled = stage(
    "find",
    [
      { ...need, required: false, levels: null, theme: null, questions: [], objections: [] },
      { ...cost, choices: null },
    ],
    { base: null, max_days: null, guidance: "" },
  );

  test.each<[string, ProcessDocument, ProcessDocument]>([
    ["a document and itself", now, now],
    ["documents without stages", process(), process()],
    ["null and absent, a default and absent", now, { gate_policy: "strict", stages: [spelled, close] }],
    ["the order of members", now, process({ criteria: [need, cost], name: "find!", key: "find" }, close)],
  ])("%s", (_, before, after) => {
    const nothing = { identical: true, gate_policy: null };
    expect(diffDocuments(before, after)).toMatchObject(nothing);
    expect(diffDocuments(after, before)).toMatchObject(nothing);
    expect(changes(before, after)).toEqual({});
  });
});

describe("one change alone", () => {
  test.each<[string, ProcessDocument, Record<string, unknown>]>([
    ["the gate policy", { ...now, gate_policy: "advisory" }, { gate_policy: { from: "strict", to: "advisory" } }],
    [
      "a stage more",
      process(find, stage("prove", [], { max_days: 7 }), close),
      {
        "stages added": [
          {
            ...{ key: "prove", name: "prove!", position: 1, weight: 0 },
            stage: { key: "prove", name: "prove!", base: null, max_days: 7, guidance: "" },
          },
        ],
      },
    ],
    [
      "a stage less, with what was in it",
      process(close),
      {
        "stages removed": [{ key: "find", name: "find!", position: 0, weight: 50 }],
        "criteria removed": [
          { key: "need", name: "need!", stage: "find", position: 0, weight: 30 },
          { key: "cost", name: "cost!", stage: "find", position: 1, weight: 20 },
        ],
      },
    ],
    [
      "a stage's name",
      process({ ...find, name: "Löydä" }, close),
      { "stages renamed": [{ key: "find", from: "find!", to: "Löydä" }] },
    ],
    [
      "two stages that changed places",
      process(close, find),
      { "stages reordered": [{ key: "find", name: "find!", from: 0, to: 1 }] },
    ],
    [
      "a stage's fields",
      process({ ...find, base: "first", max_days: 14, guidance: "Listen." }, close),
      {
        "stages edited": [
          { key: "find", name: "find!", field: "base", from: null, to: "first" },
          { key: "find", name: "find!", field: "max_days", from: null, to: 14 },
          { key: "find", name: "find!", field: "guidance", from: "", to: "Listen." },
        ],
      },
    ],
    [
      "a criterion's name",
      process(stage("find", [{ ...need, name: "Tarve" }, cost]), close),
      { "criteria renamed": [{ key: "need", stage: "find", from: "need!", to: "Tarve" }] },
    ],
    [
      "weights within a stage, whose sum is the same",
      process(stage("find", [criterion("need", 33.33), criterion("cost", 16.67)]), close),
      {
        "criteria reweighted": [
          { key: "need", name: "need!", stage: "find", from: 30, to: 33.33 },
          { key: "cost", name: "cost!", stage: "find", from: 20, to: 16.67 },
        ],
      },
    ],
    [
      "two criteria that changed places",
      process(stage("find", [cost, need]), close),
      { "criteria reordered": [{ key: "need", name: "need!", stage: "find", from: 0, to: 1 }] },
    ],
    [
      "a criterion's fields",
      process(
        stage("find", [
          { ...need, required: true, theme: "need", evidence: "choice", choices: ["A", "B"], confirmed_by: "buyer" },
          {
            ...cost,
            levels: [0, 100],
            allow_not_applicable: true,
            questions: ["?"],
            objections: [{ objection: "No", response: "Why?" }],
          },
        ]),
        close,
      ),
      {
        "criteria edited": [
          ["need", "required", false, true],
          ["need", "theme", null, "need"],
          ["need", "evidence", null, "choice"],
          ["need", "choices", null, ["A", "B"]],
          ["need", "confirmed_by", null, "buyer"],
          ["cost", "levels", null, [0, 100]],
          ["cost", "allow_not_applicable", false, true],
          ["cost", "questions", [], ["?"]],
          ["cost", "objections", [], [{ objection: "No", response: "Why?" }]],
        ].map(([key, field, from, to]) => ({ key, name: `${key}!`, stage: "find", field, from, to })),
      },
    ],
  ])("%s", (_, after, expected) => {
    expect(changes(now, after)).toEqual(expected);
    expect(diffDocuments(now, after).identical).toBe(false);
  });

  test("a criterion more, and one less", () => {
    const without = process(stage("find", [cost]), close);
    const reweighted = (from: number, to: number) => [{ key: "find", name: "find!", from, to }];
    expect(changes(without, now)).toEqual({
      "stages reweighted": reweighted(20, 50),
      "criteria added": [{ key: "need", name: "need!", stage: "find", position: 0, criterion: completeNeed }],
    });
    expect(changes(now, without)).toEqual({
      "stages reweighted": reweighted(50, 20),
      "criteria removed": [{ key: "need", name: "need!", stage: "find", position: 0, weight: 30 }],
    });
  });
});

describe("changes together", () => {
  test("a criterion that goes to an added stage has moved, and was not added", () => {
    expect(changes(now, process(find, stage("prove", [funds]), stage("close", [])))).toEqual({
      "stages added": [expect.objectContaining({ key: "prove", position: 1 })],
      "stages reweighted": [{ key: "close", name: "close!", from: 50, to: 0 }],
      "criteria moved": [
        { key: "funds", name: "funds!", from: { stage: "close", position: 0 }, to: { stage: "prove", position: 0 } },
      ],
    });
  });

  test("the criteria of a removed stage have moved, where they are elsewhere", () => {
    expect(changes(now, process(stage("close", [cost, funds, need])))).toEqual({
      "stages removed": [{ key: "find", name: "find!", position: 0, weight: 50 }],
      "stages reweighted": [{ key: "close", name: "close!", from: 50, to: 100 }],
      "criteria moved": [
        { key: "cost", name: "cost!", from: { stage: "find", position: 1 }, to: { stage: "close", position: 0 } },
        { key: "need", name: "need!", from: { stage: "find", position: 0 }, to: { stage: "close", position: 2 } },
      ],
    });
  });

  test("a criterion may be renamed, reweighted, edited and moved at once", () => {
    const after = process(
      stage("find", [cost]),
      stage("close", [funds, { ...need, name: "Tarve", weight: 31, required: true }]),
    );
    expect(changes(now, after)).toEqual({
      "stages reweighted": [
        { key: "find", name: "find!", from: 50, to: 20 },
        { key: "close", name: "close!", from: 50, to: 81 },
      ],
      "criteria renamed": [{ key: "need", stage: "close", from: "need!", to: "Tarve" }],
      "criteria reweighted": [{ key: "need", name: "Tarve", stage: "close", from: 30, to: 31 }],
      "criteria moved": [
        { key: "need", name: "Tarve", from: { stage: "find", position: 0 }, to: { stage: "close", position: 1 } },
      ],
      "criteria edited": [{ key: "need", name: "Tarve", stage: "close", field: "required", from: false, to: true }],
    });
  });

  test("a new key with the old name is another criterion", () => {
    const after = process(stage("find", [{ ...need, key: "problem" }, cost]), close);
    expect(Object.keys(changes(now, after))).toEqual(["criteria added", "criteria removed"]);
  });

  test("a stage and a criterion of the same key are told apart, and so are keys that any object has", () => {
    const before = process(stage("need", [need]), stage("constructor", [criterion("valueof", 70)]));
    expect(changes(before, process(stage("need", []), stage("constructor", [criterion("valueof", 70), need])))).toEqual(
      {
        "stages reweighted": [
          { key: "need", name: "need!", from: 30, to: 0 },
          { key: "constructor", name: "constructor!", from: 70, to: 100 },
        ],
        "criteria moved": [
          {
            key: "need",
            name: "need!",
            from: { stage: "need", position: 0 },
            to: { stage: "constructor", position: 1 },
          },
        ],
      },
    );
    expect(changes(process(), before)).not.toHaveProperty("criteria moved");
  });

  test("what others pushed aside has not moved", () => {
    const pushed = process(stage("first", []), stage("find", [criterion("a", 0), need, cost]), close);
    expect(Object.keys(changes(now, pushed))).toEqual(["stages added", "criteria added"]);
  });

  test("a stage's weight is summed without floats", () => {
    const tenths = (...weights: readonly number[]) =>
      process(
        stage(
          "find",
          weights.map((weight, i) => criterion(`c${i}`, weight)),
        ),
      );
    expect(changes(tenths(0.1, 0.2), tenths(0.3, 0))).not.toHaveProperty("stages reweighted");
    expect(changes(tenths(0.1, 0.2), process())).toMatchObject({ "stages removed": [{ weight: 0.3 }] });
  });
});
