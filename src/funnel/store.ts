import { type TenantStatement, tenantSql } from "../db/statement.ts";
import type { processes } from "../db/tables.ts";
import type { RollupRow } from "../opportunities/closed-totals.ts";
import type { FlowRow } from "../opportunities/flows.ts";
import { SELECT_ROLLUPS } from "../opportunities/rollup-store.ts";
import type { OpenDeal } from "./assess-deal.ts";

export type ProcessHeadRow = Readonly<
  Pick<typeof processes.$inferSelect, "id" | "name" | "current_version" | "archived_at">
>;

/**
 * Names the process ?2, or the company's default one where ?2 is null: the funnel is read in one round trip whichever of the two the
 * caller knows.
 */
export const PROCESS_ID = "coalesce(?2, (SELECT id FROM processes WHERE tenant_id = ?1 AND is_default = 1))";

/** The covering index holds all of these, so reading the open deals touches exactly their entries. */
const OPEN_DEALS = `
  SELECT id, process_id, stage, stage_entered_at, version, score_hundredths, hollow, amount_minor, currency, expected_close_day, owner, pushes,
         opened_day, last_event_at, tags, name
  FROM opportunities INDEXED BY opportunities_open_funnel
  WHERE tenant_id = ?1 AND status = 'open'`;

/** All statements of a process take its id, or null for the default one. */
export const findProcessHead: (processId: string | null) => TenantStatement<ProcessHeadRow> = tenantSql(
  `SELECT id, name, current_version, archived_at FROM processes WHERE tenant_id = ?1 AND id = ${PROCESS_ID}`,
);

export const findRollup: (processId: string | null) => TenantStatement<RollupRow> = tenantSql(
  `${SELECT_ROLLUPS} AND process_id = ${PROCESS_ID}`,
);

export const listOpenDeals: (processId: string | null) => TenantStatement<OpenDeal> = tenantSql(
  `${OPEN_DEALS} AND process_id = ${PROCESS_ID}`,
);

/** As `listAllFlowsSince`, of one process. */
export const findFlowsSince: (processId: string | null, week: number) => TenantStatement<FlowRow> = tenantSql(
  `SELECT process_id, week, counts FROM process_flows WHERE tenant_id = ?1 AND process_id = ${PROCESS_ID} AND week >= ?3`,
);

export const listProcessHeads = tenantSql<ProcessHeadRow>(
  `SELECT id, name, current_version, archived_at FROM processes WHERE tenant_id = ?1`,
);

export const listAllOpenDeals = tenantSql<OpenDeal>(OPEN_DEALS);
