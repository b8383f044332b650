import { tenantSql } from "../../db/statement.ts";
import type { CriterionRow, OpportunityRow, SaidRow } from "../opportunity.ts";
import { OPPORTUNITY_COLUMNS, type ProcessHead } from "../store.ts";

/** Of a JSON array of ids, the opportunities that exist. */
export const findByIds = tenantSql<OpportunityRow>(`
  SELECT ${OPPORTUNITY_COLUMNS.join(", ")} FROM opportunities
  WHERE tenant_id = ?1 AND id IN (SELECT value FROM json_each(?2))`);

/** Of a JSON array of ids, the processes that exist. */
export const findProcesses = tenantSql<ProcessHead>(`
  SELECT id, name, current_version, archived_at FROM processes
  WHERE tenant_id = ?1 AND id IN (SELECT value FROM json_each(?2))`);

/** What a score follows from, of the opportunities in a JSON array of ids, in the order of the keys; not the evidence, which can be long. */
export const listSaidOf = tenantSql<SaidRow & { readonly opportunity_id: string }>(`
  SELECT opportunity_id, criterion, state, level_percent FROM opportunity_criteria
  WHERE tenant_id = ?1 AND opportunity_id IN (SELECT value FROM json_each(?2)) ORDER BY opportunity_id, criterion`);

/** Of a JSON array of [opportunity, criterion], all that is recorded. */
export const listNamedCriteria = tenantSql<CriterionRow & { readonly opportunity_id: string }>(`
  SELECT said.opportunity_id, said.criterion, said.state, said.level_percent, said.evidence, said.confirmed_by, said.note, said.actor,
    said.changed_at
  FROM json_each(?2) AS wanted CROSS JOIN opportunity_criteria AS said
  WHERE said.tenant_id = ?1 AND said.opportunity_id = wanted.value ->> 0 AND said.criterion = wanted.value ->> 1`);

/** Of a JSON array of ids, those that were removed, with what they were merged into, if that is how. */
export const findMerged = tenantSql<{ readonly id: string; readonly merged_into: string | null }>(`
  SELECT id, merged_into FROM removed_opportunities WHERE tenant_id = ?1 AND id IN (SELECT value FROM json_each(?2))`);
