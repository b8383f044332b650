import { tenantSql, unscopedSql } from "../db/statement.ts";
import type { webhookEndpoints } from "../db/tables.ts";

/** `secret` and `previous_secret` are sealed, see `endpoint-secret.ts`. */
export type EndpointRow = Readonly<Omit<typeof webhookEndpoints.$inferSelect, "tenant_id">>;

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

/** Where ?9 is 0, failing_since is left to the attempts: they write it without a new revision, so what was read of it may be out of date. */
export const updateEndpoint = tenantSql(`
  UPDATE webhook_endpoints
  SET url = ?4, description = ?5, event_types = ?6, status = ?7, disabled_reason = ?8, updated_at = ?10, revision = revision + 1,
      failing_since = CASE WHEN ?9 THEN NULL ELSE failing_since END
  WHERE tenant_id = ?1 AND id = ?2 AND revision = ?3`);

/** Disables the endpoint as it was seen (revision ?3); one that has been changed since deserves another chance. */
export const disableEndpoint = tenantSql(`
  UPDATE webhook_endpoints SET status = 'disabled', disabled_reason = ?4, updated_at = ?5, revision = revision + 1
  WHERE tenant_id = ?1 AND id = ?2 AND revision = ?3 AND status = 'enabled'`);

export const markFailing = tenantSql(`
  UPDATE webhook_endpoints SET failing_since = ?3 WHERE tenant_id = ?1 AND id = ?2 AND failing_since IS NULL`);

export const markHealthy = tenantSql(`
  UPDATE webhook_endpoints SET failing_since = NULL WHERE tenant_id = ?1 AND id = ?2 AND failing_since IS NOT NULL`);

/** Which of the endpoints in ?1, a JSON array of [tenant, id], have been failing. */
export const findFailingEndpoints = unscopedSql<{ id: string }>(
  "a batch of the queue holds deliveries of many tenants and reads of their endpoints nothing but which are failing",
  `SELECT endpoint.id FROM json_each(?1) AS asked
   JOIN webhook_endpoints AS endpoint ON endpoint.tenant_id = asked.value ->> 0 AND endpoint.id = asked.value ->> 1
   WHERE endpoint.failing_since IS NOT NULL`,
);

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
