import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { claimDueTenants, LEASE_MS } from "../../src/alerts/claim.ts";
import type { Env } from "../../src/env.ts";
import worker from "../../src/index.ts";
import { asOperator, caller, foundTenant } from "../support/api.ts";
import { forgetMany, foundMany } from "../support/many-tenants.ts";
import { parseOpenMetrics } from "../support/open-metrics.ts";
import { createEndpoint, recordOne, withQuietQueue } from "../support/webhooks.ts";

const NEVER = Number.MAX_SAFE_INTEGER;
const MINUTE_MS = 60_000;
/** Each test has a day of its own, before which nobody but its own companies is due, and nothing of it is known. */
let now = Date.parse("2026-11-24T10:00:00Z");

beforeEach(async () => {
  now += 24 * 60 * MINUTE_MS;
  vi.setSystemTime(now);
  await env.DB.prepare("DELETE FROM webhook_deliveries").run();
  await env.DB.prepare("UPDATE tenants SET evaluate_at = ?1, evaluation_lease_until = 0, evaluation_claims = 0")
    .bind(NEVER)
    .run();
});

afterEach(() => void vi.restoreAllMocks());

const dueSince = (id: string, at: number) =>
  env.DB.prepare("UPDATE tenants SET evaluate_at = ?2 WHERE id = ?1").bind(id, at).run();

const suspend = (id: string) => env.DB.prepare("UPDATE tenants SET status = 'suspended' WHERE id = ?1").bind(id).run();

/** A database that does not answer. */
const down = {
  prepare: (sql: string) => env.DB.prepare(sql),
  batch: () => Promise.reject(new Error("D1_ERROR: Cannot resolve D1 DB due to transient issue on remote node.")),
} as unknown as D1Database; // the two methods that are called

/** Asks the Worker with other bindings than its own. */
async function ask(path: string, bindings: Env, headers: Readonly<Record<string, string>> = {}) {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const ctx = createExecutionContext();
  const response = await worker.fetch(new Request(`https://infield.test${path}`, { headers }), bindings, ctx);
  await waitOnExecutionContext(ctx);
  return response;
}

describe("GET /healthz", () => {
  const health = async () => (await caller()("GET", "/healthz")).body;

  test("says ok while nobody is due, also without any company", async () => {
    await foundTenant().then(({ id }) => dueSince(id, now + 1));
    expect(await health()).toEqual({ status: "ok", evaluation_lag_seconds: 0, unreachable_shards: 0 });
    await env.DB.prepare("UPDATE tenants SET status = 'suspended'").run();
    vi.setSystemTime(now + 10_000);
    expect(await health()).toEqual({ status: "ok", evaluation_lag_seconds: 0, unreachable_shards: 0 });
    await env.DB.prepare("UPDATE tenants SET status = 'active'").run();
  });

  test("tells for how long the one has been due that waits longest, also while somebody is at it", async () => {
    const [first, second, suspended] = [await foundTenant(), await foundTenant(), await foundTenant()];
    await dueSince(first.id, now - 90_000);
    await dueSince(second.id, now - 60_500);
    await dueSince(suspended.id, now - 9e6);
    await suspend(suspended.id);
    await claimDueTenants(withQuietQueue().env, now);
    expect(await health()).toEqual({ status: "ok", evaluation_lag_seconds: 90, unreachable_shards: 0 });
    await dueSince(first.id, NEVER);
    vi.setSystemTime(now + 5_000);
    expect(await health()).toMatchObject({ evaluation_lag_seconds: 65.5 });
  });

  test("is degraded above 15 minutes, and 200 all the same", async () => {
    const { id } = await foundTenant();
    await dueSince(id, now - 15 * MINUTE_MS);
    expect(await health()).toMatchObject({ status: "ok", evaluation_lag_seconds: 900 });
    await dueSince(id, now + 10_000 - 15 * MINUTE_MS - 1);
    vi.setSystemTime(now + 10_000);
    const reply = await caller()("GET", "/healthz");
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({ status: "degraded", evaluation_lag_seconds: 900.001, unreachable_shards: 0 });
  });

  test("reads one row, however many companies there are, and at most every five seconds", async () => {
    await foundMany(500, now - 1_000);
    const batch = vi.fn((statements: D1PreparedStatement[]) => env.DB.batch(statements));
    const counted = { ...env, DB: { prepare: (sql: string) => env.DB.prepare(sql), batch } as unknown as D1Database };
    const first = await (await ask("/healthz", counted)).json();
    const [results] = await Promise.all(batch.mock.results.map(({ value }) => value as Promise<D1Result[]>));
    expect(results?.map(({ meta }) => meta.rows_read)).toEqual([1]);
    await forgetMany();
    vi.setSystemTime(now + 4_999);
    expect(await (await ask("/healthz", counted)).json()).toEqual(first);
    expect(batch).toHaveBeenCalledTimes(1);
    vi.setSystemTime(now + 5_000);
    expect(await (await ask("/healthz", counted)).json()).toMatchObject({ evaluation_lag_seconds: 0 });
    // A clock that was put back makes nobody believe for long what was known.
    vi.setSystemTime(now - 1);
    await ask("/healthz", counted);
    expect(batch).toHaveBeenCalledTimes(3);
  });

  test("is unavailable, and 503, when the only database does not answer", async () => {
    const response = await ask("/healthz", { ...env, DB: down });
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: "unavailable",
      evaluation_lag_seconds: null,
      unreachable_shards: 1,
    });
  });

  test("is degraded when one of several does not, and tells the lag of the others", async () => {
    const { id } = await foundTenant();
    await dueSince(id, now - 7_000);
    const response = await ask("/healthz", { ...env, DB_1: down } as Env);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: "degraded", evaluation_lag_seconds: 7, unreachable_shards: 1 });
  });
});

