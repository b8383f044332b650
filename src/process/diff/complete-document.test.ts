import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryDocument } from "../../../test/support/arbitrary-process.ts";
import { compileProcess } from "../compile.ts";
import type { CriterionDocument, ProcessDocument } from "../document.ts";
import { CriterionSchema, StageSchema } from "../schema.ts";
import { completeDocument } from "./complete-document.ts";
import { CRITERION_FIELDS, STAGE_FIELDS } from "./schema.ts";

const shortest = {
  stages: [{ key: "find", name: "Find", criteria: [{ key: "need", name: "Need", weight: 100 }] }],
} as const satisfies ProcessDocument;

const complete = {
  gate_policy: "strict",
  stages: [
    {
      key: "find",
      name: "Find",
      base: null,
      max_days: null,
      guidance: "",
      criteria: [
        {
          key: "need",
          name: "Need",
          weight: 100,
          required: false,
          theme: null,
          evidence: null,
          choices: null,
          confirmed_by: null,
          levels: null,
          allow_not_applicable: false,
          questions: [],
          objections: [],
        },
      ],
    },
  ],
} as const;

describe("a complete document", () => {
  test("has every default written out", () => {
    expect(completeDocument(shortest)).toEqual(complete);
  });

  test("has every member that the schema knows, and a diff tells of each", () => {
    const stage = Object.keys(StageSchema.shape).toSorted();
    const criterion = Object.keys(CriterionSchema.shape).toSorted();
    expect(Object.keys(complete.stages[0]).toSorted()).toEqual(stage);
    expect(Object.keys(complete.stages[0].criteria[0]).toSorted()).toEqual(criterion);
    expect([...STAGE_FIELDS, "key", "name", "criteria"].toSorted()).toEqual(stage);
    expect([...CRITERION_FIELDS, "key", "name", "weight"].toSorted()).toEqual(criterion);
  });

  test("takes undefined for absent", () => {
    const [stage] = shortest.stages;
    expect(completeDocument({ gate_policy: undefined, stages: [{ ...stage, guidance: undefined }] })).toEqual(complete);
  });

  test("keeps what was written", () => {
    const written = {
      gate_policy: "advisory",
      stages: [
        {
          key: "find",
          name: "Find",
          base: "first",
          max_days: 14,
          guidance: "Listen.",
          criteria: [
            {
              key: "need",
              name: "Need",
              weight: 33.33,
              required: true,
              theme: "need",
              evidence: "choice",
              choices: ["Leasing", "Purchase"],
              confirmed_by: "buyer",
              levels: [0, 50, 100],
              allow_not_applicable: true,
              questions: ["Why now?"],
              objections: [{ objection: "No", response: "Why?" }],
            },
          ],
        },
      ],
    } satisfies ProcessDocument;
    expect(completeDocument(written)).toEqual(written);
  });

  test("is the same text for what means the same", () => {
    const [stage] = shortest.stages;
    const [criterion] = stage.criteria;
    const objection = { objection: "No", response: "Why?" };
    const one = { ...criterion, levels: [0, 100], weight: 0, objections: [objection] };
    const other = {
      ...{ objections: [{ response: "Why?", objection: "No" }], weight: -0, levels: [-0, 100], theme: null },
      ...{ name: criterion.name, key: criterion.key },
    };
    const text = (of: CriterionDocument) =>
      JSON.stringify(completeDocument({ stages: [{ ...stage, criteria: [of] }] }));
    expect(text(other)).toBe(text(one));
    expect(completeDocument({ stages: [{ ...stage, criteria: [other] }] })).toEqual(
      completeDocument({ stages: [{ ...stage, criteria: [one] }] }),
    );
  });
});

describe("laws", () => {
  test("completing changes nothing for the rules, and nothing the second time", () => {
    fc.assert(
      fc.property(fc.oneof(arbitraryDocument, fc.constant(shortest)), (document) => {
        const completed = completeDocument(document);
        const { stages } = compileProcess(document);
        // The one default that the two write differently: no guidance is "" in a document.
        expect(compileProcess(completed).stages).toEqual(
          stages.map((stage) => ({ ...stage, guidance: stage.guidance ?? "" })),
        );
        expect(compileProcess(completed).gatePolicy).toBe(compileProcess(document).gatePolicy);
        expect(completeDocument(completed)).toEqual(completed);
      }),
    );
  });
});
