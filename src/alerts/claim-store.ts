import { unscopedSql } from "../db/statement.ts";
import type { tenants } from "../db/tables.ts";

/**
 * Leases the tenants that are due at ?1 and that nobody holds, ?4 at most, for ?2 ms; for twice as long with each time that it was claimed
 * since its last evaluation, ?3 times at most. Those whose turn is oldest come first, be it that they became due or that their lease ended,
 * so tenants whose evaluation always fails take no place from others. One statement, so of two triggers at once each tenant goes to one.
 */
export const claimDue = unscopedSql<{ id: string }>(
  "the cron trigger looks for due tenants across a shard; it reads ids and nothing that is theirs",
  `UPDATE tenants SET evaluation_claims = evaluation_claims + 1,
     evaluation_lease_until = ?1 + (?2 << min(evaluation_claims, ?3))
   WHERE id IN (
     SELECT id FROM tenants INDEXED BY tenants_claimable
     WHERE status = 'active' AND max(evaluate_at, evaluation_lease_until) <= ?1
     ORDER BY max(evaluate_at, evaluation_lease_until) LIMIT ?4)
   RETURNING id`,
);

/** Gives claims of this moment (?2) back, of the tenants whose ids are the JSON array ?1. One that was evaluated meanwhile holds no lease. */
export const releaseClaims = unscopedSql(
  "the queue did not take what the cron trigger has claimed across a shard",
  `UPDATE tenants SET evaluation_claims = evaluation_claims - 1, evaluation_lease_until = 0
   WHERE id IN (SELECT value FROM json_each(?1)) AND evaluation_claims > 0 AND evaluation_lease_until > ?2`,
);

/** When the tenant became due that has been due longest, or when the first one will be. None: there is no active tenant. */
export const findOldestDue = unscopedSql<Pick<typeof tenants.$inferSelect, "evaluate_at">>(
  "how far evaluations lag behind is measured across a shard",
  `SELECT evaluate_at FROM tenants INDEXED BY tenants_due WHERE status = 'active' ORDER BY evaluate_at LIMIT 1`,
);
