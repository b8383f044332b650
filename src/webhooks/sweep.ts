import { D1Connection } from "../db/d1.ts";
import { listShards } from "../db/shards.ts";
import { UnscopedDb } from "../db/tenant-db.ts";
import type { Env } from "../env.ts";
import { sendJobs } from "../http/hint.ts";
import type { DeliverJob } from "./deliver.ts";
import { findDueDeliveries } from "./delivery-store.ts";

/** As many a shard and tick; what is left is the oldest of the next tick. */
const DUE_AT_ONCE = 1_000;

/**
 * Tells the queue of every delivery that is due at `now`, oldest first: those whose hint was lost, whose sender died, or whose next attempt
 * lies too far ahead for a queue. Changes nothing, so it may run at any time and twice at once. A shard that fails holds up no other.
 */
export async function sweepDeliveries(env: Env, now: number): Promise<void> {
  await Promise.all(
    listShards(env).map(async (database, shard) => {
      try {
        const [due] = await new UnscopedDb(new D1Connection(database)).read([findDueDeliveries(now, DUE_AT_ONCE)]);
        const jobs = due.map(
          (row): DeliverJob => ({ kind: "deliver", shard, tenantId: row.tenant_id, deliveryId: row.id }),
        );
        await sendJobs(env, jobs);
      } catch (error) {
        console.error(
          JSON.stringify({ level: "error", message: "a shard was not swept", shard, error: String(error) }),
        );
      }
    }),
  );
}
