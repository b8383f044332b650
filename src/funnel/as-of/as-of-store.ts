import { type TenantStatement, tenantSql } from "../../db/statement.ts";
import type { OpportunityRow } from "../../opportunities/opportunity.ts";
import { PROCESS_ID } from "../store.ts";

/** A deal that may have been open at some time, with all of its visits. */
export interface PastDealRow
  extends Pick<
    OpportunityRow,
    "id" | "status" | "version" | "amount_minor" | "currency" | "owner" | "tags" | "opened_day" | "closed_at"
  > {
  /** A JSON array of `[visit, stage, direction, entered_at, left_at, score_at_entry]`. */
  readonly visits: string;
}

/**
 * The deals of a process (null: the default one) that may have been open just before an instant (?3): neither closed by then as far as is
 * known, nor first entered later. No index knows when a deal was closed, so this reads every deal of the company, and the visits of those
 * that were not closed by then.
 */
export const listDealsOpenAt: (processId: string | null, before: number) => TenantStatement<PastDealRow> = tenantSql(`
  SELECT deal.id, deal.status, deal.version, deal.amount_minor, deal.currency, deal.owner, deal.tags, deal.opened_day, deal.closed_at,
         json_group_array(json_array(visit.visit, visit.stage, visit.direction, visit.entered_at, visit.left_at, visit.score_at_entry)) AS visits
  FROM opportunities AS deal CROSS JOIN stage_visits AS visit
  WHERE deal.tenant_id = ?1 AND deal.process_id = ${PROCESS_ID}
    AND (deal.status = 'open' OR deal.closed_at IS NULL OR deal.closed_at >= ?3)
    AND visit.tenant_id = ?1 AND visit.opportunity_id = deal.id
  GROUP BY deal.id HAVING min(visit.entered_at) < ?3 OR min(visit.entered_at) IS NULL`);
