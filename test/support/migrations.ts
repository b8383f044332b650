import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { migrateJob } from "../../src/opportunities/migration/migrate-job.ts";
import { NO_OUTCOME } from "../../src/opportunities/migration/outcome.ts";
import { sweepMigrations } from "../../src/opportunities/migration/sweep.ts";
import type { Reply, TestTenant } from "./api.ts";
import { replaceDraft } from "./process.ts";
import { publishProcess, SMALL_DOCUMENT } from "./story.ts";
import { withQuietQueue } from "./webhooks.ts";

const [find] = SMALL_DOCUMENT.stages;

/**
 * The small process as it was thought over: `agree` is now two stages, the need weighs less, funds come earlier under another key, and nobody
 * asks for a champion. 20 + 20 + (40) + 20.
 */
export const NEXT_DOCUMENT = {
  gate_policy: "strict",
  stages: [
    find,
    {
      key: "understand",
      name: "Understand",
      max_days: 21,
      criteria: [{ key: "need", name: "Need is agreed", weight: 20, required: true }],
    },
    {
      key: "afford",
      name: "Afford",
      criteria: [{ key: "budget", name: "Budget is there", weight: 40, required: true }],
    },
    {
      key: "close",
      name: "Close",
      base: "home",
      criteria: [{ key: "proof", name: "Proof was given", weight: 20, required: true }],
    },
  ],
};

/** Between them everything that has a new name has its place. */
export const MAPPING = { stages: { agree: "understand" }, criteria: { funds: "budget" } };
export const BACK = { stages: { understand: "agree", afford: "agree" }, criteria: { budget: "funds" } };

/** A process with both documents as versions 1 and 2. Deals that are created get version 2; `beforeSecond` runs while it is 1. */
export async function publishTwice(
  tenant: TestTenant,
  beforeSecond: (processId: string) => Promise<unknown> = async () => undefined,
): Promise<string> {
  const id = await publishProcess(tenant, SMALL_DOCUMENT);
  await beforeSecond(id);
  await publishNext(tenant, id, NEXT_DOCUMENT);
  return id;
}

export async function publishNext(tenant: TestTenant, id: string, document: object): Promise<void> {
  await replaceDraft(tenant, { id, path: `/v1/processes/${id}` }, document);
  const reply = await tenant.call("POST", `/v1/processes/${id}/publish`);
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
}

export function migrate(tenant: TestTenant, processId: string, body: object, headers = {}): Promise<Reply> {
  return tenant.call("POST", `/v1/processes/${processId}/migrations`, { body, headers });
}

export async function migrationOf(tenant: TestTenant, processId: string, id: string): Promise<Reply["body"]> {
  const reply = await tenant.call("GET", `/v1/processes/${processId}/migrations/${id}`);
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body;
}

/** A migration put into the database as it is when it has been asked for, so that only the test's own jobs carry it out. */
export async function storeMigration(
  tenant: TestTenant,
  processId: string,
  { from = 1, to = 2, mapping = MAPPING as object, opportunities = 0 } = {},
): Promise<string> {
  const id = `mig_${tenant.id}_${from}${to}`;
  await env.DB.prepare(
    `INSERT INTO process_migrations (tenant_id, id, process_id, from_version, to_version, mapping, status, opportunities, outcome, actor,
       created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, 'queued', ?, ?, 'key_test', 1, 1)`,
  )
    .bind(tenant.id, id, processId, from, to, JSON.stringify(mapping), opportunities, JSON.stringify(NO_OUTCOME))
    .run();
  return id;
}

/** One job of the queue; answers whether it asked for another. */
export async function runJob(tenant: TestTenant, migrationId: string, now = Date.now()): Promise<boolean> {
  const { env: quiet, sent } = withQuietQueue();
  await migrateJob(quiet, { kind: "migrate", shard: 0, tenantId: tenant.id, migrationId }, now);
  return sent.some(({ job }) => job.kind === "migrate" && job.migrationId === migrationId);
}

/** Jobs one after the other, as the queue and the sweep bring them, until there is nothing left to do. Answers how many it took. */
export async function runToEnd(tenant: TestTenant, migrationId: string, now = Date.now()): Promise<number> {
  for (let jobs = 1; ; jobs++) if (!(await runJob(tenant, migrationId, now + jobs))) return jobs;
}

/** The migrations that the sweep tells the queue of. */
export async function sweptAt(now: number): Promise<string[]> {
  const { env: quiet, sent } = withQuietQueue();
  await sweepMigrations(quiet, now);
  return sent.flatMap(({ job }) => (job.kind === "migrate" ? [job.migrationId] : []));
}

/** What a migration may touch, as it is stored, without what only says when. */
export async function dealsOf(
  tenant: TestTenant,
  columns = "id, version, stage, score_hundredths, hollow, earned_stage",
) {
  const sql = `SELECT ${columns} FROM opportunities WHERE tenant_id = ? ORDER BY id`;
  return (await env.DB.prepare(sql).bind(tenant.id).all()).results;
}

export async function countWhere(tenant: TestTenant, from: string): Promise<number> {
  const row = await env.DB.prepare(`SELECT count(*) AS n FROM ${from} AND tenant_id = ?`).bind(tenant.id).first("n");
  return Number(row);
}
