import { type TenantStatement, tenantSql, unscopedSql } from "../../db/statement.ts";
import type { importRejects, imports } from "../../db/tables.ts";
import { expectRows, type GuardedStatement } from "../../db/tenant-db.ts";

/** `result` is an `ImportView` as JSON. */
export type ImportRow = Readonly<Pick<typeof imports.$inferSelect, "id" | "result">>;

/** What a job needs to go on: `plan` is an `ImportPlan`, `position` where the source of its rows goes on, both as JSON. */
export type ImportJobRow = Readonly<
  Pick<
    typeof imports.$inferSelect,
    "id" | "status" | "result" | "plan" | "position" | "failures" | "actor" | "revision" | "created_at"
  >
>;

/** What is stored of an import, to be written to its row. */
type SavedImport = Readonly<Pick<typeof imports.$inferSelect, "id" | "status">>;

const upsertImport = tenantSql(`
  INSERT INTO imports (tenant_id, id, status, result, actor, created_at, updated_at, plan, lease_until)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?8)
  ON CONFLICT (tenant_id, id) DO UPDATE SET status = excluded.status, result = excluded.result, updated_at = excluded.updated_at,
    lease_until = excluded.lease_until
  WHERE imports.status = 'running'`);

/**
 * Inserts an import, or brings the one that is there up to date. Fails the commit when that one has ended. `leaseUntil`: after that a job
 * may take it on.
 */
export function saveImport(
  view: SavedImport,
  plan: string,
  actor: string,
  now: number,
  leaseUntil: number,
): GuardedStatement {
  return expectRows(1, upsertImport(view.id, view.status, JSON.stringify(view), actor, now, plan, leaseUntil));
}

export const findImport = tenantSql<ImportRow>(`SELECT id, result FROM imports WHERE tenant_id = ?1 AND id = ?2`);

/** An import with what its error report is written by. */
export const findImportWithPlan = tenantSql<ImportRow & Readonly<Pick<typeof imports.$inferSelect, "plan">>>(
  `SELECT id, result, plan FROM imports WHERE tenant_id = ?1 AND id = ?2`,
);

/** A page of imports without their long parts, newest last. */
export const listImports = tenantSql<ImportRow>(`
  SELECT id, json_remove(result, '$.errors', '$.warnings', '$.errors_left_out', '$.warnings_left_out', '$.mapping',
    '$.unmapped_stages', '$.unmapped_statuses') AS result
  FROM imports WHERE tenant_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3`);

/**
 * Leases an import that has not ended and that nobody is at (at ?3) until ?4, and counts the try. Answers it, or nothing: of two consumers at
 * once one goes on.
 */
export const claimImport = tenantSql<ImportJobRow>(`
  UPDATE imports SET status = 'running', lease_until = ?4, failures = failures + 1, revision = revision + 1
  WHERE tenant_id = ?1 AND id = ?2 AND status IN ('queued', 'running') AND lease_until <= ?3
  RETURNING id, status, result, plan, position, failures, actor, revision, created_at`);

const update = tenantSql(`
  UPDATE imports SET status = ?4, result = ?5, position = ?6, failures = ?7, lease_until = ?8, updated_at = ?9, revision = revision + 1
  WHERE tenant_id = ?1 AND id = ?2 AND revision = ?3 AND status = 'running'`);

/** Brings an import from the revision before this one to what it is now. Fails the commit when somebody else has taken it over. */
export function updateImport(row: ImportJobRow, now: number, leaseUntil: number): GuardedStatement {
  const { id, revision, status, result, position, failures } = row;
  return expectRows(1, update(id, revision - 1, status, result, position, failures, leaseUntil, now));
}

/** Those of active tenants that have not ended and that nobody is at, the longest left first. ?3: when one that never had a lease is left. */
export const findDueImports = unscopedSql<{ readonly tenant_id: string; readonly id: string }>(
  "the cron trigger looks across a shard for imports to go on with; it reads ids and nothing that is theirs",
  `SELECT tenant_id, id FROM imports INDEXED BY imports_due
   WHERE status IN ('queued', 'running') AND lease_until <= ?1 AND (lease_until > 0 OR updated_at <= ?3)
     AND EXISTS (SELECT 1 FROM tenants WHERE tenants.id = imports.tenant_id AND status = 'active')
   ORDER BY lease_until LIMIT ?2`,
);

/** Rows that failed, each as it stood in the file: `rejects` is a list of `Reject` as JSON. */
export type RejectsRow = Readonly<Pick<typeof importRejects.$inferSelect, "first_row" | "rejects">>;

const insertRejects = tenantSql(
  `INSERT INTO import_rejects (tenant_id, import_id, first_row, rejects, created_at) VALUES (?1, ?2, ?3, ?4, ?5)`,
);

/** Keeps rows that failed; each row of a file fails once. */
export function keepRejects(importId: string, { first_row, rejects }: RejectsRow, now: number): TenantStatement {
  return insertRejects(importId, first_row, rejects, now);
}

/** The first pack of rejects after a row; '' packs are none. */
export const nextRejects = tenantSql<RejectsRow>(`
  SELECT first_row, rejects FROM import_rejects WHERE tenant_id = ?1 AND import_id = ?2 AND first_row > ?3 ORDER BY first_row LIMIT 1`);

export const dropOldRejects = unscopedSql(
  "error reports are kept for a while, whosever they are",
  `DELETE FROM import_rejects WHERE rowid IN
     (SELECT rowid FROM import_rejects INDEXED BY import_rejects_old WHERE created_at <= ?1 ORDER BY created_at LIMIT ?2)`,
);
