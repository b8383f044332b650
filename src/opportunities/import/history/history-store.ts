import { tenantSql } from "../../../db/statement.ts";
import type { LiveMove } from "./timeline.ts";

/**
 * The moves of the opportunities in a JSON array of ids that no import has told of, in the order in which they were recorded: by hand, by a
 * partner's call, by the batch. `stage` is where the move led, `left_stage` where from.
 */
export const listLiveMoves = tenantSql<LiveMove & { readonly opportunity_id: string }>(`
  SELECT opportunity_id, type, at, data ->> '$.opportunity.stage' AS stage,
         coalesce(data ->> '$.previous.stage', data ->> '$.opportunity.stage') AS left_stage
  FROM events INDEXED BY events_opportunity
  WHERE tenant_id = ?1 AND opportunity_id IN (SELECT value FROM json_each(?2))
    AND type IN ('opportunity.created', 'opportunity.stage_changed', 'opportunity.won', 'opportunity.lost', 'opportunity.reopened')
    AND data ->> '$.import_id' IS NULL
  ORDER BY opportunity_id, id`);
