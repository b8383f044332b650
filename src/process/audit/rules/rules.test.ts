import { describe, expect, test } from "vitest";
import type { CriterionDocument, ProcessDocument, StageDocument, Theme } from "../../document.ts";
import { auditProcess } from "../audit.ts";
import { AUDIT_RULES, type AuditRule } from "../finding.ts";
import { weight } from "../words.ts";
import { SEVERITIES } from "./rules.ts";

const criterion = (name: string, more: Partial<CriterionDocument> = {}): CriterionDocument => ({
  key: "c",
  name,
  weight: 10,
  ...more,
});

const stage = (
  name: string,
  criteria: readonly CriterionDocument[],
  more: Partial<StageDocument> = {},
): StageDocument => ({
  key: name.toLowerCase().replaceAll(" ", "_"),
  name,
  criteria,
  ...more,
});

const pointersOf = (rule: AuditRule, stages: readonly StageDocument[]) =>
  of(rule, { stages }).map(({ pointer }) => pointer);
const of = (rule: AuditRule, document: ProcessDocument, locale: "en" | "fi" = "en") =>
  auditProcess(document, locale).findings.filter((finding) => finding.rule === rule);

/** Each list of weights is a stage. */
const weighing = (...weights: readonly (readonly number[])[]) =>
  weights.map((list, index) =>
    stage(
      `Stage ${index}`,
      list.map((weight, place) => criterion(`Fact ${index} ${place}`, { weight })),
    ),
  );

/** Each list of themes is a stage. */
const about = (...themes: readonly (readonly Theme[])[]) =>
  themes.map((list, index) =>
    stage(
      `Stage ${index}`,
      list.map((theme, place) => criterion(`Fact ${index} ${place}`, { theme })),
    ),
  );

describe("weights_total", () => {
  test.each([
    [[[33.33, 33.33, 33.34]], []],
    [[[100], []], []],
    [[[99.99]], ["99.99%, not 100%: 0.01% is missing", "99,99 %, ei 100 %: 0,01 % puuttuu"]],
    [
      [[100], [0.01]],
      ["100.01%, not 100%: 0.01% is too much", "100,01 %, ei 100 %: 0,01 % on liikaa"],
    ],
    [[], ["0%, not 100%: 100% is missing", "0 %, ei 100 %: 100 % puuttuu"]],
  ])("of %j", (weights, texts) => {
    const document = { stages: weighing(...weights) };
    const found = [...of("weights_total", document, "en"), ...of("weights_total", document, "fi")];
    expect(found).toHaveLength(texts.length);
    for (const [index, text] of texts.entries()) {
      expect(found[index]).toMatchObject({ severity: "error", pointer: "/stages", why: expect.stringContaining(text) });
    }
  });
});

describe("what a stage lacks", () => {
  const buyer = { confirmed_by: "buyer" } as const;

  test("criteria: only that is said of an empty stage", () => {
    const stages = [stage("New", []), stage("Won over", [criterion("Agreement signed", { required: true, ...buyer })])];
    expect(pointersOf("empty_stage", stages)).toEqual(["/stages/0"]);
    expect(pointersOf("no_milestone", stages)).toEqual([]);
    expect(pointersOf("seller_only", stages)).toEqual([]);
    expect(of("empty_stage", { stages })[0]?.why).toContain("“New”");
    expect(of("empty_stage", { stages }, "fi")[0]?.why).toContain("”New”");
  });

  test("a milestone: one required criterion is enough, false and absent are none", () => {
    const [yes, no, absent] = [criterion("a", { required: true }), criterion("b", { required: false }), criterion("c")];
    const stages = [stage("S0", [no, absent]), stage("S1", [no, yes]), stage("S2", [absent])];
    expect(pointersOf("no_milestone", stages)).toEqual(["/stages/0", "/stages/2"]);
  });

  test("the buyer's word: one criterion that the buyer confirms is enough, null and absent are the seller's", () => {
    const stages = [
      stage("S0", [criterion("a", { confirmed_by: "rep" }), criterion("b", { confirmed_by: null }), criterion("c")]),
      stage("S1", [criterion("d", { confirmed_by: "rep" }), criterion("e", buyer)]),
    ];
    expect(pointersOf("seller_only", stages)).toEqual(["/stages/0"]);
  });

  test("a limit in days, as a remark only", () => {
    const stages = [stage("S0", [], { max_days: 1 }), stage("S1", [], { max_days: null }), stage("S2", [])];
    expect(pointersOf("no_max_days", stages)).toEqual(["/stages/1", "/stages/2"]);
    expect(of("no_max_days", { stages })[0]?.severity).toBe("info");
  });
});

