import { OpenAPIHono, type z } from "@hono/zod-openapi";
import { describe, expect, expectTypeOf, test } from "vitest";
import type { ProcessDocument } from "./document.ts";
import { DOCUMENT_LIMITS, ProcessDocumentSchema } from "./schema.ts";

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

const criterion = { key: "funds", name: "Funds are available", weight: 100 };
const stage = { key: "to_first", name: "To first base", criteria: [criterion] };

const full = {
  gate_policy: "advisory",
  stages: [
    {
      key: "to_first",
      name: "Ykköspesälle 🥎",
      base: "first",
      max_days: 14,
      guidance: "Kysy.\r\n\tÄlä esittele.",
      criteria: [
        {
          key: "decision_maker",
          name: "与决策者交谈",
          weight: 33.33,
          required: true,
          theme: "decision_maker",
          evidence: "choice",
          confirmed_by: "buyer",
          levels: [0, 50, 100],
          allow_not_applicable: true,
          questions: ["من يوقع؟"],
          objections: [{ objection: "Send me an e-mail", response: "Happy to.\nWhat about?" }],
        },
      ],
    },
  ],
};

const withDocument = (more: object) => ({ stages: [stage], ...more });
const withStage = (more: object) => ({ stages: [{ ...stage, ...more }] });
const withCriterion = (more: object) => withStage({ criteria: [{ ...criterion, ...more }] });
const criteria = (count: number) => Array.from({ length: count }, () => criterion);

/** `pointer code` of every fault, the code being our own where we gave one. */
function faultsOf(document: unknown): string[] {
  const issues = ProcessDocumentSchema.safeParse(document).error?.issues ?? [];
  return issues.map((issue) => {
    const code = issue.code === "custom" ? issue.params?.["code"] : issue.code;
    return `/${issue.path.join("/")} ${code}`;
  });
}

