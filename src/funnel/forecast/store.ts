import { type TenantStatement, tenantSql } from "../../db/statement.ts";
import type { FlowRow } from "../../opportunities/flows.ts";
import { firstKept } from "../snapshots/store.ts";
import { PROCESS_ID } from "../store.ts";

/**
 * Of the rows before a week (?3) what is about deals due in a month (?4) or later: a promise is counted in the week in which it is made, however
 * far ahead it lies.
 */
export const listOlderDues: (processId: string | null, week: number, month: number) => TenantStatement<FlowRow> =
  tenantSql(`
    SELECT process_id, week, json_group_object(key, value) AS counts
    FROM process_flows, json_each(process_flows.counts)
    WHERE tenant_id = ?1 AND process_id = ${PROCESS_ID} AND week < ?3
      AND (key GLOB 'due:*' OR key GLOB 'kept:*') AND CAST(substr(key, instr(key, ':') + 1) AS INTEGER) >= ?4
    GROUP BY process_id, week, part`);

/** What the first snapshot of a month that has a forecast says of that month. */
export interface FirstForecastRow {
  readonly month: number;
  readonly day: number;
  readonly currency: string;
  /** A `KeptForecast`, as JSON. */
  readonly forecast: string;
}

const FIRST = `
  SELECT day FROM funnel_snapshots
  WHERE tenant_id = ?1 AND process_id = ${PROCESS_ID} AND day BETWEEN span.value ->> 1 AND span.value ->> 2
    AND day >= coalesce(${firstKept("?4")}, 0) AND funnel ->> '$.forecast[0].month' IS NOT NULL
  ORDER BY day LIMIT 1`;

const firstForecasts = tenantSql<FirstForecastRow>(`
  SELECT span.value ->> 0 AS month, kept.day, kept.funnel ->> '$.open.currency' AS currency, kept.funnel -> '$.forecast[0]' AS forecast
  FROM json_each(?3) AS span CROSS JOIN funnel_snapshots AS kept
  WHERE kept.tenant_id = ?1 AND kept.process_id = ${PROCESS_ID} AND kept.day = (${FIRST})`);

/** Of months, each with its first and last day. */
export function listFirstForecasts(
  processId: string | null,
  months: readonly (readonly [month: number, first: number, last: number])[],
  today: number,
): TenantStatement<FirstForecastRow> {
  return firstForecasts(processId, JSON.stringify(months), today);
}
