import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { countExport, EXPORT_MAPPING, generateExport } from "../support/generated-pipeline.ts";
import { countRows, counts, csvOf, foundCompany, PLAIN, rollupOf, upload } from "../support/imports.ts";

describe("a whole pipeline", () => {
  const TWO_STAGES = {
    stages: ["prospecting", "engaging"].map((key) => ({
      key,
      name: key,
      criteria: [{ key: `${key}_done`, name: key, weight: 50, required: true }],
    })),
  };
  const generated = generateExport(7, 8_800).csv;
  const files = [
    { name: "generated", csv: generated },
    ...(env.REAL_PIPELINE_CSV ? [{ name: "real", csv: env.REAL_PIPELINE_CSV }] : []),
  ];

  test.each(files)("goes in by one call, and again without a change: $name", { timeout: 60_000 }, async ({ csv }) => {
    const { tenant, processId } = await foundCompany(TWO_STAGES);
    const totals = countExport(csv);
    const reply = await upload(tenant, csv, { process_id: processId, ...EXPORT_MAPPING });

    expect(reply.status, JSON.stringify(reply.body).slice(0, 2_000)).toBe(200);
    expect(counts(reply.body)).toEqual({ rows: 8_800, created: 8_800, updated: 0, unchanged: 0, failed: 0 });
    expect(reply.body).toMatchObject({ status: "completed", dry_run: false, errors: [], warnings: [] });
    expect(reply.d1.roundTrips).toBeLessThanOrEqual(20);
    expect(reply.d1.queries).toBeLessThanOrEqual(40);
    expect(reply.d1.rowsWritten / 8_800).toBeLessThanOrEqual(6);

    const sql =
      "SELECT status, stage, count(*) AS n, sum(amount_minor) AS minor FROM opportunities WHERE tenant_id = ? GROUP BY 1, 2";
    const { results } = await env.DB.prepare(sql).bind(tenant.id).all();
    expect(results).toEqual([
      { status: "lost", stage: "engaging", n: totals.lost, minor: 0 },
      { status: "open", stage: "engaging", n: totals.engaging, minor: null },
      { status: "open", stage: "prospecting", n: totals.prospecting, minor: null },
      { status: "won", stage: "engaging", n: totals.won, minor: totals.wonTotal * 100 },
    ]);
    const rollup = await rollupOf(tenant, processId);
    expect(rollup).toMatchObject({ won: totals.won, lost: totals.lost, wonMinor: { USD: totals.wonTotal * 100 } });
    const visits = Object.values(rollup.visits);
    expect(visits.reduce((sum, count) => sum + count, 0)).toBe(totals.won);

    const before = await countRows(tenant);
    const again = await upload(tenant, csv, { process_id: processId, ...EXPORT_MAPPING });
    expect(counts(again.body)).toEqual({ rows: 8_800, created: 0, updated: 0, unchanged: 8_800, failed: 0 });
    expect(again.d1.rowsWritten).toBeLessThanOrEqual(5);
    expect(await countRows(tenant)).toEqual({ ...before, events: (before["events"] ?? 0) + 1, imports: 2 });
    expect(await rollupOf(tenant, processId)).toEqual(rollup);
  });

  test("with every row changed stays far below the limits of the platform", { timeout: 60_000 }, async () => {
    const { tenant, processId } = await foundCompany(TWO_STAGES);
    await upload(tenant, generated, { process_id: processId, ...EXPORT_MAPPING });
    const reopened = generated
      .replaceAll(",Won,", ",Prospecting,")
      .replaceAll(",Lost,", ",Won,")
      .replaceAll(",Engaging,", ",Lost,");
    const reply = await upload(tenant, reopened, {
      process_id: processId,
      ...EXPORT_MAPPING,
      defaults: { currency: "EUR" },
    });
    expect(counts(reply.body)).toMatchObject({ created: 0, updated: 8_800, unchanged: 0, failed: 0 });
    expect(reply.d1.roundTrips).toBeLessThanOrEqual(20);
    expect(reply.d1.queries).toBeLessThanOrEqual(52);
    const totals = countExport(reopened);
    expect(await rollupOf(tenant, processId)).toMatchObject({ won: totals.won, lost: totals.lost });
  });
});

describe("a dry run", () => {
  test("comes to the same and writes nothing", async () => {
    const { tenant } = await foundCompany();
    await upload(tenant, csvOf({ external_id: "1", stage: "find" }, { external_id: "2", stage: "find" }), PLAIN);
    const before = await countRows(tenant);
    const csv = csvOf(
      { external_id: "1", stage: "agree" },
      { external_id: "2", stage: "find" },
      { external_id: "3", stage: "won" },
      { stage: "x" },
    );
    const dry = await upload(tenant, csv, PLAIN, { dryRun: true });
    expect(dry.body).toMatchObject({
      dry_run: true,
      status: "completed",
      created: 1,
      updated: 1,
      unchanged: 1,
      failed: 1,
    });
    expect(dry.d1.rowsWritten).toBe(0);
    expect(await countRows(tenant)).toEqual(before);
    expect((await tenant.call("GET", `/v1/imports/${dry.body.id}`)).status).toBe(404);

    const real = await upload(tenant, csv, PLAIN);
    expect({ ...real.body, id: "", created_at: "", dry_run: true }).toEqual({ ...dry.body, id: "", created_at: "" });
  });
});
