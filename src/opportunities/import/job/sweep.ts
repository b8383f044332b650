import { D1Connection } from "../../../db/d1.ts";
import { listShards } from "../../../db/shards.ts";
import { UnscopedDb } from "../../../db/tenant-db.ts";
import type { Env } from "../../../env.ts";
import { sendJobs } from "../../../http/hint.ts";
import { logError } from "../../../log.ts";
import { dropOldRejects, findDueImports } from "../import-store.ts";
import type { ImportJob } from "./import-job.ts";
import { dropOldParts } from "./parts-store.ts";

/** As many a shard and tick; what is left is the oldest of the next tick. */
const DUE_AT_ONCE = 100;
const FORGOTTEN_AT_ONCE = 100;

const HOUR_MS = 60 * 60 * 1000;
/** Longer than an upload may take. */
export const PARTS_KEPT_MS = 24 * HOUR_MS;
export const REJECTS_KEPT_DAYS = 30;

/**
 * Tells the queue of the imports that nobody is at: those whose hint was lost, whose consumer or request died, or that were put off after a
 * failure. Forgets what uploads that broke off have left, and error reports whose time is over. May run at any time and twice at once. A
 * shard that fails holds up no other.
 */
export async function sweepImports(env: Env, now: number): Promise<void> {
  await Promise.all(
    listShards(env).map(async (database, shard) => {
      try {
        const db = new UnscopedDb(new D1Connection(database));
        const [due] = await db.read([findDueImports(now, DUE_AT_ONCE, now - HOUR_MS)]);
        const jobs = due.map(
          ({ tenant_id, id }): ImportJob => ({ kind: "import", shard, tenantId: tenant_id, importId: id }),
        );
        await sendJobs(env, jobs);
        await db.commit([
          dropOldParts(now - PARTS_KEPT_MS, FORGOTTEN_AT_ONCE),
          dropOldRejects(now - REJECTS_KEPT_DAYS * 24 * HOUR_MS, FORGOTTEN_AT_ONCE),
        ]);
      } catch (error) {
        logError("a shard's imports were not swept", error, { shard });
      }
    }),
  );
}
