import { DomainError, type Fault, notFound } from "../errors.ts";
import { NO_CLOSED_DEALS, type RollupRow, readClosedTotals } from "../opportunities/closed-totals.ts";
import type { CompiledProcess } from "../process/compile.ts";
import { loadVersions } from "../process/version-store.ts";
import type { TenantScope } from "../scope.ts";
import { type CurrencyRateRow, listCurrencyRates, toRates } from "../tenancy/currency-rates-store.ts";
import { findTeam } from "../tenancy/teams-store.ts";
import type { OpenDeal } from "./assess-deal.ts";
import { type FunnelFilter, fitsOf } from "./filter.ts";
import { type Funnel, shapeFunnel } from "./funnel-shape.ts";
import { findProcessHead, findRollup, listOpenDeals, type ProcessHeadRow } from "./store.ts";

/** What the funnels of one or more processes are made of, as it was read. */
export interface FunnelRows {
  readonly processes: readonly ProcessHeadRow[];
  readonly rollups: readonly RollupRow[];
  readonly rates: readonly CurrencyRateRow[];
  readonly deals: readonly OpenDeal[];
}

/**
 * The live funnel of a process, of the default one where none is named, of those deals that the filter lets through. Throws `not_found`,
 * `process_not_published`. One round trip when the isolate knows the versions that open deals are pinned to, else two.
 */
export async function readFunnel(
  scope: TenantScope,
  processId: string | undefined,
  filter: FunnelFilter = {},
): Promise<Funnel> {
  const id = processId ?? null;
  const [processes, rollups, rates, deals, [team]] = await scope.db.read([
    findProcessHead(id),
    findRollup(id),
    listCurrencyRates(scope.tenant.currency),
    listOpenDeals(id),
    findTeam(filter.team ?? null),
  ]);
  demandPublished(processes[0], processId);
  const [funnel] = await shapeFunnels(scope, { processes, rollups, rates, deals: deals.filter(fitsOf(filter, team)) });
  if (!funnel) throw new Error("a published process has a funnel");
  return funnel;
}

/** Refuses what has no funnel: a process that is not there, and one that was never published. */
export function demandPublished(process: ProcessHeadRow | undefined, processId: string | undefined): Funnel["process"] {
  if (process && process.current_version !== null) {
    return { id: process.id, name: process.name, currentVersion: process.current_version };
  }
  if (process)
    throw new DomainError("process_not_published", `The process "${process.name}" has no published version yet.`);
  if (processId === undefined) {
    throw new DomainError("process_not_published", "The company has no published process yet. Publish one first.");
  }
  throw noSuchProcess("/query/process_id");
}

export function noSuchProcess(pointer: string): DomainError {
  const fault: Fault = { pointer, code: "not_found", detail: "There is no such process." };
  return notFound("process", [fault]);
}

/** The funnels of the published ones among the processes. Reads the versions that this isolate has not seen yet, and nothing else. */
export async function shapeFunnels(scope: TenantScope, rows: FunnelRows): Promise<Funnel[]> {
  const dealsByProcess = Map.groupBy(rows.deals, (deal) => deal.process_id);
  const rollupByProcess = new Map(rows.rollups.map((rollup) => [rollup.process_id, rollup]));
  const published = rows.processes.flatMap(({ id, name, current_version: currentVersion }) =>
    currentVersion === null ? [] : [{ id, name, currentVersion, deals: dealsByProcess.get(id) ?? [] }],
  );
  const versions = await versionsInUse(scope, published);
  const rates = toRates(rows.rates);
  const { currency, timezone } = scope.tenant;
  return published.map(({ deals, ...process }) => {
    const rollup = rollupByProcess.get(process.id);
    return shapeFunnel({
      process,
      versions: versions.get(process.id) ?? new Map(),
      deals,
      closed: rollup ? readClosedTotals(rollup) : NO_CLOSED_DEALS,
      rates,
      currency,
      timezone,
      now: scope.now,
    });
  });
}

interface PublishedProcess {
  readonly id: string;
  readonly currentVersion: number;
  readonly deals: readonly OpenDeal[];
}

/** By process: its current version, and those that its open deals are pinned to. */
async function versionsInUse(
  scope: TenantScope,
  processes: readonly PublishedProcess[],
): Promise<ReadonlyMap<string, ReadonlyMap<number, CompiledProcess>>> {
  const refs = processes.flatMap(({ id, currentVersion, deals }) => {
    const versions = new Set([currentVersion, ...deals.map((deal) => deal.version)]);
    return [...versions].map((version) => ({ processId: id, version }));
  });
  const compiled = await loadVersions(scope, refs);
  const byProcess = new Map<string, Map<number, CompiledProcess>>();
  for (const [index, { processId, version }] of refs.entries()) {
    const process = compiled[index];
    const versions = byProcess.get(processId) ?? new Map<number, CompiledProcess>();
    if (process) byProcess.set(processId, versions.set(version, process));
  }
  return byProcess;
}
