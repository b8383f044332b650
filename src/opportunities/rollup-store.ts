import { packsOf } from "../db/packs.ts";
import { type SqlValue, type TenantStatement, tenantSql } from "../db/statement.ts";
import { type Change, expectRows } from "../db/tenant-db.ts";
import type { RollupRow } from "./closed-totals.ts";
import { type FlowRow, weekAbout, weekOf } from "./flows.ts";
import { emptyDelta, leavesTotals, type RollupDelta } from "./rollup.ts";

/** The totals of all processes of the company; more conditions may follow. */
export const SELECT_ROLLUPS = `
  SELECT process_id, won_count, lost_count, won_minor_by_currency, won_visits_by_stage_days, won_cycle_days, lost_cycle_days,
         won_count_by_currency, outcomes_by_stage
  FROM process_rollups WHERE tenant_id = ?1`;

export const listRollups = tenantSql<RollupRow>(SELECT_ROLLUPS);

/**
 * The flows of all processes of the company from a week on (flows.ts); what is about a day is in the rows from its week on. Only what is due in
 * a month may stand in those of earlier weeks, when it was promised.
 */
export const listAllFlowsSince: (week: number) => TenantStatement<FlowRow> = tenantSql(`
  SELECT process_id, week, counts FROM process_flows
  WHERE tenant_id = ?1 AND process_id IN (SELECT id FROM processes WHERE tenant_id = ?1) AND week >= ?2`);

/** Up to here a delta is spelled out as paths, which reads one row; a larger one is merged from JSON, which reads every key as a row. */
const MOST_PATHS = 45;
/** D1 takes at most 32 arguments a function: the column and 15 pairs. */
const PATHS_A_CALL = 15;
/** A row of the flows that has grown so large is written no more. Each write is of the whole row, and D1 takes 2 MB at most. */
const LARGE_BYTES = 256_000;
/** What one statement adds to the flows, be it all in one week. */
const MERGED_BYTES = 1_000_000;

type Counts = ReadonlyMap<string, number>;

/**
 * Adds a delta to the totals and the flows of a process. Relative, so it commutes with every other commit and needs no revision. A small
 * one, as a single deal makes, touches one row of the flows: that of the week `now` falls into; a large one, as an import makes, spreads what
 * it counts over the weeks of the days that it is about. Whatever changes of either, the revisions of the flows tell.
 */
export function addToRollup(processId: string, delta: RollupDelta, now: number): Change[] {
  const totals = leavesTotals(delta) ? [] : [addToTotals(processId, delta)];
  return totals.length === 0 && delta.flows.size === 0 ? [] : [...totals, ...addToFlows(processId, delta.flows, now)];
}

type TotalsColumn = Exclude<keyof RollupRow, "process_id" | "won_count" | "lost_count">;

/** The counts that the columns of process_rollups hold. */
export function totalsOf(delta: RollupDelta): [column: TotalsColumn, counts: Map<string, number>][] {
  return [
    ["won_minor_by_currency", delta.wonMinor],
    ["won_visits_by_stage_days", delta.wonVisits],
    ["won_count_by_currency", delta.wonWithAmount],
    ["won_cycle_days", delta.wonCycles],
    ["lost_cycle_days", delta.lostCycles],
    ["outcomes_by_stage", delta.outcomes],
  ];
}

function addToTotals(processId: string, delta: RollupDelta): Change {
  const columns = totalsOf(delta).filter(([, counts]) => counts.size > 0);
  const size = columns.reduce((sum, [, counts]) => sum + counts.size, 0);
  if (size > MOST_PATHS) return mergeTotals(processId, delta.won, delta.lost, ...totalsOf(delta).map(jsonOfColumn));
  const params: SqlValue[] = [processId, delta.won, delta.lost];
  const sets = columns.map(([column, counts]) => `${column} = ${addPaths(column, counts, params)}`);
  const all = ["won_count = won_count + ?3", "lost_count = lost_count + ?4", ...sets].join(", ");
  const sql = `UPDATE process_rollups SET ${all} WHERE tenant_id = ?1 AND process_id = ?2`;
  return expectRows(1, tenantSql(sql)(...params));
}

const TOTALS = totalsOf(emptyDelta()).map(([column]) => column);