describe("GET /v1/metrics", () => {
  const metrics = async () => {
    const reply = await asOperator("GET", "/v1/metrics");
    expect(reply.status).toBe(200);
    expect(reply.headers.get("content-type")).toBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
    return parseOpenMetrics(reply.body);
  };
  const sampleOf = async (name: string, labels = 'shard="0"') =>
    (await metrics()).get(`infield_${name}`)?.samples.get(labels);

  test("is OpenMetrics, of one gauge a family with its help and a sample of each shard", async () => {
    const families = await metrics();
    expect([...families.keys()]).toEqual([
      "infield_shard_up",
      "infield_tenants",
      "infield_evaluation_lag_seconds",
      "infield_evaluations_due",
      "infield_evaluations_leased",
      "infield_evaluations_failing",
      "infield_evaluations_last_hour",
      "infield_webhook_deliveries_due",
      "infield_imports_due",
      "infield_migrations_due",
      "infield_repairs_due",
    ]);
    for (const [name, { help, samples }] of families) {
      expect(help, name).toMatch(/^[A-Z].*\.$/);
      expect(samples.size, name).toBe(name === "infield_tenants" ? 2 : 1);
    }
    expect(families.get("infield_evaluation_lag_seconds")?.unit).toBe("seconds");
  });

  test("counts companies, what is due of them, what is in work, what fails and what was done", async () => {
    await env.DB.prepare("UPDATE tenants SET status = 'suspended', evaluated_at = NULL").run();
    const before = (await sampleOf("tenants", 'shard="0",status="suspended"')) ?? Number.NaN;
    const ids: string[] = [];
    for (let made = 0; made < 5; made++) ids.push((await foundTenant()).id);
    const [claimed = "", failing = "", due = "", later = "", gone = ""] = ids;
    for (const [id, at] of [
      [claimed, 80_000],
      [failing, 3_600_000],
      [due, 40_000],
      [later, -1],
      [gone, 9e6],
    ] as const)
      await dueSince(id, now - at);
    await suspend(gone);
    await env.DB.prepare("UPDATE tenants SET evaluated_at = CASE id WHEN ?1 THEN ?2 ELSE ?3 END")
      .bind(later, now - 3_599_999, now - 3_600_000)
      .run();
    await env.DB.prepare("UPDATE tenants SET evaluation_lease_until = ?2, evaluation_claims = 1 WHERE id = ?1")
      .bind(claimed, now + 1)
      .run();
    await env.DB.prepare("UPDATE tenants SET evaluation_lease_until = ?2, evaluation_claims = 2 WHERE id = ?1")
      .bind(failing, now + LEASE_MS)
      .run();
    const families = await metrics();
    const shown = Object.fromEntries(
      [...families].map(([name, { samples }]) => [name.replace("infield_", ""), Object.fromEntries(samples)]),
    );
    expect(shown).toMatchObject({
      shard_up: { 'shard="0"': 1 },
      tenants: { 'shard="0",status="active"': 4, 'shard="0",status="suspended"': before + 1 },
      evaluation_lag_seconds: { 'shard="0"': 3_600 },
      evaluations_due: { 'shard="0"': 3 },
      evaluations_leased: { 'shard="0"': 2 },
      evaluations_failing: { 'shard="0"': 1 },
      evaluations_last_hour: { 'shard="0"': 1 },
    });
  });

  test("counts deliveries, imports, migrations and repairs that are due", async () => {
    const tenant = await foundTenant();
    await createEndpoint(tenant, "https://ops.example.com/hooks");
    const { deliveryId } = await recordOne(tenant);
    const process = (await tenant.call("POST", "/v1/processes", { body: { name: "Ours" } })).body.id;
    const run = (sql: string, ...values: (string | number)[]) =>
      env.DB.prepare(sql)
        .bind(tenant.id, ...values)
        .run();
    await run(
      "UPDATE webhook_deliveries SET next_attempt_at = ?3 WHERE tenant_id = ?1 AND id = ?2",
      deliveryId,
      now + 1,
    );
    expect(await sampleOf("webhook_deliveries_due")).toBe(0);
    await run("UPDATE webhook_deliveries SET next_attempt_at = ?3 WHERE tenant_id = ?1 AND id = ?2", deliveryId, now);
    expect(await sampleOf("webhook_deliveries_due")).toBe(1);
    await run(
      "INSERT INTO funnel_repairs (tenant_id, process_id, kind, status, requested_at) VALUES (?1, ?2, 'rollups', 'queued', 1)",
      process,
    );
    await run(
      "INSERT INTO funnel_repairs (tenant_id, process_id, kind, status, requested_at) VALUES (?1, ?2, 'snapshots', 'completed', 1)",
      process,
    );
    expect(await sampleOf("repairs_due")).toBe(1);
    expect([await sampleOf("imports_due"), await sampleOf("migrations_due")]).toEqual([0, 0]);
  });

  test("reads a row of each company, and what is due by its index", async () => {
    await foundMany(500, NEVER);
    const { n } = (await env.DB.prepare("SELECT count(*) AS n FROM tenants").first<{ n: number }>()) ?? { n: 0 };
    const { d1 } = await asOperator("GET", "/v1/metrics");
    expect(d1).toMatchObject({ roundTrips: 1, queries: 5, rowsWritten: 0 });
    expect(d1.rowsRead).toBeLessThanOrEqual(n + 10);
    await forgetMany();
  });

  test("tells of a shard that does not answer that it is down, and of the others all", async () => {
    const response = await ask("/v1/metrics", { ...env, DB_1: down } as Env, {
      authorization: `Bearer ${env.OPERATOR_TOKEN}`,
    });
    const families = parseOpenMetrics(await response.text());
    expect(Object.fromEntries(families.get("infield_shard_up")?.samples ?? [])).toEqual({
      'shard="0"': 1,
      'shard="1"': 0,
    });
    expect([...(families.get("infield_evaluations_due")?.samples.keys() ?? [])]).toEqual(['shard="0"']);
  });
});

