import { D1Connection } from "../db/d1.ts";
import { findShard } from "../db/shards.ts";
import { TenantDb } from "../db/tenant-db.ts";
import type { Env } from "../env.ts";
import { sendJobs } from "../http/hint.ts";
import type { TenantScope } from "../scope.ts";
import { toSettings } from "./gatekeeper.ts";
import { readOwnTenant } from "./store.ts";

/** Where a job of the queue finds its tenant. */
export interface TenantRef {
  readonly shard: number;
  readonly tenantId: string;
}

/** A tenant's data for work of the system; undefined when this deployment has no such shard. */
export function openTenantDb(env: Env, { shard, tenantId }: TenantRef): TenantDb | undefined {
  const database = findShard(env, shard);
  return database && new TenantDb(new D1Connection(database), tenantId);
}

/**
 * Does work in a tenant's name that nobody asked for by a request: the cron trigger's and the queue's. There is no permission to check;
 * history names `system` as the actor. Hints to the queue have gone out when it returns. Undefined when the tenant is gone or suspended.
 */
export async function inSystemScope<Result>(
  env: Env,
  ref: TenantRef,
  now: number,
  work: (scope: TenantScope) => Promise<Result>,
): Promise<Result | undefined> {
  const db = openTenantDb(env, ref);
  const [[tenant]] = db ? await db.read([readOwnTenant()]) : [[]];
  if (!db || tenant?.status !== "active") return undefined;
  const hints: Promise<void>[] = [];
  const scope: TenantScope = {
    tenant: toSettings(tenant),
    shard: ref.shard,
    db,
    actor: "system",
    now,
    may: () => true,
    hint: (jobs) => hints.push(sendJobs(env, jobs)),
  };
  try {
    return await work(scope);
  } finally {
    // Nothing else keeps the invocation alive until they are sent.
    await Promise.all(hints);
  }
}
