import { D1Connection } from "../db/d1.ts";
import { listShards } from "../db/shards.ts";
import { UnscopedDb } from "../db/tenant-db.ts";
import type { Env } from "../env.ts";
import { sendJobs } from "../http/hint.ts";
import { logError } from "../log.ts";
import type { DeliverJob } from "./deliver.ts";
import { findDueDeliveries } from "./delivery-store.ts";

/** As many a shard and tick; what is left is the oldest of the next tick. */
export const DUE_AT_ONCE = 1_000;
/** How many due deliveries a tick looks at to find those. */
const LOOKED_AT = 10_000;

/**
 * Tells the queue of the deliveries that are due at `now`, the oldest of each endpoint first, then the second of each: those whose hint was
 * lost, whose sender died, or whose next attempt lies too far ahead for a queue. A backlog takes the room that the others leave. Changes nothing, so it may run at any time and twice at once. A shard that fails holds up no other.
 */
export async function sweepDeliveries(env: Env, now: number): Promise<void> {
  await Promise.all(
    listShards(env).map(async (database, shard) => {
      try {
        const [due] = await new UnscopedDb(new D1Connection(database)).read([
          findDueDeliveries(now, LOOKED_AT, DUE_AT_ONCE),
        ]);
        const jobs = due.map(
          (row): DeliverJob => ({
            kind: "deliver",
            shard,
            tenantId: row.tenant_id,
            deliveryId: row.id,
            endpointId: row.endpoint_id,
          }),
        );
        await sendJobs(env, jobs);
      } catch (error) {
        logError("a shard was not swept", error, { shard });
      }
    }),
  );
}
