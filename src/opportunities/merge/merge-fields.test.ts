import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Contact } from "../contacts.ts";
import { NOTHING_KEPT, type OpportunityRow, searchTextOf } from "../opportunity.ts";
import { adoptCriteria } from "./adopt-criteria.ts";
import { aliasOf, mergeFields, TAKEABLE, type Takeable } from "./merge-fields.ts";
import { uniteContacts } from "./unite-contacts.ts";

const EMPTY: OpportunityRow = {
  ...NOTHING_KEPT,
  id: "opp_1",
  external_id: null,
  name: "Cranes",
  account: null,
  owner: null,
  amount_minor: null,
  currency: "EUR",
  expected_close_day: null,
  opened_day: null,
  process_id: "prc_1",
  version: 1,
  status: "open",
  stage: "find",
  earned_stage: "find",
  hollow: 0,
  score_hundredths: 0,
  visit: 1,
  stage_entered_at: 1,
  pushes: 0,
  lost_reason: null,
  revision: 1,
  created_at: 1,
  updated_at: 1,
  closed_at: null,
  closed_day: null,
  first_expected_day: null,
  last_event_at: 1,
  search_text: " cranes",
};

const FULL: OpportunityRow = {
  ...EMPTY,
  id: "opp_2",
  external_id: "CRM-2",
  name: "Two cranes",
  account: "Virtanen Oy",
  owner: "Aino",
  amount_minor: 500_000,
  currency: "SEK",
  expected_close_day: 20_800,
  opened_day: 20_500,
  tags: '["vip"]',
  contacts: '[{"name":"Ville","role":"CFO","email":"ville@example.com"}]',
  custom: '{"region":"north"}',
  next_step: "Call",
  next_step_due_day: 20_790,
  pushes: 3,
  search_text: " two cranes virtanen oy",
};

const merge = (survivor: OpportunityRow, duplicate: OpportunityRow, ...take: Takeable[]) =>
  mergeFields(survivor, duplicate, new Set(take));

describe("the fields of a merged opportunity", () => {
  test("are the duplicate's where the survivor has none", () => {
    const { name: _, search_text: __, first_expected_day: ___, ...rest } = merge(EMPTY, FULL);
    expect(FULL).toMatchObject(rest);
    expect(merge(EMPTY, FULL)).toMatchObject({ name: "Cranes", search_text: " cranes virtanen oy" });
  });

  test("are the survivor's where it has any", () => {
    expect(FULL).toMatchObject(merge(FULL, { ...EMPTY, tags: "[]" }));
    const other = {
      ...FULL,
      external_id: "CRM-3",
      owner: "Eino",
      amount_minor: 1,
      currency: "USD",
      next_step: "Write",
    };
    expect(FULL).toMatchObject(merge(FULL, other));
  });

  test("are the duplicate's where they are to be taken, with what belongs to them", () => {
    const ours = { ...FULL, id: "opp_1", external_id: "CRM-1", name: "Cranes", amount_minor: 1, currency: "EUR" };
    expect(merge(ours, FULL, "amount")).toMatchObject({ amount_minor: 500_000, currency: "SEK", name: "Cranes" });
    expect(merge(ours, FULL, "name")).toMatchObject({ name: "Two cranes", search_text: " two cranes virtanen oy" });
    const theirs = { ...FULL, next_step: null, next_step_due_day: 20_700 };
    expect(merge(ours, theirs, "next_step")).toMatchObject({ next_step: null, next_step_due_day: 20_700 });
    expect(merge(ours, theirs)).toMatchObject({ next_step: "Call", next_step_due_day: 20_790 });
  });

  test("are never emptied", () => {
    expect(FULL).toMatchObject(merge(FULL, { ...EMPTY, name: FULL.name }, ...TAKEABLE));
  });

  test("have the currency of their amount", () => {
    expect(merge({ ...EMPTY, amount_minor: 100 }, FULL)).toMatchObject({ amount_minor: 100, currency: "EUR" });
    expect(merge(EMPTY, { ...FULL, amount_minor: null })).toMatchObject({ amount_minor: null, currency: "EUR" });
  });

  test.each([
    [20_400, 20_500, 20_400],
    [20_600, 20_500, 20_500],
    [null, 20_500, 20_500],
    [20_600, null, 20_600],
    [null, null, null],
  ])("opened on %s and %s say %s", (ours, theirs, opened) => {
    expect(merge({ ...EMPTY, opened_day: ours }, { ...FULL, opened_day: theirs }).opened_day).toBe(opened);
  });

  describe("promised for", () => {
    const promised = (ours: Partial<OpportunityRow>, theirs: Partial<OpportunityRow>) =>
      merge({ ...EMPTY, ...ours }, { ...FULL, ...theirs }).first_expected_day;

    test.each([
      [20_400, 20_500, 20_400],
      [20_600, 20_500, 20_500],
      [null, 20_500, 20_500],
      [20_600, null, 20_600],
    ])("%s and %s at first are for %s", (ours, theirs, first) => {
      expect(promised({ first_expected_day: ours }, { first_expected_day: theirs })).toBe(first);
    });

    test("a date that the survivor takes over from one whose first nobody knows have that as theirs: no repair finds it later", () => {
      expect(promised({}, { first_expected_day: null, pushes: 3, expected_close_day: 20_800 })).toBe(20_800);
    });

    test("a first that nobody knows stay so, since the survivor has been pushed", () => {
      expect(promised({ pushes: 2, expected_close_day: 20_700 }, { first_expected_day: null })).toBeNull();
    });

    test("nothing, having no date, stay without", () => {
      expect(promised({}, { first_expected_day: null, expected_close_day: null })).toBeNull();
    });
  });

  test("have the tags of both, the survivor's first, up to as many as there can be", () => {
    const tags = (prefix: string) => JSON.stringify(Array.from({ length: 15 }, (_, index) => `${prefix}${index}`));
    const { tags: united } = merge({ ...EMPTY, tags: tags("a") }, { ...FULL, tags: tags("b") });
    expect(JSON.parse(united)).toEqual([...JSON.parse(tags("a")), "b0", "b1", "b2", "b3", "b4"]);
    expect(merge({ ...EMPTY, tags: '["vip","new"]' }, FULL).tags).toBe('["vip","new"]');
  });

  test("have the custom fields of both", () => {
    const ours = { ...EMPTY, custom: '{"region":"south","size":3}' };
    const theirs = { ...FULL, custom: '{"region":"north","hot":true}' };
    expect(JSON.parse(merge(ours, theirs).custom)).toEqual({ region: "south", size: 3, hot: true });
    expect(JSON.parse(merge(ours, theirs, "custom").custom)).toEqual({ region: "north", size: 3, hot: true });
  });

  test("say nothing new when the duplicate is the same, whatever is taken", () => {
    const row = fc
      .record({
        amount_minor: fc.option(fc.nat()),
        owner: fc.option(fc.constantFrom("Aino", "Eino")),
        next_step: fc.option(fc.constant("Call")),
        opened_day: fc.option(fc.nat({ max: 20_000 })),
        account: fc.option(fc.constantFrom("Virtanen Oy", "Mäkinen")),
      })
      .map((fields): OpportunityRow => ({ ...FULL, ...fields }))
      .map((fields) => ({ ...fields, search_text: searchTextOf(fields) }));
    fc.assert(
      fc.property(row, fc.subarray([...TAKEABLE]), (survivor, take) => {
        expect(survivor).toMatchObject(merge(survivor, { ...survivor, id: "opp_2" }, ...take));
      }),
    );
  });
});

