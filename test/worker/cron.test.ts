import { createScheduledController } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { claimDueTenants, LEASE_MS } from "../../src/alerts/claim.ts";
import { decideTenant } from "../../src/alerts/evaluate.ts";
import { type EvaluateJob, evaluateJob } from "../../src/alerts/evaluate-job.ts";
import { nextEvaluationAt, spreadOf } from "../../src/alerts/next-evaluation.ts";
import { readTenant } from "../../src/alerts/read-evaluation.ts";
import { commit } from "../../src/events/commit.ts";
import worker from "../../src/index.ts";
import { inSystemScope } from "../../src/tenancy/system-scope.ts";
import { foundTenant, type TestTenant } from "../support/api.ts";
import { insertDeals, times } from "../support/open-deals.ts";
import { publishProcess, SMALL_DOCUMENT } from "../support/story.ts";
import { createEndpoint, interceptFetch, receiver, withQuietQueue } from "../support/webhooks.ts";

const HOUR_MS = 3_600_000;
/** Each test has a day of its own, before which nobody but its own companies is due. */
let now = Date.parse("2026-11-24T10:00:00Z");

beforeAll(interceptFetch);

beforeEach(async () => {
  now += 24 * HOUR_MS;
  vi.setSystemTime(now);
  await env.DB.prepare("UPDATE tenants SET evaluate_at = ?1").bind(Number.MAX_SAFE_INTEGER).run();
});

/** The Worker's bindings with a queue that only remembers its jobs. */
function withQueue() {
  const { env: quiet, sent } = withQuietQueue();
  return { quiet, jobs: () => sent.map(({ job }) => job) };
}

/** The database, where somebody is faster than the first commit of an evaluation. */
function overtaken(beforeCommit: () => Promise<unknown>): D1Database {
  let commits = 0;
  let isCommit = false;
  const { DB } = env;
  return {
    prepare: (sql: string) => {
      isCommit ||= sql.startsWith("UPDATE tenants");
      return DB.prepare(sql);
    },
    batch: async (statements: D1PreparedStatement[]) => {
      if (isCommit && ++commits === 1) await beforeCommit();
      isCommit = false;
      return DB.batch(statements);
    },
  } as unknown as D1Database; // the two methods that are called
}

async function invertedCompany(): Promise<TestTenant> {
  const tenant = await foundTenant();
  const processId = await publishProcess(tenant, SMALL_DOCUMENT);
  await insertDeals(tenant, processId, times(10, { stage: "close" }));
  return tenant;
}

const jobFor = (tenant: TestTenant): EvaluateJob => ({ kind: "evaluate", shard: 0, tenantId: tenant.id });

/** When a tenant that nothing else waits for is due again. */
const nextOf = (tenant: TestTenant, after: number) =>
  nextEvaluationAt({
    now: after,
    intervalSeconds: 3_600,
    timezone: "Europe/Helsinki",
    spreadSeconds: spreadOf(tenant.id),
    wakeAt: [],
  });

async function scheduleOf(tenant: TestTenant) {
  return env.DB.prepare("SELECT evaluate_at, evaluation_lease_until, revision FROM tenants WHERE id = ?1")
    .bind(tenant.id)
    .first();
}

const alertsOf = async (tenant: TestTenant) => (await tenant.call("GET", "/v1/alerts")).body.data;

describe("claiming", () => {
  test("takes each tenant that is due, once while its lease lasts", async () => {
    const tenants = [await foundTenant(), await foundTenant()];
    const { quiet, jobs } = withQueue();
    await claimDueTenants(quiet, now);
    await claimDueTenants(quiet, now);
    await Promise.all([claimDueTenants(quiet, now + LEASE_MS - 1), claimDueTenants(quiet, now + LEASE_MS - 1)]);
    expect(jobs()).toHaveLength(2);
    expect(jobs()).toEqual(expect.arrayContaining(tenants.map(jobFor)));
  });

  test("takes a tenant again when its lease has ended and nobody has evaluated it", async () => {
    const tenant = await foundTenant();
    const { quiet, jobs } = withQueue();
    await claimDueTenants(quiet, now);
    await claimDueTenants(quiet, now + LEASE_MS);
    expect(jobs()).toEqual([jobFor(tenant), jobFor(tenant)]);
  });

  test("leaves alone whoever is not due, and whoever is suspended", async () => {
    const [later, suspended, due] = [await foundTenant(), await foundTenant(), await foundTenant()];
    await env.DB.prepare("UPDATE tenants SET evaluate_at = ?2 WHERE id = ?1")
      .bind(later.id, now + 1)
      .run();
    await env.DB.prepare("UPDATE tenants SET status = 'suspended' WHERE id = ?1").bind(suspended.id).run();
    const { quiet, jobs } = withQueue();
    await claimDueTenants(quiet, now);
    expect(jobs()).toEqual([jobFor(due)]);
  });
});