describe("what a criterion's name gives away, in either language whatever the answer is in", () => {
  const stages = [
    stage("S0", [criterion("Tarve kartoitettu"), criterion("Soitettu kolme kertaa"), criterion("Called three times")]),
    stage("S1", [criterion("Good fit"), criterion("Hyvä suhde"), criterion("30 days since first contact")]),
    stage("S2", [criterion("Kaksi viikkoa kulunut")]),
  ];

  test.each<[AuditRule, string[]]>([
    ["activity_criterion", ["/stages/0/criteria/1", "/stages/0/criteria/2"]],
    ["vague", ["/stages/1/criteria/0", "/stages/1/criteria/1"]],
    ["time_criterion", ["/stages/1/criteria/2", "/stages/2/criteria/0"]],
  ])("%s", (rule, pointers) => {
    for (const locale of ["en", "fi"] as const) {
      expect(of(rule, { stages }, locale).map(({ pointer }) => pointer)).toEqual(pointers);
    }
  });
});

describe("duplicate", () => {
  test("points at each later one and names the first with its stage", () => {
    const stages = [
      stage("Find", [criterion("Budget confirmed"), criterion("Need identified")]),
      stage("Close", [criterion("Confirmed the BUDGET!"), criterion("budget  confirmed")]),
    ];
    expect(pointersOf("duplicate", stages)).toEqual(["/stages/1/criteria/0", "/stages/1/criteria/1"]);
    expect(of("duplicate", { stages })[0]?.why).toContain("“Budget confirmed” in “Find”");
  });

  test("finds two stages of the same name, in the order of the document with the criteria", () => {
    const stages = [
      stage("Close", [criterion("Need agreed"), criterion("Agreed need")]),
      stage("close!", [criterion("Need agreed")]),
    ];
    expect(pointersOf("duplicate", stages)).toEqual(["/stages/0/criteria/1", "/stages/1", "/stages/1/criteria/0"]);
  });

  test("a stage and a criterion may have the same name", () => {
    expect(pointersOf("duplicate", [stage("Need", [criterion("Need")])])).toEqual([]);
  });
});

describe("weights in the wrong place", () => {
  test.each([
    [40, 0],
    [40.01, 1],
    [39.99, 0],
    [100, 1],
  ])("heavy_criterion of %d%%", (weight, count) => {
    expect(pointersOf("heavy_criterion", weighing([1], [weight]))).toEqual(Array(count).fill("/stages/1/criteria/0"));
  });

  test.each([
    [[[50.01], [49.99]], []],
    [[[50], [50]], ["/stages/1"]],
    [[[20], [29.99], [50.01]], ["/stages/2"]],
    // Of the weight that is there: 10 of 20, 9 of 20.
    [[[10], [10]], ["/stages/1"]],
    [[[11], [9]], []],
    [[[100]], []],
    [[[0], [0]], []],
    [[[100], []], []],
    [[], []],
  ])("back_loaded of %j", (weights, pointers) => {
    expect(pointersOf("back_loaded", weighing(...weights))).toEqual(pointers);
  });

  test("back_loaded speaks of the inverted funnel", () => {
    const document = { stages: weighing([50], [50]) };
    expect(of("back_loaded", document)[0]?.why).toMatch(/50% of 100%.*inverted funnel/);
    expect(of("back_loaded", document, "fi")[0]?.why).toMatch(/50 % \/ 100 %.*käänteinen suppilo/);
  });
});

