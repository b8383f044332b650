import { dayOfInstant } from "../../../values/calendar.ts";
import type { OpportunityRow } from "../../opportunity.ts";

/** The day of a closing. One that is known already keeps its day, whatever zone the company has gone to since. */
export function closedDayOf(
  before: Pick<OpportunityRow, "closed_at" | "closed_day">,
  closedAt: number | null,
  timezone: string,
): number | null {
  return closedAt === before.closed_at ? before.closed_day : dayOfInstant(closedAt, timezone);
}
