import { isAlias } from "../../merge/find-named.ts";
import type { OpportunityRow } from "../../opportunity.ts";
import type { Remark } from "../history/told-visits.ts";

/**
 * What there is to say of a row whose external id names a deal only because its own was merged into it: the row is left aside, since the
 * deal's own word stands, and it would be brought back otherwise. undefined for any other row.
 */
export function mergedRemark(externalId: string, deal: OpportunityRow): Remark | undefined {
  if (externalId === deal.id || !isAlias(externalId, deal)) return undefined;
  const detail = `The opportunity with this id was merged into ${deal.id}, which is left as it is.`;
  return { field: "external_id", code: "merged", detail };
}
