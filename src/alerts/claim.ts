import { D1Connection } from "../db/d1.ts";
import { listShards } from "../db/shards.ts";
import { UnscopedDb } from "../db/tenant-db.ts";
import type { Env } from "../env.ts";
import { sendJobs } from "../http/hint.ts";
import { logError } from "../log.ts";
import type { EvaluateJob } from "./evaluate-job.ts";
import { claimDue } from "./store.ts";

/** Longer than an evaluation and its retries by the queue take; how long a tenant waits whose consumer died. */
export const LEASE_MS = 10 * 60 * 1000;

/** As many a shard and tick: 30,000 an hour. Those that are left are the most overdue of the next tick. */
const CLAIMED_AT_ONCE = 500;

/**
 * Leases the tenants of every shard that are due, and fans their evaluation out over the queue. Re-entrant: called twice, or killed in
 * between, no tenant is claimed twice while its lease lasts, and none is forgotten after it. A shard that fails holds up no other.
 */
export async function claimDueTenants(env: Env, now: number): Promise<void> {
  await Promise.all(
    listShards(env).map(async (database, shard) => {
      try {
        const claim = claimDue(now, now + LEASE_MS, CLAIMED_AT_ONCE);
        const [due] = await new UnscopedDb(new D1Connection(database)).commit([claim]);
        await sendJobs(
          env,
          due.map(({ id }): EvaluateJob => ({ kind: "evaluate", shard, tenantId: id })),
        );
      } catch (error) {
        logError("a shard's tenants were not claimed", error, { shard });
      }
    }),
  );
}
