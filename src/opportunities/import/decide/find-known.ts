import { packsOf } from "../../../db/packs.ts";
import type { TenantScope } from "../../../scope.ts";
import { findNamed } from "../../merge/find-named.ts";
import type { OpportunityRow } from "../../opportunity.ts";
import { findOpportunities } from "../../store.ts";

/**
 * The opportunities that the external ids of a file name, each under that id. An export has the id of an opportunity in the place of an external
 * id that it does not have, so such a one is found by that, too: one round trip more where ids of that form name nothing else.
 */
export async function findKnown(
  scope: TenantScope,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, OpportunityRow>> {
  const named = await findNamed(scope, externalIds);
  const ids = externalIds.filter((id) => id.startsWith("opp_") && !named.has(id));
  const found = await scope.db.read(packsOf(ids).map((pack) => findOpportunities(JSON.stringify(pack))));
  const nameless = found.flat().filter(({ external_id }) => external_id === null);
  return new Map([...named, ...nameless.map((deal) => [deal.id, deal] as const)]);
}
