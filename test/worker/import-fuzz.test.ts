import fc from "fast-check";
import { expect, test } from "vitest";
import { importOf, runToEnd, send } from "../support/import-jobs.ts";
import { countRows, foundCompany, listAll, PLAIN } from "../support/imports.ts";

const PIECES = [
  ",",
  ";",
  "\t",
  "\n",
  "\r\n",
  "\r",
  '"',
  '""',
  " ",
  "external_id",
  "stage",
  "name",
  "find",
  "agree",
  "won",
  "1",
  "2",
  "x",
  "=1",
  "'=",
  "\u0000",
  "ä",
  "{",
  "}",
  '{"external_id":"7","stage":"find"}',
  "sep=;",
  "2026-01-05",
  "1.234,5",
];

const HEADERS = [
  "external_id,stage,name,amount,opened_on\n",
  "",
  "stage;external_id\n",
  "\ufeffexternal_id\tstage\r\n",
];

const MAPPINGS = [
  PLAIN,
  { columns: { external_id: "external_id", stage: "stage" } },
  { columns: { external_id: "external_id", stage: "stage", name: "name" }, delimiter: ";" },
  { columns: { external_id: "external_id" }, defaults: { stage: "find" } },
  { kind: "stage_history", columns: { external_id: "external_id", stage: "stage", entered_at: "opened_on" } },
  { format: "ndjson", columns: { external_id: "external_id", stage: "stage" } },
  undefined,
];

const FILE = fc.oneof(
  fc
    .tuple(fc.constantFrom(...HEADERS), fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }))
    .map(([header, pieces]) => new TextEncoder().encode(header + pieces.join(""))),
  fc.uint8Array({ maxLength: 200 }),
);

// The law of all files: an answer in the language of the contract, whole deals or none, and counts that add up.
test("no file is answered by a fault of ours, or leaves half a row", { timeout: 120_000 }, async () => {
  const { tenant } = await foundCompany();
  await fc.assert(
    fc.asyncProperty(FILE, fc.constantFrom(...MAPPINGS), fc.boolean(), async (file, mapping, byJob) => {
      const before = await countRows(tenant);
      const query = { ...(mapping ? { mapping: JSON.stringify(mapping) } : {}), ...(byJob ? { async: "true" } : {}) };
      const { status, body: answer } = await send(tenant, file, query);
      expect([byJob ? 202 : 200, 422], JSON.stringify(answer)).toContain(status);
      if (status === 202) await runToEnd(tenant, answer.id);
      const body = status === 202 ? await importOf(tenant, answer.id) : answer;
      const after = await countRows(tenant);
      const made = (table: string) => (after[table] ?? 0) - (before[table] ?? 0);
      if (status === 422) {
        expect(after).toEqual(before);
        return;
      }
      expect(body.status).toBe("completed");
      expect(body.created + body.updated + body.unchanged + body.failed).toBe(body.rows);
      expect(made("opportunities")).toBe(body.created);
      expect(made("stage_visits")).toBeGreaterThanOrEqual(body.created);
    }),
    { numRuns: 150 },
  );
  for (const deal of await listAll(tenant)) {
    expect(deal.external_id.trim()).toBe(deal.external_id);
    expect((await tenant.call("GET", `/v1/opportunities/${deal.id}/history`)).body.visits.length).toBeGreaterThan(0);
  }
});
