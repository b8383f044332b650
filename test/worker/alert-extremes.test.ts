import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { D1Connection } from "../../src/db/d1.ts";
import { foundTenant } from "../support/api.ts";
import { dieAtCall } from "../support/dying-process.ts";
import { consumeAt, jobFor } from "../support/evaluations.ts";
import { alertEventsOf, evaluate, hollowCompany } from "../support/hollow-company.ts";
import { insertDeals } from "../support/open-deals.ts";
import { beforeNextCommit } from "../support/races.ts";
import { publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

/** 23:30 in Helsinki, where it is the 24th; in Tokyo it is the 25th. */
const NOW = Date.parse("2026-11-24T21:30:00Z");

beforeEach(() => void vi.setSystemTime(NOW));
afterEach(() => void vi.restoreAllMocks());

describe("a time zone that is changed while an evaluation is under way", () => {
  const zones = { timezone: "Asia/Tokyo" };

  test.each(["the cron trigger's", "one that is asked for"])("is that of %s when it decides again", async (whose) => {
    const { tenant } = await hollowCompany(25);
    const digest = { every: "daily", at: "08:00" };
    expect((await tenant.call("PATCH", "/v1/tenant", { body: { digest } })).status).toBe(200);
    beforeNextCommit(() => tenant.call("PATCH", "/v1/tenant", { body: zones }));
    if (whose === "the cron trigger's") expect(await consumeAt(NOW, [jobFor(tenant)])).toEqual([]);
    else await evaluate(tenant);
    expect(await daysOf(tenant.id)).toEqual(["2026-11-25"]);
  });

  test("is that of an evaluation whose caller learnt of it too late", async () => {
    const { tenant } = await hollowCompany(25);
    // As another isolate changes it, while this one remembers the credential with the settings of before.
    await tenant.call("GET", "/v1/tenant");
    await env.DB.prepare("UPDATE tenants SET timezone = 'Asia/Tokyo' WHERE id = ?1").bind(tenant.id).run();
    await evaluate(tenant);
    expect(await daysOf(tenant.id)).toEqual(["2026-11-25"]);
  });
});

async function daysOf(tenantId: string): Promise<string[]> {
  const { results } = await env.DB.prepare(
    "SELECT date(day * 86400, 'unixepoch') AS day FROM funnel_snapshots WHERE tenant_id = ?1 ORDER BY day",
  )
    .bind(tenantId)
    .all<{ day: string }>();
  return results.map(({ day }) => day);
}

test("as many alerts as there are owners fit into the parameters of a statement, raised, measured and resolved", async () => {
  const tenant = await foundTenant();
  const processId = await publishProcess(tenant, SMALL_DOCUMENT);
  const owners = Array.from({ length: 1_100 }, (_, index) => `${index} ${"漢".repeat(190)}`);
  await insertDeals(
    tenant,
    processId,
    owners.map((owner) => ({ stage: "close", owner })),
  );
  const set = (body: object) => tenant.call("PATCH", "/v1/alert-rules/rep_inverted", { body });
  await set({ minimum_n: 1 });

  const sizes: number[] = [];
  const { write } = D1Connection.prototype;
  vi.spyOn(D1Connection.prototype, "write").mockImplementation(function (this: D1Connection, statements) {
    const texts = statements.flatMap(({ params }) => params.filter((param) => typeof param === "string"));
    sizes.push(...texts.map((text) => new TextEncoder().encode(text).length));
    return write.call(this, statements);
  });
  const { body: raised } = await evaluate(tenant);
  const ofOwners = raised.processes[0].figures.filter(({ rule }: { rule: string }) => rule === "rep_inverted");
  expect(ofOwners.every(({ alert_id }: { alert_id: string | null }) => alert_id !== null)).toBe(true);
  expect(ofOwners).toHaveLength(owners.length);
  await set({ critical: 0.9 });
  expect((await evaluate(tenant)).body.alerts.updated).toHaveLength(owners.length);
  await set({ enabled: false });
  expect((await evaluate(tenant)).body.alerts.resolved).toHaveLength(owners.length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(2_000_000);
  expect(sizes.filter((size) => size > 1_000_000).length).toBeGreaterThanOrEqual(3);
});

describe("a process that dies while somebody writes", () => {
  const writes = [
    ["acknowledge", { comment: "On it" }, ["alert.acknowledged", "alert.commented"]],
    [
      "snooze",
      { until: new Date(NOW + 3_600_000).toISOString(), comment: "Later" },
      ["alert.snoozed", "alert.commented"],
    ],
    ["resolve", { comment: "As it should be" }, ["alert.resolved", "alert.commented"]],
    ["comments", { text: "Why?" }, ["alert.commented"]],
  ] as const;

  test.each(writes)("%s is done once and told once when it is repeated", async (verb, body, told) => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    for (const when of ["before", "after"] as const) {
      for (let n = 1, died = true; died; n++) {
        const { tenant } = await hollowCompany(25);
        const { raised } = (await evaluate(tenant)).body.alerts;
        const headers = { "idempotency-key": `${when}-${n}` };
        const write = () => tenant.call("POST", `/v1/alerts/${raised[0]}/${verb}`, { headers, body });
        const death = dieAtCall(n, when);
        // No route declares the answer that nobody gets.
        await write().catch(() => undefined);
        died = death.revive();
        const again = await write();
        expect([when, n, again.status]).toEqual([when, n, verb === "comments" ? 201 : 200]);
        expect((await alertEventsOf(tenant)).slice(1).map(({ type }) => type)).toEqual(told);
      }
    }
  });
});
