import { notFound } from "../errors.ts";
import { demandPublished, type FunnelRows, noSuchProcess } from "../funnel/read-funnel.ts";
import { readSinceMidnight, type SinceMidnight } from "../funnel/snapshots/take-snapshots.ts";
import {
  findFlowsSince,
  findProcessHead,
  findRollup,
  listAllOpenDeals,
  listOpenDeals,
  listProcessHeads,
} from "../funnel/store.ts";
import { type HeldTargetRow, listTargetsAt } from "../funnel/targets-store.ts";
import { type FlowRow, weekToReadFrom } from "../opportunities/flows.ts";
import { listAllFlowsSince, listRollups } from "../opportunities/rollup-store.ts";
import { refuseArchived } from "../process/archive.ts";
import type { TenantScope, TenantSettings } from "../scope.ts";
import { listCurrencyRates } from "../tenancy/currency-rates-store.ts";
import { toSettings } from "../tenancy/gatekeeper.ts";
import { localDay } from "../values/calendar.ts";
import type { AlertRow } from "./alert.ts";
import { longestReachDays, usualReachDays } from "./rule-settings/reach.ts";
import { listRuleSettings, type RuleSettingsRow } from "./rule-settings/rule-settings-store.ts";
import { findSchedule, listHeldAlerts, listLiveAlerts, type ScheduleRow } from "./store.ts";

/** What an evaluation decides on, read in one round trip; in a second one where a rule looks back further than rules do by default. */
export interface EvaluationRows extends FunnelRows {
  readonly live: readonly AlertRow[];
  readonly held: readonly AlertRow[];
  readonly settings: readonly RuleSettingsRow[];
  readonly flows: readonly FlowRow[];
  readonly targets: readonly HeldTargetRow[];
  readonly sinceMidnight: SinceMidnight;
}

/** What the evaluation of all processes of a tenant decides on. */
export interface TenantRows extends EvaluationRows {
  readonly schedule: ScheduleRow;
  /** Its settings as they were read with the rest, whatever was known of them before. */
  readonly tenant: TenantSettings;
}

/**
 * Everything of all processes. Which days they are read of is the time zone's: where that has been changed since the caller learnt of it,
 * they are read again, for no other evaluation may come for long.
 */
export async function readTenant(scope: TenantScope): Promise<TenantRows> {
  const { today, usualWeek } = daysOf(scope);
  const [[schedule], live, held, settings, rates, processes, rollups, deals, targets, flows, events, visits] =
    await scope.db.read([
      findSchedule(),
      listLiveAlerts(),
      listHeldAlerts(),
      listRuleSettings(),
      listCurrencyRates(scope.tenant.currency),
      listProcessHeads(),
      listRollups(),
      listAllOpenDeals(),
      listTargetsAt(today),
      listAllFlowsSince(usualWeek),
      ...readSinceMidnight(scope),
    ]);
  if (!schedule) throw notFound("tenant");
  const tenant = toSettings(schedule);
  if (tenant.timezone !== scope.tenant.timezone || tenant.currency !== scope.tenant.currency) {
    return readTenant({ ...scope, tenant });
  }
  const week = longestWeek(settings, today);
  const [longer] = week < usualWeek ? await scope.db.read([listAllFlowsSince(week)]) : [flows];
  return {
    schedule,
    tenant,
    live,
    held,
    settings,
    rates,
    processes,
    rollups,
    deals,
    targets,
    flows: longer,
    sinceMidnight: { events, visits },
  };
}

/** Everything of one process. Throws `not_found`, `process_not_published`, `process_archived`. */
export async function readProcess(scope: TenantScope, processId: string): Promise<EvaluationRows> {
  const { today, usualWeek } = daysOf(scope);
  const [live, held, settings, rates, processes, rollups, deals, targets, flows, events, visits] = await scope.db.read([
    listLiveAlerts(),
    listHeldAlerts(),
    listRuleSettings(),
    listCurrencyRates(scope.tenant.currency),
    findProcessHead(processId),
    findRollup(processId),
    listOpenDeals(processId),
    listTargetsAt(today),
    findFlowsSince(processId, usualWeek),
    ...readSinceMidnight(scope),
  ]);
  if (!processes[0]) throw noSuchProcess("/process_id");
  demandPublished(processes[0], processId);
  refuseArchived(processes[0]);
  const week = longestWeek(settings, today);
  const [longer] = week < usualWeek ? await scope.db.read([findFlowsSince(processId, week)]) : [flows];
  const ofProcess = (alerts: readonly AlertRow[]) => alerts.filter((alert) => alert.process_id === processId);
  return {
    live: ofProcess(live),
    held: ofProcess(held),
    settings,
    rates,
    processes,
    rollups,
    deals,
    targets,
    flows: longer,
    sinceMidnight: { events, visits },
  };
}

function daysOf({ now, tenant }: TenantScope) {
  const today = localDay(now, tenant.timezone);
  return { today, usualWeek: weekToReadFrom(today - usualReachDays()) };
}

function longestWeek(settings: readonly RuleSettingsRow[], today: number): number {
  return weekToReadFrom(today - longestReachDays(settings));
}
