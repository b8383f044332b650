import type { EventType, NewEvent } from "../events/catalogue.ts";
import { changedFields } from "../events/changed-fields.ts";
import type { TenantScope } from "../scope.ts";
import type { OpportunityRow } from "./opportunity.ts";
import { serializeOpportunity } from "./schema.ts";

/**
 * The event of a change to an opportunity: `data` is the opportunity as it is now, and under `previous` what its changed fields were.
 * `more` says what the opportunity alone cannot: the criterion, the reason, the milestones that were bypassed.
 */
export function opportunityEvent(
  scope: Pick<TenantScope, "tenant" | "now">,
  type: EventType,
  after: OpportunityRow,
  before?: OpportunityRow,
  more: { readonly previous?: object; readonly [member: string]: unknown } = {},
): NewEvent {
  const opportunity = serializeOpportunity(after, scope.tenant, scope.now);
  const previous = before && {
    // The days go by with time alone.
    ...changedFields(serializeOpportunity(before, scope.tenant, scope.now), opportunity, ["days_in_stage"]),
    ...more.previous,
  };
  return { type, opportunityId: after.id, data: { opportunity, ...more, ...(previous ? { previous } : {}) } };
}
