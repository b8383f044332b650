import { type TenantStatement, tenantSql } from "../db/statement.ts";
import { expectRows, type GuardedStatement } from "../db/tenant-db.ts";
import type { RollupRow } from "./closed-totals.ts";
import type { RollupDelta } from "./rollup.ts";

/** The totals of all processes of the company; more conditions may follow. */
export const SELECT_ROLLUPS = `
  SELECT process_id, won_count, lost_count, won_minor_by_currency, won_visits_by_stage_days
  FROM process_rollups WHERE tenant_id = ?1`;

export const listRollups = tenantSql<RollupRow>(SELECT_ROLLUPS);

/** Up to here a delta is spelled out as paths, which reads one row; a larger one is merged from JSON, which reads every key as a row. */
const MOST_PATHS = 45;
/** D1 takes at most 32 arguments a function: the column and 15 pairs. */
const PATHS_A_CALL = 15;

const counts = "won_count = won_count + ?3, lost_count = lost_count + ?4";

const mergedInto = (column: string, parameter: string) => `${column} = (
  SELECT json_group_object(key, total) FROM (
    SELECT key, sum(value) AS total
    FROM (SELECT key, value FROM json_each(${column}) UNION ALL SELECT key, value FROM json_each(${parameter}))
    GROUP BY key HAVING total <> 0))`;

const merge = tenantSql(`
  UPDATE process_rollups SET ${counts}, ${mergedInto("won_minor_by_currency", "?5")}, ${mergedInto("won_visits_by_stage_days", "?6")}
  WHERE tenant_id = ?1 AND process_id = ?2`);

/** Adds a delta to the totals of a process. Relative, so it commutes with every other commit and needs no revision. */
export function addToRollup(processId: string, delta: RollupDelta): GuardedStatement {
  const small = delta.wonMinor.size + delta.wonVisits.size <= MOST_PATHS;
  return expectRows(1, small ? addPaths(processId, delta) : mergeJson(processId, delta));
}

function mergeJson(processId: string, delta: RollupDelta): TenantStatement {
  const json = (map: ReadonlyMap<string, number>) => JSON.stringify(Object.fromEntries(map));
  return merge(processId, delta.won, delta.lost, json(delta.wonMinor), json(delta.wonVisits));
}

function addPaths(processId: string, delta: RollupDelta): TenantStatement {
  const params: (string | number)[] = [processId, delta.won, delta.lost];
  const pair = (column: string, key: string, amount: number) => {
    params.push(`$."${key}"`, amount);
    const path = `?${params.length}`; // ?1 is the tenant, so the path just before the amount is at params.length
    // D1 binds every number as a REAL, which JSON would keep as 1.0.
    return `${path}, coalesce(${column} ->> ${path}, 0) + CAST(?${params.length + 1} AS INTEGER)`;
  };
  const set = (column: string, map: ReadonlyMap<string, number>) => {
    const pairs = [...map].map(([key, amount]) => pair(column, key, amount));
    let json = column;
    for (let start = 0; start < pairs.length; start += PATHS_A_CALL) {
      json = `json_set(${json}, ${pairs.slice(start, start + PATHS_A_CALL).join(", ")})`;
    }
    return pairs.length > 0 ? `, ${column} = ${json}` : "";
  };
  const sets = set("won_minor_by_currency", delta.wonMinor) + set("won_visits_by_stage_days", delta.wonVisits);
  const sql = `UPDATE process_rollups SET ${counts}${sets} WHERE tenant_id = ?1 AND process_id = ?2`;
  return tenantSql(sql)(...params);
}