describe("the job", () => {
  test("evaluates as the system, and puts the next evaluation at the tenant's next point of its interval", async () => {
    const tenant = await invertedCompany();
    const { quiet, jobs } = withQueue();
    await claimDueTenants(quiet, now);
    await evaluateJob(quiet, jobFor(tenant), now + 1_000);
    const next = nextOf(tenant, now + 1_000);
    expect(next).toBeLessThanOrEqual(now + 1_000 + HOUR_MS);
    expect(await alertsOf(tenant)).toMatchObject([{ rule: "inverted_funnel", status: "open" }]);
    expect((await tenant.call("GET", "/v1/funnel/snapshots")).body.data).toHaveLength(1);
    expect(await scheduleOf(tenant)).toEqual({
      evaluate_at: next,
      evaluation_lease_until: 0,
      revision: 1,
    });
    const event = await env.DB.prepare("SELECT actor FROM events WHERE tenant_id = ?1 AND type = 'alert.raised'")
      .bind(tenant.id)
      .all();
    expect(event.results).toEqual([{ actor: "system" }]);
    await claimDueTenants(quiet, next - 1);
    expect(jobs()).toEqual([jobFor(tenant)]);
    await claimDueTenants(quiet, next);
    expect(jobs()).toEqual([jobFor(tenant), jobFor(tenant)]);
  });

  test("hints the deliveries of its events to the queue", async () => {
    const tenant = await invertedCompany();
    await createEndpoint(tenant, receiver().url, ["alert.*"]);
    const { quiet, jobs } = withQueue();
    await evaluateJob(quiet, jobFor(tenant), now);
    expect(jobs()).toMatchObject([{ kind: "deliver", shard: 0, tenantId: tenant.id }]);
  });

  test("that comes twice, even at once, raises one alert", async () => {
    const tenant = await invertedCompany();
    await Promise.all([1, 2, 3].map(() => evaluateJob(env, jobFor(tenant), now)));
    await evaluateJob(env, jobFor(tenant), now + 1);
    expect(await alertsOf(tenant)).toHaveLength(1);
    expect(await scheduleOf(tenant)).toMatchObject({ evaluate_at: nextOf(tenant, now) });
  });

  test("that an import overtakes leaves the evaluation that the import asked for", async () => {
    const tenant = await invertedCompany();
    const decide = () =>
      inSystemScope(env, jobFor(tenant), now, async (scope) => {
        const decision = await decideTenant(scope, await readTenant(scope));
        return { decision, commit: () => commit(scope, decision) };
      });
    const early = await decide();
    await env.DB.prepare("UPDATE tenants SET evaluate_at = evaluate_at - 1 WHERE id = ?1").bind(tenant.id).run();
    await expect(early?.commit()).rejects.toMatchObject({ code: "conflict" });
    expect(await alertsOf(tenant)).toEqual([]);
    expect(await scheduleOf(tenant)).toMatchObject({ evaluate_at: now - 1 });
    // The loser decides again on what the winner left.
    await (await decide())?.commit();
    expect(await scheduleOf(tenant)).toMatchObject({ evaluate_at: nextOf(tenant, now) });
  });

  test("decides again when it has lost the race", async () => {
    const tenant = await invertedCompany();
    const DB = overtaken(() =>
      env.DB.batch([
        env.DB.prepare("UPDATE tenants SET evaluate_at = evaluate_at - 1 WHERE id = ?1").bind(tenant.id),
        env.DB.prepare("UPDATE opportunities SET hollow = 1 WHERE tenant_id = ?1").bind(tenant.id),
      ]),
    );
    await evaluateJob({ ...env, DB }, jobFor(tenant), now);
    expect((await alertsOf(tenant)).map(({ rule }: { rule: string }) => rule).sort()).toEqual([
      "hollow_pipeline",
      "inverted_funnel",
    ]);
    const [snapshot] = (await tenant.call("GET", "/v1/funnel/snapshots")).body.data;
    expect(snapshot.funnel.stages.at(-1)).toMatchObject({ hollow: 10 });
  });

  test("leaves a later snapshot of the day as it is", async () => {
    const tenant = await invertedCompany();
    await evaluateJob(env, jobFor(tenant), now + 5_000);
    await env.DB.batch([
      env.DB.prepare("DELETE FROM opportunities WHERE tenant_id = ?1").bind(tenant.id),
      env.DB.prepare("UPDATE tenants SET evaluate_at = 0 WHERE id = ?1").bind(tenant.id),
    ]);
    const snapshots = async () => (await tenant.call("GET", "/v1/funnel/snapshots")).body.data;
    const before = await snapshots();
    await evaluateJob(env, jobFor(tenant), now + 4_999);
    expect(await snapshots()).toEqual(before);
    vi.setSystemTime(now + 5_000);
    await tenant.call("POST", "/v1/funnel/evaluate");
    expect(await snapshots()).toMatchObject([{ funnel: { open: { count: 0 } } }]);
  });

  test("that dies before its commit leaves nothing but a lease that ends", async () => {
    const tenant = await invertedCompany();
    const { quiet, jobs } = withQueue();
    await claimDueTenants(quiet, now);
    // Reads and decides like the job, and goes no further.
    const decision = await inSystemScope(env, jobFor(tenant), now, async (scope) =>
      decideTenant(scope, await readTenant(scope)),
    );
    expect(decision?.result.alerts.raised).toHaveLength(1);
    expect(await alertsOf(tenant)).toEqual([]);
    expect(await scheduleOf(tenant)).toMatchObject({
      evaluate_at: expect.any(Number),
      evaluation_lease_until: now + LEASE_MS,
    });
    await claimDueTenants(quiet, now + LEASE_MS);
    expect(jobs()).toEqual([jobFor(tenant), jobFor(tenant)]);
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

test("the trigger, the queue and the job together raise the alert and deliver it", async () => {
  const tenant = await invertedCompany();
  const { url, requests } = receiver();
  await createEndpoint(tenant, url, ["alert.*"]);
  await worker.scheduled(createScheduledController({ scheduledTime: now }), env);
  await vi.waitFor(() => expect(requests).toHaveLength(1), { timeout: 15_000, interval: 100 });
  const [alert] = await alertsOf(tenant);
  expect(JSON.parse(requests[0]?.body ?? "")).toMatchObject({ type: "alert.raised", data: { alert } });
});
