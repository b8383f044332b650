import { type TenantStatement, tenantSql } from "../../db/statement.ts";
import { expectRows, type GuardedStatement } from "../../db/tenant-db.ts";
import type { CriterionRow, OpportunityRow, VisitRow } from "../opportunity.ts";
import type { NewVisit } from "../store.ts";

export interface ImportRow {
  readonly id: string;
  /** An `ImportView` as JSON. */
  readonly result: string;
}

/** Inserts an import, or brings the one that is there up to date. */
const upsertImport = tenantSql(`
  INSERT INTO imports (tenant_id, id, status, result, actor, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
  ON CONFLICT (tenant_id, id) DO UPDATE SET status = excluded.status, result = excluded.result, updated_at = excluded.updated_at`);

export function saveImport(
  view: { readonly id: string; readonly status: string },
  actor: string,
  now: number,
): TenantStatement {
  return upsertImport(view.id, view.status, JSON.stringify(view), actor, now);
}

export const findImport = tenantSql<ImportRow>(`SELECT id, result FROM imports WHERE tenant_id = ?1 AND id = ?2`);

/** A page of imports without their long parts, newest last. */
export const listImports = tenantSql<ImportRow>(`
  SELECT id, json_remove(result, '$.errors', '$.warnings', '$.mapping') AS result
  FROM imports WHERE tenant_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3`);

/** The visits of the opportunities in a JSON array of ids, each one's in their order. */
export const listVisitsOf = tenantSql<VisitRow & { readonly opportunity_id: string }>(`
  SELECT opportunity_id, visit, process_id, stage, direction, entered_at, left_at, score_at_entry, score_at_exit
  FROM stage_visits WHERE tenant_id = ?1 AND opportunity_id IN (SELECT value FROM json_each(?2))
  ORDER BY opportunity_id, visit`);

export const listCriteriaOf = tenantSql<CriterionRow & { readonly opportunity_id: string }>(`
  SELECT opportunity_id, criterion, state, level_percent, evidence, confirmed_by, note, actor, changed_at
  FROM opportunity_criteria WHERE tenant_id = ?1 AND opportunity_id IN (SELECT value FROM json_each(?2))`);

/** What an import can change of an opportunity that is there: its fields and its position, in one statement. */
const CORRECTED = [
  "name",
  "account",
  "owner",
  "amount_minor",
  "currency",
  "expected_close_day",
  "opened_day",
  "pushes",
  "status",
  "stage",
  "earned_stage",
  "hollow",
  "score_hundredths",
  "visit",
  "stage_entered_at",
  "lost_reason",
  "closed_at",
  "revision",
  "updated_at",
] as const satisfies readonly (keyof OpportunityRow)[];

// The source carries the tenant beside each row, so that the planner goes by the primary key and not through all of the tenant's rows.
const updateRows = tenantSql(`
  UPDATE opportunities SET ${CORRECTED.map((column) => `${column} = row.value ->> '${column}'`).join(", ")}
  FROM (SELECT ?1 AS tenant_id, value FROM json_each(?2) LIMIT -1) AS row
  WHERE opportunities.tenant_id = row.tenant_id AND id = row.value ->> 'id' AND revision = (row.value ->> 'revision') - 1`);

/** Takes the rows as they shall be; fails the commit when the revision before any of them has moved. */
export function updateOpportunities(rows: readonly OpportunityRow[]): GuardedStatement {
  const changed = rows.map((row) => pick(row, ["id", ...CORRECTED]));
  return expectRows(rows.length, updateRows(JSON.stringify(changed)));
}

function pick(row: OpportunityRow, columns: readonly (keyof OpportunityRow)[]) {
  return Object.fromEntries(columns.map((column) => [column, row[column]]));
}

/**
 * Writes visits, whether they are new or corrected. `WHERE true` tells SQLite's parser that ON CONFLICT is not part of a join. Guarded by
 * the revision of the opportunities that `updateOpportunities` changes in the same commit.
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

/** Has the funnel judged at the next tick of the cron trigger. */
export const evaluateSoon = tenantSql(`UPDATE tenants SET evaluate_at = min(evaluate_at, ?2) WHERE id = ?1`);
