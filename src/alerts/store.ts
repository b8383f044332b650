import { fromJson, JSON_ROWS, setFromJson } from "../db/json-rows.ts";
import { type SqlValue, type TenantStatement, tenantSql, unscopedSql } from "../db/statement.ts";
import type { tenants } from "../db/tables.ts";
import { expectRows, type GuardedStatement } from "../db/tenant-db.ts";
import type { AlertRow, AlertStatus } from "./alert.ts";

const COLUMNS = [
  "id",
  "process_id",
  "rule",
  "subject",
  "severity",
  "status",
  "value",
  "threshold",
  "n",
  "message",
  "opportunities",
  "snoozed_until",
  "revision",
  "opened_at",
  "updated_at",
  "resolved_at",
] as const satisfies readonly (keyof AlertRow)[];

const SELECT = `SELECT ${COLUMNS.join(", ")} FROM alerts`;

export const findAlert = tenantSql<AlertRow>(`${SELECT} WHERE tenant_id = ?1 AND id = ?2`);

/** The alerts that are not resolved: few, and found without the many that are. */
export const listLiveAlerts = tenantSql<AlertRow>(
  `${SELECT} INDEXED BY alerts_live WHERE tenant_id = ?1 AND status <> 'resolved'`,
);

export interface AlertFilters {
  readonly status: AlertStatus | undefined;
  readonly rule: string | undefined;
  readonly process_id: string | undefined;
}

/** A page, newest first, before an id. Live ones come by their own index; otherwise the primary key is walked. */
export function listAlerts(
  filters: AlertFilters,
  before: string | undefined,
  limit: number,
): TenantStatement<AlertRow> {
  const params: SqlValue[] = [limit];
  const conditions = ["tenant_id = ?1"];
  const bound = { ...filters, id: before };
  for (const [column, operator] of [
    ["status", "="],
    ["rule", "="],
    ["process_id", "="],
    ["id", "<"],
  ] as const) {
    const value = bound[column];
    if (value !== undefined) conditions.push(`${column} ${operator} ?${params.push(value) + 1}`);
  }
  const live = filters.status !== undefined && filters.status !== "resolved";
  // The literal is what lets the planner see that the partial index serves.
  if (live) conditions.push("status <> 'resolved'");
  const source = live ? `${SELECT} INDEXED BY alerts_live` : SELECT;
  return tenantSql<AlertRow>(`${source} WHERE ${conditions.join(" AND ")} ORDER BY id DESC LIMIT ?2`)(...params);
}

const insertRows = tenantSql(
  `INSERT INTO alerts (tenant_id, ${COLUMNS.join(", ")}) SELECT ?1, ${fromJson(COLUMNS)} FROM json_each(?2) AS row`,
);

/** Violates the index of live alerts when another evaluation has raised one of them meanwhile. */
export function insertAlerts(rows: readonly AlertRow[]): TenantStatement {
  return insertRows(JSON.stringify(rows));
}

/** Which columns a step writes. `status` stands in an index, so it is only named where it changes. */
const update = (columns: readonly (keyof AlertRow)[]) => {
  const statement = tenantSql(`
    UPDATE alerts SET ${setFromJson(columns)} FROM ${JSON_ROWS}
    WHERE alerts.tenant_id = row.tenant_id AND id = row.value ->> 'id' AND revision = (row.value ->> 'revision') - 1`);
  return (rows: readonly AlertRow[]): GuardedStatement => expectRows(rows.length, statement(JSON.stringify(rows)));
};

/**
 * Each takes the alert as it shall be, with the revision after the one that was decided on, and fails the commit when that one has moved.
 */
export const updateAlertFigures = update([
  "severity",
  "value",
  "threshold",
  "n",
  "message",
  "opportunities",
  "revision",
  "updated_at",
]);
export const resolveAlerts = update([
  "status",
  "value",
  "n",
  "message",
  "snoozed_until",
  "revision",
  "updated_at",
  "resolved_at",
]);

const scheduleNext = tenantSql(`
  UPDATE tenants SET evaluate_at = ?2 + evaluation_interval_seconds * 1000, evaluation_lease_until = 0
  WHERE id = ?1 AND evaluate_at = ?3`);

/**
 * The tenant's next evaluation is an interval away, and nobody is at this one any more. No change of the tenant's own, so no revision.
 * `evaluateAt` is what was read with the figures: whoever has asked for an evaluation since then, as an import does, or has finished one,
 * fails the commit, which is then decided again on what they left. Without that the request would be lost.
 */
export function scheduleNextEvaluation(now: number, evaluateAt: number): GuardedStatement {
  return expectRows(1, scheduleNext(now, evaluateAt));
}

export const findEvaluateAt = tenantSql<Pick<typeof tenants.$inferSelect, "evaluate_at">>(
  `SELECT evaluate_at FROM tenants WHERE id = ?1`,
);

/**
 * Leases the tenants that are due at ?1 and that nobody holds until ?2, the longest overdue first. One statement, so of two triggers at
 * once each tenant goes to one.
 */
export const claimDue = unscopedSql<{ id: string }>(
  "the cron trigger looks for due tenants across a shard; it reads ids and nothing that is theirs",
  `UPDATE tenants SET evaluation_lease_until = ?2
   WHERE id IN (
     SELECT id FROM tenants INDEXED BY tenants_due
     WHERE status = 'active' AND evaluate_at <= ?1 AND evaluation_lease_until <= ?1 ORDER BY evaluate_at LIMIT ?3)
   RETURNING id`,
);
