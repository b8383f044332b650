import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CustomFieldDefinition, type CustomFieldDefinitions, toDefinitions } from "./definition.ts";
import {
  type CustomChange,
  CustomChangeField,
  type CustomValues,
  changeCustom,
  customFieldFaults,
  readCustom,
} from "./values.ts";

const field = (fields: Partial<CustomFieldDefinition> & { readonly key: string }): CustomFieldDefinition => ({
  name: fields.key,
  type: "text",
  choices: [],
  isArchived: false,
  ...fields,
});

const DEFINITIONS: CustomFieldDefinitions = new Map(
  [
    field({ key: "remark", type: "text" }),
    field({ key: "seats", type: "number" }),
    field({ key: "renews_on", type: "date" }),
    field({ key: "partner", type: "boolean" }),
    field({ key: "region", type: "choice", choices: ["Nordics", "DACH"] }),
    field({ key: "old", type: "text", isArchived: true }),
    field({ key: "constructor", type: "number" }),
  ].map((definition) => [definition.key, definition]),
);

const faults = (values: CustomChange, kept?: CustomValues) =>
  customFieldFaults(DEFINITIONS, values, "/custom", kept).map(({ pointer, code }) => `${pointer} ${code}`);

describe("the shape of a change", () => {
  const shapeFaults = (change: unknown) =>
    (CustomChangeField.safeParse(change).error?.issues ?? []).map((issue) => [
      issue.path.join("/"),
      issue.code === "custom" ? issue.params?.["code"] : issue.code,
    ]);

  test("is values by key; each that is none is named", () => {
    expect(shapeFaults({ a: "x", b: 1, c: false, d: null })).toEqual([]);
    expect(shapeFaults({ a: [], b: 1, c: {} })).toEqual([
      ["a", "invalid_type"],
      ["c", "invalid_type"],
    ]);
    for (const change of [null, undefined, "x", 1, []]) expect(shapeFaults(change)).toEqual([["", "invalid_type"]]);
  });

  test("has too many of them in one fault, however many there are", () => {
    const many = Object.fromEntries(Array.from({ length: 250_000 }, (_, index) => [`k${index}`, []]));
    expect(shapeFaults(many)).toEqual([["", "too_many_fields"]]);
  });

  test("loses no key", () => {
    const change = CustomChangeField.parse(JSON.parse('{ "__proto__": 1 }'));
    expect(faults(change)).toEqual(["/custom/__proto__ unknown_custom_field"]);
  });
});

describe("the values of custom fields", () => {
  test("are of the type that the company has declared", () => {
    const right = { remark: "Two\nlines", seats: 2.5, renews_on: "2027-02-28", partner: false, region: "DACH" };
    expect(faults(right)).toEqual([]);
    expect(faults({ constructor: 1, seats: -0 })).toEqual([]);
  });

  test.each<[CustomChange, string]>([
    [{ remark: 5 }, "/custom/remark invalid_type"],
    [{ remark: "" }, "/custom/remark blank"],
    [{ remark: "x".repeat(1_001) }, "/custom/remark too_big"],
    [{ remark: "\u0000" }, "/custom/remark control_characters"],
    [{ seats: "5" }, "/custom/seats invalid_type"],
    [{ seats: Number.POSITIVE_INFINITY }, "/custom/seats invalid_type"],
    [{ renews_on: "2027-02-29" }, "/custom/renews_on invalid_date"],
    [{ renews_on: "28.2.2027" }, "/custom/renews_on invalid_date"],
    [{ renews_on: 20_000 }, "/custom/renews_on invalid_type"],
    [{ partner: "true" }, "/custom/partner invalid_type"],
    [{ partner: 1 }, "/custom/partner invalid_type"],
    [{ region: "nordics" }, "/custom/region unknown_choice"],
    [{ region: true }, "/custom/region invalid_type"],
    [{ old: "set" }, "/custom/old custom_field_archived"],
    [{ toString: "x" }, "/custom/toString unknown_custom_field"],
    [{ "a/b~": null }, "/custom/a~1b~0 unknown_custom_field"],
  ])("%o is refused: %s", (values, fault) => {
    expect(faults(values)).toContain(fault);
  });

  test("are all named that are wrong, below the pointer that is asked for", () => {
    const found = customFieldFaults(DEFINITIONS, { seats: "x", region: "?", remark: "ok", none: 1 }, "/items/3/custom");
    expect(found.map(({ pointer }) => pointer)).toEqual([
      "/items/3/custom/seats",
      "/items/3/custom/region",
      "/items/3/custom/none",
    ]);
  });

  test("may be said again as the deal has them, whatever has become of the field, and be taken away", () => {
    const kept = { old: "kept", region: "Benelux" };
    expect(faults(kept, kept)).toEqual([]);
    expect(faults({ old: "other" }, kept)).toEqual(["/custom/old custom_field_archived"]);
    expect(faults({ old: null, region: null }, kept)).toEqual([]);
  });
});

const values = fc.dictionary(
  fc.constantFrom("a", "b", "constructor", "d1", "z_9"),
  fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()),
);
const changes = fc.dictionary(
  fc.constantFrom("a", "b", "constructor", "d1", "z_9"),
  fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
);
const stored = (of: CustomValues) => changeCustom("{}", of);

describe("a change of custom fields", () => {
  test("sets what is named, takes away what is null, and leaves the rest", () => {
    expect(changeCustom('{"seats":5,"remark":"a"}', { seats: null, region: "DACH" })).toBe(
      '{"region":"DACH","remark":"a"}',
    );
  });

  test("does to each key what it says, and nothing to the others", () => {
    fc.assert(
      fc.property(values, changes, (before, change) => {
        const after = new Map(Object.entries(readCustom(changeCustom(stored(before), change))));
        for (const key of new Set([...Object.keys(before), ...Object.keys(change), ...after.keys()])) {
          const said = Object.hasOwn(change, key) ? change[key] : before[key];
          expect(after.get(key) ?? null).toEqual(JSON.parse(JSON.stringify(said ?? null)));
        }
      }),
    );
  });

  test("that is made again changes nothing, not even the text", () => {
    fc.assert(
      fc.property(values, changes, (before, change) => {
        const once = changeCustom(stored(before), change);
        expect(changeCustom(once, change)).toBe(once);
        expect(changeCustom(once, readCustom(once))).toBe(once);
      }),
    );
  });

  test("leaves what differs in nothing as it was written", () => {
    expect(changeCustom('{"b":1,"a":2}', { a: 2, none: null })).toBe('{"b":1,"a":2}');
  });
});

test("definitions are read from their rows", () => {
  const row = { revision: 1, created_at: 1, updated_at: 1 };
  const definitions = toDefinitions([
    { ...row, key: "region", name: "Region", type: "choice", choices: '["A"]', archived_at: null },
    { ...row, key: "old", name: "Old", type: "text", choices: null, archived_at: 5 },
  ]);
  expect(definitions.get("region")).toEqual(field({ key: "region", name: "Region", type: "choice", choices: ["A"] }));
  expect(definitions.get("old")).toEqual(field({ key: "old", name: "Old", isArchived: true }));
});
