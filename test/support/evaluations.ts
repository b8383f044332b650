import { env } from "cloudflare:workers";
import { expect, vi } from "vitest";
import { claimDueTenants } from "../../src/alerts/claim.ts";
import type { EvaluateJob } from "../../src/alerts/evaluate-job.ts";
import { consumeJobs } from "../../src/queue.ts";
import { foundTenant, type TestTenant } from "./api.ts";
import { type DealFields, insertDeals, times } from "./open-deals.ts";
import { publishProcess, SMALL_DOCUMENT } from "./story.ts";
import { createEndpoint, receiver, withQuietQueue } from "./webhooks.ts";

export const HOUR_MS = 3_600_000;

/** A company whose funnel breaks several rules, with an endpoint that is owed its alerts. */
export async function illCompany(
  settings: Readonly<Record<string, unknown>> = {},
  deals: readonly DealFields[] = times(12, { stage: "close", ageDays: 60 }),
): Promise<TestTenant> {
  const tenant = await foundTenant(settings);
  const processId = await publishProcess(tenant, SMALL_DOCUMENT);
  await insertDeals(tenant, processId, deals);
  await createEndpoint(tenant, receiver().url, ["alert.*"]);
  return tenant;
}

export const jobFor = (tenant: TestTenant): EvaluateJob => ({ kind: "evaluate", shard: 0, tenantId: tenant.id });

/** What the cron trigger tells the queue at a time. */
export async function tickAt(now: number): Promise<EvaluateJob[]> {
  const { env: quiet, sent } = withQuietQueue();
  await claimDueTenants(quiet, now);
  return sent.flatMap(({ job }) => (job.kind === "evaluate" ? [job] : []));
}

/** Gives jobs to the consumer of the queue as one batch, at a time; answers those that it wants to see again. */
export async function consumeAt(now: number, jobs: readonly EvaluateJob[]): Promise<EvaluateJob[]> {
  vi.setSystemTime(now);
  const messages = jobs.map((body) => ({ body, ack: vi.fn(), retry: vi.fn() }));
  await consumeJobs(withQuietQueue().env, "infield-jobs", messages);
  for (const { ack, retry } of messages) expect(ack.mock.calls.length + retry.mock.calls.length).toBe(1);
  return messages.filter(({ retry }) => retry.mock.calls.length > 0).map(({ body }) => body);
}

export async function scheduleOf(tenant: TestTenant) {
  const sql = "SELECT evaluate_at, evaluation_lease_until, evaluation_claims FROM tenants WHERE id = ?1";
  const row = await env.DB.prepare(sql).bind(tenant.id).first<{
    evaluate_at: number;
    evaluation_lease_until: number;
    evaluation_claims: number;
  }>();
  if (!row) throw new Error("there is no such tenant");
  return row;
}

/** All that evaluations have made of a company, without what only says when and by which ids. */
export async function judgedStateOf(tenant: TestTenant) {
  const list = async (sql: string) => (await env.DB.prepare(sql).bind(tenant.id).all()).results;
  return {
    alerts: await list(
      `SELECT rule, subject, severity, status, value, threshold, n, message, json_array_length(opportunities) AS deals, revision FROM alerts
       WHERE tenant_id = ?1 ORDER BY rule, subject, opened_at`,
    ),
    events: await list(
      "SELECT type, count(*) AS n FROM events WHERE tenant_id = ?1 AND type LIKE 'alert.%' GROUP BY type ORDER BY type",
    ),
    deliveries: await list("SELECT count(*) AS n FROM webhook_deliveries WHERE tenant_id = ?1"),
    snapshots: await list("SELECT day, source FROM funnel_snapshots WHERE tenant_id = ?1 ORDER BY day"),
  };
}

/** Nobody is due but those that a test founds from here on. */
export const settleEverybody = () =>
  env.DB.prepare("UPDATE tenants SET evaluate_at = ?1, evaluation_lease_until = 0, evaluation_claims = 0")
    .bind(Number.MAX_SAFE_INTEGER)
    .run();
