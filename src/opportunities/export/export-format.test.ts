import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCell } from "../csv-cell.ts";
import { exportFormat } from "./export-format.ts";
import { type ExportedDeal, ExportedOpportunitySchema } from "./exported-deal.ts";

const DEAL: ExportedDeal = {
  external_id: "CRM-1",
  id: "opp_01h455vb4pex5vsknk084sn02q",
  name: "Forklifts",
  account: null,
  owner: null,
  amount: 12_500.5,
  currency: "EUR",
  expected_close_date: "2026-12-31",
  opened_on: "2026-01-02",
  status: "open",
  stage: "find",
  stage_entered_at: "2026-01-02T08:30:00.123Z",
  closed_at: null,
  lost_reason: null,
  pushes: 2,
  tags: ["key account", "renewal"],
  next_step: null,
  next_step_due_date: null,
  contacts: [{ name: "Jane", role: null, email: "jane@example.com" }],
  custom: { region: "north", margin: -5.5, vip: true },
  score: 33.33,
  earned_stage: "find",
  hollow: false,
  process_id: "prc_1",
  version: 3,
  created_at: "2026-01-02T08:30:00.123Z",
  updated_at: "2026-01-02T08:30:00.123Z",
  criteria: [
    {
      key: "need",
      state: "met",
      level: null,
      evidence: { text: 'said "yes"' },
      confirmed_by: "buyer",
      note: null,
      actor: "key_1",
      changed_at: "2026-01-02T08:30:00.123Z",
    },
  ],
  visits: [],
};
const KEYS = ["constructor", "margin", "region", "vip"];

const linesOf = (deals: readonly ExportedDeal[], name: "csv" | "ndjson", keys: readonly string[] = KEYS) => {
  const format = exportFormat(name, keys);
  return format.head + deals.map(format.lineOf).join("");
};

const readRecords = (csv: string): Record<string, string>[] => parse(csv, { bom: true, columns: true });

describe("as CSV", () => {
  test("a deal is one record, under a header that also stands alone", () => {
    const [header = "", ...records] = linesOf([DEAL], "csv").split("\r\n");
    expect(header).toBe(
      "\u{feff}external_id,id,name,account,owner,amount,currency,expected_close_date,opened_on,status,stage,stage_entered_at,closed_at," +
        "lost_reason,pushes,tags,next_step,next_step_due_date,contacts,custom.constructor,custom.margin,custom.region,custom.vip,score," +
        "earned_stage,hollow,process_id,version,created_at,updated_at,criteria,visits",
    );
    expect(records).toEqual([expect.stringMatching(/^CRM-1,/), ""]);
    expect(linesOf([], "csv")).toBe(`${header}\r\n`);
  });

  test("numbers and dates are bare, lists of one word each are joined, other lists are JSON", () => {
    expect(readRecords(linesOf([DEAL], "csv"))).toMatchObject([
      {
        account: "",
        amount: "12500.5",
        pushes: "2",
        tags: "key account,renewal",
        contacts: '[{"name":"Jane","role":null,"email":"jane@example.com"}]',
        "custom.constructor": "",
        "custom.margin": "-5.5",
        "custom.vip": "true",
        hollow: "false",
        visits: "[]",
      },
    ]);
  });

  test("tags that begin like JSON are JSON", () => {
    const [record] = readRecords(linesOf([{ ...DEAL, tags: ["[old]", "b"] }], "csv"));
    expect(record).toMatchObject({ tags: '["[old]","b"]' });
  });

  test("text is not carried out by any spreadsheet", () => {
    const [record] = readRecords(linesOf([{ ...DEAL, name: "=HYPERLINK(1)", tags: ["-a", "b"] }], "csv"));
    expect(record).toMatchObject({ name: "'=HYPERLINK(1)", tags: "'-a,b" });
  });
});

const TEXT = fc.string({
  unit: fc.constantFrom("=", "-", "'", '"', ",", ";", "\n", "\r", "\t", " ", "a", "ä", "😀", "["),
});
const DEALS = fc.array(
  fc
    .record({
      name: TEXT,
      account: fc.option(TEXT),
      lost_reason: fc.option(TEXT),
      region: TEXT,
      amount: fc.option(fc.integer({ min: 0, max: 1e14 }).map((minor) => minor / 100)),
      margin: fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
      note: TEXT,
    })
    .map(({ region, margin, note, ...fields }): ExportedDeal => {
      const criteria = DEAL.criteria.map((criterion) => ({ ...criterion, note: note || null }));
      return { ...DEAL, ...fields, custom: { region, margin }, criteria };
    }),
);

test("every record has all columns, and says what the deal says", () => {
  fc.assert(
    fc.property(DEALS, (deals) => {
      const records = readRecords(linesOf(deals, "csv"));
      expect(records).toHaveLength(deals.length);
      for (const [index, record] of records.entries()) {
        const deal = deals[index];
        expect(readCell(record["name"] ?? "")).toBe(deal?.name);
        expect(readCell(record["account"] ?? "")).toBe(deal?.account ?? "");
        expect(readCell(record["lost_reason"] ?? "")).toBe(deal?.lost_reason ?? "");
        expect(readCell(record["custom.region"] ?? "")).toBe(deal?.custom["region"]);
        expect(Number(record["custom.margin"])).toBe(deal?.custom["margin"]);
        expect(record["amount"]).toBe(deal?.amount === null ? "" : String(deal?.amount));
        expect(JSON.parse(readCell(record["criteria"] ?? ""))).toEqual(deal?.criteria);
      }
    }),
  );
});

describe("as NDJSON", () => {
  test("a deal is an object of one line, as the schema says", () => {
    const [line = "", ...rest] = linesOf([DEAL], "ndjson").split("\n");
    expect(ExportedOpportunitySchema.parse(JSON.parse(line))).toEqual(DEAL);
    expect(rest).toEqual([""]);
    expect(linesOf([], "ndjson")).toBe("");
  });

  test("every line says what the deal says", () => {
    fc.assert(
      fc.property(DEALS, (deals) => {
        const lines = linesOf(deals, "ndjson").split("\n");
        expect(lines.pop()).toBe("");
        expect(lines.map((line) => JSON.parse(line))).toEqual(deals);
      }),
    );
  });
});
