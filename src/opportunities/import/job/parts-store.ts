import { type TenantStatement, tenantSql, unscopedSql } from "../../../db/statement.ts";
import type { importParts } from "../../../db/tables.ts";

/** A part of a file: `records` are `StagedRow`s, `ids` pairs of an external id and the row that it stood in, both as JSON. */
type PartRow = Readonly<Pick<typeof importParts.$inferSelect, "records" | "ids">>;

const insertPart = tenantSql(
  `INSERT INTO import_parts (tenant_id, import_id, part, records, created_at) VALUES (?1, ?2, ?3, ?4, ?5)`,
);

export function putPartAside(importId: string, part: number, records: string, now: number): TenantStatement {
  return insertPart(importId, part, records, now);
}

export const findPart = tenantSql<PartRow>(
  `SELECT records, ids FROM import_parts WHERE tenant_id = ?1 AND import_id = ?2 AND part = ?3`,
);

const setIds = tenantSql(`UPDATE import_parts SET ids = ?4 WHERE tenant_id = ?1 AND import_id = ?2 AND part = ?3`);

/** Says which rows of a part were good. Guarded by the revision of the import. */
export function setPartIds(
  importId: string,
  part: number,
  ids: readonly (readonly [string, number])[],
): TenantStatement {
  return setIds(importId, part, JSON.stringify(ids));
}

/** Of a JSON array of external ids, those that good rows of a file had before, each with its row. */
export const findEarlierRows = tenantSql<{ readonly id: string; readonly row: number }>(`
  SELECT good.value ->> 0 AS id, good.value ->> 1 AS row FROM import_parts, json_each(import_parts.ids) AS good
  WHERE import_parts.tenant_id = ?1 AND import_id = ?2 AND good.value ->> 0 IN (SELECT value FROM json_each(?3))`);

/** Of a row that waits, by which deal it stands in the order of deals: what it says in the column ?6, as far as ?7 characters. */
const DEAL_KEY = "substr(trim(coalesce(waiting.value ->> ?6, ''), char(9, 10, 13, 32, 160)), 1, ?7)";
const WAITING_ROWS = `
  SELECT waiting.value AS record, ${DEAL_KEY} AS deal_key, waiting.value ->> 0 AS row
  FROM import_parts, json_each(import_parts.records) AS waiting
  WHERE import_parts.tenant_id = ?1 AND import_id = ?2`;

/** One row of a file that waits, as a `StagedRow`. */
export interface WaitingRow {
  readonly record: string;
  readonly deal_key: string;
  readonly row: number;
}

/** The first ?5 rows of a file in the order of deals, and of a deal's rows in theirs, after the row ?4 of the deal ?3. */
export const listByDeal = tenantSql<WaitingRow>(
  `${WAITING_ROWS} AND (${DEAL_KEY}, waiting.value ->> 0) > (?3, ?4) ORDER BY deal_key, row LIMIT ?5`,
);

/** All rows of the deal ?3 after the row ?4. */
export const listOfDeal = tenantSql<WaitingRow>(
  `${WAITING_ROWS} AND ${DEAL_KEY} = ?3 AND waiting.value ->> 0 > ?4 ORDER BY row LIMIT ?5`,
);

export const dropParts = tenantSql(`DELETE FROM import_parts WHERE tenant_id = ?1 AND import_id = ?2`);

/** What an upload that broke off has left, and what nobody has come to take away. */
export const dropOldParts = unscopedSql(
  "rows that no import waits for are forgotten after a day, whosever they are",
  `DELETE FROM import_parts WHERE rowid IN (
     SELECT part.rowid FROM import_parts AS part INDEXED BY import_parts_old
     WHERE part.created_at <= ?1 AND NOT EXISTS (
       SELECT 1 FROM imports WHERE imports.tenant_id = part.tenant_id AND imports.id = part.import_id
         AND imports.status IN ('queued', 'running'))
     ORDER BY part.created_at LIMIT ?2)`,
);
