import { invalid } from "../../errors.ts";
import { loadVersions } from "../../process/version-store.ts";
import type { TenantScope } from "../../scope.ts";
import { localDay } from "../../values/calendar.ts";
import { readClosedTotals } from "../closed-totals.ts";
import { listCustomFields } from "../custom-fields/store.ts";
import type { OpportunityRow } from "../opportunity.ts";
import { listRollups } from "../rollup-store.ts";
import { listPage } from "./page-store.ts";
import { placeOf } from "./place.ts";
import type { Place, Search, SearchFilters } from "./search.ts";
import { type StalledBefore, stalledBefore } from "./stalled.ts";
import { listVersionsInUse } from "./stalled-store.ts";

export interface SearchPage {
  readonly rows: readonly OpportunityRow[];
  /** Where the next page begins; undefined when this was the last. */
  readonly next: Place | undefined;
}

/**
 * The opportunities of a search after a place, at most `limit`: the first page without one. Going on from page to page gives each
 * opportunity that stays as it is exactly once, whatever is created, changed and deleted meanwhile. One round trip; where it is asked what is
 * stalled, two, and a third when the isolate does not know a version yet. Throws `validation_failed` for a custom field that was never declared.
 */
export async function searchPage(
  scope: TenantScope,
  search: Search,
  after: Place | undefined,
  limit: number,
): Promise<SearchPage> {
  const { filters, sort } = search;
  const stalled = filters.isStalled === undefined ? undefined : await readStalledBefore(scope, filters.processId);
  const page = listPage(search, stalled, after, limit + 1);
  const [rows, fields = []] = await scope.db.read(filters.custom.length > 0 ? [page, listCustomFields()] : [page]);
  refuseUndeclared(
    filters,
    fields.map(({ key }) => key),
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > limit && last ? placeOf(last, sort) : undefined };
}

/** Since when an opportunity must have been where it is to be stalled today; the same limits as the funnel's. */
async function readStalledBefore(scope: TenantScope, processId: string | undefined): Promise<StalledBefore> {
  const [refs, rollups] = await scope.db.read([listVersionsInUse(processId), listRollups()]);
  const processes = await loadVersions(scope, refs);
  const totalsByProcess = new Map(rollups.map((rollup) => [rollup.process_id, readClosedTotals(rollup)]));
  const versions = refs.flatMap((ref, index) => {
    const process = processes[index];
    const wonDaysByStage = totalsByProcess.get(ref.processId)?.wonDaysByStage ?? new Map();
    return process ? [{ ...ref, process, wonDaysByStage }] : [];
  });
  return stalledBefore(versions, localDay(scope.now, scope.tenant.timezone), scope.tenant.timezone);
}

/** Archived ones are declared: opportunities keep their values. */
function refuseUndeclared({ custom }: SearchFilters, declared: readonly string[]): void {
  const faults = custom
    .filter(({ key }) => !declared.includes(key))
    .map(({ key }) => ({
      pointer: `/query/custom.${key}`,
      code: "unknown_custom_field",
      detail: `There is no custom field ${key}.`,
    }));
  if (faults.length > 0) throw invalid(faults);
}
