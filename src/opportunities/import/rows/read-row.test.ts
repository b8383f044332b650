import { describe, expect, test } from "vitest";
import { DomainError } from "../../../errors.ts";
import { compileProcess } from "../../../process/compile.ts";
import { parseDate } from "../../../values/calendar.ts";
import { bindMapping } from "../mapping/bind-mapping.ts";
import { detectFormats } from "../mapping/column-formats.ts";
import { type ImportMapping, ImportMappingSchema } from "../schema.ts";
import type { CustomColumnField } from "./read-custom.ts";
import { readEntry } from "./read-entry.ts";
import { readRow } from "./read-row.ts";

const PROCESS = compileProcess({
  stages: [
    {
      key: "find",
      name: "Find",
      criteria: [
        { key: "asked", name: "Asked", weight: 50, allow_not_applicable: true },
        { key: "graded", name: "Graded", weight: 20, levels: [50, 100] },
      ],
    },
    { key: "close", name: "Close", criteria: [{ key: "signed", name: "Signed", weight: 30 }] },
  ],
});

const FIELDS: readonly CustomColumnField[] = [
  { key: "region", type: "text" },
  { key: "seats", type: "number" },
  { key: "renews", type: "date" },
  { key: "partner", type: "boolean" },
  { key: "tier", type: "choice", choices: ["A", "B"] },
];

type Given = Readonly<Record<string, unknown>>;
type Row = Readonly<Record<string, string>>;

const TODAY = parseDate("2026-11-23") ?? 0;

function bind(given: Given, header: readonly string[], rows: readonly (readonly string[])[]) {
  const mapping: ImportMapping = ImportMappingSchema.parse(given);
  const records = rows.map((cells, index) => ({ row: index + 2, cells }));
  const ground = {
    stageKeys: new Set(["find", "close"]),
    criterionByKey: PROCESS.criterionByKey,
    customFields: FIELDS,
    formats: detectFormats(mapping, header, records, FIELDS),
    timezone: "Europe/Helsinki",
  };
  return { records, bound: bindMapping(mapping, header, ground) };
}

/** Reads rows that have a column for each of their members; the fields are mapped to the columns of the same name. */
function read(rows: readonly Row[], more: Given = {}) {
  const header = [...new Set(["external_id", "stage", ...rows.flatMap((row) => Object.keys(row))])];
  const own = header.filter((name) => !name.includes(" "));
  const { bound, records } = bind(
    { columns: Object.fromEntries(own.map((name) => [name, name])), ...more },
    header,
    rows.map((row) => header.map((name) => row[name] ?? (name === "external_id" ? "1" : ""))),
  );
  return records.map((record) => readRow({ mapping: bound, currency: "EUR", today: TODAY }, record));
}

function factsOf(row: Row, more: Given = {}) {
  const [result] = read([{ stage: "find", ...row }], more);
  expect(result?.faults).toEqual([]);
  return result?.facts;
}

function faultsOf(row: Row, more: Given = {}): string[] {
  const [result] = read([{ stage: "find", ...row }], more);
  return result?.faults.map(({ column, code }) => `${column} ${code}`) ?? [];
}

function refusalOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError) return error.faults.map(({ pointer, code }) => `${pointer} ${code}`);
    throw error;
  }
  return "nothing was thrown";
}

