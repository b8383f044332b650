import { tenantSql } from "../db/statement.ts";

export interface EndpointRow {
  readonly id: string;
  readonly url: string;
  readonly description: string | null;
  readonly event_types: string;
  readonly status: string;
  readonly disabled_reason: string | null;
  /** Sealed, see `endpoint-secret.ts`; so is the previous one. */
  readonly secret: string;
  readonly previous_secret: string | null;
  readonly previous_secret_expires_at: number | null;
  readonly failing_since: number | null;
  readonly revision: number;
  readonly created_at: number;
  readonly updated_at: number;
}

export const ENDPOINT_COLUMNS = `id, url, description, event_types, status, disabled_reason, secret, previous_secret,
  previous_secret_expires_at, failing_since, revision, created_at, updated_at`;

/** Inserts nothing when the tenant has ?8 endpoints already: the commit's guard then fails, whoever else inserts at the same time. */
export const insertEndpoint = tenantSql(`
  INSERT INTO webhook_endpoints (tenant_id, id, url, description, event_types, secret, created_at, updated_at)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7
  WHERE (SELECT count(*) FROM webhook_endpoints WHERE tenant_id = ?1) < ?8`);

export const countEndpoints = tenantSql<{ count: number }>(
  `SELECT count(*) AS count FROM webhook_endpoints WHERE tenant_id = ?1`,
);

export const listEndpoints = tenantSql<EndpointRow>(`
  SELECT ${ENDPOINT_COLUMNS} FROM webhook_endpoints WHERE tenant_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3`);

export const findEndpoint = tenantSql<EndpointRow>(`
  SELECT ${ENDPOINT_COLUMNS} FROM webhook_endpoints WHERE tenant_id = ?1 AND id = ?2`);

export const updateEndpoint = tenantSql(`
  UPDATE webhook_endpoints
  SET url = ?4, description = ?5, event_types = ?6, status = ?7, disabled_reason = ?8, failing_since = ?9, updated_at = ?10,
      revision = revision + 1
  WHERE tenant_id = ?1 AND id = ?2 AND revision = ?3`);

/** Disables the endpoint as it was seen (revision ?3); one that has been changed since deserves another chance. */
export const disableEndpoint = tenantSql(`
  UPDATE webhook_endpoints SET status = 'disabled', disabled_reason = ?4, updated_at = ?5, revision = revision + 1
  WHERE tenant_id = ?1 AND id = ?2 AND revision = ?3 AND status = 'enabled'`);

export const markFailing = tenantSql(`
  UPDATE webhook_endpoints SET failing_since = ?3 WHERE tenant_id = ?1 AND id = ?2 AND failing_since IS NULL`);

export const markHealthy = tenantSql(`
  UPDATE webhook_endpoints SET failing_since = NULL WHERE tenant_id = ?1 AND id = ?2 AND failing_since IS NOT NULL`);

/** The oldest ?3 deliveries of an endpoint; deleting their attempts and then themselves in one commit means the same rows. */
const OLDEST_DELIVERIES = `
  SELECT id FROM webhook_deliveries WHERE tenant_id = ?1 AND endpoint_id = ?2 ORDER BY id LIMIT ?3`;

export const deleteOldestAttempts = tenantSql(`
  DELETE FROM webhook_attempts WHERE tenant_id = ?1 AND delivery_id IN (${OLDEST_DELIVERIES})`);

export const deleteOldestDeliveries = tenantSql(`
  DELETE FROM webhook_deliveries WHERE tenant_id = ?1 AND id IN (${OLDEST_DELIVERIES})`);

export const deleteEndpointWithoutDeliveries = tenantSql<{ id: string }>(`
  DELETE FROM webhook_endpoints
  WHERE tenant_id = ?1 AND id = ?2
    AND NOT EXISTS (SELECT 1 FROM webhook_deliveries WHERE tenant_id = ?1 AND endpoint_id = ?2)
  RETURNING id`);
