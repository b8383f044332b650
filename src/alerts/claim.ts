import { D1Connection } from "../db/d1.ts";
import { listShards } from "../db/shards.ts";
import { UnscopedDb } from "../db/tenant-db.ts";
import type { Env } from "../env.ts";
import { trySendJobs } from "../http/hint.ts";
import { logError } from "../log.ts";
import { claimDue, releaseClaims } from "./claim-store.ts";
import type { EvaluateJob } from "./evaluate-job.ts";

/** Longer than an evaluation and its retries by the queue take; how long a tenant waits whose consumer died. */
export const LEASE_MS = 10 * 60 * 1000;
/** How often the lease of a tenant doubles whose evaluation does not come to an end: up to 40 minutes. */
const DOUBLINGS = 2;

/**
 * As many a shard and tick: 90,000 an hour. A shard is one thread, and this many evaluations leave most of it to requests, however many
 * tenants are due at once. Those that are left are the first of the next tick.
 */
export const CLAIMED_AT_ONCE = 1_500;

/**
 * Leases the tenants of every shard that are due, and fans their evaluation out over the queue. Re-entrant: called twice, or killed in
 * between, no tenant is claimed twice while its lease lasts, and none is forgotten after it. A shard that fails holds up no other.
 */
export async function claimDueTenants(env: Env, now: number): Promise<void> {
  await Promise.all(
    listShards(env).map(async (database, shard) => {
      try {
        const db = new UnscopedDb(new D1Connection(database));
        const [due] = await db.commit([claimDue(now, LEASE_MS, DOUBLINGS, CLAIMED_AT_ONCE)]);
        const jobs = due.map(({ id }): EvaluateJob => ({ kind: "evaluate", shard, tenantId: id }));
        const unsent = await trySendJobs(env, jobs);
        // Nobody will come for these, so there is no lease to wait for.
        if (unsent.length > 0) await db.commit([releaseClaims(JSON.stringify(unsent.map((job) => job.tenantId)), now)]);
      } catch (error) {
        logError("a shard's tenants were not claimed", error, { shard });
      }
    }),
  );
}
