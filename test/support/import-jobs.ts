import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import worker from "../../src/index.ts";
import type { Job } from "../../src/jobs.ts";
import { importJob } from "../../src/opportunities/import/job/import-job.ts";
import { sweepImports } from "../../src/opportunities/import/job/sweep.ts";
import type { Reply, TestTenant } from "./api.ts";
import { DATES, FIELDS, HEADER, PLAIN, type Row } from "./imports.ts";
import { withQuietQueue } from "./webhooks.ts";

export interface Sent {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Reply["body"];
  /** What the queue was told. */
  readonly jobs: readonly Job[];
}

/** Sends a file as a body of its own; the queue only remembers, so that a test decides what is delivered when. */
export async function send(
  tenant: TestTenant,
  file: BodyInit,
  query: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Sent> {
  const { env: quiet, sent } = withQuietQueue();
  const ctx = createExecutionContext();
  const request = new Request(`https://infield.test/v1/imports?${new URLSearchParams(query)}`, {
    method: "POST",
    headers: { authorization: `Bearer ${tenant.secret}`, "content-type": "text/csv", ...headers },
    body: file,
  });
  const response = await worker.fetch(request, quiet, ctx);
  await waitOnExecutionContext(ctx);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? undefined : JSON.parse(text),
    jobs: sent.map(({ job }) => job),
  };
}

/** Sends a file for a job; answers the import's id. */
export async function queue(
  tenant: TestTenant,
  file: BodyInit,
  mapping: unknown = PLAIN,
  query: Readonly<Record<string, string>> = {},
): Promise<string> {
  const sent = await send(tenant, file, { async: "true", mapping: JSON.stringify(mapping), ...query });
  expect(sent.status, JSON.stringify(sent.body)).toBe(202);
  return sent.body.id;
}

/** One job of the queue; answers whether it asked for another. */
export async function runJob(tenant: TestTenant, importId: string, now = Date.now()): Promise<boolean> {
  const { env: quiet, sent } = withQuietQueue();
  await importJob(quiet, { kind: "import", shard: 0, tenantId: tenant.id, importId }, now);
  return sent.some(({ job }) => job.kind === "import" && job.importId === importId);
}

/** Jobs one after the other, as the queue brings them, until there is nothing left to do. Answers how many it took. */
export async function runToEnd(tenant: TestTenant, importId: string, now = Date.now()): Promise<number> {
  for (let jobs = 1; ; jobs++) if (!(await runJob(tenant, importId, now + jobs))) return jobs;
}

/** The imports that the sweep tells the queue of. */
export async function sweptAt(now: number): Promise<string[]> {
  const { env: quiet, sent } = withQuietQueue();
  await sweepImports(quiet, now);
  return sent.flatMap(({ job }) => (job.kind === "import" ? [job.importId] : []));
}

export async function importOf(tenant: TestTenant, id: string): Promise<Reply["body"]> {
  const reply = await tenant.call("GET", `/v1/imports/${id}`);
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body;
}

/** How long the rows of `wideCsv` are: about a hundred of them are a part. */
const PAD = "x".repeat(8_900);

/** A file of few rows that is nevertheless put aside in several parts. */
export function wideCsv(rows: readonly Row[]): string {
  const lines = rows.map((row) => [...[...FIELDS, ...DATES].map((field) => row[field] ?? ""), PAD].join(","));
  return `${[`${HEADER},note`, ...lines].join("\n")}\n`;
}

/** All that an import may have made of a company's deals, without what only says when and by which ids. */
export async function stateOf(tenant: TestTenant): Promise<unknown> {
  const list = async (sql: string) => (await env.DB.prepare(sql).bind(tenant.id).all()).results;
  const deal =
    "(SELECT external_id FROM opportunities AS o WHERE o.tenant_id = t.tenant_id AND o.id = t.opportunity_id)";
  return {
    deals: await list(
      `SELECT external_id, name, account, owner, amount_minor, currency, opened_day, expected_close_day, version, status, stage, earned_stage,
         hollow, score_hundredths, visit, stage_entered_at, pushes, lost_reason, revision, closed_at, tags, contacts, custom
       FROM opportunities WHERE tenant_id = ? ORDER BY external_id`,
    ),
    visits: await list(
      `SELECT ${deal} AS deal, visit, stage, direction, entered_at, left_at, score_at_entry, score_at_exit
       FROM stage_visits AS t WHERE tenant_id = ? ORDER BY 1, 2`,
    ),
    criteria: await list(
      `SELECT ${deal} AS deal, criterion, state, level_percent, evidence FROM opportunity_criteria AS t WHERE tenant_id = ? ORDER BY 1, 2`,
    ),
    events: await list(
      `SELECT ${deal} AS deal, type, count(*) AS n FROM events AS t WHERE tenant_id = ? GROUP BY 1, 2 ORDER BY 1, 2`,
    ),
    rollups: await list(
      "SELECT won_count, lost_count, won_minor_by_currency, won_visits_by_stage_days FROM process_rollups WHERE tenant_id = ?",
    ),
    rejects: await list(
      `SELECT reject.value FROM import_rejects, json_each(rejects) AS reject WHERE tenant_id = ? ORDER BY reject.value ->> 0`,
    ),
    waiting: await list("SELECT part FROM import_parts WHERE tenant_id = ?"),
  };
}
