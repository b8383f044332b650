import { type TenantStatement, tenantSql } from "../db/statement.ts";
import type { TenantScope } from "../scope.ts";
import type { NewEvent } from "./catalogue.ts";

/** evt_ + this many digits + a random tail. */
const SEQUENCE_DIGITS = 13;

/**
 * The number of an event is given out inside the transaction that records it: D1 has one writer, so ids sort in the order of the commits
 * and a reader that goes on after an id misses nothing. The random tail makes ids unique across tenants too.
 */
const insert = tenantSql(`
  INSERT INTO events (tenant_id, id, type, at, actor, opportunity_id, data)
  SELECT ?1,
         'evt_' || printf('%0${SEQUENCE_DIGITS}d', last.sequence + row.key + 1) || lower(hex(randomblob(6))),
         row.value ->> 'type', ?3, ?4, row.value ->> 'opportunity_id', row.value -> 'data'
  FROM json_each(?2) AS row,
       (SELECT coalesce(CAST(substr(max(id), 5, ${SEQUENCE_DIGITS}) AS INTEGER), 0) AS sequence
        FROM events WHERE tenant_id = ?1) AS last`);

export function insertEvents(by: Pick<TenantScope, "actor" | "now">, events: readonly NewEvent[]): TenantStatement {
  const rows = events.map(({ type, opportunityId, data }) => ({ type, opportunity_id: opportunityId ?? null, data }));
  return insert(JSON.stringify(rows), by.now, by.actor);
}

/**
 * One delivery for each of the newest ?2 events and each enabled endpoint that wants its type. Only valid straight after `insertEvents` in
 * the same transaction. Patterns are checked when an endpoint is made to be exact types, `prefix.*` or `*`, which GLOB reads just so.
 */
const deliver = tenantSql<{ id: string; endpoint_id: string }>(`
  INSERT INTO webhook_deliveries (tenant_id, id, endpoint_id, event_id, status, next_attempt_at, created_at)
  SELECT ?1, 'dlv_' || substr(event.id, 5, ${SEQUENCE_DIGITS}) || lower(hex(randomblob(6))), endpoint.id, event.id, 'pending', ?3, ?3
  FROM (SELECT id, type FROM events WHERE tenant_id = ?1 ORDER BY id DESC LIMIT ?2) AS event
  JOIN webhook_endpoints AS endpoint ON endpoint.tenant_id = ?1 AND endpoint.status = 'enabled'
  WHERE EXISTS (SELECT 1 FROM json_each(endpoint.event_types) AS pattern WHERE event.type GLOB pattern.value)
  RETURNING id, endpoint_id`);

export function insertDeliveries(eventCount: number, now: number): TenantStatement {
  return deliver(eventCount, now);
}

export interface EventRow {
  readonly id: string;
  readonly type: string;
  readonly at: number;
  readonly actor: string;
  readonly data: string;
}

/** A page of the log in the order of the commits, after an id ('' from the start). */
export const listEvents = tenantSql<EventRow>(
  `SELECT id, type, at, actor, data FROM events WHERE tenant_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3`,
);

/** As `listEvents`, of the types that match any pattern of the JSON array ?4. */
export const listEventsOfTypes = tenantSql<EventRow>(`
  SELECT id, type, at, actor, data FROM events
  WHERE tenant_id = ?1 AND id > ?2
    AND EXISTS (SELECT 1 FROM json_each(?4) AS pattern WHERE events.type GLOB pattern.value)
  ORDER BY id LIMIT ?3`);

/** The history of one opportunity in the order of the commits. Without the index the planner would walk the whole log of the company. */
export const listOpportunityEvents = tenantSql<EventRow>(`
  SELECT id, type, at, actor, data FROM events INDEXED BY events_opportunity
  WHERE tenant_id = ?1 AND opportunity_id = ?2 AND id > ?3 ORDER BY id LIMIT ?4`);
