import { type TenantStatement, tenantSql } from "../../db/statement.ts";
import type { VersionRef } from "../../process/version-store.ts";

const SELECT = `SELECT DISTINCT process_id AS processId, version FROM opportunities INDEXED BY opportunities_open_funnel`;

const all = tenantSql<VersionRef>(`${SELECT} WHERE tenant_id = ?1 AND status = 'open'`);
const ofProcess = tenantSql<VersionRef>(`${SELECT} WHERE tenant_id = ?1 AND status = 'open' AND process_id = ?2`);

/** The versions that open opportunities are pinned to, of one process where it is named. Reads each of them in the index, and no more. */
export function listVersionsInUse(processId: string | undefined): TenantStatement<VersionRef> {
  return processId === undefined ? all() : ofProcess(processId);
}
