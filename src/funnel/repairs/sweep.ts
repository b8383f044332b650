import { D1Connection } from "../../db/d1.ts";
import { listShards } from "../../db/shards.ts";
import { UnscopedDb } from "../../db/tenant-db.ts";
import type { Env } from "../../env.ts";
import { sendJobs } from "../../http/hint.ts";
import { logError } from "../../log.ts";
import type { RepairJob } from "./repair-job.ts";
import { findDueRepairs } from "./store.ts";

/** As many a shard and tick; what is left, and what a batch of the queue has no room for, is the oldest of the next tick. */
const DUE_AT_ONCE = 400;

/**
 * Tells the queue of the repairs that nobody is at: those whose hint was lost, whose consumer died, or that were put off. Changes nothing, so
 * it may run at any time and twice at once. A shard that fails holds up no other.
 */
export async function sweepRepairs(env: Env, now: number): Promise<void> {
  await Promise.all(
    listShards(env).map(async (database, shard) => {
      try {
        const [due] = await new UnscopedDb(new D1Connection(database)).read([findDueRepairs(now, DUE_AT_ONCE)]);
        const jobs = due.map(
          ({ tenant_id: tenantId, process_id: processId, kind: repair }): RepairJob => ({
            kind: "repair",
            shard,
            tenantId,
            processId,
            repair,
          }),
        );
        await sendJobs(env, jobs);
      } catch (error) {
        logError("a shard's repairs were not swept", error, { shard });
      }
    }),
  );
}
