import { unscopedSql } from "../db/statement.ts";

/** What there is of each kind is counted up to here, so that a backlog is not read again and again. */
export const COUNTED_MOST = 10_000;

const REASON = "the operator's metrics count what there is on a shard and read nothing that is anybody's";

export interface TenantCounts {
  readonly active: number;
  readonly suspended: number;
  readonly due: number;
  readonly leased: number;
  readonly failing: number;
  readonly last_hour: number;
  /** When the first active tenant is or was due; null when there is none. */
  readonly oldest: number | null;
}

/**
 * All that is counted of tenants at ?1, in one walk over them: as many rows read as there are tenants, which counting them takes. One is
 * failing when a lease has ended without an evaluation.
 */
export const countTenants = unscopedSql<TenantCounts>(
  REASON,
  `SELECT count(*) FILTER (WHERE status = 'active') AS active, count(*) FILTER (WHERE status <> 'active') AS suspended,
     count(*) FILTER (WHERE status = 'active' AND evaluate_at <= ?1) AS due,
     count(*) FILTER (WHERE status = 'active' AND evaluate_at <= ?1 AND evaluation_lease_until > ?1) AS leased,
     count(*) FILTER (WHERE status = 'active' AND evaluation_claims > 1) AS failing,
     count(*) FILTER (WHERE status = 'active' AND evaluated_at > ?1 - 3600000) AS last_hour,
     min(CASE status WHEN 'active' THEN evaluate_at END) AS oldest
   FROM tenants`,
);

/** What is due by ?1, by an index that has nothing else in it. */
const countDue = (from: string, where: string) =>
  unscopedSql<{ readonly due: number }>(
    REASON,
    `SELECT count(*) AS due FROM (SELECT 1 FROM ${from} WHERE ${where} <= ?1 LIMIT ${COUNTED_MOST})`,
  );

export const countDueDeliveries = countDue(
  "webhook_deliveries INDEXED BY webhook_deliveries_due",
  "status = 'pending' AND next_attempt_at",
);
export const countDueImports = countDue(
  "imports INDEXED BY imports_due",
  "status IN ('queued', 'running') AND lease_until",
);
export const countDueMigrations = countDue(
  "process_migrations INDEXED BY process_migrations_due",
  "finished_at IS NULL AND lease_until",
);
export const countDueRepairs = countDue(
  "funnel_repairs INDEXED BY funnel_repairs_due",
  "status = 'queued' AND lease_until",
);
