import { type Api, json, operation } from "../../http/operation.ts";
import { DEFAULT_LIMIT, invalidCursor, pageSchema, pagingQuery, readCursor, writeCursor } from "../../http/paging.ts";
import { OpportunitySchema, serializeOpportunity } from "../schema.ts";
import { readPlace, writePlace } from "./place.ts";
import { searchQuery, toSearch } from "./query.ts";
import { searchPage } from "./search-page.ts";

const DESCRIPTION = [
  "All filters must hold. A page goes on exactly where the one before it ended: each opportunity that stays as it is comes once, whatever is " +
    "created, changed and deleted meanwhile.",
  "What a page of n costs, in rows read, does not depend on how many closed opportunities there are for: `external_id` (one row); " +
    "`updated_since` (at most 5 for each that was changed since, and 3 n; sorted otherwise than by `id`, 2 for each that was created since, as " +
    "well); `status=open` by `id`, alone or of an `owner` (n + 1; other filters: what is passed over to find n); `status=open` in any other order " +
    "(2 for each open one, or 4 for each of an `owner`, and 2 n; the fastest are `amount`, `score` and `expected_close_date` with nothing but " +
    "`process_id`, `stage`, `owner`, `hollow`, `stalled`, `currency`, scores, amounts and expected close dates asked for); `stalled=true` (1 more " +
    "for each open one). Without a filter it is n + 1 by `id`, and about 5 n for the first page by `-updated_at`.",
  "Everything else goes through the opportunities of the company: by `id` until the page is full, in another order through all of them for each page. " +
    "To fetch very many, sort by `id`.",
].join("\n\n");

const listOpportunitiesRoute = operation({
  operationId: "listOpportunities",
  method: "get",
  path: "/v1/opportunities",
  permission: "opportunities:read",
  summary: "Find opportunities by what they are, in any of five orders",
  description: DESCRIPTION,
  tags: ["Opportunities"],
  request: { query: searchQuery(pagingQuery) },
  responses: { 200: json("A page of opportunities", pageSchema(OpportunitySchema, "OpportunityPage")) },
});

export function mountSearchRoutes(api: Api): void {
  api.openapi(listOpportunitiesRoute, async (c) => {
    const { scope } = c.var;
    const { limit = DEFAULT_LIMIT, cursor, ...query } = c.req.valid("query");
    const search = toSearch(query);
    const filters = { list: "opportunities", search: JSON.stringify(search) };
    const key = readCursor(cursor, filters);
    const after = key === undefined ? undefined : readPlace(key);
    if (key !== undefined && after === undefined) throw invalidCursor();
    const { rows, next } = await searchPage(scope, search, after, limit);
    const data = rows.map((row) => serializeOpportunity(row, scope.tenant, scope.now));
    return c.json({ data, next_cursor: next ? writeCursor(writePlace(next), filters) : null }, 200);
  });
}