describe("the shape of a draft", () => {
  test("is the type that the rules work on, neither wider nor narrower", () => {
    expectTypeOf<DeepReadonly<z.infer<typeof ProcessDocumentSchema>>>().toEqualTypeOf<ProcessDocument>();
  });

  test("keeps a document as it was sent: nothing filled in, trimmed or dropped", () => {
    for (const document of [full, { stages: [] }, { stages: [{ ...stage, name: "  Padded  " }] }]) {
      expect(JSON.stringify(ProcessDocumentSchema.parse(document))).toBe(JSON.stringify(document));
    }
  });

  test.each([
    ["no stages", { stages: [] }],
    ["a stage without criteria", withStage({ criteria: [] })],
    ["a criterion worth nothing", withCriterion({ weight: 0 })],
    ["repeated keys", { stages: [stage, stage] }],
    ["a reserved key", withStage({ key: "won" })],
    ["levels that do not end at 100", withCriterion({ levels: [50] })],
    [
      "bases in the wrong order",
      {
        stages: [
          { ...stage, base: "home" },
          { ...stage, base: "first" },
        ],
      },
    ],
    ["null where there is nothing", withStage({ base: null, max_days: null })],
    ["null in a criterion", withCriterion({ theme: null, evidence: null, confirmed_by: null, levels: null })],
    ["empty guidance", withStage({ guidance: "" })],
    ["a name of 200 characters of two UTF-16 units", withStage({ name: "🥎".repeat(200) })],
    ["the longest key", withStage({ key: `a${"0".repeat(62)}` })],
    ["as many stages as may be", { stages: Array.from({ length: 20 }, () => stage) }],
    [
      "as many criteria as may be",
      { stages: [withStage({ criteria: criteria(60) }).stages[0], { ...stage, criteria: criteria(40) }] },
    ],
    [
      "the extremes of the numbers",
      { stages: [{ ...stage, max_days: 3650, criteria: [{ ...criterion, levels: [0, 100] }] }] },
    ],
  ])("may have %s", (_, document) => {
    expect(faultsOf(document)).toEqual([]);
  });

  test.each<[string, unknown, string[]]>([
    ["no object", null, ["/ invalid_type"]],
    ["no stages at all", {}, ["/stages invalid_type"]],
    ["stages that are no list", { stages: {} }, ["/stages invalid_type"]],
    ["an unknown field", withDocument({ colour: 1 }), ["/ unrecognized_keys"]],
    ["an unknown field in a stage", withStage({ colour: 1 }), ["/stages/0 unrecognized_keys"]],
    ["an unknown field in a criterion", withCriterion({ Weight: 1 }), ["/stages/0/criteria/0 unrecognized_keys"]],
    ["__proto__", JSON.parse('{"stages":[],"__proto__":{"a":1}}'), ["/ unrecognized_keys"]],
    ["an unknown gate policy", withDocument({ gate_policy: "lax" }), ["/gate_policy invalid_value"]],
    ["too many stages", { stages: Array.from({ length: 21 }, () => stage) }, ["/stages too_big"]],
    ["too many criteria in a stage", withStage({ criteria: criteria(101) }), ["/stages/0/criteria too_big"]],
    [
      "too many criteria in all",
      {
        stages: [
          { ...stage, criteria: criteria(60) },
          { ...stage, criteria: criteria(41) },
        ],
      },
      ["/stages too_many_criteria"],
    ],
    ["a key in capitals", withStage({ key: "To_first" }), ["/stages/0/key invalid_format"]],
    ["a key that begins with a digit", withStage({ key: "1st" }), ["/stages/0/key invalid_format"]],
    ["a key that is too long", withStage({ key: "a".repeat(64) }), ["/stages/0/key invalid_format"]],
    ["a key with a line break after it", withStage({ key: "first\n" }), ["/stages/0/key invalid_format"]],
    ["no key", withCriterion({ key: undefined }), ["/stages/0/criteria/0/key invalid_type"]],
    ["an empty name", withStage({ name: "" }), ["/stages/0/name blank"]],
    ["a name of blanks", withStage({ name: " \u00a0\u3000" }), ["/stages/0/name blank"]],
    ["a name that nobody can see", withStage({ name: "\u200b\ufeff" }), ["/stages/0/name blank"]],
    ["a name of 201 characters", withStage({ name: "🥎".repeat(201) }), ["/stages/0/name too_big"]],
    ["a line break in a name", withStage({ name: "To\nfirst" }), ["/stages/0/name control_characters"]],
    ["a NUL in guidance", withStage({ guidance: "a\u0000b" }), ["/stages/0/guidance control_characters"]],
    ["half a character", withCriterion({ name: "a\ud83e" }), ["/stages/0/criteria/0/name lone_surrogate"]],
    ["guidance that is too long", withStage({ guidance: "a".repeat(4_001) }), ["/stages/0/guidance too_big"]],
    ["an unknown base", withStage({ base: "fourth" }), ["/stages/0/base invalid_value"]],
    ["no days", withStage({ max_days: 0 }), ["/stages/0/max_days too_small"]],
    ["too many days", withStage({ max_days: 3651 }), ["/stages/0/max_days too_big"]],
    ["half a day", withStage({ max_days: 0.5 }), ["/stages/0/max_days invalid_type"]],
    [
      "a weight with three decimals",
      withCriterion({ weight: 33.333 }),
      ["/stages/0/criteria/0/weight weight_decimals"],
    ],
    ["a weight below 0", withCriterion({ weight: -0.001 }), ["/stages/0/criteria/0/weight too_small"]],
    ["a weight above 100", withCriterion({ weight: 100.001 }), ["/stages/0/criteria/0/weight too_big"]],
    ["a weight in words", withCriterion({ weight: "10" }), ["/stages/0/criteria/0/weight invalid_type"]],
    [
      "a weight beyond numbers",
      withCriterion({ weight: JSON.parse("1e999") }),
      ["/stages/0/criteria/0/weight invalid_type"],
    ],
    ["required in words", withCriterion({ required: "yes" }), ["/stages/0/criteria/0/required invalid_type"]],
    ["an unknown theme", withCriterion({ theme: "luck" }), ["/stages/0/criteria/0/theme invalid_value"]],
    ["a level above 100", withCriterion({ levels: [0, 101] }), ["/stages/0/criteria/0/levels/1 too_big"]],
    ["half a level", withCriterion({ levels: [0.5] }), ["/stages/0/criteria/0/levels/0 invalid_type"]],
    ["too many levels", withCriterion({ levels: Array(12).fill(1) }), ["/stages/0/criteria/0/levels too_big"]],
    ["a blank question", withCriterion({ questions: [" "] }), ["/stages/0/criteria/0/questions/0 blank"]],
    [
      "too many questions",
      withCriterion({ questions: Array(21).fill("?") }),
      ["/stages/0/criteria/0/questions too_big"],
    ],
    [
      "an objection without an answer",
      withCriterion({ objections: [{ objection: "No" }] }),
      ["/stages/0/criteria/0/objections/0/response invalid_type"],
    ],
    [
      "too many objections",
      withCriterion({ objections: Array(21).fill({}) }),
      ["/stages/0/criteria/0/objections too_big"],
    ],
  ])("may not have %s", (_, document, faults) => {
    expect(faultsOf(document)).toEqual(faults);
  });

  test("is refused with every fault at once, too many criteria among them", () => {
    const document = {
      gate_policy: 1,
      stages: [
        { ...stage, key: "", name: "\u0000\ud800", criteria: criteria(100) },
        { ...stage, criteria: [{ ...criterion, weight: 0.001 }] },
      ],
    };
    expect(faultsOf(document)).toEqual([
      "/gate_policy invalid_value",
      "/stages/0/key invalid_format",
      "/stages/0/name control_characters",
      "/stages/0/name lone_surrogate",
      "/stages/1/criteria/0/weight weight_decimals",
      "/stages too_many_criteria",
    ]);
  });

  test("is at most 256 KB, counted in bytes of UTF-8", () => {
    const questions = Array.from({ length: 20 }, () => "a".repeat(500));
    const padded = { ...stage, criteria: Array.from({ length: 25 }, () => ({ ...criterion, questions })) };
    const documentOf = (...guidance: readonly [string, string, string]) => ({
      stages: guidance.map((text, index) => ({ ...(index === 0 ? padded : stage), guidance: text })),
    });
    const room = DOCUMENT_LIMITS.bytes - JSON.stringify(documentOf("", "", "")).length;
    const third = "a".repeat(Math.floor(room / 3));
    const rest = "a".repeat(room - 2 * third.length);

    expect(faultsOf(documentOf(third, third, rest))).toEqual([]);
    // As many characters, one byte more.
    expect(faultsOf(documentOf(third, third, rest.replace("a", "ä")))).toEqual(["/ document_too_large"]);
  });

  test("is the same in the OpenAPI document", () => {
    const app = new OpenAPIHono();
    app.openAPIRegistry.register("ProcessDocument", ProcessDocumentSchema);
    const { schemas } =
      app.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "", version: "" } }).components ?? {};
    expect(Object.keys(schemas ?? {}).sort()).toEqual(["Criterion", "Objection", "ProcessDocument", "Stage"]);
    expect(schemas).toMatchObject({
      ProcessDocument: { additionalProperties: false, required: ["stages"], properties: { stages: { maxItems: 20 } } },
      Stage: {
        additionalProperties: false,
        required: ["key", "name", "criteria"],
        properties: {
          key: { pattern: "^[a-z][a-z0-9_]{0,62}$" },
          name: { type: "string", minLength: 1, maxLength: 200 },
          max_days: { type: ["integer", "null"], minimum: 1, maximum: 3650 },
        },
      },
      Criterion: { additionalProperties: false, required: ["key", "name", "weight"] },
    });
    for (const schema of Object.values(schemas ?? {})) {
      const { properties = {} } = schema as { properties?: Record<string, unknown> };
      for (const [name, property] of Object.entries(properties)) {
        expect(property, `${name} has a description`).toHaveProperty("description");
      }
    }
  });
});
