import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ImportMappingSchema } from "../schema.ts";
import { type GivenMapping, mergeMapping } from "./merge.ts";
import { presetOf } from "./presets.ts";
import { proposeMapping } from "./propose.ts";

const PROPOSED = proposeMapping(
  presetOf("pipedrive_deals"),
  ["Deal - Title", "Deal - Stage", "Deal - Status", "Deal - Value", "Deal - Region"],
  { stages: [{ key: "demo", name: "Demo" }] },
  { stages: ["Demo", "Nego"], statuses: ["Open", "Deleted"] },
  ["region"],
);

describe("a caller's own mapping", () => {
  test("wins member by member, and the rest is as proposed", () => {
    const given: GivenMapping = {
      columns: { external_id: "Number", amount: "Deal - Weighted" },
      stages: { Demo: "won" },
      defaults: { owner: "Aino" },
      number_format: "decimal_comma",
    };
    const { mapping } = mergeMapping(PROPOSED, given);
    expect(mapping).toEqual({
      ...PROPOSED.mapping,
      columns: { ...PROPOSED.mapping.columns, ...given.columns },
      stages: { ...PROPOSED.mapping.stages, Demo: "won" },
      defaults: { owner: "Aino" },
      number_format: "decimal_comma",
    });
    expect(ImportMappingSchema.parse(mapping)).toEqual(mapping);
  });

  test("explains words and names columns that the proposal could not", () => {
    expect(PROPOSED).toMatchObject({
      unmapped_stages: ["Nego"],
      unmapped_statuses: ["Deleted"],
      missing: [{ field: "external_id", column: "Deal - ID" }],
    });
    const given: GivenMapping = {
      columns: { external_id: "Number" },
      stages: { " Nego ": "demo" },
      statuses: { Deleted: "lost" },
    };
    expect(mergeMapping(PROPOSED, given)).toMatchObject({ unmapped_stages: [], unmapped_statuses: [], missing: [] });
  });

  test("replaces a word that it spells with outer space", () => {
    expect(mergeMapping(PROPOSED, { stages: { " Demo": "lost" } }).mapping.stages).toEqual({ " Demo": "lost" });
  });

  test("of another kind leaves nothing of the proposal", () => {
    const given: GivenMapping = { kind: "stage_history", columns: { external_id: "a", stage: "b", entered_at: "c" } };
    expect(mergeMapping(PROPOSED, given)).toEqual({
      mapping: ImportMappingSchema.parse(given),
      unmapped_stages: [],
      unmapped_statuses: [],
      missing: [],
    });
  });

  const column = fc.option(fc.string({ minLength: 1 }), { nil: undefined });
  const givenMapping: fc.Arbitrary<GivenMapping> = fc.record(
    {
      columns: fc.record({ name: column, stage: column, owner: column }, { requiredKeys: [] }),
      stages: fc.dictionary(fc.constantFrom("Demo", "Nego", "Nowhere"), fc.constantFrom("demo", "won", "lost")),
      date_format: fc.constantFrom("auto", "D.M.YYYY"),
    },
    { requiredKeys: [] },
  );

  test("that says nothing changes nothing", () => {
    expect(mergeMapping(PROPOSED, {})).toEqual(PROPOSED);
    expect(mergeMapping(PROPOSED, { columns: {}, stages: {}, format: undefined })).toEqual(PROPOSED);
  });

  test("stands in the result, all of it, and merging it again changes nothing", () => {
    fc.assert(
      fc.property(givenMapping, (given) => {
        const merged = mergeMapping(PROPOSED, given);
        expect(merged.mapping).toMatchObject(JSON.parse(JSON.stringify(given)));
        expect(mergeMapping(merged, given)).toEqual(merged);
      }),
    );
  });
});
