import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NewProcessDocument, ProcessDocument } from "./document.ts";
import { fillKeys, lacksKeys } from "./keys.ts";
import { MAX_KEY_LENGTH, ProcessDocumentSchema } from "./schema.ts";
import { publishFaults } from "./validate.ts";

type Part = string | { key: string; name: string };
const part = (of: Part) => (typeof of === "string" ? { name: of } : of);

/** Stages by name, or by key and name; the first one has the criteria. */
function documentOf(stages: readonly Part[], criteria: readonly Part[] = []): NewProcessDocument {
  return {
    stages: stages.map((stage, index) => ({
      ...part(stage),
      criteria: index === 0 ? criteria.map((criterion) => ({ ...part(criterion), weight: 1 })) : [],
    })),
  };
}

const stageKeysOf = (document: ProcessDocument) => document.stages.map(({ key }) => key);
const criterionKeysOf = (document: ProcessDocument) =>
  document.stages.flatMap((stage) => stage.criteria.map(({ key }) => key));

describe("a stage without a key", () => {
  test.each([
    ["Needs analysis", "needs_analysis"],
    ["Päättäjä tavattu", "paattaja_tavattu"],
    ["Ykköspesälle", "ykkospesalle"],
    ["Åbo – möte", "abo_mote"],
    ["Größe geklärt", "grosse_geklart"],
    ["Встреча с директором", "vstrecha_s_direktorom"],
    ["R&D / Budget (CFO)", "r_d_budget_cfo"],
    ["Päätös & sopimus", "paatos_sopimus"],
    ["MEDDPICC", "meddpicc"],
    ["3rd meeting", "stage_3rd_meeting"],
    ["決定", "stage"],
    ["🏆", "stage"],
    ["Won", "won_2"],
    ["lost", "lost_2"],
    ["Constructor", "constructor"],
  ])("called %s gets the key %s", async (name, key) => {
    expect(stageKeysOf(await fillKeys(documentOf([name])))).toEqual([key]);
  });

  test("gets a key that is a key, however long its name is", async () => {
    const [key] = stageKeysOf(await fillKeys(documentOf(["needs ".repeat(33)])));
    expect(key).toMatch(/^needs(_[a-z]+)*_?$/);
    expect(key?.length).toBe(MAX_KEY_LENGTH);
  });

  test("gets a number that fits, where two have the same beginning", async () => {
    const keys = stageKeysOf(await fillKeys(documentOf([`${"n".repeat(70)} a`, `${"n".repeat(70)} b`, "MEDDPICCFit"])));
    expect(keys).toEqual(["n".repeat(63), `${"n".repeat(61)}_2`, "meddpiccfit"]);
  });

  test("gets a number where the key is taken, by one that is given too, wherever that stands", async () => {
    const document = documentOf(["Need", "Need!", { key: "need", name: "Other" }, { key: "need_3", name: "Third" }]);
    expect(stageKeysOf(await fillKeys(document))).toEqual(["need_2", "need_4", "need", "need_3"]);
  });
});

describe("a criterion without a key", () => {
  test("may be called as no stage may, and like a stage", async () => {
    expect(criterionKeysOf(await fillKeys(documentOf(["Need"], ["Won", "Need", "決定", "1"])))).toEqual([
      "won",
      "need",
      "criterion",
      "criterion_1",
    ]);
  });
});

describe("a document that replaces another", async () => {
  const before = await fillKeys(
    documentOf([{ key: "find", name: "Discovery" }], [{ key: "pain", name: "Problem known" }, "Need"]),
  );

  test("keeps the keys of what it calls by the same names", async () => {
    const after = await fillKeys(documentOf(["New first", "Discovery"], ["Need", "Problem known"]), before);
    expect([stageKeysOf(after), criterionKeysOf(after)]).toEqual([
      ["new_first", "find"],
      ["need", "pain"],
    ]);
  });

  test("gives nothing new the key of what is only sent again", async () => {
    const after = await fillKeys(documentOf(["Discovery"], ["Pain", "Problem known"]), before);
    expect(criterionKeysOf(after)).toEqual(["pain_2", "pain"]);
  });

  test("keeps the keys that it names, also under another name", async () => {
    const after = await fillKeys(documentOf([{ key: "find", name: "Finding" }, "Discovery"]), before);
    expect(stageKeysOf(after)).toEqual(["find", "discovery"]);
  });
});

