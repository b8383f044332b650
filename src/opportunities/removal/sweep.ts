import { D1Connection } from "../../db/d1.ts";
import { listShards } from "../../db/shards.ts";
import { UnscopedDb } from "../../db/tenant-db.ts";
import type { Env } from "../../env.ts";
import { logError } from "../../log.ts";
import { purgeDue } from "./store.ts";

/** Opportunities a shard and tick; each has up to some hundreds of criteria and visits. */
const PURGED_AT_ONCE = 200;

/** Makes deletions final whose time is over. What is left is the oldest of the next tick. A shard that fails holds up no other. */
export async function purgeRemoved(env: Env, now: number, most = PURGED_AT_ONCE): Promise<void> {
  await Promise.all(
    listShards(env).map(async (database, shard) => {
      try {
        await new UnscopedDb(new D1Connection(database)).commit(purgeDue(now, most));
      } catch (error) {
        logError("a shard's deleted opportunities were not purged", error, { shard });
      }
    }),
  );
}
