import { describe, expect, test } from "vitest";
import type { ProcessDocument } from "../document.ts";
import { ProcessDocumentSchema } from "../schema.ts";
import { documentTotalHundredths, publishFaults } from "../validate.ts";
import { isTemplateKey, TEMPLATE_KEYS, type TemplateKey } from "./template.ts";
import { writeTemplates } from "./templates.ts";

const templates = [...writeTemplates("en"), ...writeTemplates("fi")];

const stagesOf = (key: TemplateKey, locale: "en" | "fi") =>
  writeTemplates(locale).find((template) => template.key === key)?.document.stages ?? [];

const THEMES_IN_ORDER = [
  "decision_maker",
  "problem",
  "need",
  "compelling_reason",
  "cost_of_problem",
  "funds",
  "decision_process",
];

/** A document without its words. */
function shapeOf(document: ProcessDocument): unknown {
  return document.stages.map(({ name: _name, guidance: _guidance, criteria, ...stage }) => ({
    ...stage,
    criteria: criteria.map(({ name: _name, questions: _questions, objections: _objections, ...rest }) => rest),
  }));
}

/** Every text of a document, with its pointer. */
function textsOf(value: unknown, pointer = ""): [string, string][] {
  if (typeof value === "string") return [[pointer, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => textsOf(part, `${pointer}/${key}`));
}

describe("templates", () => {
  test("are the same in both languages but for their words", () => {
    const [english, finnish] = [writeTemplates("en"), writeTemplates("fi")];
    expect(finnish.map(({ key }) => key)).toEqual(english.map(({ key }) => key));
    expect(finnish.map(({ document }) => shapeOf(document))).toEqual(english.map(({ document }) => shapeOf(document)));
  });

  test("leave no words untranslated", () => {
    const words = (locale: "en" | "fi") =>
      new Map(
        // A method is called the same in every language, so the names of the templates themselves are left out.
        writeTemplates(locale).flatMap(({ key, description, document }) =>
          textsOf({ [key]: { description, document } }).filter(([pointer]) =>
            /\/(name|description|guidance|questions\/\d+|objection|response)$/.test(pointer),
          ),
        ),
      );
    const finnish = words("fi");
    for (const [pointer, english] of words("en")) expect(finnish.get(pointer), pointer).not.toBe(english);
  });

  test("are known by their keys, in the order in which they are offered, and nothing else is", () => {
    for (const locale of ["en", "fi"] as const) {
      const written = writeTemplates(locale);
      expect(written.map((template) => template.key)).toEqual(TEMPLATE_KEYS);
      expect(written.every((template) => template.locale === locale)).toBe(true);
    }
    expect(["baseline", "nonsense", "constructor", ""].filter(isTemplateKey)).toEqual(["baseline"]);
  });
});

describe.each(templates)("the template $key in $locale", ({ name, description, document }) => {
  const criteria = document.stages.flatMap((stage) => stage.criteria);

  test("can be stored and published as it is", () => {
    expect(ProcessDocumentSchema.safeParse(document).error?.issues).toBeUndefined();
    expect(publishFaults(document)).toEqual([]);
    expect(name).not.toBe("");
    expect(description).not.toBe("");
  });

  test("gives every stage a milestone, something the buyer confirms, a limit and guidance", () => {
    for (const stage of document.stages) {
      expect(stage.criteria.some((criterion) => criterion.required)).toBe(true);
      expect(stage.criteria.some((criterion) => criterion.confirmed_by === "buyer")).toBe(true);
      expect(stage.max_days).toBeGreaterThan(0);
      expect(stage.guidance?.length).toBeGreaterThan(100);
    }
  });

  test("weighs nothing too heavily and does not build an inverted funnel", () => {
    for (const criterion of criteria) expect(criterion.weight).toBeLessThanOrEqual(40);
    const last = document.stages.slice(-1);
    expect(documentTotalHundredths({ stages: last })).toBeLessThan(5_000);
  });

  test("has every theme", () => {
    expect(criteria.map(({ theme }) => theme)).toEqual(expect.arrayContaining(THEMES_IN_ORDER));
  });

  test("helps with every criterion: 2 to 4 questions, 1 to 3 objections, none twice", () => {
    for (const criterion of criteria) {
      expect([2, 3, 4]).toContain(criterion.questions?.length);
      expect([1, 2, 3]).toContain(criterion.objections?.length);
    }
    for (const texts of [
      criteria.map((criterion) => criterion.name),
      criteria.flatMap((criterion) => criterion.questions ?? []),
      criteria.flatMap((criterion) => criterion.objections ?? []).map(({ objection }) => objection),
    ]) {
      expect(new Set(texts).size).toBe(texts.length);
    }
  });

  test("is written cleanly: no stray blanks, no loose ends", () => {
    for (const [pointer, text] of textsOf({ name, description, document })) {
      expect(text, pointer).toBe(text.trim());
      expect(text, pointer).not.toMatch(/ {2}|\bTODO\b|[[\]]/);
      if (/questions/.test(pointer)) expect(text, pointer).toMatch(/\?$/);
    }
  });
});

describe("the published methods", () => {
  test.each<[TemplateKey, string[]]>([
    ["meddic", ["metrics", "economic_buyer", "decision_criteria", "decision_process", "identify_pain", "champion"]],
    [
      "meddpicc",
      [
        "metrics",
        "economic_buyer",
        "decision_criteria",
        "decision_process",
        "paper_process",
        "identify_pain",
        "champion",
        "competition",
      ],
    ],
    ["bant", ["budget", "authority", "need", "timeline"]],
    ["spiced", ["situation", "pain", "impact", "critical_event", "decision_criteria", "decision_process"]],
    [
      "challenger",
      [
        "challenge_recognised",
        "reframe_accepted",
        "cost_of_problem",
        "personal_stake",
        "new_way",
        "tailored",
        "solution_fits",
      ],
    ],
  ])("of %s are all criteria", (key, published) => {
    const criteria = stagesOf(key, "en").flatMap((stage) => stage.criteria);
    expect(criteria.map((criterion) => criterion.key)).toEqual(expect.arrayContaining(published));
  });

  test("share no sentence with each other", () => {
    for (const locale of ["en", "fi"] as const) {
      const texts = writeTemplates(locale).flatMap(({ document }) =>
        textsOf(document).filter(([pointer]) => /\/(guidance|questions\/\d+|objection|response)$/.test(pointer)),
      );
      const seen = texts.map(([, text]) => text);
      expect(seen.filter((text, index) => seen.indexOf(text) !== index)).toEqual([]);
    }
  });
});

describe("the baseline", () => {
  test("has every theme once, in the order in which a deal is qualified", () => {
    const criteria = stagesOf("baseline", "en").flatMap((stage) => stage.criteria);
    expect(criteria.flatMap((criterion) => criterion.theme ?? [])).toEqual(THEMES_IN_ORDER);
  });

  test.each(["en", "fi"] as const)("is the diamond, a quarter of the weight to each base (%s)", (locale) => {
    const stages = stagesOf("baseline", locale);
    expect(stages.map(({ key, base }) => [key, base])).toEqual([
      ["to_first", "first"],
      ["first_to_second", "second"],
      ["second_to_third", "third"],
      ["close", "home"],
      ["score", "home"],
    ]);
    expect(stages.map((stage) => stage.criteria.map(({ key }) => key))).toEqual([
      ["decision_maker", "problem", "appointment"],
      ["need", "compelling_reason", "cost_of_problem"],
      ["funds", "decision_process"],
      ["solution_presented", "decision_asked"],
      ["agreement_signed"],
    ]);
    for (const base of ["first", "second", "third", "home"]) {
      expect(documentTotalHundredths({ stages: stages.filter((stage) => stage.base === base) })).toBe(2_500);
    }
  });
});