describe("the alias of a survivor", () => {
  const named = (external_id: string | null): OpportunityRow => ({ ...FULL, external_id });
  test.each([
    ["CRM-1", "CRM-2", [], "CRM-2"],
    ["CRM-1", "CRM-2", ["external_id"], "CRM-1"],
    ["CRM-1", null, ["external_id"], null],
    [null, "CRM-2", [], null],
    [null, null, [], null],
  ] as const)("of %s and %s (taking %j) is %s", (ours, theirs, take, alias) => {
    const [survivor, duplicate] = [named(ours), named(theirs)];
    expect(aliasOf(survivor, duplicate, merge(survivor, duplicate, ...take))).toBe(alias);
  });
});

describe("the contacts of both", () => {
  const person = (name: string, email: string | null = null, role: string | null = null): Contact => ({
    name,
    email,
    role,
  });

  test("are the same by e-mail, whatever they are called", () => {
    const united = uniteContacts([person("Ville", "v@example.com")], [person("V. Virtanen", "V@Example.com", "CFO")]);
    expect(united).toEqual([person("Ville", "v@example.com", "CFO")]);
  });

  test("are the same by name, where no e-mail says otherwise", () => {
    const ville = person("Ville Mäkinen");
    expect(uniteContacts([ville], [person("ville  makinen", "v@example.com")])).toEqual([
      person("Ville Mäkinen", "v@example.com"),
    ]);
    const namesakes = [person("Ville", "a@example.com"), person("Ville", "b@example.com")] as const;
    expect(uniteContacts([namesakes[0]], [namesakes[1]])).toEqual(namesakes);
  });

  test("keep all of the survivor's, and are never more than there can be", () => {
    const people = (prefix: string) => Array.from({ length: 15 }, (_, index) => person(`${prefix} ${index}`));
    const united = uniteContacts(people("a"), people("b"));
    expect(united).toHaveLength(20);
    expect(united.slice(0, 15)).toEqual(people("a"));
  });
});

describe("the criteria that a survivor adopts", () => {
  const state = fc.constantFrom("unknown" as const, "met" as const, "not_met" as const, "not_applicable" as const);
  const said = fc
    .dictionary(fc.constantFrom("a", "b", "c", "d"), state)
    .map((states) => Object.entries(states).map(([criterion, state]) => ({ criterion, state, level_percent: null })));

  test("are those that are known of the duplicate and of which it knows nothing", () => {
    fc.assert(
      fc.property(said, said, (ours, theirs) => {
        const knownIn = (rows: typeof ours, key: string) =>
          rows.some(({ criterion, state }) => criterion === key && state !== "unknown");
        const adopted = adoptCriteria(ours, theirs).map(({ criterion }) => criterion);
        const expected = ["a", "b", "c", "d"].filter((key) => knownIn(theirs, key) && !knownIn(ours, key));
        expect(adopted.toSorted()).toEqual(expected);
      }),
    );
  });
});
