import { tenantSql, unscopedSql } from "../db/statement.ts";
import type { events, webhookAttempts, webhookDeliveries } from "../db/tables.ts";
import { ENDPOINT_COLUMNS, type EndpointRow } from "./endpoint-store.ts";

export type DeliveryRow = Readonly<Omit<typeof webhookDeliveries.$inferSelect, "tenant_id">> & {
  readonly event_type: string;
};

export type AttemptRow = Readonly<Omit<typeof webhookAttempts.$inferSelect, "tenant_id" | "delivery_id">>;

/** Greater than every id: where a list that begins with the newest starts. */
export const AFTER_ALL_DELIVERIES = "dlv_~";

const SELECT_DELIVERY = `
  SELECT d.id, d.endpoint_id, d.event_id, e.type AS event_type, d.status, d.attempts, d.next_attempt_at, d.created_at, d.finished_at
  FROM webhook_deliveries AS d JOIN events AS e ON e.tenant_id = ?1 AND e.id = d.event_id`;

/** A page of the log, newest first, before the id ?2; ?3 and ?4 narrow it where they are not NULL. */
export const listDeliveries = tenantSql<DeliveryRow>(`${SELECT_DELIVERY}
  WHERE d.tenant_id = ?1 AND d.id < ?2 AND (?3 IS NULL OR d.endpoint_id = ?3) AND (?4 IS NULL OR d.status = ?4)
  ORDER BY d.id DESC LIMIT ?5`);

export const findDelivery = tenantSql<DeliveryRow>(`${SELECT_DELIVERY} WHERE d.tenant_id = ?1 AND d.id = ?2`);

export const listAttempts = tenantSql<AttemptRow>(`
  SELECT attempt, started_at, duration_ms, response_status, response_body, error
  FROM webhook_attempts WHERE tenant_id = ?1 AND delivery_id = ?2 ORDER BY attempt`);

/**
 * The newest event to the one endpoint ?2, whatever types it wants. Only valid straight after the event's own insert in the same
 * transaction. The event's number and random tail serve the delivery too: it is the only one of this event.
 */
export const deliverNewestEventTo = tenantSql<{ id: string; event_id: string }>(`
  INSERT INTO webhook_deliveries (tenant_id, id, endpoint_id, event_id, status, next_attempt_at, created_at)
  SELECT ?1, 'dlv_' || substr(event.id, 5), endpoint.id, event.id, 'pending', ?3, ?3
  FROM (SELECT id FROM events WHERE tenant_id = ?1 ORDER BY id DESC LIMIT 1) AS event
  JOIN webhook_endpoints AS endpoint ON endpoint.tenant_id = ?1 AND endpoint.id = ?2 AND endpoint.status = 'enabled'
  RETURNING id, event_id`);

/** Nothing is sent to a disabled endpoint. A delivery that somebody is sending at this moment (its lease runs) is left to them. */
export const cancelIfDisabled = tenantSql(`
  UPDATE webhook_deliveries SET status = 'cancelled', finished_at = ?3
  WHERE tenant_id = ?1 AND id = ?2 AND status = 'pending' AND next_attempt_at <= ?3
    AND (SELECT status FROM webhook_endpoints
         WHERE tenant_id = ?1 AND id = webhook_deliveries.endpoint_id) = 'disabled'`);

/**
 * Takes a due delivery until ?4 and counts the attempt: of several consumers at once exactly one gets the row. If that one dies, the
 * delivery is due again when the lease ends.
 */
export const claimDelivery = tenantSql<{ attempts: number }>(`
  UPDATE webhook_deliveries SET next_attempt_at = ?4, attempts = attempts + 1
  WHERE tenant_id = ?1 AND id = ?2 AND status = 'pending' AND next_attempt_at <= ?3
  RETURNING attempts`);

/** `data` is JSON and is sent as it is stored. */
export type DeliveredEvent = Readonly<Pick<typeof events.$inferSelect, "id" | "type" | "at" | "data">>;

export const findEventOfDelivery = tenantSql<DeliveredEvent>(`
  SELECT id, type, at, data FROM events
  WHERE tenant_id = ?1 AND id = (SELECT event_id FROM webhook_deliveries WHERE tenant_id = ?1 AND id = ?2)`);

export const findEndpointOfDelivery = tenantSql<EndpointRow>(`
  SELECT ${ENDPOINT_COLUMNS} FROM webhook_endpoints
  WHERE tenant_id = ?1 AND id = (SELECT endpoint_id FROM webhook_deliveries WHERE tenant_id = ?1 AND id = ?2)`);

/** Ends the lease of attempt ?3. Changes nothing when the lease ran out and another attempt has begun. */
export const finishAttempt = tenantSql(`
  UPDATE webhook_deliveries SET status = ?4, next_attempt_at = ?5, finished_at = ?6
  WHERE tenant_id = ?1 AND id = ?2 AND attempts = ?3 AND status = 'pending'`);

export const insertAttempt = tenantSql(`
  INSERT INTO webhook_attempts (tenant_id, delivery_id, attempt, started_at, duration_ms, response_status, response_body, error)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`);

/**
 * Puts off, until ?4, what an endpoint is owed at ?3, the oldest ?5. Counts no attempt, and leaves alone what somebody is sending at this
 * moment. Looks through what is due, which is little, rather than through the whole log.
 */
export const putOffDeliveries = tenantSql(`
  UPDATE webhook_deliveries SET next_attempt_at = ?4
  WHERE tenant_id = ?1 AND status = 'pending' AND next_attempt_at <= ?3
    AND id IN (SELECT id FROM webhook_deliveries INDEXED BY webhook_deliveries_due
               WHERE tenant_id = ?1 AND endpoint_id = ?2 AND status = 'pending' AND next_attempt_at <= ?3
               ORDER BY next_attempt_at LIMIT ?5)`);

/**
 * Of the oldest ?2 deliveries that are due at ?1, ?3 in all: first the oldest of each endpoint, then the second of each, so that the backlog
 * of one takes nobody's place.
 */
export const findDueDeliveries = unscopedSql<{ tenant_id: string; id: string; endpoint_id: string }>(
  "the sweep looks for due deliveries of every tenant of a shard and reads nothing of them but their ids",
  `SELECT tenant_id, id, endpoint_id
   FROM (SELECT tenant_id, id, endpoint_id, next_attempt_at,
                row_number() OVER (PARTITION BY tenant_id, endpoint_id ORDER BY next_attempt_at) AS turn
         FROM (SELECT tenant_id, id, endpoint_id, next_attempt_at
               FROM webhook_deliveries INDEXED BY webhook_deliveries_due
               WHERE status = 'pending' AND next_attempt_at <= ?1 ORDER BY next_attempt_at LIMIT ?2))
   ORDER BY turn, next_attempt_at LIMIT ?3`,
);
