import { packsOf } from "../../db/packs.ts";
import type { TenantScope } from "../../scope.ts";
import type { OpportunityRow } from "../opportunity.ts";
import { findByExternalIds } from "../store.ts";
import { findByAliases } from "./store.ts";

/**
 * The opportunities that external ids name, each under the id that was asked for: their own, or else an alias that they have from a merge;
 * `isAlias` tells which. One round trip.
 */
export async function findNamed(
  { db }: Pick<TenantScope, "db">,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, OpportunityRow>> {
  const packs = packsOf(externalIds).map((ids) => JSON.stringify(ids));
  const rows = await db.read([
    ...packs.map((ids) => findByAliases(ids)),
    ...packs.map((ids) => findByExternalIds(ids)),
  ]);
  return namedIn(rows.flat());
}

type Found = OpportunityRow & { readonly alias?: string };

/** What was found by aliases and then by external ids, each under the one that it was asked for by. */
export function namedIn(found: readonly Found[]): ReadonlyMap<string, OpportunityRow> {
  // An opportunity's own id comes after the aliases and so goes before them: a restored one may have an alias that is another one's id since.
  return new Map(found.map(({ alias, ...row }) => [alias ?? row.external_id ?? "", row]));
}

/** Whether an opportunity goes by this external id only because another one was merged into it. */
export function isAlias(externalId: string, { external_id }: Pick<OpportunityRow, "external_id">): boolean {
  return external_id !== externalId;
}