describe("missing_theme", () => {
  const all = [
    "decision_maker",
    "problem",
    "need",
    "compelling_reason",
    "cost_of_problem",
    "funds",
    "decision_process",
  ] as const;

  test("says nothing of a document without a criterion", () => {
    expect(pointersOf("missing_theme", [stage("a", []), stage("b", [])])).toEqual([]);
    expect(pointersOf("missing_theme", [])).toEqual([]);
  });

  test("says nothing when every theme is there, and one finding each for what is not", () => {
    expect(pointersOf("missing_theme", about(all))).toEqual([]);
    for (const theme of all) {
      expect(pointersOf("missing_theme", about(all.filter((each) => each !== theme)))).toEqual(["/stages"]);
    }
    expect(pointersOf("missing_theme", [stage("a", [criterion("Agreement signed")])])).toHaveLength(7);
  });

  test("takes a name for a theme where there is none", () => {
    for (const name of ["Budget confirmed", "Budjetti varmistettu"]) {
      expect(pointersOf("missing_theme", [stage("a", [criterion(name)])])).toHaveLength(6);
    }
  });
});

describe("theme_order", () => {
  test.each<[Theme, Theme]>([
    ["problem", "need"],
    ["problem", "compelling_reason"],
    ["problem", "cost_of_problem"],
    ["problem", "funds"],
    ["need", "funds"],
    ["cost_of_problem", "funds"],
    ["compelling_reason", "funds"],
    ["need", "decision_process"],
    ["decision_maker", "funds"],
    ["decision_maker", "decision_process"],
  ])("%s comes before %s or in the same stage", (earlier, later) => {
    expect(pointersOf("theme_order", about([later], [earlier]))).toEqual(["/stages/0/criteria/0"]);
    expect(pointersOf("theme_order", about([later, earlier]))).toEqual([]);
    expect(pointersOf("theme_order", about([earlier], [later]))).toEqual([]);
    expect(pointersOf("theme_order", about([earlier], [later], [earlier]))).toEqual([]);
    expect(pointersOf("theme_order", about([later]))).toEqual([]);
  });

  test.each<[Theme, Theme]>([
    ["funds", "decision_process"],
    ["decision_maker", "problem"],
    ["need", "cost_of_problem"],
  ])("%s and %s may come either way", (one, other) => {
    expect(pointersOf("theme_order", about([one], [other]))).toEqual([]);
    expect(pointersOf("theme_order", about([other], [one]))).toEqual([]);
  });

  test("is one finding a theme, in the order of the document, naming all it should follow", () => {
    const document = {
      stages: about(["compelling_reason", "funds"], ["need", "decision_process"], ["problem", "decision_maker"]),
    };
    expect(of("theme_order", document).map(({ pointer }) => pointer)).toEqual([
      "/stages/0/criteria/0",
      "/stages/0/criteria/1",
      "/stages/1/criteria/0",
      "/stages/1/criteria/1",
    ]);
    expect(of("theme_order", document)[1]?.why).toContain(
      "the funds should follow the decision maker, the problem and the need,",
    );
    expect(of("theme_order", document, "fi")[1]?.why).toContain("päättäjä, ongelma ja tarve,");
  });
});

describe("stage_count", () => {
  test.each([
    [0, 0],
    [1, 1],
    [2, 1],
    [3, 0],
    [8, 0],
    [9, 1],
    [20, 1],
  ])("of %i stages", (stages, count) => {
    const found = pointersOf("stage_count", weighing(...Array.from({ length: stages }, () => [1])));
    expect(found).toEqual(Array(count).fill("/stages"));
  });
});

test("the rules come in the order of the product, each as serious as it should be", () => {
  expect(AUDIT_RULES.map((rule) => [rule, SEVERITIES[rule]])).toEqual([
    ["weights_total", "error"],
    ["empty_stage", "warning"],
    ["no_milestone", "warning"],
    ["activity_criterion", "warning"],
    ["time_criterion", "warning"],
    ["seller_only", "warning"],
    ["vague", "warning"],
    ["duplicate", "warning"],
    ["no_max_days", "info"],
    ["heavy_criterion", "warning"],
    ["back_loaded", "warning"],
    ["missing_theme", "warning"],
    ["theme_order", "warning"],
    ["stage_count", "warning"],
    ["unmarked_milestone", "warning"],
    ["skipped_stage", "warning"],
    ["box_ticking", "warning"],
  ]);
});

test.each([
  [10_000, "100%", "100 %"],
  [1_000, "10%", "10 %"],
  [5_050, "50.50%", "50,50 %"],
  [3_333, "33.33%", "33,33 %"],
  [0, "0%", "0 %"],
])("%i hundredths are written as %s and %s", (hundredths, english, finnish) => {
  expect([weight(hundredths, "en"), weight(hundredths, "fi")]).toEqual([english, finnish]);
});