describe("dates", () => {
  test("have their day in the company's zone, and their time where the file has one", () => {
    const facts = factsOf({
      opened_on: "5.1.2026",
      stage_entered_on: "2026-01-06T23:30:00Z",
      next_step_due: "12 Dec 2026",
    });
    expect(facts).toMatchObject({
      openedDay: parseDate("2026-01-05"),
      stageEnteredDay: parseDate("2026-01-07"),
      stageEnteredAt: Date.parse("2026-01-06T23:30:00Z"),
      nextStepDueDay: parseDate("2026-12-12"),
    });
  });

  test("are told column by column, and refused where a column can be read in two ways", () => {
    const rows = [
      { opened_on: "3/13/2026", expected_close_date: "13/12/2026" },
      { opened_on: "3/4/2026", expected_close_date: "3/12/2026" },
    ].map((row) => ({ ...row, stage: "find" }));
    expect(read(rows).map(({ facts }) => [facts?.openedDay, facts?.expectedCloseDay])).toEqual([
      [parseDate("2026-03-13"), parseDate("2026-12-13")],
      [parseDate("2026-03-04"), parseDate("2026-12-03")],
    ]);
    const ambiguous = [{ opened_on: "3/4/2026", stage: "find", amount: "1.234" }];
    expect(refusalOf(() => read(ambiguous))).toEqual([
      "/mapping/date_format ambiguous_dates",
      "/mapping/number_format ambiguous_numbers",
    ]);
    const [said] = read(ambiguous, { date_format: "DD/MM/YYYY", number_format: "decimal_comma" });
    expect(said?.facts).toMatchObject({ openedDay: parseDate("2026-04-03"), amount: 1234 });
  });

  test("of a later row that do not fit are faults of that row", () => {
    const opened = [...Array.from({ length: 5_000 }, () => "13/1/2026"), "1/13/2026", "2/1/2026"];
    const results = read(opened.map((opened_on) => ({ opened_on, stage: "find" })));
    expect(results.at(-2)?.faults).toMatchObject([{ row: 5_002, column: "opened_on", code: "bad_date" }]);
    expect(results.at(-1)?.facts?.openedDay).toBe(parseDate("2026-01-02"));
  });

  test("of one column that serves two fields are told of once, and say nothing of the closing of an open deal", () => {
    const columns = {
      external_id: "external_id",
      stage: "stage",
      closed_on: "close date",
      expected_close_date: "close date",
    };
    const day = parseDate("2026-11-01");
    expect(faultsOf({ "close date": "x" }, { columns })).toEqual(["close date bad_date"]);
    const [open, won] = read(
      [{ stage: "find" }, { stage: "won" }].map((row) => ({ ...row, "close date": "1.11.2026" })),
      { columns },
    );
    expect(open).toMatchObject({ facts: { outcome: "open", expectedCloseDay: day }, warnings: [] });
    expect(won).toMatchObject({ facts: { outcome: "won", closedDay: day }, warnings: [] });
    const [warned] = read([{ stage: "find", closed_on: "1.11.2026" }]);
    expect(warned?.warnings).toMatchObject([{ column: "closed_on", code: "closed_on_ignored" }]);
    const entry = { external_id: "external_id", stage: "stage", closed_on: "since", stage_entered_on: "since" };
    const [quiet] = read([{ stage: "find", since: "1.11.2026" }], { columns: entry });
    expect(quiet).toMatchObject({ facts: { outcome: "open" }, warnings: [] });
  });

  test("of closing may have a column for each outcome, of which the deal's own counts where there is none for all", () => {
    const dates = { closed_on: "", won_on: "2.11.2026", lost_on: "3.11.2026" };
    const closedDays = (rows: readonly Row[]) => read(rows).map(({ facts }) => facts?.closedDay ?? null);
    expect(
      closedDays([
        { ...dates, stage: "won" },
        { ...dates, stage: "lost" },
        { ...dates, stage: "lost", closed_on: "4.11.2026" },
      ]),
    ).toEqual(["2026-11-02", "2026-11-03", "2026-11-04"].map(parseDate));
    expect(closedDays([{ stage: "lost", lost_on: "3.11.2026" }])).toEqual([parseDate("2026-11-03")]);

    expect(faultsOf({ stage: "lost", opened_on: "4.11.2026", lost_on: "3.11.2026" })).toEqual([
      "lost_on closed_before_opened",
    ]);
    expect(faultsOf({ stage: "lost", won_on: "x", lost_on: "3.11.2027" })).toEqual(["lost_on date_in_future"]);
    const warningsOf = (row: Row) => read([row])[0]?.warnings.map(({ column, code }) => `${column} ${code}`);
    expect(warningsOf({ stage: "lost", won_on: "2.11.2026", lost_on: "" })).toEqual(["lost_on closed_on_missing"]);
    expect(warningsOf({ stage: "find", won_on: "", lost_on: "3.11.2026" })).toEqual(["lost_on closed_on_ignored"]);
  });
});

