import type { ClosedTotals } from "../opportunities/closed-totals.ts";
import { stageLimits } from "../opportunities/stage-limits.ts";
import type { CompiledProcess } from "../process/compile.ts";
import { localDay } from "../values/calendar.ts";
import type { RatesMillionths } from "../values/money.ts";
import { type AssessedDeal, assessDeal, type OpenDeal } from "./assess-deal.ts";
import { placeStage } from "./place.ts";

/** Everything the live funnel of one process follows from. */
export interface FunnelInput {
  readonly process: { readonly id: string; readonly name: string; readonly currentVersion: number };
  /** The current version and every one that an open deal is pinned to. */
  readonly versions: ReadonlyMap<number, CompiledProcess>;
  /** The open deals of the process, in any order. */
  readonly deals: readonly OpenDeal[];
  readonly closed: ClosedTotals;
  readonly rates: RatesMillionths;
  /** The tenant's reporting currency and time zone. */
  readonly currency: string;
  readonly timezone: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A stage with the open deals that count in it. */
export interface StageShape {
  readonly key: string;
  readonly name: string;
  /** The current version no longer has this stage. Figures that go by the order of the stages count its deals in `placedStages`. */
  readonly retired: boolean;
  readonly maxDays: number | null;
  /** `maxDays`, or what takes its place; null where nothing does. */
  readonly limitDays: number | null;
  readonly deals: readonly AssessedDeal[];
}

/** The live funnel of one process: what figures, rules, answers and snapshots are read from. */
export interface Funnel extends FunnelInput {
  /** The calendar day in the tenant's zone, in days since 1970-01-01. */
  readonly today: number;
  /** The stages of the current version in order, then those that only older versions have: each with the deals that stand in it. */
  readonly stages: readonly StageShape[];
  /**
   * The stages of the current version in order, open stages 1…K of product.md §4. A deal of a retired stage counts where that stage stood
   * in the version it is pinned to (`placeStage`), so that every open deal is in exactly one of these.
   */
  readonly placedStages: readonly StageShape[];
  readonly openDeals: readonly AssessedDeal[];
}

/** Puts the open deals of a process where they stand. Pure; the order of the deals changes nothing but the order within a stage. */
export function shapeFunnel(input: FunnelInput): Funnel {
  const today = localDay(input.now, input.timezone);
  const limitsByVersion = new Map(
    [...input.versions].map(([version, process]) => [version, stageLimits(process, input.closed.wonDaysByStage)]),
  );
  const { timezone, currency, rates } = input;
  const yardstick = { today, timezone, currency, rates, limitsByVersion };
  const openDeals = input.deals.map((deal) => assessDeal(deal, yardstick));
  const dealsByStage = Map.groupBy(openDeals, ({ deal }) => deal.stage);

  const current = versionOf(input, input.process.currentVersion);
  const limits = limitsByVersion.get(input.process.currentVersion);
  const stages = current.stages.map(
    ({ key, name, maxDays }): StageShape => ({
      key,
      name,
      retired: false,
      maxDays,
      limitDays: limits?.get(key) ?? null,
      deals: dealsByStage.get(key) ?? [],
    }),
  );
  const retired = [...dealsByStage]
    .filter(([key]) => !current.stageByKey.has(key))
    .map(([key, deals]) => retiredStage(input, key, deals))
    .sort(byKey);
  return {
    ...input,
    today,
    openDeals,
    stages: [...stages, ...retired],
    placedStages: withPlaced(
      input,
      stages,
      retired.flatMap((stage) => stage.deals),
    ),
  };
}

function withPlaced(
  input: FunnelInput,
  stages: readonly StageShape[],
  retired: readonly AssessedDeal[],
): readonly StageShape[] {
  if (retired.length === 0) return stages;
  const placed = Map.groupBy(retired, ({ deal }) => {
    const own = versionOf(input, deal.version);
    return placeStage(own.stageByKey.get(deal.stage)?.index ?? 0, own.stages.length, stages.length);
  });
  return stages.map((stage, index) => ({ ...stage, deals: [...stage.deals, ...(placed.get(index) ?? [])] }));
}

/** Told in the words of the newest version that a deal in it is pinned to. Its limits are each deal's own. */
function retiredStage(input: FunnelInput, key: string, deals: readonly AssessedDeal[]): StageShape {
  const newest = Math.max(...new Set(deals.map(({ deal }) => deal.version)));
  const name = versionOf(input, newest).stageByKey.get(key)?.name ?? key;
  return { key, name, retired: true, maxDays: null, limitDays: null, deals };
}

function byKey(a: StageShape, b: StageShape): number {
  return a.key < b.key ? -1 : 1;
}

function versionOf({ versions, process }: FunnelInput, version: number): CompiledProcess {
  const compiled = versions.get(version);
  if (!compiled) throw new Error(`version ${version} of ${process.id} was not loaded`);
  return compiled;
}
