import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { REJECTS_KEPT_DAYS } from "../../src/opportunities/import/job/sweep.ts";
import { caller, type TestTenant } from "../support/api.ts";
import { importOf, queue, runToEnd, send, sweptAt, wideCsv } from "../support/import-jobs.ts";
import { byExternalId, counts, csvOf, foundCompany, PLAIN, upload } from "../support/imports.ts";

/** The bytes of a report, since an encoding is part of what it promises. */
async function bytesOf(tenant: TestTenant, id: string): Promise<Uint8Array> {
  const { exports } = await import("cloudflare:workers");
  const headers = { authorization: `Bearer ${tenant.secret}` };
  const response = await exports.default.fetch(
    new Request(`https://infield.test/v1/imports/${id}/errors.csv`, { headers }),
  );
  expect(response.status).toBe(200);
  return new Uint8Array(await response.arrayBuffer());
}

async function rowsOf(tenant: TestTenant, id: string, delimiter = ","): Promise<Record<string, string>[]> {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(await bytesOf(tenant, id));
  return parse(text, { columns: true, delimiter });
}

const COLUMNS = { external_id: "id", name: "deal", stage: "stage", amount: "value" };

describe("the error report of an import", () => {
  test("has the rows that failed as they stood in the file, with what is wrong with each", async () => {
    const { tenant } = await foundCompany();
    const csv = [
      "note,id,deal,stage,value",
      'kept,1,Good,find,"1,234.50"',
      '"several\nlines, with ""quotes""",2,Bad stage,nowhere,"1,000.00"',
      '3,"Broken,find',
      "  blanks  ,,No id,find,lots",
    ].join("\r\n");
    const { body } = await upload(tenant, csv, { columns: COLUMNS });
    expect(counts(body)).toMatchObject({ created: 1, failed: 3 });
    const reply = await tenant.call("GET", `/v1/imports/${body.id}/errors.csv`);
    expect(reply.headers.get("content-type")).toBe("text/csv");
    expect(reply.headers.get("content-disposition")).toBe(`attachment; filename="${body.id}-errors.csv"`);
    expect([...(await bytesOf(tenant, body.id)).slice(0, 3)], "a byte order mark").toEqual([0xef, 0xbb, 0xbf]);
    const [stage, broken, id, ...more] = await rowsOf(tenant, body.id);
    expect(more).toEqual([]);
    expect(stage).toMatchObject({
      note: 'several\nlines, with "quotes"',
      id: "2",
      deal: "Bad stage",
      stage: "nowhere",
      value: "1,000.00",
      error_row: "3",
      error_codes: "unknown_stage",
    });
    expect(stage?.["error_details"]).toContain('stage: "nowhere" is no stage');
    expect(id).toMatchObject({ id: "", value: "lots", error_row: "5", error_codes: "external_id_missing bad_amount" });
    expect(broken).toMatchObject({ note: '3,"Broken,find', error_row: "4", error_codes: "broken_quote" });
  });

  test("sent again as it is brings in nothing, whatever the defaults: what could not be read is no id", async () => {
    const { tenant } = await foundCompany();
    const mapping = { columns: { external_id: "id", name: "deal" }, defaults: { stage: "find" } };
    const { body } = await upload(tenant, 'id,deal,note\n1,Good,x\n2,Too short\n3,"Broken,x\n', mapping);
    expect(counts(body)).toMatchObject({ created: 1, failed: 2 });
    const report = await bytesOf(tenant, body.id);
    expect((await rowsOf(tenant, body.id)).map(({ id, deal }) => [id, deal])).toEqual([
      ["", "2,Too short"],
      ["", '3,"Broken,x'],
    ]);
    const again = await upload(tenant, report, mapping);
    expect(counts(again.body)).toMatchObject({ created: 0, failed: 2 });
  });

  test("goes in with the same mapping once it is corrected, in the file's own delimiter", async () => {
    const { tenant } = await foundCompany();
    const mapping = { columns: COLUMNS, delimiter: ";", number_format: "decimal_comma" };
    const csv = 'id;deal;stage;value\n1;Good;find;10,5\n2;"Semi;colon";nowhere;1.234,50\n3;Third;elsewhere;7\n';
    const first = await upload(tenant, csv, mapping);
    expect(counts(first.body)).toMatchObject({ created: 1, failed: 2 });
    const text = new TextDecoder().decode(await bytesOf(tenant, first.body.id));
    const second = await upload(tenant, text.replace("nowhere", "agree"), mapping);
    expect(counts(second.body)).toMatchObject({ rows: 2, created: 1, failed: 1 });
    expect(await byExternalId(tenant, "2")).toMatchObject({ name: "Semi;colon", stage: "agree", amount: 1_234.5 });

    const [left, ...more] = await rowsOf(tenant, second.body.id, ";");
    expect(more).toEqual([]);
    expect(Object.keys(left ?? {}), "the columns of the first report are replaced").toEqual([
      "id",
      "deal",
      "stage",
      "value",
      "error_row",
      "error_codes",
      "error_details",
    ]);
  });

  test("is dangerous in no spreadsheet, and yet the same when it comes back", async () => {
    const { tenant } = await foundCompany();
    const names = ["=HYPERLINK(1)", "+1", "-2", "@SUM(A1)", "'quoted", "'=guarded", "plain"];
    const csv = `id,deal,stage,value\n${names.map((name, index) => `-${index},${name},nowhere,1`).join("\n")}\n`;
    const first = await upload(tenant, csv, { columns: COLUMNS });
    expect(counts(first.body)).toMatchObject({ failed: names.length });
    const report = new TextDecoder().decode(await bytesOf(tenant, first.body.id));
    for (const row of parse(report, { bom: true }) as string[][])
      for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    const second = await upload(tenant, report.replaceAll("nowhere", "find"), { columns: COLUMNS });
    expect(counts(second.body)).toMatchObject({ created: names.length, failed: 0 });
    for (const [index, name] of names.entries()) {
      expect((await byExternalId(tenant, `-${index}`)).name).toBe(name === "'=guarded" ? "=guarded" : name);
    }
  });

  test.each(["windows-1252", "utf-16le", "utf-16be"])("is in %s where the mapping says so", async (encoding) => {
    const { tenant } = await foundCompany();
    const mapping = { columns: COLUMNS, encoding };
    const text = "id,deal,stage,value\n1,Äyskäri € 5,nowhere,1\n";
    const { encoderOf } = await import("../../src/opportunities/import/report/encode-text.ts");
    const file = encoderOf(encoding as "utf-16le")(text, true);
    const first = await upload(tenant, file, mapping);
    expect(counts(first.body), JSON.stringify(first.body)).toMatchObject({ failed: 1 });
    const report = await bytesOf(tenant, first.body.id);
    const decoded = new TextDecoder(encoding).decode(report);
    const second = await upload(
      tenant,
      encoderOf(encoding as "utf-16le")(decoded.replace("nowhere", "find"), true),
      mapping,
    );
    expect(counts(second.body), JSON.stringify(second.body)).toMatchObject({ created: 1 });
    expect((await byExternalId(tenant, "1")).name).toBe("Äyskäri € 5");
  });

  test("of a job comes in many packs, in the order of the file", async () => {
    const { tenant } = await foundCompany();
    const rows = Array.from({ length: 400 }, (_, index) => ({
      external_id: `${index}`,
      stage: index % 3 === 0 ? "find" : "nowhere",
    }));
    const id = await queue(tenant, wideCsv(rows));
    await runToEnd(tenant, id);
    expect(await importOf(tenant, id)).toMatchObject({ created: 134, failed: 266 });
    const report = await rowsOf(tenant, id);
    expect(report.map((row) => Number(row["error_row"]))).toEqual(
      rows.flatMap(({ stage }, index) => (stage === "find" ? [] : [index + 2])),
    );
    expect(report.every((row) => row["note"]?.length === 8_900)).toBe(true);
  });

  test("of NDJSON has the flattened columns", async () => {
    const { tenant } = await foundCompany();
    const lines = ['{"id": "1", "stage": "nowhere", "custom": {"size": 5}}', "{broken", '{"id": "2", "stage": "find"}'];
    const type = { "content-type": "application/x-ndjson" };
    const mapping = JSON.stringify({ columns: { external_id: "id", stage: "stage" } });
    const { body } = await send(tenant, lines.join("\n"), { mapping }, type);
    expect(counts(body)).toMatchObject({ created: 1, failed: 2 });
    expect(await rowsOf(tenant, body.id)).toMatchObject([
      { id: "1", stage: "nowhere", "custom.size": "5", error_row: "1", error_codes: "unknown_stage" },
      { id: "", stage: "{broken", error_row: "2", error_codes: "invalid_json" },
    ]);
  });

  test("of an import without faults is a header, and is kept for a while", async () => {
    const { tenant } = await foundCompany();
    const good = (await upload(tenant, csvOf({ external_id: "1", stage: "find" }), PLAIN)).body;
    expect(await rowsOf(tenant, good.id)).toEqual([]);
    const bad = (await upload(tenant, csvOf({ external_id: "1", stage: "nowhere" }), PLAIN)).body;
    const keptMs = REJECTS_KEPT_DAYS * 86_400_000;
    await sweptAt(Date.now() + keptMs - 60_000);
    expect(await rowsOf(tenant, bad.id)).toHaveLength(1);
    await sweptAt(Date.now() + keptMs + 60_000);
    expect((await tenant.call("GET", `/v1/imports/${bad.id}/errors.csv`)).status).toBe(404);
    expect(await rowsOf(tenant, good.id)).toEqual([]);
  });

  test("is nobody else's", async () => {
    const { tenant } = await foundCompany();
    const { tenant: other } = await foundCompany();
    const { body } = await upload(tenant, csvOf({ external_id: "1", stage: "nowhere" }), PLAIN);
    expect((await other.call("GET", `/v1/imports/${body.id}/errors.csv`)).status).toBe(404);
    expect((await caller()("GET", `/v1/imports/${body.id}/errors.csv`)).status).toBe(401);
  });
});
