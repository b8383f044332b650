import type { Search, SearchFilters, Sort } from "./search.ts";

/**
 * How the opportunities that are looked for are found, from the cheapest to the dearest:
 * - `external_id`: the one that has it.
 * - `changed`: those changed or created since a time.
 * - `recent`: those changed or created last.
 * - `open_of_owner`: an owner's open ones, in the order of the ids.
 * - `open_figures`: all open ones, by what the index of the funnel holds of them; only the page itself is read from the table.
 * - `open`: all open ones, in the order of the ids.
 * - `all`: every one of the company, in the order of the ids.
 */
export type Plan = "external_id" | "changed" | "recent" | "open_of_owner" | "open_figures" | "open" | "all";

export function choosePlan({ filters, sort }: Search): Plan {
  if (filters.externalId !== undefined) return "external_id";
  if (filters.updatedSince !== undefined) return "changed";
  // A filter that lets few through would have it go through all of them more than once.
  if (sort.key === "updated_at" && sort.isDescending && asksNothing(filters)) return "recent";
  if (!areOpen(filters)) return "all";
  if (filters.owner !== undefined) return "open_of_owner";
  // In the order of the ids the index that is in it stops as soon as the page is full, and begins where the page before ended.
  return sort.key !== "id" && isOfFigures(filters, sort) ? "open_figures" : "open";
}

function asksNothing(filters: SearchFilters): boolean {
  return Object.values(filters).every(
    (filter) => filter === undefined || (Array.isArray(filter) && filter.length === 0),
  );
}

/** Whether only open ones can be what is looked for. Closed ones are never stalled. */
function areOpen({ status, isStalled }: SearchFilters): boolean {
  return status === "open" || (status === undefined && isStalled === true);
}

/** Whether the index of the funnel holds all that must be known to tell which opportunities are on the page. */
function isOfFigures(filters: SearchFilters, { key }: Sort): boolean {
  const { account, tags, terms, isSingleThreaded, stepDueBeforeDay, custom } = filters;
  const alone = [account, isSingleThreaded, stepDueBeforeDay].every((filter) => filter === undefined);
  return key !== "updated_at" && alone && [tags, terms, custom].every((filter) => filter.length === 0);
}
