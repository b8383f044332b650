import { packsOf } from "../../db/packs.ts";
import { type TenantStatement, tenantSql } from "../../db/statement.ts";
import type { funnelSnapshots, tenants } from "../../db/tables.ts";
import { BEGIN_ANEW } from "../../opportunities/rollup-repair/request-store.ts";
import type { PastDealRow } from "../as-of/as-of-store.ts";
import { PROCESS_ID } from "../store.ts";

export type SnapshotRow = Readonly<Omit<typeof funnelSnapshots.$inferSelect, "tenant_id">>;

/** The funnel of a process on a day, as it was seen. */
export interface LiveSnapshot {
  readonly processId: string;
  readonly day: number;
  readonly funnel: object;
  readonly takenAt: number;
}

const upsert = (condition: string) => {
  const statement = tenantSql(`
    INSERT INTO funnel_snapshots (tenant_id, process_id, day, funnel, taken_at)
    SELECT ?1, row.value ->> 'processId', row.value ->> 'day', row.value -> 'funnel', row.value ->> 'takenAt'
    FROM json_each(?2) AS row WHERE ${condition}
    ON CONFLICT (tenant_id, process_id, day) DO UPDATE SET funnel = excluded.funnel, taken_at = excluded.taken_at, source = 'live'
    WHERE funnel_snapshots.source = 'visits' OR excluded.taken_at >= funnel_snapshots.taken_at`);
  return (snapshots: readonly LiveSnapshot[]) => packsOf(snapshots).map((pack) => statement(JSON.stringify(pack)));
};

/** The last one taken of a day stays, whichever of two is written last. */
export const upsertSnapshots = upsert("true");

/** As `upsertSnapshots`, of a day that is over; not where nobody has ever looked by then, since only visits know of such days. */
export const upsertEndsOfDay = upsert(`EXISTS (
  SELECT 1 FROM funnel_snapshots
  WHERE tenant_id = ?1 AND process_id = row.value ->> 'processId' AND day <= row.value ->> 'day')`);

export interface PastSnapshot {
  readonly day: number;
  readonly funnel: object;
}

const upsertPast = tenantSql(`
  INSERT INTO funnel_snapshots (tenant_id, process_id, day, funnel, taken_at, source)
  SELECT ?1, ?3, row.value ->> 'day', row.value -> 'funnel', ?4, 'visits' FROM json_each(?2) AS row WHERE true
  ON CONFLICT (tenant_id, process_id, day) DO UPDATE SET funnel = excluded.funnel, taken_at = excluded.taken_at
  WHERE funnel_snapshots.source = 'visits' AND funnel_snapshots.funnel <> excluded.funnel`);

/** Funnels of past days as visits tell them. What was seen on a day is never overwritten, and what would stay the same is not written. */
export function upsertPastSnapshots(
  processId: string,
  snapshots: readonly PastSnapshot[],
  takenAt: number,
): TenantStatement {
  return upsertPast(JSON.stringify(snapshots), processId, takenAt);
}

/** SQL of the first day that is kept, from that of today; NULL where they are kept for ever. */
export const firstKept = (today: string) => `${today} - (SELECT snapshot_retention_days FROM tenants WHERE id = ?1)`;

/** Newest first, from a day to a day; what the company does not keep any more is not shown, though it may still be there. */
export const listSnapshots: (
  processId: string | null,
  from: number,
  to: number,
  limit: number,
  today: number,
) => TenantStatement<SnapshotRow> = tenantSql(`
  SELECT process_id, day, funnel, taken_at, source FROM funnel_snapshots
  WHERE tenant_id = ?1 AND process_id = ${PROCESS_ID} AND day <= ?4 AND day >= max(?3, coalesce(${firstKept("?6")}, ?3))
  ORDER BY day DESC LIMIT ?5`);

const dropDays = tenantSql(`
  DELETE FROM funnel_snapshots WHERE tenant_id = ?1 AND (process_id, day) IN (
    SELECT process.value, expired.day
    FROM json_each(?2) AS process CROSS JOIN funnel_snapshots AS expired
    WHERE expired.tenant_id = ?1 AND expired.process_id = process.value AND expired.day < min(${firstKept("?3")},
      ?4 + (SELECT min(day) FROM funnel_snapshots WHERE tenant_id = ?1 AND process_id = process.value)))`);

/** Drops what the company does not keep any more: of each process so many days, from the oldest on. */
export function dropExpired(processIds: readonly string[], today: number, days: number): TenantStatement {
  return dropDays(JSON.stringify(processIds), today, days);
}