test("the entry into a stage that is an outcome is the closing, where a system dates the last change of its stages", () => {
  const rows = [
    { stage: "won", stage_entered_on: "2026-03-05T10:00:00Z", closed_on: "2026-03-04" },
    { stage: "won", stage_entered_on: "2026-03-05T10:00:00Z", closed_on: "" },
    { stage: "find", stage_entered_on: "2026-03-05T10:00:00Z", closed_on: "" },
  ];
  const [day, before] = [parseDate("2026-03-05"), parseDate("2026-03-04")];
  const told = (preset: ImportMapping["preset"]) =>
    read(rows, { preset }).map(({ facts }) => facts && [facts.stageEnteredDay, facts.closedDay, facts.closedAt]);
  expect(told("salesforce_opportunities")).toEqual([
    [null, before, null],
    [null, day, Date.parse("2026-03-05T10:00:00Z")],
    [day, null, null],
  ]);
  expect(told("pipedrive_deals")).toEqual([null, [day, null, null], [day, null, null]]);
});

describe("an amount", () => {
  test.each<[string, Row, Given, [number, string | null]]>([
    ["alone says no currency", { amount: "1 234,50" }, {}, [1234.5, null]],
    ["with a sign says one", { amount: "£1,234.50" }, {}, [1234.5, "GBP"]],
    ["in a row that has one", { amount: "1234.50 kr", currency: "sek" }, {}, [1234.5, "SEK"]],
    ["with the mapping's", { amount: "5" }, { defaults: { currency: "USD" } }, [5, "USD"]],
    ["with the mapping's, which the sign can be", { amount: "$5" }, { defaults: { currency: "CAD" } }, [5, "CAD"]],
    ["with a sign that is not the mapping's", { amount: "€5" }, { defaults: { currency: "CAD" } }, [5, "EUR"]],
  ])("%s", (_name, row, more, [amount, currency]) => {
    expect(factsOf(row, more)).toMatchObject({ amount, currency });
  });

  test.each<[Row, string[]]>([
    [{ amount: "€5", currency: "USD" }, ["amount currency_mismatch"]],
    [{ amount: "$5" }, ["amount ambiguous_currency"]],
    [{ amount: "5.5", currency: "JPY" }, ["amount amount_decimals"]],
    [{ amount: "¥5.5" }, ["amount ambiguous_currency"]],
    [{ amount: "(5.00)" }, ["amount bad_amount"]],
    [{ amount: "5", currency: "XQZ" }, ["currency bad_currency"]],
  ])("that cannot be: %j", (row, faults) => expect(faultsOf(row)).toEqual(faults));
});

test("columns may be called like what every object has", () => {
  const names = ["__proto__", "constructor", "toString"];
  const [amount, opened_on, seats] = names;
  const given = { columns: { external_id: "id", stage: "st", amount, opened_on }, custom: { seats } };
  const { bound, records } = bind(given, ["id", "st", ...names], [["1", "find", "1,5", "13/1/2026", "2,5"]]);
  const [result] = records.map((record) => readRow({ mapping: bound, currency: "EUR", today: TODAY }, record));
  expect(result?.facts).toMatchObject({ amount: 1.5, openedDay: parseDate("2026-01-13"), custom: { seats: 2.5 } });
});

describe("where a deal stands", () => {
  test("is told by stage, status and flags together, and what contradicts is warned of", () => {
    const more = { stages: { Voitettu: "won", Tarjous: "close" }, statuses: { Avoin: "open" } };
    const rows = [
      { stage: "Tarjous", status: "Avoin" },
      { stage: "Tarjous", status: "LOST" },
      { stage: "Voitettu", status: "Avoin" },
    ];
    expect(
      read(rows, more).map(({ facts, warnings }) => [facts?.outcome, facts?.stage, warnings.map(({ code }) => code)]),
    ).toEqual([
      ["open", "close", []],
      ["lost", "close", ["status_contradicts_stage"]],
      ["won", null, ["status_contradicts_stage"]],
    ]);
    expect(factsOf({ stage: "close", is_closed: "1", is_won: "0" })).toMatchObject({ outcome: "lost", stage: "close" });
  });

  test("must be said in words that somebody has explained", () => {
    expect(faultsOf({ stage: "x", status: "y", is_won: "z" })).toEqual([
      "status unknown_status",
      "stage unknown_stage",
      "is_won bad_flag",
    ]);
    expect(faultsOf({ stage: "" })).toEqual(["stage stage_missing"]);
    expect(faultsOf({ stage: "find", is_closed: "true" })).toEqual(["is_closed outcome_missing"]);
    expect(faultsOf({ stage: "", is_closed: "true", is_won: "" })).toEqual(["is_won outcome_missing"]);
  });
});

