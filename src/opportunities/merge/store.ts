import { setFromJson } from "../../db/json-rows.ts";
import { type TenantStatement, tenantSql } from "../../db/statement.ts";
import { expectRows, type GuardedStatement } from "../../db/tenant-db.ts";
import type { EventRow } from "../../events/store.ts";
import type { OpportunityRow, SaidRow, VisitRow } from "../opportunity.ts";
import type { RemovedRow } from "../removal/removed.ts";
import { OPPORTUNITY_COLUMNS } from "../store.ts";
import { MERGED_FIELDS } from "./merge-fields.ts";

/** What is recorded of an opportunity's criteria without the evidence, which can be long and is not needed to decide. */
export const listSaid = tenantSql<SaidRow>(`
  SELECT criterion, state, level_percent FROM opportunity_criteria WHERE tenant_id = ?1 AND opportunity_id = ?2 ORDER BY criterion`);

const CHANGED = [
  ...MERGED_FIELDS.filter((column) => column !== "external_id"),
  "earned_stage",
  "hollow",
  "score_hundredths",
  "revision",
  "updated_at",
  "last_event_at",
] as const satisfies readonly (keyof OpportunityRow)[];

const update = (columns: readonly (keyof OpportunityRow)[]) =>
  tenantSql(`
    UPDATE opportunities SET ${setFromJson(columns)} FROM (SELECT value FROM json_each(?4)) AS row
    WHERE tenant_id = ?1 AND id = ?2 AND revision = ?3`);

/** An external id that stays is not written: it may have become another one's alias since, and that is for a new one to be refused. */
const updateChanged = update(CHANGED);
const updateRenamed = update([...CHANGED, "external_id"]);

/** Fails the commit when the survivor has moved since it was read, as `before`, or is gone. */
export function updateSurvivor(row: OpportunityRow, before: OpportunityRow): GuardedStatement {
  const changed = Object.fromEntries([...CHANGED, "external_id" as const].map((column) => [column, row[column]]));
  const statement = row.external_id === before.external_id ? updateChanged : updateRenamed;
  return expectRows(1, statement(row.id, before.revision, JSON.stringify([changed])));
}

const STANDING = ["state", "level_percent", "evidence", "confirmed_by", "note", "actor", "changed_at"] as const;

const adopt = tenantSql(`
  INSERT INTO opportunity_criteria (tenant_id, opportunity_id, criterion, ${STANDING.join(", ")})
  SELECT ?1, ?2, criterion, ${STANDING.join(", ")} FROM removed_criteria
  WHERE tenant_id = ?1 AND opportunity_id = ?3 AND criterion IN (SELECT value FROM json_each(?4))
  ON CONFLICT (tenant_id, opportunity_id, criterion) DO UPDATE SET
    ${STANDING.map((column) => `${column} = excluded.${column}`).join(", ")}`);

/**
 * Gives the survivor what was said of these criteria of an opportunity that has been taken out, with who said it and when. Guarded by the
 * revisions of both.
 */
export function adoptInto(survivor: string, duplicate: string, criteria: readonly string[]): TenantStatement {
  return adopt(survivor, duplicate, JSON.stringify(criteria));
}

/** What was merged into the duplicate (?2) goes on to the survivor (?3). */
export const passOn = tenantSql(
  `UPDATE removed_opportunities SET merged_into = ?3 WHERE tenant_id = ?1 AND merged_into = ?2`,
);

/** What was merged into an opportunity, in the order of the ids. */
export const listMerged = tenantSql<RemovedRow>(`
  SELECT id, removed_at, removed_by, purge_at, merged_into, alias, contents
  FROM removed_opportunities INDEXED BY removed_opportunities_merged WHERE tenant_id = ?1 AND merged_into = ?2 ORDER BY id`);

const MERGED_IDS =
  "SELECT id FROM removed_opportunities INDEXED BY removed_opportunities_merged WHERE tenant_id = ?1 AND merged_into = ?2";

export const listMergedVisits = tenantSql<VisitRow & { readonly opportunity_id: string }>(`
  SELECT opportunity_id, visit, process_id, stage, direction, entered_at, left_at, score_at_entry, score_at_exit, entered_day, position
  FROM removed_visits WHERE tenant_id = ?1 AND opportunity_id IN (${MERGED_IDS}) ORDER BY opportunity_id, visit`);

/** As `listOpportunityEvents`, of what was merged into the opportunity. Without the index it would walk the whole log of the company. */
export const listMergedEvents = tenantSql<EventRow & { readonly opportunity_id: string }>(`
  SELECT id, type, at, actor, data, opportunity_id FROM events INDEXED BY events_opportunity
  WHERE tenant_id = ?1 AND opportunity_id IN (${MERGED_IDS}) AND id > ?3 ORDER BY id LIMIT ?4`);

const columnsOf = (table: string) => OPPORTUNITY_COLUMNS.map((column) => `${table}.${column}`).join(", ");

const ALIASES = `
  SELECT removed.alias, removed.removed_at AS merged_at, ${columnsOf("survivor")}
  FROM removed_opportunities AS removed INDEXED BY removed_opportunities_alias
  JOIN opportunities AS survivor ON survivor.tenant_id = ?1 AND survivor.id = removed.merged_into
  WHERE removed.tenant_id = ?1 AND removed.alias IN (SELECT value FROM json_each(?2))`;

/** An opportunity as one of its names has found it. */
export type FoundByName = OpportunityRow & {
  /** The name, where it is an alias. */
  readonly alias: string | null;
  /** When it became one. */
  readonly merged_at: number | null;
};

/** Of a JSON array of external ids, those that are the alias of an opportunity, with that opportunity. */
export const findByAliases = tenantSql<FoundByName>(ALIASES);

/** As `findByAliases`, and those that are an opportunity's own external id. Without the index the planner would walk all of the company's. */
export const findByNames = tenantSql<FoundByName>(`
  ${ALIASES}
  UNION ALL
  SELECT NULL, NULL, ${columnsOf("own")} FROM opportunities AS own INDEXED BY opportunities_external_id
  WHERE own.tenant_id = ?1 AND own.external_id IN (SELECT value FROM json_each(?2))`);
