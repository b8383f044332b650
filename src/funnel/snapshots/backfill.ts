import { packsOf } from "../../db/packs.ts";
import { commit } from "../../events/commit.ts";
import { NO_CLOSED_DEALS, readClosedTotals } from "../../opportunities/closed-totals.ts";
import { stageLimits } from "../../opportunities/stage-limits.ts";
import type { CompiledProcess } from "../../process/compile.ts";
import { loadVersions } from "../../process/version-store.ts";
import type { TenantScope } from "../../scope.ts";
import { listCurrencyRates, toRates } from "../../tenancy/currency-rates-store.ts";
import { formatDate, localDay } from "../../values/calendar.ts";
import type { PastDealRow } from "../as-of/as-of-store.ts";
import { NOT_TOLD, type PastVisit, readVisits, versionWith } from "../as-of/shape-as-of.ts";
import { assessDeal } from "../assess-deal.ts";
import { placeStage } from "../place.ts";
import { findProcessHead, findRollup } from "../store.ts";
import { ClosedSweep } from "./closed-sweep.ts";
import { DaySweep, type OpenStay } from "./day-sweep.ts";
import { type PastFrame, viewOfDay } from "./past-view.ts";
import { staysOf } from "./stays.ts";
import {
  dropExpired,
  dropPastBefore,
  findRetention,
  type PastSnapshot,
  pageDealsWithVisits,
  upsertPastSnapshots,
} from "./store.ts";

/** How far back past days are drawn: fifteen years. What was open before then is in them all the same. */
const MOST_DAYS = 5_490;
/** Of a page; each with its visits. */
const DEALS_A_PAGE = 2_500;
const DAYS_A_COMMIT = 200;
/** What the company does not keep any more goes in as many steps as an evaluation would take days for. */
const EXPIRED_AT_ONCE = 1_000;

/** What was drawn: days from the first to the last, those included that had been seen live and stay as they are. */
export interface Backfill {
  readonly days: number;
  readonly first: string | null;
  readonly last: string | null;
}

/** What the deals of a process are measured against on every day. */
interface Ground {
  readonly scope: TenantScope;
  readonly process: { readonly id: string; readonly currentVersion: number };
  readonly rates: ReadonlyMap<string, number>;
  readonly wonDaysByStage: typeof NO_CLOSED_DEALS.wonDaysByStage;
  readonly versions: Map<number, CompiledProcess>;
  readonly limits: Map<number, ReadonlyMap<string, number | null>>;
}

/**
 * Draws the funnel of a process at the end of every day from its first entry on to yesterday from stage visits, as `GET /v1/funnel?as_of=`
 * shows one day, and keeps it as a snapshot of source `visits`, fifteen years back and no longer than the company keeps them. What was seen on a
 * day is never overwritten. Reads page by page and writes in parts, each of which is right by itself: it may end anywhere and be done again,
 * and done again on the same deals it writes nothing. A deal that changes meanwhile may be on the days of one page as it was before.
 */
export async function backfillSnapshots(scope: TenantScope, processId: string): Promise<Backfill> {
  const { timezone, currency } = scope.tenant;
  const [[head], [rollup], rates, [kept]] = await scope.db.read([
    findProcessHead(processId),
    findRollup(processId),
    listCurrencyRates(currency),
    findRetention(),
  ]);
  const currentVersion = head?.current_version ?? null;
  if (currentVersion === null) return { days: 0, first: null, last: null };
  const today = localDay(scope.now, timezone);
  const firstKept = today - Math.min(MOST_DAYS, kept?.snapshot_retention_days ?? MOST_DAYS);
  const ground: Ground = {
    scope,
    process: { id: processId, currentVersion },
    rates: toRates(rates),
    wonDaysByStage: (rollup ? readClosedTotals(rollup) : NO_CLOSED_DEALS).wonDaysByStage,
    versions: new Map(),
    limits: new Map(),
  };
  await know(ground, [currentVersion]);

  const [open, closed] = [new DaySweep(firstKept, today - 1), new ClosedSweep()];
  let after = "";
  for (;;) {
    const [page] = await scope.db.read([pageDealsWithVisits(processId, after, DEALS_A_PAGE)]);
    const deals = page.map((row) => ({ row, visits: readVisits(row.visits, timezone) }));
    await knowAll(ground, deals);
    for (const { row, visits } of deals) addDeal(ground, open, closed, row, visits);
    const last = page.at(-1);
    if (!last || page.length < DEALS_A_PAGE) break;
    after = last.id;
  }

  const drawn = await drawDays(ground, open, closed);
  const changes = [dropPastBefore(processId, drawn.first ?? today), dropExpired([processId], today, EXPIRED_AT_ONCE)];
  await commit(scope, { changes, events: [] });
  const dateOf = (day: number | undefined) => (day === undefined ? null : formatDate(day));
  return { days: drawn.days, first: dateOf(drawn.first), last: dateOf(drawn.last) };
}

