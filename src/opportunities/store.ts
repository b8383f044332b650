import { fromJson, JSON_ROWS, setFromJson } from "../db/json-rows.ts";
import { type SqlValue, type TenantStatement, tenantSql } from "../db/statement.ts";
import { expectRows, type GuardedStatement } from "../db/tenant-db.ts";
import type { CriterionRow, OpportunityRow, VisitRow } from "./opportunity.ts";

export const OPPORTUNITY_COLUMNS = [
  "id",
  "external_id",
  "name",
  "account",
  "owner",
  "amount_minor",
  "currency",
  "expected_close_day",
  "opened_day",
  "process_id",
  "version",
  "status",
  "stage",
  "earned_stage",
  "hollow",
  "score_hundredths",
  "visit",
  "stage_entered_at",
  "pushes",
  "lost_reason",
  "revision",
  "created_at",
  "updated_at",
  "closed_at",
  "tags",
  "contacts",
  "custom",
  "next_step",
  "next_step_due_day",
  "search_text",
] as const satisfies readonly (keyof OpportunityRow)[];

const SELECT = `SELECT ${OPPORTUNITY_COLUMNS.join(", ")} FROM opportunities`;

export const findOpportunity = tenantSql<OpportunityRow>(`${SELECT} WHERE tenant_id = ?1 AND id = ?2`);

/** Of a JSON array of external ids, the opportunities that exist. */
export const findByExternalIds = tenantSql<OpportunityRow>(
  `${SELECT} WHERE tenant_id = ?1 AND external_id IN (SELECT value FROM json_each(?2))`,
);

export const listCriteria = tenantSql<CriterionRow>(`
  SELECT criterion, state, level_percent, evidence, confirmed_by, note, actor, changed_at
  FROM opportunity_criteria WHERE tenant_id = ?1 AND opportunity_id = ?2`);

export const listVisits = tenantSql<VisitRow>(`
  SELECT visit, process_id, stage, direction, entered_at, left_at, score_at_entry, score_at_exit
  FROM stage_visits WHERE tenant_id = ?1 AND opportunity_id = ?2 ORDER BY visit`);

/** The visits of the opportunities in a JSON array of ids, each one's in their order. */
export const listVisitsOf = tenantSql<VisitRow & { readonly opportunity_id: string }>(`
  SELECT opportunity_id, visit, process_id, stage, direction, entered_at, left_at, score_at_entry, score_at_exit
  FROM stage_visits WHERE tenant_id = ?1 AND opportunity_id IN (SELECT value FROM json_each(?2))
  ORDER BY opportunity_id, visit`);

export const listCriteriaOf = tenantSql<CriterionRow & { readonly opportunity_id: string }>(`
  SELECT opportunity_id, criterion, state, level_percent, evidence, confirmed_by, note, actor, changed_at
  FROM opportunity_criteria WHERE tenant_id = ?1 AND opportunity_id IN (SELECT value FROM json_each(?2))`);

const FILTERS = ["status", "stage", "owner", "process_id", "external_id"] as const;

export type ListFilters = { readonly [Column in (typeof FILTERS)[number]]?: string | undefined };

/** A page in the order of ids. Open deals have an index in that order, an external id has its own; other filters walk the primary key. */
export function listOpportunities(filters: ListFilters, after: string, limit: number): TenantStatement<OpportunityRow> {
  const params: SqlValue[] = [after, limit];
  const conditions = ["tenant_id = ?1", "id > ?2"];
  for (const column of FILTERS) {
    const value = filters[column];
    if (value === undefined) continue;
    // The literal, not a parameter, is what lets the planner see that the partial index serves.
    if (column === "status" && value === "open") conditions.push("status = 'open'");
    else conditions.push(`${column} = ?${params.push(value) + 1}`);
  }
  const byOpen = filters.status === "open" && filters.external_id === undefined;
  const source = byOpen ? `${SELECT} INDEXED BY opportunities_open` : SELECT;
  return tenantSql<OpportunityRow>(`${source} WHERE ${conditions.join(" AND ")} ORDER BY id LIMIT ?3`)(...params);
}

const insertRows = tenantSql(
  `INSERT INTO opportunities (tenant_id, ${OPPORTUNITY_COLUMNS.join(", ")}) SELECT ?1, ${fromJson(OPPORTUNITY_COLUMNS)} FROM json_each(?2) AS row`,
);

export function insertOpportunities(rows: readonly OpportunityRow[]): TenantStatement {
  return insertRows(JSON.stringify(rows));
}

