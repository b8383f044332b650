import { type TenantStatement, tenantSql, unscopedSql } from "../../db/statement.ts";
import type { funnelRepairs } from "../../db/tables.ts";
import { expectRows, type GuardedStatement } from "../../db/tenant-db.ts";

/** `result` is a `RepairState` as JSON. */
export type RepairRow = Readonly<Omit<typeof funnelRepairs.$inferSelect, "tenant_id" | "lease_until">>;

const COLUMNS = "process_id, kind, status, result, failures, requested_at, finished_at, revision";

export const findRepair = tenantSql<RepairRow>(
  `SELECT ${COLUMNS} FROM funnel_repairs WHERE tenant_id = ?1 AND process_id = ?2 AND kind = ?3`,
);

/** Without what a job keeps for the next one; after a process and a kind, in their order. */
export const listRepairs = tenantSql<RepairRow>(`
  SELECT process_id, kind, status, json_remove(result, '$.progress') AS result, failures, requested_at, finished_at, revision
  FROM funnel_repairs WHERE tenant_id = ?1 AND (process_id, kind) > (?2, ?3) ORDER BY process_id, kind LIMIT ?4`);

/**
 * Leases a repair that has not ended and that nobody is at (at ?4) until ?5, and counts the try. Answers it, or nothing: of two consumers at
 * once one goes on.
 */
export const claimRepair = tenantSql<RepairRow>(`
  UPDATE funnel_repairs SET lease_until = ?5, failures = failures + 1, revision = revision + 1
  WHERE tenant_id = ?1 AND process_id = ?2 AND kind = ?3 AND status = 'queued' AND lease_until <= ?4
  RETURNING ${COLUMNS}`);

const update = tenantSql(`
  UPDATE funnel_repairs SET status = ?5, result = ?6, failures = ?7, finished_at = ?8, lease_until = ?9, revision = revision + 1
  WHERE tenant_id = ?1 AND process_id = ?2 AND kind = ?3 AND revision = ?4`);

/** Brings a repair from the revision before this one to what it is now. Fails the commit when it was taken over, or asked for anew. */
export function updateRepair(row: RepairRow, leaseUntil: number): GuardedStatement {
  const { process_id, kind, revision, status, result, failures, finished_at } = row;
  return expectRows(1, update(process_id, kind, revision - 1, status, result, failures, finished_at, leaseUntil));
}

/** A row holds so many characters of a text, of three bytes at most: D1 takes 2 MB. */
const PART_LENGTH = 600_000;

const insertPart = tenantSql(
  `INSERT INTO funnel_repair_parts (tenant_id, process_id, part, text) VALUES (?1, ?2, ?3, ?4)`,
);

/** Drops what a job has kept for the next one. */
export const dropParts: (processId: string) => TenantStatement = tenantSql(
  `DELETE FROM funnel_repair_parts WHERE tenant_id = ?1 AND process_id = ?2`,
);

/** Keeps a text of any length for the next job, in the place of what was kept before. */
export function keepText(processId: string, text: string): TenantStatement[] {
  const parts = Array.from({ length: Math.ceil(text.length / PART_LENGTH) }, (_, part) =>
    insertPart(processId, part, text.slice(part * PART_LENGTH, (part + 1) * PART_LENGTH)),
  );
  return [dropParts(processId), ...parts];
}

/** The parts of the text that `keepText` has kept, in their order. */
export const listParts: (processId: string) => TenantStatement<{ readonly text: string }> = tenantSql(
  `SELECT text FROM funnel_repair_parts WHERE tenant_id = ?1 AND process_id = ?2 ORDER BY part`,
);

/** Those of active tenants that nobody is at, the longest left first. */
export const findDueRepairs = unscopedSql<{ readonly tenant_id: string } & Pick<RepairRow, "process_id" | "kind">>(
  "the cron trigger looks across a shard for repairs to go on with; it reads ids and nothing that is theirs",
  `SELECT tenant_id, process_id, kind FROM funnel_repairs INDEXED BY funnel_repairs_due
   WHERE status = 'queued' AND lease_until <= ?1
     AND EXISTS (SELECT 1 FROM tenants WHERE tenants.id = funnel_repairs.tenant_id AND status = 'active')
   ORDER BY lease_until LIMIT ?2`,
);
