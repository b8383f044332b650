import { fromJson, JSON_ROWS, setFromJson } from "../db/json-rows.ts";
import { type TenantStatement, tenantSql } from "../db/statement.ts";
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
  "closed_day",
  "first_expected_day",
  "last_event_at",
] as const satisfies readonly (keyof OpportunityRow)[];

const SELECT = `SELECT ${OPPORTUNITY_COLUMNS.join(", ")} FROM opportunities`;

export const findOpportunity = tenantSql<OpportunityRow>(`${SELECT} WHERE tenant_id = ?1 AND id = ?2`);

/** Of a JSON array of ids, the opportunities that exist. */
export const findOpportunities = tenantSql<OpportunityRow>(
  `${SELECT} WHERE tenant_id = ?1 AND id IN (SELECT value FROM json_each(?2))`,
);

/** Of a JSON array of external ids, the opportunities that exist. Without the index the planner would walk all of the company's. */
export const findByExternalIds = tenantSql<OpportunityRow>(
  `${SELECT} INDEXED BY opportunities_external_id WHERE tenant_id = ?1 AND external_id IN (SELECT value FROM json_each(?2))`,
);

export const listCriteria = tenantSql<CriterionRow>(`
  SELECT criterion, state, level_percent, evidence, confirmed_by, note, actor, changed_at
  FROM opportunity_criteria WHERE tenant_id = ?1 AND opportunity_id = ?2`);

export const listVisits = tenantSql<VisitRow>(`
  SELECT visit, process_id, stage, direction, entered_at, left_at, score_at_entry, score_at_exit, entered_day, position
  FROM stage_visits WHERE tenant_id = ?1 AND opportunity_id = ?2 ORDER BY visit`);

/** The visits of the opportunities in a JSON array of ids, each one's in their order. */
export const listVisitsOf = tenantSql<VisitRow & { readonly opportunity_id: string }>(`
  SELECT opportunity_id, visit, process_id, stage, direction, entered_at, left_at, score_at_entry, score_at_exit, entered_day, position
  FROM stage_visits WHERE tenant_id = ?1 AND opportunity_id IN (SELECT value FROM json_each(?2))
  ORDER BY opportunity_id, visit`);

export const listCriteriaOf = tenantSql<CriterionRow & { readonly opportunity_id: string }>(`
  SELECT opportunity_id, criterion, state, level_percent, evidence, confirmed_by, note, actor, changed_at
  FROM opportunity_criteria WHERE tenant_id = ?1 AND opportunity_id IN (SELECT value FROM json_each(?2))`);

const insertRows = tenantSql(
  `INSERT INTO opportunities (tenant_id, ${OPPORTUNITY_COLUMNS.join(", ")}) SELECT ?1, ${fromJson(OPPORTUNITY_COLUMNS)} FROM json_each(?2) AS row`,
);

export function insertOpportunities(rows: readonly OpportunityRow[]): TenantStatement {
  return insertRows(JSON.stringify(rows));
}

/** Columns by what changes them. */
export const PROGRESS = ["earned_stage", "hollow", "score_hundredths"] as const;
export const POSITION = [
  "status",
  "stage",
  "visit",
  "stage_entered_at",
  "lost_reason",
  "closed_at",
  "closed_day",
] as const;
export const FIELDS = [
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
  "first_expected_day",
] as const;
const VERSIONED = ["revision", "updated_at", "last_event_at"] as const;

/** A row as it shall be. `revision_read` is the revision that was decided on; left out, it is the one before. */
export type UpdatedRow = OpportunityRow & { readonly revision_read?: number };

/**
 * Each takes rows as they shall be, and fails the commit when any of them has moved since the revision that was decided on, or is gone.
 * Only columns that are named are rewritten in the indexes, so kinds of changes are kept apart.
 */
export const touchOpportunities = guardedUpdate(VERSIONED);
export const updateProgress = guardedUpdate([...PROGRESS, ...VERSIONED]);
export const updatePosition = guardedUpdate([...PROGRESS, ...POSITION, ...VERSIONED]);
export const updateFields = guardedUpdate([...FIELDS, ...VERSIONED]);
/** To be put before another update of the same row, which sets its revision. */
export const updateExternalId = guardedUpdate(["external_id"]);
/** What a migration changes. */
export const updateVersion = guardedUpdate([...PROGRESS, "version", "stage", ...VERSIONED]);
/** Fields and position in one statement, and what else an import can correct. */
export const updateFieldsAndPosition = guardedUpdate([...FIELDS, "opened_day", ...PROGRESS, ...POSITION, ...VERSIONED]);

function guardedUpdate(columns: readonly (keyof OpportunityRow)[]) {
  const sent = [...new Set<keyof OpportunityRow>(["id", ...columns])];
  const statement = tenantSql(`
    UPDATE opportunities SET ${setFromJson(columns)} FROM ${JSON_ROWS}
    WHERE opportunities.tenant_id = row.tenant_id AND id = row.value ->> 'id' AND revision = row.value ->> 'revision_read'`);
  return (rows: readonly UpdatedRow[]): GuardedStatement => {
    const changed = rows.map(({ revision_read, ...row }) => ({
      ...Object.fromEntries(sent.map((column) => [column, row[column]])),
      revision_read: revision_read ?? row.revision - 1,
    }));
    return expectRows(rows.length, statement(JSON.stringify(changed)));
  };
}

export interface NewVisit extends VisitRow {
  readonly opportunity_id: string;
}

/** What a visit says, beside whose and which it is. */
export const VISIT_FACTS = [
  "process_id",
  "stage",
  "direction",
  "entered_at",
  "left_at",
  "score_at_entry",
  "score_at_exit",
  "entered_day",
  "position",
] as const satisfies readonly (keyof VisitRow)[];
export const VISIT_COLUMNS = ["opportunity_id", "visit", ...VISIT_FACTS] as const;

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

export interface NewCriterion extends CriterionRow {
  readonly opportunity_id: string;
}

/** What is recorded of a criterion, beside of which one and whose. */
const SAID = [
  "state",
  "level_percent",
  "evidence",
  "confirmed_by",
  "note",
  "actor",
  "changed_at",
] as const satisfies readonly (keyof CriterionRow)[];
export const CRITERION_COLUMNS = ["opportunity_id", "criterion", ...SAID] as const;

/** `WHERE true` tells SQLite's parser that ON CONFLICT is not part of a join. */
const upsertCriterionRows = tenantSql(`
  INSERT INTO opportunity_criteria (tenant_id, ${CRITERION_COLUMNS.join(", ")})
  SELECT ?1, ${fromJson(CRITERION_COLUMNS)} FROM json_each(?2) AS row WHERE true
  ON CONFLICT (tenant_id, opportunity_id, criterion) DO UPDATE SET
    ${SAID.map((column) => `${column} = excluded.${column}`).join(", ")}`);

/** Writes what is recorded of criteria, whether anybody had said something of them before or not. */
export function upsertCriteria(rows: readonly NewCriterion[]): TenantStatement {
  return upsertCriterionRows(JSON.stringify(rows));
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
