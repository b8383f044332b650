import { JSON_ROWS, setFromJson } from "../../db/json-rows.ts";
import { packsOf } from "../../db/packs.ts";
import { type SqlValue, tenantSql } from "../../db/statement.ts";
import { type Change, expectRows } from "../../db/tenant-db.ts";
import type { RollupRow } from "../closed-totals.ts";
import type { FlowRow } from "../flows.ts";
import type { RollupDelta } from "../rollup.ts";
import { mergeFlows, SELECT_ROLLUPS, totalsOf } from "../rollup-store.ts";
import { type StoredDeal, type StoredDealRow, VISIT_VALUES } from "./stored-deal.ts";

const pageOf = (condition: string) =>
  tenantSql<StoredDealRow>(`
    SELECT id, revision, version, status, amount_minor, currency, opened_day, closed_at, closed_day, expected_close_day,
      first_expected_day, pushes,
      (SELECT json_group_array(json_array(${VISIT_VALUES.join(", ")})) FROM stage_visits
       WHERE tenant_id = ?1 AND opportunity_id = opportunities.id) AS visits
    FROM opportunities WHERE tenant_id = ?1 AND process_id = ?2 AND id > ?3 ${condition} ORDER BY id LIMIT ?4`);

/** Of a process, after an id, so many. */
export const listStoredDeals = pageOf("");

/** As `listStoredDeals`, those alone that lack a day, or a position. */
export const listIncompleteDeals = pageOf(`
  AND ((closed_at IS NOT NULL AND closed_day IS NULL)
    OR (expected_close_day IS NOT NULL AND first_expected_day IS NULL AND pushes = 0) OR EXISTS (
    SELECT 1 FROM stage_visits WHERE tenant_id = ?1 AND opportunity_id = opportunities.id
      AND (position IS NULL OR (entered_at IS NOT NULL AND entered_day IS NULL))))`);

const REVISIONS = `(
  SELECT coalesce(sum(revision), 0) FROM process_flows WHERE tenant_id = ?1 AND process_id = ?2)`;

/** A number that is another one after every commit that has changed a total or a flow of the process. */
export const readRevisions = tenantSql<{ readonly revisions: number }>(`SELECT ${REVISIONS} AS revisions`);

export const findTotals = tenantSql<RollupRow>(`${SELECT_ROLLUPS} AND process_id = ?2`);

export const listFlows = tenantSql<FlowRow>(
  `SELECT process_id, week, counts FROM process_flows WHERE tenant_id = ?1 AND process_id = ?2`,
);

const completeDeals = tenantSql(`
  UPDATE opportunities SET ${setFromJson(["closed_day", "first_expected_day"])}, revision = revision + 1 FROM ${JSON_ROWS}
  WHERE opportunities.tenant_id = row.tenant_id AND id = row.value ->> 'id' AND revision = row.value ->> 'revision'`);

const completeVisits = tenantSql(`
  UPDATE stage_visits SET ${setFromJson(["entered_day", "position"])} FROM ${JSON_ROWS}
  WHERE stage_visits.tenant_id = row.tenant_id AND opportunity_id = row.value ->> 'id' AND visit = row.value ->> 'visit'`);

/**
 * Stores the days of deals that lacked them. Fails the commit when one has moved since it was read. The deals get their next revision, since
 * whoever has read them without their days would count them so.
 */
export function storeDays(deals: readonly StoredDeal[]): Change[] {
  const rows = deals.map(({ id, revision, closed_day, first_expected_day }) => ({
    id,
    revision,
    closed_day,
    first_expected_day,
  }));
  const visits = deals.flatMap(({ id, visits: all }) =>
    all.map(({ visit, entered_day, position }) => ({ id, visit, entered_day, position })),
  );
  return [
    ...packsOf(rows).map((pack) => expectRows(pack.length, completeDeals(JSON.stringify(pack)))),
    ...packsOf(visits).map((pack) => completeVisits(JSON.stringify(pack))),
  ];
}

const dropFlows = tenantSql(`DELETE FROM process_flows WHERE tenant_id = ?1 AND process_id = ?2`);

/** Puts what was counted in the place of all that is stored. Fails the commit when that has changed since `revisions` were read. */
export function replaceCounts(processId: string, counted: RollupDelta, revisions: number): Change[] {
  const params: SqlValue[] = [processId, revisions, counted.won, counted.lost];
  const sets = totalsOf(counted).map(
    ([column, sums]) => `${column} = ?${params.push(JSON.stringify(Object.fromEntries(sums))) + 1}`,
  );
  const all = ["won_count = ?4", "lost_count = ?5", ...sets].join(", ");
  const replaceTotals = tenantSql(
    `UPDATE process_rollups SET ${all} WHERE tenant_id = ?1 AND process_id = ?2 AND ${REVISIONS} = ?3`,
  );
  return [expectRows(1, replaceTotals(...params)), dropFlows(processId), ...mergeFlows(processId, counted.flows)];
}
