import { describe, expect, test, vi } from "vitest";
import { foundTenant, type TestTenant } from "../support/api.ts";
import { changeDeals, insertDeals, times } from "../support/open-deals.ts";
import { createDeal, meet, move, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

// No midnight passes while ages are counted.
vi.setSystemTime("2026-11-24T10:00:00Z");

const DAY_MS = 86_400_000;
const TODAY = Math.floor(Date.parse("2026-11-24") / DAY_MS);

async function company(): Promise<{ tenant: TestTenant; processId: string }> {
  const tenant = await foundTenant();
  return { tenant, processId: await publishProcess(tenant, SMALL_DOCUMENT) };
}

const team = (tenant: TestTenant, key: string, ...owners: readonly string[]) =>
  tenant.call("PUT", `/v1/teams/${key}`, { body: { name: key, owners } });

describe("the live funnel", () => {
  test("is of an owner, a team, a tag, and of what fits all of them", async () => {
    const { tenant } = await company();
    await createDeal(tenant, { owner: "Aino", tags: ["ev", "große Kunden"], amount: 100 });
    await createDeal(tenant, { owner: "Aino", tags: ["every"], amount: 200 });
    await createDeal(tenant, { owner: "Eero", tags: ["ev"], amount: 400 });
    await createDeal(tenant, { owner: null, tags: ["ev"], amount: 800 });
    await team(tenant, "north", "Aino", "Eero");
    await team(tenant, "south", "Eero");
    await team(tenant, "nobody");
    const amountOf = async (query: string) => (await tenant.call("GET", `/v1/funnel?${query}`)).body.open.amount;
    expect(await amountOf("")).toBe(1_500);
    expect(await amountOf("owner=Aino")).toBe(300);
    expect(await amountOf("owner=aino")).toBe(0);
    expect(await amountOf("team=north")).toBe(700);
    expect(await amountOf("team=nobody")).toBe(0);
    expect(await amountOf("tag=ev")).toBe(1_300);
    expect(await amountOf(`tag=${encodeURIComponent("große Kunden")}`)).toBe(100);
    expect(await amountOf("owner=Aino&tag=ev")).toBe(100);
    expect(await amountOf("owner=Aino&team=south")).toBe(0);
    expect(await amountOf("team=north&tag=ev")).toBe(500);
  });

  test("of some deals knows nothing of what was won and lost", async () => {
    const { tenant } = await company();
    const won = await createDeal(tenant, { amount: 4_000 });
    await meet(tenant, won.id, "problem", "need", "funds");
    await move(tenant, won.id, "won");
    const all = (await tenant.call("GET", "/v1/funnel")).body;
    expect([all.won.count, all.lost.count, all.basis, all.undated]).toEqual([1, 0, "live", 0]);
    const some = (await tenant.call("GET", "/v1/funnel?owner=Aino")).body;
    expect([some.won, some.lost]).toEqual([null, null]);
  });

  test("has no team that is not there, or another company's", async () => {
    const [ours, theirs] = [await company(), await company()];
    await team(theirs.tenant, "north", "Aino");
    for (const query of ["team=north", "team=north&as_of=2026-11-01"]) {
      const reply = await ours.tenant.call("GET", `/v1/funnel?${query}`);
      expect([reply.status, reply.body.errors]).toMatchObject([404, [{ pointer: "/query/team", code: "not_found" }]]);
    }
    expect((await ours.tenant.call("GET", `/v1/funnel?tag=${encodeURIComponent('a"b')}`)).status).toBe(422);
  });

  test("tells every figure with its formula, n and interval, and is silent about too few", async () => {
    const { tenant, processId } = await company();
    await insertDeals(tenant, processId, [
      ...times(2, { stage: "find", amount_minor: 50_000, ageDays: 15 }),
      ...times(6, { stage: "agree", hollow: 1, amount_minor: 50_000, ageDays: 3 }),
      { stage: "close", amount_minor: 600_000, ageDays: 31, expected_close_day: TODAY - 1 },
      { stage: "close", amount_minor: null, ageDays: 2, expected_close_day: TODAY },
    ]);
    await changeDeals(tenant, `last_event_at = ${Date.now() - 14 * DAY_MS}`, "stage <> 'find'");
    await changeDeals(tenant, `last_event_at = ${Date.now()}`, "stage = 'find'");
    await changeDeals(tenant, "pushes = 3", "stage = 'agree'");
    const { figures } = (await tenant.call("GET", "/v1/funnel")).body;
    const share = (formula: string, value: number, n: number, low: number, high: number) => ({
      formula,
      value,
      n,
      interval: { low, high },
    });
    expect(figures).toEqual({
      inversion: { formula: "inversion_index", value: 0.4, n: 10, interval: null },
      closing_jam: { formula: "share_of_last_stage_older_than_limit", value: null, n: 2, interval: null },
      hollow: { formula: "hollow_share_of_amount", value: 0.3, n: 10, interval: null },
      stalled: share("share_older_than_stage_limit", 0.3, 10, 0.1078, 0.6032),
      past_due: share("share_past_expected_close", 0.1, 10, 0.0179, 0.4042),
      slipping: share("share_pushed_twice", 0.6, 10, 0.3127, 0.8318),
      concentration: { formula: "largest_share_of_open_amount", value: 0.6, n: 9, interval: null },
      // 0.6² + 8 × 0.05²
      hhi: { formula: "herfindahl_hirschman_index", value: 0.38, n: 9, interval: null },
      unqualified_load: { formula: "share_unqualified_beyond_won_cycle", value: null, n: 10, interval: null },
      silent: share("share_without_event", 0.8, 10, 0.4902, 0.9433),
      push_rate: share("share_pushed", 0.6, 10, 0.3127, 0.8318),
      mean_pushes: { formula: "mean_pushes", value: 1.8, n: 10, interval: null },
    });
  });

  test("of some deals costs one round trip and reads no more than all of them", async () => {
    const { tenant, processId } = await company();
    await insertDeals(tenant, processId, times(300, { stage: "agree" }));
    await insertDeals(tenant, processId, times(700, { stage: "agree", status: "lost", closed_at: Date.now() }));
    await team(tenant, "north", ...Array.from({ length: 200 }, (_, index) => `Owner ${index}`));
    await changeDeals(tenant, "owner = 'Owner 7', tags = '[\"ev\"]'", "substr(id, -1) = '3'");
    await tenant.call("GET", "/v1/funnel");
    for (const query of ["owner=Owner%207", "team=north", "tag=ev", "owner=Owner%207&team=north&tag=ev"]) {
      const { body, d1 } = await tenant.call("GET", `/v1/funnel?${query}`);
      expect(body.open.count).toBe(30);
      expect(d1).toMatchObject({ roundTrips: 1, rowsWritten: 0 });
      expect(d1.rowsRead).toBeLessThanOrEqual(1.1 * 300 + 100);
    }
  });
});
