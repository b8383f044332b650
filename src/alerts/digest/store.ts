import { type TenantStatement, tenantSql } from "../../db/statement.ts";
import type { tenants } from "../../db/tables.ts";
import { expectRows, type GuardedStatement } from "../../db/tenant-db.ts";
import type { SnapshotRow } from "../../funnel/snapshots/store.ts";

/** When a company wants its digest, and when the next one is due. */
export type DigestRow = Readonly<Pick<typeof tenants.$inferSelect, "digest" | "digest_due_at">>;

export const findDigest = tenantSql<DigestRow>(`SELECT digest, digest_due_at FROM tenants WHERE id = ?1`);

const moveOn = tenantSql(`UPDATE tenants SET digest_due_at = ?2 WHERE id = ?1 AND digest_due_at = ?3`);

/** The digest that was due (`dueAt`) is sent, and the next one is due then. Fails the commit when it is sent already, or due at another time. */
export function moveDigestOn(next: number, dueAt: number): GuardedStatement {
  return expectRows(1, moveOn(next, dueAt));
}

/** What became of alerts since a time. Whatever happened to one since then, it is live or was resolved since. */
export interface AlertCounts {
  readonly opened: number;
  readonly escalated: number;
  readonly resolved: number;
}

export const countAlertsSince: (from: number) => TenantStatement<AlertCounts> = tenantSql(`
  SELECT count(*) FILTER (WHERE opened_at >= ?2) AS opened, count(*) FILTER (WHERE escalated_at >= ?2) AS escalated,
         count(*) FILTER (WHERE status = 'resolved') AS resolved
  FROM (
    SELECT status, opened_at, escalated_at FROM alerts INDEXED BY alerts_live WHERE tenant_id = ?1 AND status <> 'resolved'
    UNION ALL
    SELECT status, opened_at, escalated_at FROM alerts INDEXED BY alerts_resolved
    WHERE tenant_id = ?1 AND status = 'resolved' AND resolved_at >= ?2)`);

export type PastFunnelRow = Pick<SnapshotRow, "process_id" | "day" | "funnel">;

/** Of each process the last snapshot before a day. The cross join has the planner begin with the processes, not with all snapshots. */
export const listSnapshotsBefore: (day: number) => TenantStatement<PastFunnelRow> = tenantSql(`
  SELECT s.process_id, s.day, s.funnel
  FROM processes AS p CROSS JOIN funnel_snapshots AS s
  WHERE p.tenant_id = ?1 AND s.tenant_id = ?1 AND s.process_id = p.id AND s.day = (
    SELECT day FROM funnel_snapshots WHERE tenant_id = ?1 AND process_id = p.id AND day < ?2 ORDER BY day DESC LIMIT 1)`);