/** An upsert, though the row is there: so it takes no second statement to see that it was. */
const mergeTotals = tenantSql(`
  INSERT INTO process_rollups (tenant_id, process_id, won_count, lost_count, ${TOTALS.join(", ")})
  VALUES (?1, ?2, ?3, ?4, ${TOTALS.map((_, index) => `?${index + 5}`).join(", ")})
  ON CONFLICT (tenant_id, process_id) DO UPDATE SET
    won_count = process_rollups.won_count + excluded.won_count, lost_count = process_rollups.lost_count + excluded.lost_count,
    ${TOTALS.map((column) => `${column} = ${mergeInto(`process_rollups.${column}`, `excluded.${column}`)}`).join(", ")}`);

/** SQL of the part of a week that is written: the last one, or a new one once that is large. */
const partOf = (week: string) => `
  coalesce((SELECT part + (octet_length(counts) > ${LARGE_BYTES}) FROM process_flows
    WHERE tenant_id = ?1 AND process_id = ?2 AND week = ${week} ORDER BY part DESC LIMIT 1), 0)`;

const mergeFlowRows = tenantSql(`
  INSERT INTO process_flows (tenant_id, process_id, week, part, counts)
  SELECT ?1, ?2, row.value ->> 0, ${partOf("row.value ->> 0")}, row.value -> 1 FROM json_each(?3) AS row WHERE true
  ON CONFLICT (tenant_id, process_id, week, part) DO UPDATE SET
    counts = ${mergeInto("process_flows.counts", "excluded.counts")}, revision = process_flows.revision + 1`);

/** Adds counts to the flows of a process, those of each key in the week of the days that it is about. */
export function mergeFlows(processId: string, counts: Counts): TenantStatement[] {
  return packsOf(byWeek(counts), MERGED_BYTES).map((pack) => mergeFlowRows(processId, JSON.stringify(pack)));
}

function addToFlows(processId: string, counts: Counts, now: number): TenantStatement[] {
  const today = Math.floor(now / 86_400_000);
  if (counts.size > MOST_PATHS) return mergeFlows(processId, counts);
  const params: SqlValue[] = [processId, weekOf(today), jsonOf(counts)];
  const sql = `
    INSERT INTO process_flows (tenant_id, process_id, week, part, counts) VALUES (?1, ?2, ?3, ${partOf("?3")}, ?4)
    ON CONFLICT (tenant_id, process_id, week, part) DO UPDATE SET
      counts = ${addPaths("process_flows.counts", counts, params)}, revision = process_flows.revision + 1`;
  return [tenantSql(sql)(...params)];
}

/** By the weeks of the days that they are about; those of one week are several where they are many. */
function byWeek(counts: Counts): (readonly [week: number, counts: Record<string, number>])[] {
  const weeks = Map.groupBy(counts, ([key]) => weekAbout(key));
  return [...weeks].flatMap(([week, all]) =>
    packsOf(all, LARGE_BYTES).map((some) => [week, Object.fromEntries(some)] as const),
  );
}

function mergeInto(column: string, json: string): string {
  return `(
    SELECT json_group_object(key, total) FROM (
      SELECT key, sum(value) AS total
      FROM (SELECT key, value FROM json_each(${column}) UNION ALL SELECT key, value FROM json_each(${json}))
      GROUP BY key HAVING total <> 0))`;
}

/** SQL that adds counts to a JSON column; what it binds is added to `params`, which begin with ?2. */
function addPaths(column: string, counts: Counts, params: SqlValue[]): string {
  const pairs = [...counts].map(([key, amount]) => {
    params.push(`$."${key}"`, amount);
    const path = `?${params.length}`; // ?1 is the tenant, so the path just before the amount is at params.length
    // D1 binds every number as a REAL, which JSON would keep as 1.0.
    return `${path}, coalesce(${column} ->> ${path}, 0) + CAST(?${params.length + 1} AS INTEGER)`;
  });
  let json = column;
  for (let start = 0; start < pairs.length; start += PATHS_A_CALL) {
    json = `json_set(${json}, ${pairs.slice(start, start + PATHS_A_CALL).join(", ")})`;
  }
  return json;
}

function jsonOfColumn([, counts]: [column: string, counts: Counts]): string {
  return jsonOf(counts);
}

function jsonOf(counts: Counts): string {
  return JSON.stringify(Object.fromEntries(counts));
}
