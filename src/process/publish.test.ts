import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryDocument } from "../../test/support/arbitrary-process.ts";
import { DomainError } from "../errors.ts";
import type { Base, CriterionDocument, EvidenceKind, ProcessDocument, StageDocument } from "./document.ts";
import { publishDraft } from "./publish.ts";
import type { PublishableRow, VersionRow } from "./store.ts";
import { documentTotalHundredths, RESERVED_STAGE_KEYS } from "./validate.ts";
import { FULL_WEIGHT_HUNDREDTHS } from "./weights.ts";

/** Any draft that can be stored: it may be complete, and it may be wrong in every way that a draft may be. */
const anyCriterion: fc.Arbitrary<CriterionDocument> = fc.record({
  key: fc.constantFrom("need", "funds", "won", "signed", "problem"),
  name: fc.constantFrom("Need", "Tarve"),
  weight: fc.oneof(
    fc.constantFrom(0, 25, 50, 100, 33.33, 33.34),
    fc.nat(10_000).map((hundredths) => hundredths / 100),
  ),
  required: fc.boolean(),
  levels: fc.oneof(fc.constant(null), fc.array(fc.nat(100), { maxLength: 4 })),
  evidence: fc.constantFrom<EvidenceKind | null>("choice", "text", null),
  choices: fc.oneof(fc.constant(null), fc.array(fc.constantFrom("A", "B", "C"), { maxLength: 3 })),
});

const anyStage: fc.Arbitrary<StageDocument> = fc.record({
  key: fc.constantFrom("find", "agree", "close", "won", "reopened"),
  name: fc.constant("Stage"),
  base: fc.constantFrom<Base | null>("first", "second", "third", "home", null),
  criteria: fc.array(anyCriterion, { maxLength: 3 }),
});

const anyDraft: fc.Arbitrary<ProcessDocument> = fc.oneof(
  arbitraryDocument,
  fc.record({ stages: fc.array(anyStage, { maxLength: 4 }) }),
);

function publish(document: ProcessDocument): VersionRow | DomainError {
  const row: PublishableRow = {
    id: "prc_1",
    name: "New business",
    is_default: 1,
    current_version: 4,
    revision: 9,
    created_at: 1,
    updated_at: 1,
    archived_at: null,
    draft_revision: 3,
    draft_updated_at: 1,
    draft_document: JSON.stringify(document),
    is_published: 0,
  };
  try {
    return publishDraft({ now: 2, actor: "key_1" }, row).result;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

/** What a JSON pointer of RFC 6901 points at. */
function valueAt(document: unknown, pointer: string): unknown {
  const steps = pointer.split("/").slice(1);
  return steps.reduce<unknown>((value, step) => (value as Readonly<Record<string, unknown>>)[step], document);
}

describe("any draft", () => {
  test("is published, and totals 100, or is refused with reasons that point into it", () => {
    let published = 0;
    fc.assert(
      fc.property(anyDraft, (document) => {
        const outcome = publish(document);
        if (!(outcome instanceof DomainError)) {
          published += 1;
          const version = JSON.parse(outcome.document) as ProcessDocument;
          expect(documentTotalHundredths(version)).toBe(FULL_WEIGHT_HUNDREDTHS);
          expect(outcome).toMatchObject({ version: 5, published_at: 2, published_by: "key_1" });
          const stageKeys = version.stages.map(({ key }) => key);
          const criterionKeys = version.stages.flatMap((stage) => stage.criteria.map(({ key }) => key));
          expect(new Set(stageKeys).size).toBe(stageKeys.length);
          expect(new Set(criterionKeys).size).toBe(criterionKeys.length);
          expect(stageKeys.filter((key) => RESERVED_STAGE_KEYS.includes(key))).toEqual([]);
          return;
        }
        expect(outcome.code).toBe("document_invalid");
        expect(outcome.faults.length).toBeGreaterThan(0);
        for (const { pointer, code, detail } of outcome.faults) {
          expect(valueAt(document, pointer), pointer).toBeDefined();
          expect(code).toMatch(/^[a-z_]+$/);
          expect(detail).toMatch(/\.$/);
        }
        const isTotal = documentTotalHundredths(document) === FULL_WEIGHT_HUNDREDTHS;
        expect(outcome.faults.some(({ code }) => code === "weights_total")).toBe(!isTotal);
      }),
      { numRuns: 500 },
    );
    // Either outcome was seen, or the law would say nothing.
    expect(published).toBeGreaterThan(50);
    expect(published).toBeLessThan(450);
  });
});