describe("tags, contacts and the next step", () => {
  test.each<[string, readonly string[]]>([
    ["a, b,a", ["a", "b"]],
    ["a;b", ["a", "b"]],
    ["a; b, c", ["a; b", "c"]],
    ['["a","b"]', ["a", "b"]],
  ])("the tags %s", (tags, expected) => expect(factsOf({ tags })?.tags).toEqual(expected));

  test("a tag of our own export may hold a semicolon", () => {
    expect(factsOf({ tags: "a;b" }, { preset: "infield" })?.tags).toEqual(["a;b"]);
  });

  test("contacts are a list or have columns of their own", () => {
    const jane = { name: "Jane", role: null, email: "jane@example.com" };
    expect(factsOf({ contacts: JSON.stringify([jane]) })?.contacts).toEqual([jane]);
    expect(factsOf({ contact_name: "Jane", contact_email: "jane@example.com" })?.contacts).toEqual([jane]);
    expect(factsOf({ contact_email: "jane@example.com" })?.contacts).toEqual([{ ...jane, name: "jane@example.com" }]);
    expect(factsOf({ contact_role: "Buyer" })?.contacts).toBeNull();
    expect(factsOf({ contacts: "[]" })?.contacts).toEqual([]);
  });

  test("that cannot be are faults", () => {
    expect(
      faultsOf({
        tags: "[1",
        contacts: "{}",
        contact_name: "A",
        contact_email: "nobody",
        next_step: "a\u0007b",
        pushes: "1.5",
      }),
    ).toEqual([
      "tags bad_tags",
      "next_step control_characters",
      "contacts bad_contacts",
      "contact_name bad_contacts",
      "pushes bad_number",
    ]);
  });
});

describe("custom fields", () => {
  const custom = { region: "reg ion", seats: "se ats", renews: "ren ews", partner: "part ner", tier: "ti er" };

  test("are read by their types", () => {
    const row = { "reg ion": "EU", "se ats": "−1 234,5", "ren ews": "31.12.2026", "part ner": "kyllä", "ti er": "A" };
    expect(factsOf(row, { custom })?.custom).toEqual({
      region: "EU",
      seats: -1234.5,
      renews: "2026-12-31",
      partner: true,
      tier: "A",
    });
    expect(
      factsOf({ "reg ion": "EU", "se ats": "", "ren ews": "", "part ner": "", "ti er": "" }, { custom })?.custom,
    ).toEqual({
      region: "EU",
    });
  });

  test("that are none of their types are faults of their columns", () => {
    const row = { "reg ion": "\u0007", "se ats": "5 €", "ren ews": "x", "part ner": "maybe", "ti er": "C" };
    expect(faultsOf(row, { custom })).toEqual(Object.values(custom).map((column) => `${column} bad_custom_value`));
  });
});

