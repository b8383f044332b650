import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect } from "vitest";
import { foundTenant, type Reply, type TestTenant } from "./api.ts";
import { type Operation, operationsOf } from "./deal-operations.ts";
import { csvOf, PLAIN, upload } from "./imports.ts";
import { createDeal, publishProcess, SMALL_DOCUMENT } from "./story.ts";

export type Format = "csv" | "ndjson";
export type Line = Reply["body"];

export const TYPES: Readonly<Record<Format, string>> = { csv: "text/csv", ndjson: "application/x-ndjson" };

export async function exportOf(tenant: TestTenant, query = ""): Promise<string> {
  const reply = await tenant.call("GET", `/v1/opportunities/export${query}`);
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body;
}

export async function linesOf(tenant: TestTenant, query = ""): Promise<Line[]> {
  const text = await exportOf(tenant, `?format=ndjson${query}`);
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

export async function recordsOf(tenant: TestTenant, query = ""): Promise<Record<string, string>[]> {
  return parse(await exportOf(tenant, `?format=csv${query}`), { bom: true, columns: true });
}

/** Brings a file in as it is, without a word about what is in it. */
export async function bringIn(tenant: TestTenant, file: string, format: Format): Promise<Reply["body"]> {
  const reply = await tenant.call("POST", "/v1/imports", { rawBody: file, headers: { "content-type": TYPES[format] } });
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body;
}

const CUSTOM_FIELDS = {
  margin: { name: "Margin", type: "number" },
  region: { name: "Region", type: "text" },
  signed: { name: "Signed", type: "date" },
  tier: { name: "Tier", type: "choice", choices: ["gold", "silver, plated"] },
  vip: { name: "VIP", type: "boolean" },
};

/** A company with a process, several currencies and a custom field of each type. */
export async function foundTrader(document: object = SMALL_DOCUMENT) {
  const tenant = await foundTenant();
  const processId = await publishProcess(tenant, document);
  expect((await tenant.call("PUT", "/v1/currency-rates", { body: { rates: { USD: 0.92 } } })).status).toBe(200);
  for (const [key, body] of Object.entries(CUSTOM_FIELDS)) {
    const reply = await tenant.call("PUT", `/v1/custom-fields/${key}`, { body });
    expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(300);
  }
  return { tenant, processId };
}

/** Text that files trip over: what ends cells, lines and quotes, what spreadsheets carry out, and every kind of letter. */
const awkward = (more: readonly string[]) =>
  fc
    .string({
      unit: fc.constantFrom(
        "[",
        "=",
        "+",
        "-",
        "@",
        "'",
        '"',
        ",",
        ";",
        "|",
        "a",
        "B",
        "1",
        "ä",
        "😀",
        "漢",
        " ",
        ...more,
      ),
      minLength: 1,
      maxLength: 12,
    })
    // Outer blanks are no part of a cell, whoever has written it.
    .map((text) => `${text.trim()}x`);
const line = awkward([]);
const prose = awkward(["\n", "\r\n", "\t"]);
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: null });
const date = fc
  .integer({ min: 0, max: 700 })
  .map((days) => new Date(Date.UTC(2026, 6, 1 + days)).toISOString().slice(0, 10));

const custom = fc.record(
  {
    margin: fc.integer({ min: -100_000, max: 100_000 }).map((number) => number / 100),
    region: prose,
    signed: date,
    tier: fc.constantFrom(...CUSTOM_FIELDS.tier.choices),
    vip: fc.boolean(),
  },
  { requiredKeys: [] },
);

const fields = fc.record({
  external_id: maybe(fc.uuid()),
  name: line,
  account: maybe(line),
  owner: fc.constantFrom("Aino", "Björn", null),
  amount: maybe(fc.integer({ min: 0, max: 9_999_999 })),
  currency: fc.constantFrom("EUR", "USD", "JPY"),
  expected_close_date: maybe(date),
  tags: fc.uniqueArray(
    line.map((tag) => tag.replaceAll(/[",\\]/g, "").trim()),
    { maxLength: 3 },
  ),
  contacts: fc.array(fc.record({ name: line, role: maybe(line), email: fc.constantFrom(null, "jane@example.com") }), {
    maxLength: 2,
  }),
  next_step: maybe(line),
  next_step_due_date: maybe(date),
  custom,
});

const evidence = fc.constantFrom(
  null,
  { text: 'They said "yes",\r\nand =1+1' },
  { date: "2026-05-01" },
  { amount: 12.5, currency: "EUR" },
  { link: "https://example.com/a?b=c" },
);
const said = fc.record({ evidence, confirmed_by: fc.constantFrom(null, "rep", "buyer"), note: maybe(prose) });

interface Work {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly operations: readonly (readonly [Operation, Readonly<Record<string, unknown>>])[];
}

const stages = SMALL_DOCUMENT.stages.map(({ key }) => key);
const criteria = SMALL_DOCUMENT.stages.flatMap((stage) => stage.criteria.map(({ key }) => key));

/** What people do with a few deals, from their beginning; by the rules of `SMALL_DOCUMENT`, some of it is refused. */
export const arbitraryWork: fc.Arbitrary<readonly Work[]> = fc.array(
  fc.record({
    fields,
    operations: fc.array(fc.tuple(operationsOf({ criteria, stages }), said), {
      minLength: 6,
      maxLength: 16,
      size: "max",
    }),
  }),
  { minLength: 5, maxLength: 9, size: "max" },
);

export async function carryOut(tenant: TestTenant, work: readonly Work[]): Promise<void> {
  for (const { fields: begun, operations } of work) {
    const { id } = await createDeal(tenant, begun);
    for (const [operation, words] of operations) await send(tenant, `/v1/opportunities/${id}`, operation, words);
  }
}

async function send(tenant: TestTenant, path: string, operation: Operation, words: object): Promise<void> {
  if (operation.kind === "patch") {
    await tenant.call("PATCH", path, { body: { expected_close_date: operation.closeDate } });
  } else if (operation.kind === "criterion") {
    const { key, state, level } = operation;
    const body = { ...words, state, ...(level === null ? {} : { level }) };
    await tenant.call("PUT", `${path}/criteria/${key}`, { body });
  } else {
    const { to, reason, override } = operation;
    const body = { to, ...(reason === null ? {} : { reason }), ...(to === "won" ? { override } : {}) };
    await tenant.call("POST", `${path}/transitions`, { body });
  }
}

/** Deals from another system, of which not everything is known. */
export async function bringInOld(tenant: TestTenant): Promise<void> {
  const csv = csvOf(
    { external_id: "old-1", stage: "close", name: "No dates" },
    { external_id: "old-2", stage: "agree", opened_on: "2025-11-03", amount: "100", currency: "USD" },
    { external_id: "old-3", stage: "won", opened_on: "2025-01-05", closed_on: "2025-03-01", amount: "5000" },
    { external_id: "old-4", stage: "won" },
    { external_id: "old-5", stage: "lost", closed_on: "2025-03-01", lost_reason: "Too dear" },
    { external_id: "old-6", stage: "agree", opened_on: "2025-01-05", stage_entered_on: "2025-02-05" },
  );
  expect((await upload(tenant, csv, PLAIN)).body).toMatchObject({ created: 6, failed: 0 });
}
