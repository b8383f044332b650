import { env } from "cloudflare:workers";
import { type Backfill, backfillSnapshots } from "../../src/funnel/snapshots/backfill.ts";
import { inSystemScope } from "../../src/tenancy/system-scope.ts";
import type { Reply, TestTenant } from "./api.ts";

/** All snapshots of the company's default process, newest first. */
export async function listSnapshots(tenant: TestTenant, query = ""): Promise<Reply["body"][]> {
  const all: Reply["body"][] = [];
  let cursor = "";
  do {
    const { body } = await tenant.call("GET", `/v1/funnel/snapshots?limit=100${query}${cursor}`);
    all.push(...body.data);
    cursor = body.next_cursor === null ? "" : `&cursor=${body.next_cursor}`;
  } while (cursor !== "");
  return all;
}

/** Draws the past days of a process, as the job does. */
export async function backfill(tenant: TestTenant, processId: string, now = Date.now()): Promise<Backfill | undefined> {
  return inSystemScope(env, { shard: 0, tenantId: tenant.id }, now, (scope) => backfillSnapshots(scope, processId));
}
