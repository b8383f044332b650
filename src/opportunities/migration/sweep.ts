import { D1Connection } from "../../db/d1.ts";
import { listShards } from "../../db/shards.ts";
import { UnscopedDb } from "../../db/tenant-db.ts";
import type { Env } from "../../env.ts";
import { sendJobs } from "../../http/hint.ts";
import { logError } from "../../log.ts";
import type { MigrateJob } from "./migrate-job.ts";
import { findDueMigrations } from "./migration-store.ts";

/** As many a shard and tick; what is left is the oldest of the next tick. */
const DUE_AT_ONCE = 100;

/**
 * Tells the queue of the migrations that nobody is at: those whose hint was lost, whose consumer died, or that were put off after a failure.
 * Changes nothing, so it may run at any time and twice at once. A shard that fails holds up no other.
 */
export async function sweepMigrations(env: Env, now: number): Promise<void> {
  await Promise.all(
    listShards(env).map(async (database, shard) => {
      try {
        const [due] = await new UnscopedDb(new D1Connection(database)).read([findDueMigrations(now, DUE_AT_ONCE)]);
        const jobs = due.map(
          ({ tenant_id, id }): MigrateJob => ({ kind: "migrate", shard, tenantId: tenant_id, migrationId: id }),
        );
        await sendJobs(env, jobs);
      } catch (error) {
        logError("a shard's migrations were not swept", error, { shard });
      }
    }),
  );
}