describe("of two criteria of one name in a document that replaces another", () => {
  const stage = (name: string, ...criteria: readonly string[]) => ({
    name,
    criteria: criteria.map((criterion) => ({ name: criterion, weight: 1 })),
  });
  const keysOf = (document: ProcessDocument) =>
    document.stages.map(({ key, criteria }) => [key, ...criteria.map((criterion) => criterion.key)]);
  const before = fillKeys({ stages: [stage("Meeting", "Confirmed"), stage("Offer", "Confirmed", "Funds")] });
  const replacedBy = async (...stages: readonly ReturnType<typeof stage>[]) =>
    keysOf(await fillKeys({ stages }, await before));

  test("each has the key that it had in its stage", async () => {
    expect(keysOf(await before)).toEqual([
      ["meeting", "confirmed"],
      ["offer", "confirmed_2", "funds"],
    ]);
    expect(await replacedBy(stage("Offer", "Funds", "Confirmed"), stage("Meeting", "Confirmed"))).toEqual([
      ["offer", "funds", "confirmed_2"],
      ["meeting", "confirmed"],
    ]);
  });

  test("one that is renamed or removed leaves its key to nobody", async () => {
    expect(await replacedBy(stage("Meeting", "Confirmed in writing"), stage("Offer", "Confirmed"))).toEqual([
      ["meeting", "confirmed_in_writing"],
      ["offer", "confirmed_2"],
    ]);
    expect(await replacedBy(stage("Meeting"), stage("Offer", "Confirmed", "Confirmed!"))).toEqual([
      ["meeting"],
      ["offer", "confirmed_2", "confirmed_3"],
    ]);
  });

  test("one that is moved takes its key along", async () => {
    expect(
      await replacedBy(stage("Meeting"), stage("Offer", "Confirmed"), stage("New", "Confirmed", "funds ")),
    ).toEqual([["meeting"], ["offer", "confirmed_2"], ["new", "confirmed", "funds"]]);
  });
});

const anyName = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 80 }).filter((name) => /[^\p{Z}\p{C}]/u.test(name)),
  fc.constantFrom("Need", "need", "Won", "1", "_", "決定"),
);
const anyPart: fc.Arbitrary<Part> = fc.oneof(
  anyName,
  fc.record({ key: fc.constantFrom("need", "need_2", "stage", "criterion"), name: anyName }),
);
const anyDocument = fc
  .record({
    stages: fc.array(anyPart, { minLength: 1, maxLength: 6 }),
    criteria: fc.array(anyPart, { maxLength: 8 }),
  })
  .map(({ stages, criteria }) => documentOf(stages, criteria));

describe("any document", () => {
  test("has fit keys afterwards, none of those made twice or reserved, and those given as they were", async () => {
    await fc.assert(
      fc.asyncProperty(anyDocument, fc.option(anyDocument, { nil: undefined }), async (document, earlier) => {
        const filled = await fillKeys(document, earlier && (await fillKeys(earlier)));
        expect(lacksKeys(filled)).toBe(false);
        const keys = ProcessDocumentSchema.safeParse(filled);
        expect(keys.error?.issues.filter(({ path }) => path.at(-1) === "key") ?? []).toEqual([]);
        for (const [index, stage] of document.stages.entries()) {
          if (stage.key !== undefined) expect(filled.stages[index]?.key).toBe(stage.key);
        }
        const repeated = publishFaults(filled).filter(({ code }) => /duplicate|reserved/.test(code));
        const given = (pointer: string) =>
          pointer
            .split("/")
            .slice(1)
            .reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], document);
        for (const { pointer, code } of repeated) expect(given(pointer), code).toBeDefined();
      }),
    );
  });

  test("gets the same keys again, and is left alone when it has them all", async () => {
    await fc.assert(
      fc.asyncProperty(anyDocument, async (document) => {
        const filled = await fillKeys(document);
        expect(await fillKeys(document)).toEqual(filled);
        expect(await fillKeys(filled, filled)).toEqual(filled);
      }),
    );
  });
});