/** The versions that deals are pinned to; all there are, once a deal was in a stage that none of these has. */
async function knowAll(
  ground: Ground,
  deals: readonly { readonly row: PastDealRow; readonly visits: readonly PastVisit[] }[],
): Promise<void> {
  await know(ground, [...new Set(deals.map(({ row }) => row.version))]);
  const knows = (stage: string) => [...ground.versions.values()].some(({ stageByKey }) => stageByKey.has(stage));
  const stages = new Set(deals.flatMap(({ visits }) => visits.map(({ stage }) => stage)));
  if ([...stages].every(knows)) return;
  await know(
    ground,
    Array.from({ length: ground.process.currentVersion }, (_, index) => index + 1),
  );
}

async function know({ scope, process, versions, limits, wonDaysByStage }: Ground, wanted: readonly number[]) {
  const missing = wanted.filter((version) => !versions.has(version));
  if (missing.length === 0) return;
  const compiled = await loadVersions(
    scope,
    missing.map((version) => ({ processId: process.id, version })),
  );
  for (const [index, version] of missing.entries()) {
    const known = compiled[index];
    if (!known) continue;
    versions.set(version, known);
    limits.set(version, stageLimits(known, wonDaysByStage));
  }
}

function addDeal(
  ground: Ground,
  open: DaySweep,
  closed: ClosedSweep,
  row: PastDealRow,
  visits: readonly PastVisit[],
): void {
  const closedDay = row.closed_at === null ? null : localDay(row.closed_at, ground.scope.tenant.timezone);
  closed.add(row, closedDay);
  for (const { visit, from, until } of staysOf(visits, { status: row.status, closedDay })) {
    if (visit) open.add(openStay(ground, row, visit, from, until));
    else open.addUndated({ from, until });
  }
}

function openStay(ground: Ground, row: PastDealRow, visit: PastVisit, from: number, until: number): OpenStay {
  const { scope, rates, limits, versions, process } = ground;
  const { timezone, currency } = scope.tenant;
  const { stage, scoreAtEntry: score } = visit;
  const version = versionWith(stage, row.version, ground);
  const deal = { ...row, ...NOT_TOLD, process_id: process.id, version, stage, stage_entered_at: visit.enteredAt };
  const yardstick = { today: from, timezone, currency, rates, limitsByVersion: limits };
  const assessed = assessDeal({ ...deal, score_hundredths: score ?? 0 }, yardstick);
  const own = versions.get(version);
  const current = versions.get(process.currentVersion);
  return {
    stage,
    placed:
      current?.stageByKey.get(stage)?.index ??
      placeStage(own?.stageByKey.get(stage)?.index ?? 0, own?.stages.length ?? 0, current?.stages.length ?? 0),
    from,
    until,
    enteredDay: from,
    limitDays: assessed.limitDays,
    amountMinor: assessed.amountMinor,
    weightedMinor: assessed.weightedMinor,
    score,
    unconverted:
      row.amount_minor === null || assessed.amountMinor !== null
        ? null
        : { currency: row.currency, minor: row.amount_minor },
  };
}

function frameOf({ process, versions, limits, scope }: Ground): PastFrame {
  const newestFirst = [...versions].sort(([a], [b]) => b - a).map(([, known]) => known);
  const current = limits.get(process.currentVersion);
  return {
    processId: process.id,
    version: process.currentVersion,
    stages: (versions.get(process.currentVersion)?.stages ?? []).map(({ key, name, maxDays }) => ({
      key,
      name,
      maxDays,
      limitDays: current?.get(key) ?? null,
    })),
    retiredName: (key) => newestFirst.find(({ stageByKey }) => stageByKey.has(key))?.stageByKey.get(key)?.name ?? key,
    currency: scope.tenant.currency,
    timezone: scope.tenant.timezone,
  };
}

interface DrawnDays {
  readonly days: number;
  readonly first: number | undefined;
  readonly last: number | undefined;
}

/** Draws and keeps the days, so many at a time. */
async function drawDays(ground: Ground, open: DaySweep, closed: ClosedSweep): Promise<DrawnDays> {
  const { scope, process, rates } = ground;
  const frame = frameOf(ground);
  let [days, first, last]: [number, number?, number?] = [0];
  let part: PastSnapshot[] = [];
  const keepPart = async () => {
    for (const pack of packsOf(part)) {
      await commit(scope, { changes: [upsertPastSnapshots(process.id, pack, scope.now)], events: [] });
    }
    part = [];
  };
  for (const swept of open.days()) {
    const { day } = swept;
    part.push({ day, funnel: viewOfDay(frame, swept, closed.by(day, scope.tenant.currency, rates)) });
    if (part.length === DAYS_A_COMMIT) await keepPart();
    [days, first, last] = [days + 1, first ?? day, day];
  }
  await keepPart();
  return { days, first, last };
}
