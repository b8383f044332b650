import { tenantSql, unscopedSql } from "../db/statement.ts";
import type { apiKeys, tenants } from "../db/tables.ts";
import { expectRows, type GuardedStatement } from "../db/tenant-db.ts";

export type TenantRow = Readonly<
  Pick<
    typeof tenants.$inferSelect,
    | "id"
    | "name"
    | "locale"
    | "timezone"
    | "currency"
    | "status"
    | "evaluation_interval_seconds"
    | "snapshot_retention_days"
    | "digest"
    | "revision"
    | "created_at"
    | "updated_at"
  >
>;

export interface CredentialRow
  extends Omit<TenantRow, "evaluation_interval_seconds" | "snapshot_retention_days" | "digest"> {
  readonly key_id: string;
  readonly scopes: string;
  readonly expires_at: number | null;
}

export type ApiKeyRow = Readonly<Omit<typeof apiKeys.$inferSelect, "tenant_id" | "digest">>;

const TENANT_COLUMNS = `id, name, locale, timezone, currency, status, evaluation_interval_seconds, snapshot_retention_days, digest, revision,
  created_at, updated_at`;

export const findCredential = unscopedSql<CredentialRow>(
  "a credential is looked up before its tenant is known; the digest is of 256 random bits",
  `SELECT t.id, t.name, t.locale, t.timezone, t.currency, t.status, t.revision, t.created_at, t.updated_at,
          k.id AS key_id, k.scopes, k.expires_at
   FROM api_keys AS k JOIN tenants AS t ON t.id = k.tenant_id
   WHERE k.digest = ?1 AND k.revoked_at IS NULL`,
);

export const insertTenant = unscopedSql(
  "the operator founds a tenant",
  `INSERT INTO tenants (id, name, locale, timezone, currency, evaluate_at, created_at, updated_at)
   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?6)`,
);

export const insertOperatorKey = unscopedSql(
  "the operator gives a tenant its first key, or another when it has lost them all",
  `INSERT INTO api_keys (tenant_id, id, name, digest, scopes, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)`,
);

export const listTenants = unscopedSql<TenantRow>(
  "the operator sees every tenant, and nothing of what is theirs",
  `SELECT ${TENANT_COLUMNS} FROM tenants WHERE id > ?1 ORDER BY id LIMIT ?2`,
);

export const findTenant = unscopedSql<TenantRow>(
  "the operator sees every tenant, and nothing of what is theirs",
  `SELECT ${TENANT_COLUMNS} FROM tenants WHERE id = ?1`,
);

export const readOwnTenant = tenantSql<TenantRow>(`SELECT ${TENANT_COLUMNS} FROM tenants WHERE id = ?1`);

const updateTenant = tenantSql(`
  UPDATE tenants SET name = ?3, locale = ?4, timezone = ?5, currency = ?6, evaluation_interval_seconds = ?7, snapshot_retention_days = ?8,
    digest = ?9, digest_due_at = iif(?10, ?11, digest_due_at), updated_at = ?12, revision = ?2 + 1
  WHERE id = ?1 AND revision = ?2`);

/**
 * Takes the company as it shall be, and fails the commit when the revision before it has moved. `digestDueAt`: when a digest is due by these
 * settings; undefined leaves that as it is.
 */
export function updateOwnTenant(row: TenantRow, digestDueAt: number | null | undefined): GuardedStatement {
  const { name, locale, timezone, currency, evaluation_interval_seconds, snapshot_retention_days, digest } = row;
  const settings = [name, locale, timezone, currency, evaluation_interval_seconds, snapshot_retention_days, digest];
  const due = [digestDueAt === undefined ? 0 : 1, digestDueAt ?? null];
  return expectRows(1, updateTenant(row.revision - 1, ...settings, ...due, row.updated_at));
}

/** Only in the name of a key (?8) that is still valid, whatever the caller remembers of it. */
export const insertApiKey = tenantSql(`
  INSERT INTO api_keys (tenant_id, id, name, digest, scopes, created_at, expires_at)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
  WHERE EXISTS (
    SELECT 1 FROM api_keys
    WHERE tenant_id = ?1 AND id = ?8 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?6))`);

export const listApiKeys = tenantSql<ApiKeyRow>(`
  SELECT id, name, scopes, created_at, expires_at, revoked_at FROM api_keys
  WHERE tenant_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3`);

export const findApiKey = tenantSql<ApiKeyRow>(`
  SELECT id, name, scopes, created_at, expires_at, revoked_at FROM api_keys WHERE tenant_id = ?1 AND id = ?2`);

export const revokeApiKey = tenantSql(
  `UPDATE api_keys SET revoked_at = ?3 WHERE tenant_id = ?1 AND id = ?2 AND revoked_at IS NULL`,
);

/**
 * Has the funnels judged by an instant (?2, in ms since the epoch) at the latest: of a past one at the next tick of the cron trigger. Always
 * changes the time, which tells an evaluation that is under way that what it has read is not the last word: it goes on only if the time is
 * still the one that it read.
 */
export const evaluateSoon = tenantSql(`UPDATE tenants SET evaluate_at = min(evaluate_at - 1, ?2) WHERE id = ?1`);
