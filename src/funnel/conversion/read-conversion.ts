import { type Flows, readFlows, weekToReadFrom } from "../../opportunities/flows.ts";
import type { TenantScope } from "../../scope.ts";
import { listCurrencyRates } from "../../tenancy/currency-rates-store.ts";
import { localDay, parseDate } from "../../values/calendar.ts";
import { type Closings, closingsIn } from "../closings.ts";
import type { Funnel } from "../funnel-shape.ts";
import type { Period } from "../period.ts";
import { demandPublished, shapeFunnels } from "../read-funnel.ts";
import { requiredShape } from "../required-shape.ts";
import { findFlowsSince, findProcessHead, findRollup, listOpenDeals } from "../store.ts";
import { listTargetsAt, toRuleTargets } from "../targets-store.ts";
import { WINDOW_DAYS, windowOf } from "../window.ts";
import { type ClosesToCome, closesToCome } from "./closes-to-come.ts";
import { knownRate, type StageConversion, stageConversion } from "./cohort-conversion.ts";

/** How the deals of a process get on, stage by stage, and how many it would take. */
export interface Conversion {
  readonly funnel: Funnel;
  readonly window: Period;
  /** By stage of the current version, in order. */
  readonly stages: readonly StageConversion[];
  readonly closed: Pick<Closings, "won" | "lost">;
  readonly toCome: ClosesToCome;
  /** By stage: how many deals the closes to come take (`requiredShape`). */
  readonly required: readonly (number | null)[];
}

/** Throws as `readFunnel`, and `validation_failed` for a window that cannot be. Reads the flows and the open deals, in one round trip. */
export async function readConversion(
  scope: TenantScope,
  processId: string | undefined,
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
): Promise<Conversion> {
  const id = processId ?? null;
  const today = localDay(scope.now, scope.tenant.timezone);
  const window = windowOf(asked, today);
  const since = Math.min(window.firstDay, today - WINDOW_DAYS + 1, firstDayOfYear(today));
  const [processes, rollups, rates, deals, flowRows, targetRows] = await scope.db.read([
    findProcessHead(id),
    findRollup(id),
    listCurrencyRates(scope.tenant.currency),
    listOpenDeals(id),
    findFlowsSince(id, weekToReadFrom(since)),
    listTargetsAt(today),
  ]);
  demandPublished(processes[0], processId);
  const [funnel] = await shapeFunnels(scope, { processes, rollups, rates, deals });
  if (!funnel) throw new Error("a published process has a funnel");
  const flows = readFlows(flowRows);
  const targets = toRuleTargets(targetRows, funnel.process.id, funnel.currency, funnel.rates);
  return conversionOf(funnel, flows, window, closesToCome({ ...funnel, flows, targets }));
}

/** Pure. The flows reach back to the first day of the window. */
export function conversionOf(funnel: Funnel, flows: Flows, window: Period, toCome: ClosesToCome): Conversion {
  const stages = funnel.placedStages.map(({ key }) => stageConversion(flows, key, window));
  const conversions = stages.map(({ rate }) => knownRate(rate));
  return {
    funnel,
    window,
    stages,
    closed: closingsIn(flows, window),
    toCome,
    required: requiredShape({ closesNeeded: toCome.closes, conversions }),
  };
}

/** No period of a target begins earlier that has not ended. */
function firstDayOfYear(day: number): number {
  const year = new Date(day * 86_400_000).getUTCFullYear();
  return parseDate(`${year}-01-01`) ?? day;
}
