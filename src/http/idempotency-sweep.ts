import { D1Connection } from "../db/d1.ts";
import { listShards } from "../db/shards.ts";
import { unscopedSql } from "../db/statement.ts";
import { UnscopedDb } from "../db/tenant-db.ts";
import type { Env } from "../env.ts";

const EXPIRED_AT_ONCE = 1_000;

const deleteExpired = unscopedSql(
  "answers are forgotten after a day, whosever they were",
  `DELETE FROM idempotency_keys WHERE (tenant_id, key) IN
     (SELECT tenant_id, key FROM idempotency_keys WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)`,
);

/** Forgets kept answers whose day is over, so many a shard and tick. */
export async function forgetExpiredAnswers(env: Env, now: number): Promise<void> {
  for (const database of listShards(env)) {
    await new UnscopedDb(new D1Connection(database)).commit([deleteExpired(now, EXPIRED_AT_ONCE)]);
  }
}