describe("the reader of OpenMetrics that the tests use", () => {
  const TYPE = "# TYPE a gauge\n";
  test.each([
    ["no end", TYPE],
    ["something after the end", "# EOF\n\n"],
    ["an empty line", `${TYPE}\na 1\n# EOF\n`],
    ["two types", `${TYPE}${TYPE}# EOF\n`],
    ["a sample without a type", "a 1\n# EOF\n"],
    ["the same sample twice", `${TYPE}a{x="1",y="2"} 1\na{y="2",x="1"} 1\n# EOF\n`],
    ["the same label twice", `${TYPE}a{x="1",x="2"} 1\n# EOF\n`],
    ["families in pieces", `${TYPE}a 1\n# TYPE b gauge\nb 1\na{x="1"} 1\n# EOF\n`],
    ["a unit that the name does not end with", `${TYPE}# UNIT a seconds\n# EOF\n`],
    ["help after a sample", `${TYPE}a 1\n# HELP a Late.\n# EOF\n`],
    ["no number", `${TYPE}a undefined\n# EOF\n`],
    ["a quotation mark in a label", `${TYPE}a{x="1"2"} 1\n# EOF\n`],
    ["two blanks", `${TYPE}a  1\n# EOF\n`],
    ["carriage returns", "# TYPE a gauge\r\n# EOF\n"],
  ])("refuses %s", (_, text) => {
    expect(() => parseOpenMetrics(text)).toThrow();
  });

  test("reads what is right", () => {
    const family = parseOpenMetrics(
      '# TYPE a_seconds gauge\n# UNIT a_seconds seconds\na_seconds{x="\\"1"} -1.5e3\n# EOF\n',
    ).get("a_seconds");
    expect([...(family?.samples ?? [])]).toEqual([['x="\\"1"', -1_500]]);
  });
});
