import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { keepText } from "../../src/funnel/repairs/store.ts";
import { weekOf } from "../../src/opportunities/flows.ts";
import { emptyDelta } from "../../src/opportunities/rollup.ts";
import { writeCounted } from "../../src/opportunities/rollup-repair/counted.ts";
import { NOTHING_REPAIRED } from "../../src/opportunities/rollup-repair/repair-rollups.ts";
import { readRevisions } from "../../src/opportunities/rollup-repair/repair-store.ts";
import { addToRollup } from "../../src/opportunities/rollup-store.ts";
import type { TenantScope } from "../../src/scope.ts";
import { inSystemScope } from "../../src/tenancy/system-scope.ts";
import { foundTenant, type TestTenant } from "../support/api.ts";
import { expectCountsRight, repairsOf, runRepairJob, storedCounts, storeRepair } from "../support/flows.ts";
import { createDeal, move, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

const DAY_MS = 86_400_000;

async function foundCompany() {
  const tenant = await foundTenant();
  return { tenant, processId: await publishProcess(tenant, { ...SMALL_DOCUMENT, gate_policy: "advisory" }) };
}

async function inScope<Result>({ id }: TestTenant, work: (scope: TenantScope) => Promise<Result>): Promise<Result> {
  const result = await inSystemScope(env, { shard: 0, tenantId: id }, Date.now(), work);
  if (result === undefined) throw new Error("the company is there");
  return result;
}

async function rowsOf({ id }: TestTenant): Promise<{ week: number; part: number; counts: string }[]> {
  const sql = "SELECT week, part, counts FROM process_flows WHERE tenant_id = ? ORDER BY week, part";
  return (await env.DB.prepare(sql).bind(id).all<{ week: number; part: number; counts: string }>()).results;
}

/** As many different lengths of cycles, all closed in one week. */
const closings = (count: number, from = 0) =>
  new Map(Array.from({ length: count }, (_, index) => [`lost:${20_297 + (index % 7)}:${from + index}`, 1] as const));
const WEEK = weekOf(20_297);

describe("the flows of a week", () => {
  test("go on in another row once one is large, and are read as one", async () => {
    const { tenant, processId } = await foundCompany();
    const { id } = await createDeal(tenant);
    const [row] = await rowsOf(tenant);
    const counts = JSON.stringify({
      ...JSON.parse(row?.counts ?? "{}"),
      ...Object.fromEntries(closings(20_000).entries()),
    });
    await env.DB.prepare("UPDATE process_flows SET counts = ?2 WHERE tenant_id = ?1").bind(tenant.id, counts).run();
    const before = await storedCounts(tenant, processId);
    expect((await move(tenant, id, "agree", { reason: "So it is" })).status).toBe(200);
    expect((await move(tenant, id, "lost", { reason: "Price" })).status).toBe(200);
    const rows = await rowsOf(tenant);
    expect(rows.map(({ week, part }) => [week, part])).toEqual([
      [row?.week, 0],
      [row?.week, 1],
    ]);
    expect(rows[0]?.counts).toBe(counts);
    const today = Math.floor(Date.now() / DAY_MS);
    const added = Object.entries(await storedCounts(tenant, processId)).filter(([key, n]) => before[key] !== n);
    expect(added.map(([key]) => key.replace(/\d{3,}/g, "N"))).toContain("flows.entered:agree:N");
    // What stands in both rows is summed: the deal was opened, and has closed, today.
    const { body } = await tenant.call("GET", "/v1/funnel/conversion");
    expect(body.stages.map(({ entered, passed }: { entered: number; passed: number }) => [entered, passed])).toEqual([
      [1, 1],
      [1, 0],
      [0, 0],
    ]);
    expect(weekOf(today)).toBe(row?.week);
  });

  test("take more in one commit than D1 takes in one value", async () => {
    const { tenant, processId } = await foundCompany();
    const flows = closings(110_000);
    expect(JSON.stringify(Object.fromEntries(flows)).length).toBeGreaterThan(2_000_000);
    for (const sign of [1, 2]) {
      const delta = { ...emptyDelta(), flows: new Map([...flows].map(([key, count]) => [key, sign * count])) };
      await inScope(tenant, ({ db }) => db.commit(addToRollup(processId, delta, Date.now())));
    }
    const rows = await rowsOf(tenant);
    expect(new Set(rows.map(({ week }) => week))).toEqual(new Set([WEEK]));
    expect(rows.length).toBeGreaterThan(2);
    for (const { counts } of rows) expect(counts.length).toBeLessThan(1_500_000);
    const stored = await storedCounts(tenant, processId);
    expect(Object.keys(stored)).toHaveLength(110_000);
    expect(new Set(Object.values(stored))).toEqual(new Set([3]));
  });

  test("lose nothing of many who write at once", async () => {
    const { tenant, processId } = await foundCompany();
    const deals = await Promise.all(Array.from({ length: 30 }, () => createDeal(tenant)));
    const moves = await Promise.all(deals.map(({ id }) => move(tenant, id, "agree", { reason: "So it is" })));
    expect(moves.map(({ status }) => status)).toEqual(deals.map(() => 200));
    // Nobody waits for anybody: each has read once and committed once.
    expect(Math.max(...moves.map(({ d1 }) => d1.roundTrips))).toBeLessThanOrEqual(2);
    await expectCountsRight(tenant, processId);
    expect(await rowsOf(tenant)).toHaveLength(1);
  });
});

test("a repair goes on from what the job before has counted, however much that is", async () => {
  const { tenant, processId } = await foundCompany();
  const deals = await Promise.all(Array.from({ length: 3 }, () => createDeal(tenant)));
  const last = deals.map(({ id }) => id).toSorted()[2] ?? "";
  // What was counted up to the last deal: none of which is stored.
  const counted = writeCounted({ ...emptyDelta(), flows: closings(110_000) });
  await storeRepair(tenant, processId, true);
  await inScope(tenant, async ({ db }) => {
    const [[start]] = await db.read([readRevisions(processId)]);
    const counting = { after: last, deals: 100_000, revisions: start?.revisions ?? 0 };
    const state = { verify_only: true, progress: { ...NOTHING_REPAIRED, completing: null, counting } };
    await db.commit(keepText(processId, JSON.stringify(counted)));
    await env.DB.prepare("UPDATE funnel_repairs SET result = ?2 WHERE tenant_id = ?1")
      .bind(tenant.id, JSON.stringify(state))
      .run();
    return true;
  });
  expect(await runRepairJob(tenant, processId)).toBe(false);
  const [repair] = await repairsOf(tenant);
  const stored = Object.keys(await storedCounts(tenant, processId)).length;
  expect(repair).toMatchObject({ status: "completed", result: { opportunities: 100_000 } });
  expect(repair.result.differences).toBe(110_000 + stored);
  const left = env.DB.prepare("SELECT count(*) AS n FROM funnel_repair_parts WHERE tenant_id = ?").bind(tenant.id);
  expect(await left.first("n")).toBe(0);
});