describe("criteria", () => {
  const criteria = { asked: "as ked", graded: "gra ded", signed: "sig ned" };
  const said = (asked: string, graded: string, signed: string) => ({
    "as ked": asked,
    "gra ded": graded,
    "sig ned": signed,
  });

  test.each([
    [
      "yes",
      "50 %",
      "x",
      [
        ["asked", "met", null],
        ["graded", "met", 50],
        ["signed", "met", null],
      ],
    ],
    [
      "n/a",
      "100",
      "0",
      [
        ["asked", "not_applicable", null],
        ["graded", "met", 100],
        ["signed", "not_met", null],
      ],
    ],
    [
      "Ei",
      "1",
      "100 %",
      [
        ["asked", "not_met", null],
        ["graded", "met", null],
        ["signed", "met", null],
      ],
    ],
    [
      "not met",
      "0%",
      "",
      [
        ["asked", "not_met", null],
        ["graded", "not_met", null],
      ],
    ],
    ["", "", "unknown", [["signed", "unknown", null]]],
  ])("%s, %s, %s", (asked, graded, signed, expected) => {
    const facts = factsOf(said(asked, graded, signed), { criteria });
    expect(facts?.criteria?.map(({ key, state, levelPercent }) => [key, state, levelPercent])).toEqual(expected);
  });

  test("are held against their definitions", () => {
    expect(faultsOf(said("perhaps", "60 %", "50 %"), { criteria })).toEqual([
      "as ked bad_criterion",
      "gra ded unknown_level",
      "sig ned level_not_allowed",
    ]);
    expect(faultsOf(said("", "n/a", ""), { criteria })).toEqual(["gra ded not_applicable_not_allowed"]);
  });

  test("come as our export writes them, and a column of one's own comes before", () => {
    const list = [
      {
        key: "asked",
        state: "met",
        level: null,
        evidence: { text: "Said so" },
        confirmed_by: "buyer",
        note: null,
        actor: "key_1",
        changed_at: "2026-01-05T10:00:00.000Z",
      },
      { key: "of_another_version", state: "not_met" },
      { key: "signed", state: "met" },
    ];
    const row = { criteria: JSON.stringify(list), "sig ned": "no" };
    expect(factsOf(row, { criteria: { signed: "sig ned" } })?.criteria).toEqual([
      {
        key: "asked",
        state: "met",
        levelPercent: null,
        evidence: { text: "Said so" },
        confirmedBy: "buyer",
        note: null,
        changedAt: Date.parse("2026-01-05T10:00:00Z"),
      },
      expect.objectContaining({ key: "of_another_version", state: "not_met" }),
      expect.objectContaining({ key: "signed", state: "not_met" }),
    ]);
    for (const wrong of [
      "x",
      "{}",
      '[{"key":"a"}]',
      '[{"key":"a","state":"met"},{"key":"a","state":"met"}]',
      '[{"key":"a","state":"met","x":1}]',
    ])
      expect(faultsOf({ criteria: wrong }), wrong).toEqual(["criteria bad_criteria"]);
  });
});

test("visits come as our export writes them", () => {
  const visit = {
    stage: "Löydä",
    direction: "entry",
    entered_at: "2026-01-05T10:00:00.000Z",
    left_at: null,
    score_at_entry: 12.34,
    score_at_exit: null,
  };
  expect(
    factsOf({ visits: JSON.stringify([visit, { stage: "gone" }]) }, { stages: { Löydä: "find" } })?.visits,
  ).toEqual([
    {
      stage: "find",
      direction: "entry",
      enteredAt: Date.parse("2026-01-05T10:00:00Z"),
      leftAt: null,
      scoreAtEntryHundredths: 1_234,
      scoreAtExitHundredths: null,
    },
    {
      stage: "gone",
      direction: null,
      enteredAt: null,
      leftAt: null,
      scoreAtEntryHundredths: null,
      scoreAtExitHundredths: null,
    },
  ]);
  expect(factsOf({ visits: "[]" })?.visits).toBeNull();
  expect(faultsOf({ visits: '[{"stage":"find","left_at":"yesterday"}]' })).toEqual(["visits bad_visits"]);
});

describe("a mapping", () => {
  const refusal = (given: Given, header: readonly string[] = ["id", "st"]) => refusalOf(() => bind(given, header, []));

  test("must name what no row can go without", () => {
    expect(refusal({})).toEqual(["/mapping/columns/external_id required", "/mapping/columns/stage required"]);
    expect(refusal({ columns: { external_id: "id", status: "st" } })).toBe("nothing was thrown");
    expect(refusal({ columns: { external_id: "id" }, defaults: { stage: "find" } })).toBe("nothing was thrown");
    expect(refusal({ kind: "stage_history" })).toEqual([
      "/mapping/columns/external_id required",
      "/mapping/columns/stage required",
      "/mapping/columns/entered_at required",
    ]);
  });

  test("may leave columns alone that are called the same", () => {
    const columns = { external_id: "id", stage: "st" };
    expect(refusal({ columns }, ["id", "st", "note", "note"])).toBe("nothing was thrown");
    expect(refusal({ columns, criteria: { asked: "note" } }, ["id", "st", "note", "note"])).toEqual([
      "/file duplicate_column",
    ]);
  });

  test("must be one of the file and the process; every fault is named", () => {
    const given = {
      columns: { external_id: "id", stage: "st", amount: "sum" },
      custom: { region: "reg", nothing: "id" },
      criteria: { asked: "ask", nothing: "id" },
      stages: { x: "heaven" },
      defaults: { stage: "y" },
    };
    expect(refusal(given, ["id", "st", "st"])).toEqual([
      "/file duplicate_column",
      "/mapping/columns/amount unknown_column",
      "/mapping/custom/region unknown_column",
      "/mapping/criteria/asked unknown_column",
      "/mapping/stages/x unknown_stage",
      "/mapping/defaults/stage unknown_stage",
      "/mapping/criteria/nothing unknown_criterion",
      "/mapping/custom/nothing unknown_custom_field",
    ]);
  });
});

