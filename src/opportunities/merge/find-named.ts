import { packsOf } from "../../db/packs.ts";
import type { TenantScope } from "../../scope.ts";
import type { OpportunityRow } from "../opportunity.ts";
import { type FoundByName, findByNames } from "./store.ts";

/**
 * The opportunities that external ids name, each under the id that was asked for: their own, or else an alias that they have from a merge;
 * `isAlias` tells which. One round trip.
 */
export async function findNamed(
  { db }: Pick<TenantScope, "db">,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, OpportunityRow>> {
  const packs = packsOf(externalIds).map((ids) => JSON.stringify(ids));
  const rows = await db.read(packs.map((ids) => findByNames(ids)));
  return namedIn(rows.flat());
}

/**
 * What was found by names, each under the one that it was asked for by. An opportunity's own id goes before an alias: a restored one may have
 * an alias that is another one's id since. Should two have the same alias, which only a restored opportunity can bring about, it is that of
 * the later merge.
 */
export function namedIn(found: readonly FoundByName[]): ReadonlyMap<string, OpportunityRow> {
  const rank = ({ merged_at }: FoundByName) => merged_at ?? Number.POSITIVE_INFINITY;
  const inOrder = found.toSorted((a, b) => rank(a) - rank(b) || 0);
  return new Map(inOrder.map(({ alias, merged_at: _, ...row }) => [alias ?? row.external_id ?? "", row]));
}

/** Whether an opportunity goes by this external id only because another one was merged into it. */
export function isAlias(externalId: string, { external_id }: Pick<OpportunityRow, "external_id">): boolean {
  return external_id !== externalId;
}
