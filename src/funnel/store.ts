import { type TenantStatement, tenantSql } from "../db/statement.ts";
import type { funnelSnapshots, processes } from "../db/tables.ts";
import type { RollupRow } from "../opportunities/closed-totals.ts";
import { SELECT_ROLLUPS } from "../opportunities/rollup-store.ts";
import type { OpenDeal } from "./assess-deal.ts";

export type ProcessHeadRow = Readonly<Pick<typeof processes.$inferSelect, "id" | "name" | "current_version">>;

/**
 * Names the process ?2, or the company's default one where ?2 is null: the funnel is read in one round trip whichever of the two the
 * caller knows.
 */
const PROCESS_ID = "coalesce(?2, (SELECT id FROM processes WHERE tenant_id = ?1 AND is_default = 1))";

/** The covering index holds all of these, so reading the open deals touches exactly their entries. */
const OPEN_DEALS = `
  SELECT id, process_id, stage, stage_entered_at, version, score_hundredths, hollow, amount_minor, currency, expected_close_day, owner, pushes
  FROM opportunities INDEXED BY opportunities_open_funnel
  WHERE tenant_id = ?1 AND status = 'open'`;

/** All statements of a process take its id, or null for the default one. */
export const findProcessHead: (processId: string | null) => TenantStatement<ProcessHeadRow> = tenantSql(
  `SELECT id, name, current_version FROM processes WHERE tenant_id = ?1 AND id = ${PROCESS_ID}`,
);

export const findRollup: (processId: string | null) => TenantStatement<RollupRow> = tenantSql(
  `${SELECT_ROLLUPS} AND process_id = ${PROCESS_ID}`,
);

export const listOpenDeals: (processId: string | null) => TenantStatement<OpenDeal> = tenantSql(
  `${OPEN_DEALS} AND process_id = ${PROCESS_ID}`,
);

export const listProcessHeads = tenantSql<ProcessHeadRow>(
  `SELECT id, name, current_version FROM processes WHERE tenant_id = ?1`,
);

export const listAllOpenDeals = tenantSql<OpenDeal>(OPEN_DEALS);

const upsertSnapshotRow = tenantSql(`
  INSERT INTO funnel_snapshots (tenant_id, process_id, day, funnel, taken_at) VALUES (?1, ?2, ?3, ?4, ?5)
  ON CONFLICT (tenant_id, process_id, day) DO UPDATE SET funnel = excluded.funnel, taken_at = excluded.taken_at
  WHERE excluded.taken_at >= funnel_snapshots.taken_at`);

/** The funnel of a process on a day. The last one taken on the day stays, whichever of two is written last. */
export function upsertSnapshot(processId: string, day: number, funnel: object, takenAt: number): TenantStatement {
  return upsertSnapshotRow(processId, day, JSON.stringify(funnel), takenAt);
}

export type SnapshotRow = Readonly<Omit<typeof funnelSnapshots.$inferSelect, "tenant_id">>;

/** Newest first, before a day. */
export const listSnapshots: (processId: string | null, before: number, limit: number) => TenantStatement<SnapshotRow> =
  tenantSql(`
    SELECT process_id, day, funnel, taken_at FROM funnel_snapshots
    WHERE tenant_id = ?1 AND process_id = ${PROCESS_ID} AND day < ?3 ORDER BY day DESC LIMIT ?4`);
