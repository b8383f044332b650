import { fromJson, JSON_ROWS, setFromJson } from "../db/json-rows.ts";
import { packsOf } from "../db/packs.ts";
import { type SqlValue, type TenantStatement, tenantSql } from "../db/statement.ts";
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
  "advice",
  "formula",
  "interval_low",
  "interval_high",
  "snoozed_until",
  "acknowledged_at",
  "acknowledged_by",
  "told_at",
  "escalated_at",
  "reminded_at",
  "revision",
  "opened_at",
  "updated_at",
  "resolved_at",
  "resolved_by",
  "held",
] as const satisfies readonly (keyof AlertRow)[];

const SELECT = `SELECT ${COLUMNS.join(", ")} FROM alerts`;

export const findAlert = tenantSql<AlertRow>(`${SELECT} WHERE tenant_id = ?1 AND id = ?2`);

/** The alerts that are not resolved: few, and found without the many that are. */
export const listLiveAlerts = tenantSql<AlertRow>(
  `${SELECT} INDEXED BY alerts_live WHERE tenant_id = ?1 AND status <> 'resolved'`,
);

/** Those that somebody has resolved while their figure was still bad, and that has not been well since. */
export const listHeldAlerts = tenantSql<AlertRow>(`${SELECT} INDEXED BY alerts_held WHERE tenant_id = ?1 AND held = 1`);

export interface AlertFilters {
  readonly status: AlertStatus | undefined;
  readonly severity: string | undefined;
  readonly rule: string | undefined;
  readonly process_id: string | undefined;
  readonly subject: string | undefined;
}

/**
 * A page, newest first, before an id; `live` are those that are not resolved, or (false) those that are. Live ones come by their own index;
 * otherwise the primary key is walked.
 */
export function listAlerts(
  filters: AlertFilters,
  live: boolean | undefined,
  before: string | undefined,
  limit: number,
): TenantStatement<AlertRow> {
  const params: SqlValue[] = [limit];
  const conditions = ["tenant_id = ?1"];
  for (const [column, value] of Object.entries({ ...filters, id: before }) as [keyof AlertRow, string | undefined][]) {
    if (value !== undefined) conditions.push(`${column} ${column === "id" ? "<" : "="} ?${params.push(value) + 1}`);
  }
  if (live === false) conditions.push("status = 'resolved'");
  const byIndex = live ?? (filters.status !== undefined && filters.status !== "resolved");
  // The literal is what lets the planner see that the partial index serves.
  if (byIndex) conditions.push("status <> 'resolved'");
  const source = byIndex ? `${SELECT} INDEXED BY alerts_live` : SELECT;
  return tenantSql<AlertRow>(`${source} WHERE ${conditions.join(" AND ")} ORDER BY id DESC LIMIT ?2`)(...params);
}

const insertRows = tenantSql(`
  INSERT INTO alerts (tenant_id, ${COLUMNS.join(", ")}) SELECT ?1, ${fromJson(COLUMNS)} FROM json_each(?2) AS row
  WHERE NOT EXISTS (
    SELECT 1 FROM alerts INDEXED BY alerts_held
    WHERE tenant_id = ?1 AND held = 1 AND process_id = row.value ->> 'process_id' AND rule = row.value ->> 'rule'
      AND subject = row.value ->> 'subject')`);

/**
 * Fails the commit when another evaluation has raised one of them meanwhile, which violates the index of live alerts, or when somebody holds
 * one back.
 */
export function insertAlerts(rows: readonly AlertRow[]): GuardedStatement[] {
  return inPacks(rows, insertRows);
}

/** A company may have as many alerts of its owners as it has owners. */
function inPacks(rows: readonly AlertRow[], statement: (json: string) => TenantStatement): GuardedStatement[] {
  return packsOf(rows).map((pack) => expectRows(pack.length, statement(JSON.stringify(pack))));
}

const update = (columns: readonly (keyof AlertRow)[]) => {
  const statement = tenantSql(`
    UPDATE alerts SET ${setFromJson(columns)} FROM ${JSON_ROWS}
    WHERE alerts.tenant_id = row.tenant_id AND id = row.value ->> 'id' AND revision = (row.value ->> 'revision') - 1`);
  return (rows: readonly AlertRow[]): GuardedStatement[] => inPacks(rows, statement);
};

const MEASURED = [
  "severity",
  "value",
  "threshold",
  "n",
  "message",
  "opportunities",
  "advice",
  "formula",
  "interval_low",
  "interval_high",
  "reminded_at",
  "revision",
  "updated_at",
] as const satisfies readonly (keyof AlertRow)[];

/**
 * Each takes the alerts as they shall be, with the revision after the one that was decided on, and fails the commit when one of them has
 * moved. The first is for those that stay where they are in their life, for the columns of that stand in indexes.
 */
export const updateAlertFigures = update(MEASURED);
export const updateAlerts = update([
  ...MEASURED,
  "status",
  "snoozed_until",
  "acknowledged_at",
  "acknowledged_by",
  "told_at",
  "escalated_at",
  "resolved_at",
  "resolved_by",
  "held",
]);

const scheduleNext = tenantSql(`
  UPDATE tenants SET evaluate_at = ?2, evaluated_at = ?3, evaluation_lease_until = 0, evaluation_claims = 0
  WHERE id = ?1 AND evaluate_at = ?4`);

/**
 * The tenant has been evaluated and is to be again at `next`, and nobody is at this one any more. No change of the tenant's own, so no revision.
 * `evaluateAt` is what was read with the figures: whoever has asked for an evaluation since then, as an import does, or has finished one,
 * fails the commit, which is then decided again on what they left. Without that the request would be lost.
 */
export function scheduleNextEvaluation(next: number, now: number, evaluateAt: number): GuardedStatement {
  return expectRows(1, scheduleNext(next, now, evaluateAt));
}

/** What decides when a tenant is evaluated next, and the settings by which it is. */
export type ScheduleRow = Readonly<
  Pick<
    typeof tenants.$inferSelect,
    | "id"
    | "name"
    | "locale"
    | "timezone"
    | "currency"
    | "evaluate_at"
    | "evaluation_interval_seconds"
    | "digest"
    | "digest_due_at"
  >
>;

export const findSchedule = tenantSql<ScheduleRow>(`
  SELECT id, name, locale, timezone, currency, evaluate_at, evaluation_interval_seconds, digest, digest_due_at FROM tenants WHERE id = ?1`);
