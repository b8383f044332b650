import { NO_CLOSED_DEALS, readClosedTotals } from "../../opportunities/closed-totals.ts";
import { readFlows, weekToReadFrom } from "../../opportunities/flows.ts";
import type { CompiledProcess } from "../../process/compile.ts";
import { loadVersions } from "../../process/version-store.ts";
import type { TenantScope } from "../../scope.ts";
import { listCurrencyRates, toRates } from "../../tenancy/currency-rates-store.ts";
import { findTeam } from "../../tenancy/teams-store.ts";
import { startOfDay } from "../../values/calendar.ts";
import { type FunnelFilter, fitsOf } from "../filter.ts";
import type { Funnel } from "../funnel-shape.ts";
import { demandPublished } from "../read-funnel.ts";
import { findFlowsSince, findProcessHead, findRollup } from "../store.ts";
import { listDealsOpenAt } from "./as-of-store.ts";
import { type PastFunnel, type PlacedDeal, placeDeals, shapeAsOf } from "./shape-as-of.ts";

/** The funnel of a process as it was at the end of a past day. Throws as `readFunnel`. Reads the closed deals too. */
export async function readAsOf(
  scope: TenantScope,
  processId: string | undefined,
  day: number,
  filter: FunnelFilter = {},
): Promise<PastFunnel> {
  const id = processId ?? null;
  const { currency, timezone } = scope.tenant;
  const [[head], [rollup], rates, rows, flows, [team]] = await scope.db.read([
    findProcessHead(id),
    findRollup(id),
    listCurrencyRates(currency),
    listDealsOpenAt(id, startOfDay(day + 1, timezone)),
    findFlowsSince(id, weekToReadFrom(day + 1)),
    findTeam(filter.team ?? null),
  ]);
  const process = demandPublished(head, processId);
  const placed = placeDeals(rows.filter(fitsOf(filter, team)), day, timezone);
  const versions = await versionsThen(scope, process, placed);
  return shapeAsOf({
    process,
    versions,
    placed,
    closed: rollup ? readClosedTotals(rollup) : NO_CLOSED_DEALS,
    since: readFlows(flows),
    rates: toRates(rates),
    currency,
    timezone,
    day,
  });
}

/** The current version and those that the deals are pinned to; all there are, where a deal was in a stage that none of these has. */
async function versionsThen(
  scope: TenantScope,
  { id: processId, currentVersion: current }: Funnel["process"],
  placed: readonly PlacedDeal[],
): Promise<ReadonlyMap<number, CompiledProcess>> {
  const load = async (numbers: readonly number[]) => {
    const compiled = await loadVersions(
      scope,
      numbers.map((version) => ({ processId, version })),
    );
    return new Map(compiled.map((process, index) => [numbers[index] ?? 0, process]));
  };
  const pinned = await load([...new Set([current, ...placed.map(({ row }) => row.version)])]);
  const stages = new Set([...pinned.values()].flatMap(({ stageByKey }) => [...stageByKey.keys()]));
  const isGone = ({ place }: PlacedDeal) => place.kind === "open" && !stages.has(place.visit.stage);
  return placed.some(isGone) ? load(Array.from({ length: current }, (_, index) => index + 1)) : pinned;
}
