import type { TenantScope } from "../../scope.ts";
import type { Place } from "../search/search.ts";
import type { SearchPage } from "../search/search-page.ts";
import { findOpportunities, listCriteriaOf, listVisitsOf } from "../store.ts";
import type { RecordedDeal } from "./exported-deal.ts";

/** Reads a page of one list: the first one without a place. */
export type ReadPage = (after: Place | undefined, limit: number) => Promise<SearchPage>;

/** Goes through a list to its end, page by page; the caller says how long the next page is to be. */
export async function* readDeals(
  scope: TenantScope,
  readPage: ReadPage,
  pageSize: () => number,
): AsyncGenerator<readonly RecordedDeal[]> {
  let after: Place | undefined;
  do {
    const page = await readPage(after, pageSize());
    yield await readRecorded(
      scope,
      page.rows.map(({ id }) => id),
    );
    after = page.next;
  } while (after !== undefined);
}

/**
 * The opportunities again with what is recorded of them, in one transaction: what was written since the list was read must not give one that
 * contradicts its own history. One that is gone is left out.
 */
async function readRecorded(scope: TenantScope, ids: readonly string[]): Promise<RecordedDeal[]> {
  if (ids.length === 0) return [];
  const json = JSON.stringify(ids);
  const [deals, criteria, visits] = await scope.db.read([
    findOpportunities(json),
    listCriteriaOf(json),
    listVisitsOf(json),
  ]);
  const dealById = new Map(deals.map((deal) => [deal.id, deal]));
  const criteriaByDeal = Map.groupBy(criteria, (row) => row.opportunity_id);
  const visitsByDeal = Map.groupBy(visits, (row) => row.opportunity_id);
  return ids.flatMap((id) => {
    const deal = dealById.get(id);
    return deal ? [{ deal, criteria: criteriaByDeal.get(id) ?? [], visits: visitsByDeal.get(id) ?? [] }] : [];
  });
}
