import { fromJson } from "../../../db/json-rows.ts";
import { type TenantStatement, tenantSql } from "../../../db/statement.ts";
import { type NewVisit, VISIT_COLUMNS, VISIT_FACTS } from "../../store.ts";

// Both are guarded by the revisions of the opportunities that `updateFieldsAndPosition` changes in the same commit.

/** `WHERE true` tells SQLite's parser that ON CONFLICT is not part of a join. */
const upsertVisitRows = tenantSql(`
  INSERT INTO stage_visits (tenant_id, ${VISIT_COLUMNS.join(", ")})
  SELECT ?1, ${fromJson(VISIT_COLUMNS)} FROM json_each(?2) AS row WHERE true
  ON CONFLICT (tenant_id, opportunity_id, visit) DO UPDATE SET
    ${VISIT_FACTS.map((column) => `${column} = excluded.${column}`).join(", ")}`);

/** Writes visits, whether they are new or others than they were. */
export function upsertVisits(visits: readonly NewVisit[]): TenantStatement {
  return upsertVisitRows(JSON.stringify(visits));
}

/** One visit of one deal. */
export type VisitKey = Pick<NewVisit, "opportunity_id" | "visit">;

const deleteVisitRows = tenantSql(`
  DELETE FROM stage_visits WHERE tenant_id = ?1 AND (opportunity_id, visit) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?2))`);

/** Takes visits away that a history turned out not to have. */
export function deleteVisits(keys: readonly VisitKey[]): TenantStatement {
  return deleteVisitRows(JSON.stringify(keys.map(({ opportunity_id, visit }) => [opportunity_id, visit])));
}
