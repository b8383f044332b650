import { fromJson } from "../../db/json-rows.ts";
import { tenantSql, unscopedSql } from "../../db/statement.ts";
import { type Change, expectRows } from "../../db/tenant-db.ts";
import type { OpportunityRow, VisitRow } from "../opportunity.ts";
import { CRITERION_COLUMNS, OPPORTUNITY_COLUMNS, VISIT_COLUMNS } from "../store.ts";
import type { RemovedRow, RestorableRow } from "./removed.ts";

const COLUMNS = [
  "id",
  "removed_at",
  "removed_by",
  "purge_at",
  "merged_into",
  "alias",
  "contents",
] as const satisfies readonly (keyof RemovedRow)[];

const SELECT = `SELECT ${COLUMNS.join(", ")} FROM removed_opportunities`;

export const findRemoved = tenantSql<RemovedRow>(`${SELECT} WHERE tenant_id = ?1 AND id = ?2`);

/** Those that can still be restored at ?5, the last deleted first, before the one deleted at ?2 (a number as text) of id ?3. */
export const listRestorable = tenantSql<RestorableRow>(`
  ${SELECT} INDEXED BY removed_opportunities_deleted
  WHERE tenant_id = ?1 AND merged_into IS NULL AND (removed_at, id) < (CAST(?2 AS INTEGER), ?3) AND purge_at > ?5
  ORDER BY removed_at DESC, id DESC LIMIT ?4`);

export const listRemovedVisits = tenantSql<VisitRow>(`
  SELECT visit, process_id, stage, direction, entered_at, left_at, score_at_entry, score_at_exit, entered_day, position
  FROM removed_visits WHERE tenant_id = ?1 AND opportunity_id = ?2 ORDER BY visit`);

/** Moves what belongs to the opportunity ?2 from one table to another of the same columns. */
const copyOver = (from: string, to: string, columns: readonly string[]) =>
  tenantSql(`
    INSERT INTO ${to} (tenant_id, ${columns.join(", ")})
    SELECT ?1, ${columns.join(", ")} FROM ${from} WHERE tenant_id = ?1 AND opportunity_id = ?2`);

const dropFrom = (table: string) => tenantSql(`DELETE FROM ${table} WHERE tenant_id = ?1 AND opportunity_id = ?2`);

const copyCriteriaOut = copyOver("opportunity_criteria", "removed_criteria", CRITERION_COLUMNS);
const copyVisitsOut = copyOver("stage_visits", "removed_visits", VISIT_COLUMNS);
const dropCriteria = dropFrom("opportunity_criteria");
const dropVisits = dropFrom("stage_visits");
const copyCriteriaBack = copyOver("removed_criteria", "opportunity_criteria", CRITERION_COLUMNS);
const copyVisitsBack = copyOver("removed_visits", "stage_visits", VISIT_COLUMNS);
const dropRemovedCriteria = dropFrom("removed_criteria");
const dropRemovedVisits = dropFrom("removed_visits");

const insertRemoved = tenantSql(`
  INSERT INTO removed_opportunities (tenant_id, ${COLUMNS.join(", ")})
  SELECT ?1, id, ?4, ?5, ?6, ?7, ?8, ?9 FROM opportunities WHERE tenant_id = ?1 AND id = ?2 AND revision = ?3`);

const dropOpportunity = tenantSql(`DELETE FROM opportunities WHERE tenant_id = ?1 AND id = ?2`);

/** How one is taken out: deleted, with the time when that becomes final, or merged. */
export type Removal = Omit<RemovedRow, "id" | "contents">;

/** Takes an opportunity out, with all that belongs to it. Fails the commit when it has moved since it was read, or is gone. */
export function takeOut(row: OpportunityRow, removal: Removal): Change[] {
  const { removed_at, removed_by, purge_at, merged_into, alias } = removal;
  const contents = JSON.stringify(row);
  return [
    expectRows(1, insertRemoved(row.id, row.revision, removed_at, removed_by, purge_at, merged_into, alias, contents)),
    copyCriteriaOut(row.id),
    copyVisitsOut(row.id),
    dropCriteria(row.id),
    dropVisits(row.id),
    dropOpportunity(row.id),
  ];
}

/** The guard is in the insert, since what belongs to the removed row has to be there until it is copied. */
const insertBack = tenantSql(`
  INSERT INTO opportunities (tenant_id, ${OPPORTUNITY_COLUMNS.join(", ")})
  SELECT ?1, ${fromJson(OPPORTUNITY_COLUMNS)} FROM json_each(?2) AS row
  WHERE EXISTS (SELECT 1 FROM removed_opportunities WHERE tenant_id = ?1 AND id = row.value ->> 'id' AND removed_at = ?3)`);

const dropRemoved = tenantSql(`DELETE FROM removed_opportunities WHERE tenant_id = ?1 AND id = ?2`);

/** Puts a deleted opportunity back, as the row given. Fails the commit when somebody else has put it back, or the sweep has dropped it. */
export function putBack(removed: RemovedRow, row: OpportunityRow): Change[] {
  return [
    expectRows(1, insertBack(JSON.stringify([row]), removed.removed_at)),
    copyCriteriaBack(row.id),
    copyVisitsBack(row.id),
    dropRemovedCriteria(row.id),
    dropRemovedVisits(row.id),
    dropRemoved(row.id),
  ];
}

/** What was merged into an opportunity is kept for as long as that one: ?3 is when it goes, NULL for not at all. */
export const purgeMergedAt = tenantSql(
  `UPDATE removed_opportunities SET purge_at = ?3 WHERE tenant_id = ?1 AND merged_into = ?2`,
);

const REASON = "opportunities whose deletion is final are dropped, whosever they were";

/** The same rows for each statement of one commit, the last of which drops them. */
const DUE = `
  SELECT tenant_id, id FROM removed_opportunities INDEXED BY removed_opportunities_due
  WHERE purge_at <= ?1 ORDER BY purge_at, tenant_id, id LIMIT ?2`;

const purgeRows = (table: string, key: string) =>
  unscopedSql(REASON, `DELETE FROM ${table} WHERE (tenant_id, ${key}) IN (${DUE})`);

const purgeCriteria = purgeRows("removed_criteria", "opportunity_id");
const purgeVisits = purgeRows("removed_visits", "opportunity_id");
const purgeNotes = purgeRows("opportunity_notes", "opportunity_id");
const purgeOpportunities = purgeRows("removed_opportunities", "id");

/** Drops up to so many of those whose time is over, with all that belongs to them but their events. */
export function purgeDue(now: number, most: number) {
  return [purgeCriteria, purgeVisits, purgeNotes, purgeOpportunities].map((purge) => purge(now, most));
}
