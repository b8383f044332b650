import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { claimDueTenants, LEASE_MS } from "../../src/alerts/claim.ts";
import { decideTenant, readTenant } from "../../src/alerts/evaluate.ts";
import { type EvaluateJob, evaluateJob } from "../../src/alerts/evaluate-job.ts";
import type { Env } from "../../src/env.ts";
import type { Job } from "../../src/jobs.ts";
import { inSystemScope } from "../../src/tenancy/system-scope.ts";
import { foundTenant, type TestTenant } from "../support/api.ts";
import { insertDeals, times } from "../support/open-deals.ts";
import { publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

const HOUR_MS = 3_600_000;
/** Each test has a day of its own, before which nobody but its own companies is due. */
let now = Date.parse("2026-11-24T10:00:00Z");

beforeEach(async () => {
  now += 24 * HOUR_MS;
  vi.setSystemTime(now);
  await env.DB.prepare("UPDATE tenants SET evaluate_at = ?1").bind(Number.MAX_SAFE_INTEGER).run();
});

/** The Worker's environment with a queue that only remembers. */
function withQueue(): { env: Env; sent: Job[] } {
  const sent: Job[] = [];
  const JOBS = { sendBatch: async (messages: Iterable<{ body: Job }>) => void sent.push(...[...messages].map(({ body }) => body)) };
  return { env: { ...env, JOBS: JOBS as unknown as Env["JOBS"] }, sent }; // only sendBatch is ever called
}

async function invertedCompany(): Promise<TestTenant> {
  const tenant = await foundTenant();
  const processId = await publishProcess(tenant, SMALL_DOCUMENT);
  await insertDeals(tenant, processId, times(10, { stage: "close" }));
  return tenant;
}

const jobFor = (tenant: TestTenant): EvaluateJob => ({ kind: "evaluate", shard: 0, tenantId: tenant.id });

async function scheduleOf(tenant: TestTenant) {
  return env.DB.prepare("SELECT evaluate_at, evaluation_lease_until, revision FROM tenants WHERE id = ?1").bind(tenant.id).first();
}

const alertsOf = async (tenant: TestTenant) => (await tenant.call("GET", "/v1/alerts")).body.data;

describe("claiming", () => {
  test("takes each tenant that is due, once while its lease lasts", async () => {
    const tenants = [await foundTenant(), await foundTenant()];
    const { env, sent } = withQueue();
    await claimDueTenants(env, now);
    await claimDueTenants(env, now);
    await Promise.all([claimDueTenants(env, now + LEASE_MS - 1), claimDueTenants(env, now + LEASE_MS - 1)]);
    expect(sent).toHaveLength(2);
    expect(sent).toEqual(expect.arrayContaining(tenants.map(jobFor)));
  });

  test("takes a tenant again when its lease has ended and nobody has evaluated it", async () => {
    const tenant = await foundTenant();
    const { env, sent } = withQueue();
    await claimDueTenants(env, now);
    await claimDueTenants(env, now + LEASE_MS);
    expect(sent).toEqual([jobFor(tenant), jobFor(tenant)]);
  });

  test("leaves alone whoever is not due, and whoever is suspended", async () => {
    const [later, suspended, due] = [await foundTenant(), await foundTenant(), await foundTenant()];
    await env.DB.prepare("UPDATE tenants SET evaluate_at = ?2 WHERE id = ?1").bind(later.id, now + 1).run();
    await env.DB.prepare("UPDATE tenants SET status = 'suspended' WHERE id = ?1").bind(suspended.id).run();
    const queue = withQueue();
    await claimDueTenants(queue.env, now);
    expect(queue.sent).toEqual([jobFor(due)]);
  });

  test("of 1,000 tenants leaves none for ever, however many are due at once", async () => {
    await env.DB.prepare(
      `INSERT INTO tenants (id, name, locale, timezone, currency, evaluate_at, created_at, updated_at)
       WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 1000)
       SELECT 'ten_many' || n, 'One of many', 'en', 'UTC', 'EUR', ?1 - n, ?1, ?1 FROM number`,
    )
      .bind(now)
      .run();
    const { env: queued, sent } = withQueue();
    await claimDueTenants(queued, now);
    expect(sent).toHaveLength(500);
    await claimDueTenants(queued, now);
    await claimDueTenants(queued, now);
    expect(new Set(sent.map(({ tenantId }) => tenantId)).size).toBe(1_000);
    expect(sent[0]).toMatchObject({ kind: "evaluate", shard: 0 });
  });

  test("survives a queue that is down: the lease ends and the tenant is claimed again", async () => {
    const tenant = await foundTenant();
    const JOBS = { sendBatch: () => Promise.reject(new Error("the queue is down")) };
    await claimDueTenants({ ...env, JOBS: JOBS as unknown as Env["JOBS"] }, now);
    const queue = withQueue();
    await claimDueTenants(queue.env, now + LEASE_MS);
    expect(queue.sent).toEqual([jobFor(tenant)]);
  });
});

describe("the job", () => {
  test("evaluates as the system, and puts the next evaluation an interval away", async () => {
    const tenant = await invertedCompany();
    const queue = withQueue();
    await claimDueTenants(queue.env, now);
    await evaluateJob(queue.env, jobFor(tenant), now + 1_000);
    expect(await alertsOf(tenant)).toMatchObject([{ rule: "inverted_funnel", status: "open" }]);
    expect((await tenant.call("GET", "/v1/funnel/snapshots")).body.data).toHaveLength(1);
    expect(await scheduleOf(tenant)).toEqual({ evaluate_at: now + 1_000 + HOUR_MS, evaluation_lease_until: 0, revision: 1 });
    const event = await env.DB.prepare("SELECT actor FROM events WHERE tenant_id = ?1 AND type = 'alert.raised'").bind(tenant.id).all();
    expect(event.results).toEqual([{ actor: "system" }]);
    await claimDueTenants(queue.env, now + HOUR_MS);
    expect(queue.sent).toEqual([jobFor(tenant)]);
    await claimDueTenants(queue.env, now + 1_000 + HOUR_MS);
    expect(queue.sent).toEqual([jobFor(tenant), jobFor(tenant)]);
  });

  test("hints the deliveries of its events to the queue", async () => {
    const tenant = await invertedCompany();
    await tenant.call("POST", "/v1/webhook-endpoints", { body: { url: "https://example.com/hook", event_types: ["alert.*"] } });
    const queue = withQueue();
    await evaluateJob(queue.env, jobFor(tenant), now);
    expect(queue.sent).toMatchObject([{ kind: "deliver", shard: 0, tenantId: tenant.id }]);
  });

  test("that comes twice, even at once, raises one alert", async () => {
    const tenant = await invertedCompany();
    await Promise.all([1, 2, 3].map(() => evaluateJob(env, jobFor(tenant), now)));
    await evaluateJob(env, jobFor(tenant), now + 1);
    expect(await alertsOf(tenant)).toHaveLength(1);
    expect(await scheduleOf(tenant)).toMatchObject({ evaluate_at: now + HOUR_MS });
  });

  test("that dies before its commit leaves nothing but a lease that ends", async () => {
    const tenant = await invertedCompany();
    const queue = withQueue();
    await claimDueTenants(queue.env, now);
    // Reads and decides like the job, and goes no further.
    const decision = await inSystemScope(env, jobFor(tenant), now, async (scope) => decideTenant(scope, await readTenant(scope)));
    expect(decision?.result.alerts.raised).toHaveLength(1);
    expect(await alertsOf(tenant)).toEqual([]);
    expect(await scheduleOf(tenant)).toMatchObject({ evaluate_at: expect.any(Number), evaluation_lease_until: now + LEASE_MS });
    await claimDueTenants(queue.env, now + LEASE_MS);
    expect(queue.sent).toEqual([jobFor(tenant), jobFor(tenant)]);
    await evaluateJob(env, jobFor(tenant), now + LEASE_MS);
    expect(await alertsOf(tenant)).toHaveLength(1);
  });

  test("does nothing for a tenant that is gone, suspended or on no shard of ours", async () => {
    const tenant = await invertedCompany();
    await env.DB.prepare("UPDATE tenants SET status = 'suspended' WHERE id = ?1").bind(tenant.id).run();
    await evaluateJob(env, jobFor(tenant), now);
    await evaluateJob(env, { ...jobFor(tenant), tenantId: "ten_nobody" }, now);
    await evaluateJob(env, { ...jobFor(tenant), shard: 9 }, now);
    const { results } = await env.DB.prepare("SELECT id FROM alerts WHERE tenant_id = ?1").bind(tenant.id).all();
    expect(results).toEqual([]);
  });

  test("evaluates its own tenant and no other", async () => {
    const [ours, theirs] = [await invertedCompany(), await invertedCompany()];
    await evaluateJob(env, jobFor(ours), now);
    expect(await alertsOf(ours)).toHaveLength(1);
    expect(await alertsOf(theirs)).toEqual([]);
    expect(await scheduleOf(theirs)).toMatchObject({ evaluate_at: now });
  });
});