const PROGRESS = ["earned_stage", "hollow", "score_hundredths"] as const;
const POSITION = [...PROGRESS, "status", "stage", "visit", "stage_entered_at", "lost_reason", "closed_at"] as const;
const FIELDS = [
  "name",
  "account",
  "owner",
  "amount_minor",
  "currency",
  "expected_close_day",
  "pushes",
  "tags",
  "contacts",
  "custom",
  "next_step",
  "next_step_due_day",
  "search_text",
] as const;
const VERSIONED = ["revision", "updated_at"] as const;

/**
 * Each takes rows as they shall be, with the revision after the one that was decided on, and fails the commit when any of those has moved
 * or is gone. Only columns that are named are rewritten in the indexes, so kinds of changes are kept apart.
 */
export const updateProgress = guardedUpdate([...PROGRESS, ...VERSIONED]);
export const updatePosition = guardedUpdate([...POSITION, ...VERSIONED]);
export const updateFields = guardedUpdate([...FIELDS, ...VERSIONED]);
/** To be put before `updateFields` of the same row, whose revision guards it. */
export const updateExternalId = guardedUpdate(["external_id"]);
/** What a migration changes. */
export const updateVersion = guardedUpdate([...PROGRESS, "version", "stage", ...VERSIONED]);
/** What an import can correct: fields and position in one statement. */
export const updateFieldsAndPosition = guardedUpdate([...FIELDS, "opened_day", ...POSITION, ...VERSIONED]);

function guardedUpdate(columns: readonly (keyof OpportunityRow)[]) {
  const sent = [...new Set<keyof OpportunityRow>(["id", "revision", ...columns])];
  const statement = tenantSql(`
    UPDATE opportunities SET ${setFromJson(columns)} FROM ${JSON_ROWS}
    WHERE opportunities.tenant_id = row.tenant_id AND id = row.value ->> 'id' AND revision = (row.value ->> 'revision') - 1`);
  return (rows: readonly OpportunityRow[]): GuardedStatement => {
    const changed = rows.map((row) => Object.fromEntries(sent.map((column) => [column, row[column]])));
    return expectRows(rows.length, statement(JSON.stringify(changed)));
  };
}

export interface NewVisit extends VisitRow {
  readonly opportunity_id: string;
}

const VISIT_COLUMNS = [
  "opportunity_id",
  "visit",
  "process_id",
  "stage",
  "direction",
  "entered_at",
  "left_at",
  "score_at_entry",
  "score_at_exit",
] as const satisfies readonly (keyof NewVisit)[];

const insertVisitRows = tenantSql(
  `INSERT INTO stage_visits (tenant_id, ${VISIT_COLUMNS.join(", ")}) SELECT ?1, ${fromJson(VISIT_COLUMNS)} FROM json_each(?2) AS row`,
);

export function insertVisits(rows: readonly NewVisit[]): TenantStatement {
  return insertVisitRows(JSON.stringify(rows));
}

const closeVisitRows = tenantSql(`
  UPDATE stage_visits SET ${setFromJson(["left_at", "score_at_exit"])} FROM ${JSON_ROWS}
  WHERE stage_visits.tenant_id = row.tenant_id AND opportunity_id = row.value ->> 'opportunity_id' AND visit = row.value ->> 'visit'`);

export type VisitEnd = Pick<NewVisit, "opportunity_id" | "visit" | "left_at" | "score_at_exit">;

export function closeVisits(rows: readonly VisitEnd[]): GuardedStatement {
  return expectRows(rows.length, closeVisitRows(JSON.stringify(rows)));
}

const upsertCriterionRow = tenantSql(`
  INSERT INTO opportunity_criteria
    (tenant_id, opportunity_id, criterion, state, level_percent, evidence, confirmed_by, note, actor, changed_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
  ON CONFLICT (tenant_id, opportunity_id, criterion) DO UPDATE SET
    state = excluded.state, level_percent = excluded.level_percent, evidence = excluded.evidence,
    confirmed_by = excluded.confirmed_by, note = excluded.note, actor = excluded.actor, changed_at = excluded.changed_at`);

export function upsertCriterion(opportunityId: string, row: CriterionRow): TenantStatement {
  return upsertCriterionRow(
    opportunityId,
    row.criterion,
    row.state,
    row.level_percent,
    row.evidence,
    row.confirmed_by,
    row.note,
    row.actor,
    row.changed_at,
  );
}

export interface ProcessHead {
  readonly id: string;
  readonly name: string;
  readonly current_version: number | null;
  readonly archived_at: number | null;
}

export const findProcess = tenantSql<ProcessHead>(
  `SELECT id, name, current_version, archived_at FROM processes WHERE tenant_id = ?1 AND id = ?2`,
);

/** The company's default process, by its own unique index. */
export const findDefaultProcess = tenantSql<ProcessHead>(
  `SELECT id, name, current_version, archived_at FROM processes WHERE tenant_id = ?1 AND is_default = 1`,
);
