import type { EventType, NewEvent } from "../events/catalogue.ts";
import type { TenantScope } from "../scope.ts";
import type { OpportunityRow } from "./opportunity.ts";
import { type OpportunityView, serializeOpportunity } from "./schema.ts";

/** Fields that move with every change, or with time alone: they are no news. */
const NO_NEWS: ReadonlySet<string> = new Set(["revision", "updated_at", "days_in_stage"]);

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
    ...changedFields(serializeOpportunity(before, scope.tenant, scope.now), opportunity),
    ...more.previous,
  };
  return { type, opportunityId: after.id, data: { opportunity, ...more, ...(previous ? { previous } : {}) } };
}

function changedFields(before: OpportunityView, after: OpportunityView): Partial<OpportunityView> {
  const now = after as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(before).filter(([field, value]) => !NO_NEWS.has(field) && !isSame(value, now[field])),
  );
}

/** Lists and objects are written in the same order by the one serializer. */
function isSame(before: unknown, after: unknown): boolean {
  return before === after || JSON.stringify(before) === JSON.stringify(after);
}
