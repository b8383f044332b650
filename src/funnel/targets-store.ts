import { type SqlValue, type TenantStatement, tenantSql } from "../db/statement.ts";
import type { targets } from "../db/tables.ts";
import { expectRows, type GuardedStatement } from "../db/tenant-db.ts";
import { convertMinor, type RatesMillionths } from "../values/money.ts";
import type { Period } from "./period.ts";

/** A target as it is stored. `process_id` and `owner` '' are for all. */
export type TargetRow = Readonly<Omit<typeof targets.$inferSelect, "tenant_id">>;

const COLUMNS =
  "id, period, first_day, last_day, process_id, owner, amount_minor, currency, revision, created_at, updated_at";
const SELECT = `SELECT ${COLUMNS} FROM targets`;

/** A target with the process that it can be held against. */
export interface HeldTargetRow extends TargetRow {
  /** Its process; of one for all processes the only published one there is, null where there are several: none alone has to reach it. */
  readonly held_against: string | null;
}

/** `only` is the one process that deals can be in, if there is but one. */
const HELD = `
  WITH only AS (
    SELECT CASE count(*) WHEN 1 THEN min(id) END AS id FROM processes
    WHERE tenant_id = ?1 AND current_version IS NOT NULL AND archived_at IS NULL)
  SELECT ${COLUMNS}, CASE process_id WHEN '' THEN (SELECT id FROM only) ELSE process_id END AS held_against
  FROM targets INDEXED BY targets_scope`;

/** All targets whose period overlaps the days from ?2 to ?3. */
export const listTargetsBetween: (first: number, last: number) => TenantStatement<HeldTargetRow> = tenantSql(`
  ${HELD} WHERE tenant_id = ?1 AND last_day >= ?2 AND first_day <= ?3 ORDER BY last_day, first_day, process_id, owner`);

/** All targets whose period the day is in. */
export function listTargetsAt(day: number): TenantStatement<HeldTargetRow> {
  return listTargetsBetween(day, day);
}

/** A target as figures are held against it, in minor units of the reporting currency. */
export interface Target extends Period {
  readonly id: string;
  /** `2026-11`, `2026-Q4` or `2026`. */
  readonly period: string;
  /** Null for all owners. */
  readonly owner: string | null;
  readonly amountMinor: number;
}

/** Those of the targets that one process can be held against. One in a currency without a rate can be held against nothing. */
export function toRuleTargets(
  rows: readonly HeldTargetRow[],
  processId: string,
  currency: string,
  rates: RatesMillionths,
): Target[] {
  return rows.flatMap((row) => {
    const amountMinor = convertMinor(row.amount_minor, row.currency, currency, rates);
    if (row.held_against !== processId || amountMinor === undefined) return [];
    const { id, period, first_day: firstDay, last_day: lastDay, owner } = row;
    return [{ id, period, firstDay, lastDay, owner: owner === "" ? null : owner, amountMinor }];
  });
}

export const findTarget = tenantSql<TargetRow>(`${SELECT} WHERE tenant_id = ?1 AND id = ?2`);

export interface TargetFilters {
  readonly period: string | undefined;
  readonly process_id: string | undefined;
  readonly owner: string | undefined;
}

/** A page after an id. A company has few targets, so what is filtered out is read too. */
export function pageTargets(filters: TargetFilters, after: string, limit: number): TenantStatement<TargetRow> {
  const params: SqlValue[] = [after, limit];
  const conditions = (["period", "process_id", "owner"] as const).flatMap((column) => {
    const value = filters[column];
    return value === undefined ? [] : [` AND ${column} = ?${params.push(value) + 1}`];
  });
  const sql = `${SELECT} WHERE tenant_id = ?1 AND id > ?2${conditions.join("")} ORDER BY id LIMIT ?3`;
  return tenantSql<TargetRow>(sql)(...params);
}

export const MAX_TARGETS = 1_000;

export const countTargets = tenantSql<{ readonly count: number }>(
  `SELECT count(*) AS count FROM targets WHERE tenant_id = ?1`,
);

const insert = tenantSql(`
  INSERT INTO targets (tenant_id, ${COLUMNS})
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 1, ?10, ?10
  WHERE (SELECT count(*) FROM targets WHERE tenant_id = ?1) < ${MAX_TARGETS}`);

/** Fails the commit with `target_exists`, or with `conflict` when others have used up the room for it. */
export function insertTarget(row: TargetRow): GuardedStatement {
  const { id, period, first_day, last_day, process_id, owner, amount_minor, currency, created_at } = row;
  return expectRows(1, insert(id, period, first_day, last_day, process_id, owner, amount_minor, currency, created_at));
}

const update = tenantSql(`
  UPDATE targets SET period = ?4, first_day = ?5, last_day = ?6, process_id = ?7, owner = ?8, amount_minor = ?9, currency = ?10,
    revision = ?3 + 1, updated_at = ?11
  WHERE tenant_id = ?1 AND id = ?2 AND revision = ?3`);

/** Takes the row as it shall be, and fails the commit when the revision before it has moved. */
export function updateTarget(row: TargetRow): GuardedStatement {
  const { id, period, first_day, last_day, process_id, owner, amount_minor, currency, revision, updated_at } = row;
  const before = revision - 1;
  return expectRows(
    1,
    update(id, before, period, first_day, last_day, process_id, owner, amount_minor, currency, updated_at),
  );
}

const drop = tenantSql(`DELETE FROM targets WHERE tenant_id = ?1 AND id = ?2 AND revision = ?3`);

export function deleteTarget(id: string, revision: number): GuardedStatement {
  return expectRows(1, drop(id, revision));
}
