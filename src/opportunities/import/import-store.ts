import { type TenantStatement, tenantSql } from "../../db/statement.ts";
import type { imports } from "../../db/tables.ts";
import { expectRows, type GuardedStatement } from "../../db/tenant-db.ts";
import type { NewVisit } from "../store.ts";

/** `result` is an `ImportView` as JSON. */
export type ImportRow = Readonly<Pick<typeof imports.$inferSelect, "id" | "result">>;

/** What is stored of an import, to be written to its row. */
type SavedImport = Readonly<Pick<typeof imports.$inferSelect, "id" | "status">>;

const upsertImport = tenantSql(`
  INSERT INTO imports (tenant_id, id, status, result, actor, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
  ON CONFLICT (tenant_id, id) DO UPDATE SET status = excluded.status, result = excluded.result, updated_at = excluded.updated_at
  WHERE imports.status = 'running'`);

/** Inserts an import, or brings the one that is there up to date. Fails the commit when that one has ended. */
export function saveImport(view: SavedImport, actor: string, now: number): GuardedStatement {
  return expectRows(1, upsertImport(view.id, view.status, JSON.stringify(view), actor, now));
}

export const findImport = tenantSql<ImportRow>(`SELECT id, result FROM imports WHERE tenant_id = ?1 AND id = ?2`);

/** A page of imports without their long parts, newest last. */
export const listImports = tenantSql<ImportRow>(`
  SELECT id, json_remove(result, '$.errors', '$.warnings', '$.errors_left_out', '$.warnings_left_out', '$.mapping') AS result
  FROM imports WHERE tenant_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3`);

/**
 * Writes visits, whether they are new or corrected. `WHERE true` tells SQLite's parser that ON CONFLICT is not part of a join. Guarded by
 * the revision of the opportunities that `updateFieldsAndPosition` changes in the same commit.
 */
const upsertVisitRows = tenantSql(`
  INSERT INTO stage_visits
    (tenant_id, opportunity_id, visit, process_id, stage, direction, entered_at, left_at, score_at_entry, score_at_exit)
  SELECT ?1, row.value ->> 'opportunity_id', row.value ->> 'visit', row.value ->> 'process_id', row.value ->> 'stage',
         row.value ->> 'direction', row.value ->> 'entered_at', row.value ->> 'left_at', row.value ->> 'score_at_entry',
         row.value ->> 'score_at_exit'
  FROM json_each(?2) AS row WHERE true
  ON CONFLICT (tenant_id, opportunity_id, visit) DO UPDATE SET
    entered_at = excluded.entered_at, left_at = excluded.left_at, score_at_exit = excluded.score_at_exit`);

export function upsertVisits(visits: readonly NewVisit[]): TenantStatement {
  return upsertVisitRows(JSON.stringify(visits));
}