test("what is refused says how to go on", () => {
  const detailOf = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      return error instanceof DomainError ? error.faults.map(({ detail }) => detail).join(" ") : error;
    }
    return "nothing was thrown";
  };
  const [word] = read([{ stage: "Find it", status: "Gone" }]);
  expect(word?.faults.map(({ detail }) => detail)).toEqual([
    expect.stringContaining("Say so in statuses: open, won, lost."),
    expect.stringContaining("Say so in stages: won, lost, find, close."),
  ]);
  const pipedrive = ["ID", "Title", "Value", "Stage", "Status", "Organization", "Owner"];
  expect(detailOf(() => bind({ columns: { amount: "Value" } }, pipedrive, []))).toContain("preset pipedrive_deals");
  expect(detailOf(() => bind({ columns: { amount: "Value" } }, ["Value"], []))).not.toContain("preset");
});

test("names of several lines become one, which is told; an id of several lines is none", () => {
  const [folded] = read([
    { stage: "find", name: "Big\r\n  deal", account: "a\tb", next_step: "Call\n\nagain", owner: "O" },
  ]);
  expect(folded?.facts).toMatchObject({ name: "Big deal", account: "a b", nextStep: "Call again" });
  expect(folded?.warnings.map(({ column, code }) => `${column} ${code}`)).toEqual([
    "name line_breaks",
    "account line_breaks",
    "next_step line_breaks",
  ]);
  expect(faultsOf({ external_id: "1\n2", name: "a\u0000b" })).toEqual([
    "external_id control_characters",
    "name control_characters",
  ]);
});

test("an id that a spreadsheet has shortened is none", () => {
  expect(faultsOf({ external_id: "1.42301E+11" })).toEqual(["external_id shortened_id"]);
  expect(faultsOf({ external_id: "1,4E+11" })).toEqual(["external_id shortened_id"]);
  expect(factsOf({ external_id: "E+11" })?.externalId).toBe("E+11");
});

describe("a row of a stage history", () => {
  const entry = (cells: readonly string[], more: Given = {}) => {
    const columns = { external_id: "id", stage: "st", entered_at: "at" };
    const { bound, records } = bind({ kind: "stage_history", columns, ...more }, ["id", "st", "at"], [cells]);
    return records.map((record) => readEntry(bound, record))[0];
  };

  test("says what a deal entered, and when", () => {
    const day = parseDate("2026-01-05");
    expect(entry(["1", "close", "5.1.2026"])?.facts).toEqual({
      row: 2,
      externalId: "1",
      target: "close",
      enteredDay: day,
      enteredAt: null,
    });
    expect(entry(["1", "Won", "2026-01-05T10:00:00Z"], { stages: { Won: "won" } })?.facts).toMatchObject({
      target: "won",
      enteredAt: Date.parse("2026-01-05T10:00:00Z"),
    });
    expect(
      entry(["0065f00000lt1zU", "find", "5.1.2026"], { preset: "salesforce_opportunity_history" })?.facts?.externalId,
    ).toBe("0065f00000lt1zUAAQ");
  });

  test("must say all of it", () => {
    expect(entry(["", "", ""])?.faults.map(({ column, code }) => `${column} ${code}`)).toEqual([
      "id external_id_missing",
      "st stage_missing",
      "at entered_at_missing",
    ]);
    expect(entry(["1", "x", "y"])?.faults.map(({ code }) => code)).toEqual(["unknown_stage", "bad_date"]);
  });
});