const requestLacking = tenantSql(`
  INSERT INTO funnel_repairs (tenant_id, process_id, kind, status, result, lease_until, requested_at)
  SELECT ?1, process.value, 'snapshots', 'queued', '{"verify_only":false}', ?5, ?5 FROM json_each(?2) AS process
  WHERE EXISTS (SELECT 1 FROM funnel_snapshots WHERE tenant_id = ?1 AND process_id = process.value AND day < ?3)
    AND NOT EXISTS (SELECT 1 FROM funnel_snapshots WHERE tenant_id = ?1 AND process_id = process.value AND day = ?3)
    AND NOT EXISTS (
      SELECT 1 FROM funnel_repairs
      WHERE tenant_id = ?1 AND process_id = process.value AND kind = 'snapshots' AND requested_at >= ?4)
  ${BEGIN_ANEW}`);

/**
 * Asks for past days to be drawn from visits where a process that has older snapshots lacks that of a day, as after days on which nobody
 * looked. At most once since an instant: there may be nothing to draw.
 */
export function requestMissing(
  processIds: readonly string[],
  day: number,
  since: number,
  now: number,
): TenantStatement {
  return requestLacking(JSON.stringify(processIds), day, since, now);
}

/** What happened to opportunities since an instant (?2), as the newest ?3 events of the company tell. */
const RECENT = `
  SELECT * FROM (SELECT id, type, at, opportunity_id, data FROM events WHERE tenant_id = ?1 ORDER BY id DESC LIMIT ?3)
  WHERE at >= ?2`;

export interface RecentEventRow {
  readonly type: string;
  /** Null of what is about something else. */
  readonly opportunity_id: string | null;
  readonly data: string;
}

function visitsOf(table: string): string {
  return `SELECT opportunity_id, visit, entered_at FROM ${table} WHERE tenant_id = ?1 AND opportunity_id IN (SELECT opportunity_id FROM about)`;
}

/** Oldest first. */
export const listRecentEvents: (since: number, most: number) => TenantStatement<RecentEventRow> = tenantSql(
  `SELECT type, opportunity_id, data FROM (${RECENT}) ORDER BY id`,
);

export interface RecentVisitRow {
  readonly opportunity_id: string;
  readonly entered_at: number | null;
}

/** Of the opportunities that these events are about, deleted ones too: the visits that had begun before then, each one's in their order. */
export const listVisitsBefore: (since: number, most: number) => TenantStatement<RecentVisitRow> = tenantSql(`
  WITH recent AS (${RECENT}),
    about AS (SELECT opportunity_id FROM recent UNION SELECT data ->> '$.duplicate.id' FROM recent WHERE type = 'opportunity.merged'),
    all_visits AS (${["stage_visits", "removed_visits"].map(visitsOf).join(" UNION ALL ")})
  SELECT opportunity_id, entered_at FROM all_visits WHERE entered_at IS NULL OR entered_at < ?2 ORDER BY opportunity_id, visit`);

/** Drops what was drawn of days before one: since then the past has turned out to begin later. */
export const dropPastBefore: (processId: string, day: number) => TenantStatement = tenantSql(`
  DELETE FROM funnel_snapshots WHERE tenant_id = ?1 AND process_id = ?2 AND day < ?3 AND source = 'visits'`);

export const findRetention = tenantSql<Pick<typeof tenants.$inferSelect, "snapshot_retention_days">>(
  `SELECT snapshot_retention_days FROM tenants WHERE id = ?1`,
);

/** All deals of a process with their visits, after an id. */
export const pageDealsWithVisits: (processId: string, after: string, limit: number) => TenantStatement<PastDealRow> =
  tenantSql(`
    SELECT deal.id, status, version, amount_minor, currency, owner, tags, opened_day, closed_at,
           json_group_array(json_array(visit.visit, visit.stage, visit.direction, visit.entered_at, visit.left_at, visit.score_at_entry))
             FILTER (WHERE visit.visit IS NOT NULL) AS visits
    FROM (SELECT * FROM opportunities WHERE tenant_id = ?1 AND process_id = ?2 AND id > ?3 ORDER BY id LIMIT ?4) AS deal
      LEFT JOIN stage_visits AS visit ON visit.tenant_id = ?1 AND visit.opportunity_id = deal.id
    GROUP BY deal.id ORDER BY deal.id`);
