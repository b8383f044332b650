import { tenantSql } from "../../db/statement.ts";
import type { EventRow } from "../../events/store.ts";
import type { RollupRow } from "../closed-totals.ts";
import { SELECT_ROLLUPS } from "../rollup-store.ts";

/** What the closed deals of an opportunity's process come to. */
export const findTotalsOf = tenantSql<RollupRow>(`
  ${SELECT_ROLLUPS} AND process_id = (SELECT process_id FROM opportunities WHERE tenant_id = ?1 AND id = ?2)`);

/** A deal with more events than these since it became hollow is not told how it did. */
const EVENTS_LOOKED_AT = 500;

/**
 * Of a hollow opportunity, the events that can tell why it is, newest first; of any other one nothing, and no event is read: the deal is looked
 * up first.
 */
export const listHollowEvents = tenantSql<EventRow>(`
  SELECT id, type, at, actor, data FROM (
    SELECT event.id, event.type, event.at, event.actor, event.data
    FROM opportunities AS deal CROSS JOIN events AS event INDEXED BY events_opportunity
    WHERE deal.tenant_id = ?1 AND deal.id = ?2 AND deal.hollow = 1 AND event.tenant_id = ?1 AND event.opportunity_id = ?2
    ORDER BY event.id DESC LIMIT ${EVENTS_LOOKED_AT})
  WHERE data -> '$.bypassed' IS NOT NULL OR data -> '$.previous.hollow' IS NOT NULL OR type = 'opportunity.created'
  ORDER BY id DESC`);

/** What has happened to an opportunity since a time, newest first. */
export const listEventsSince = tenantSql<EventRow>(`
  SELECT id, type, at, actor, data FROM events INDEXED BY events_opportunity
  WHERE tenant_id = ?1 AND opportunity_id = ?2 AND at > ?3 ORDER BY id DESC LIMIT ?4`);

/** The first change of an opportunity's score since a time, with what it was before, in percent. */
export const findScoreBefore = tenantSql<{ readonly score: number }>(`
  SELECT data ->> '$.previous.score' AS score FROM events INDEXED BY events_opportunity
  WHERE tenant_id = ?1 AND opportunity_id = ?2 AND at > ?3 AND data -> '$.previous.score' IS NOT NULL ORDER BY id LIMIT 1`);
