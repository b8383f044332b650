import { type TenantStatement, tenantSql } from "../../db/statement.ts";
import type { funnelRepairs } from "../../db/tables.ts";

export type RepairKind = (typeof funnelRepairs.$inferSelect)["kind"];

/** What an insert of a request does where there is one already. */
export const BEGIN_ANEW = `
  ON CONFLICT (tenant_id, process_id, kind) DO UPDATE SET status = excluded.status, result = excluded.result, failures = 0,
    lease_until = excluded.lease_until, requested_at = excluded.requested_at, finished_at = NULL, revision = funnel_repairs.revision + 1`;

const upsertRequest = tenantSql(`
  INSERT INTO funnel_repairs (tenant_id, process_id, kind, status, result, lease_until, requested_at)
  VALUES (?1, ?2, ?3, 'queued', ?4, ?5, ?5)
  ${BEGIN_ANEW}
  WHERE (excluded.result ->> 'verify_only') = 0 OR funnel_repairs.status <> 'queued' OR (funnel_repairs.result ->> 'verify_only') = 1`);

/**
 * Asks for a repair of the process. One that is under way begins again: whoever works on it has looked at what was there before, and its
 * commits fail by the revision. `verifyOnly`: nothing is to be changed; that changes no row where one waits that is to change something.
 */
export function requestRepair(processId: string, kind: RepairKind, verifyOnly: boolean, now: number): TenantStatement {
  return upsertRequest(processId, kind, JSON.stringify({ verify_only: verifyOnly }), now);
}
