import { newId } from "../db/ids.ts";
import type { Change } from "../db/tenant-db.ts";
import type { EventType, NewEvent } from "../events/catalogue.ts";
import type { Decision } from "../events/commit.ts";
import type { Funnel } from "../funnel/funnel-shape.ts";
import { demandPublished, type FunnelRows, noSuchProcess, shapeFunnels } from "../funnel/read-funnel.ts";
import { serializeFigure } from "../funnel/schema.ts";
import { takeSnapshot } from "../funnel/snapshot.ts";
import { findProcessHead, findRollup, listAllOpenDeals, listOpenDeals, listProcessHeads } from "../funnel/store.ts";
import { listRollups } from "../opportunities/rollup-store.ts";
import type { TenantScope } from "../scope.ts";
import { listCurrencyRates } from "../tenancy/currency-rates-store.ts";
import { formatTime } from "../values/calendar.ts";
import type { AlertRow } from "./alert.ts";
import { type Judgement, judgeFunnel } from "./judge.ts";
import { severityOf } from "./levels.ts";
import { nextStep, type Step, type Verdict } from "./life.ts";
import { type EvaluationView, serializeAlert } from "./schema.ts";
import {
  findEvaluateAt,
  insertAlerts,
  listLiveAlerts,
  resolveAlerts,
  scheduleNextEvaluation,
  updateAlertFigures,
} from "./store.ts";

/** What an evaluation decides on, read in one round trip. */
interface EvaluationRows extends FunnelRows {
  readonly live: readonly AlertRow[];
}

/** What the evaluation of all processes of a tenant decides on. */
export interface TenantRows extends EvaluationRows {
  /** When the tenant is due, in ms since the epoch. */
  readonly evaluateAt: number;
}

/** Everything of all processes. */
export async function readTenant(scope: TenantScope): Promise<TenantRows> {
  const [[tenant], live, rates, processes, rollups, deals] = await scope.db.read([
    findEvaluateAt(),
    listLiveAlerts(),
    listCurrencyRates(scope.tenant.currency),
    listProcessHeads(),
    listRollups(),
    listAllOpenDeals(),
  ]);
  return { live, rates, processes, rollups, deals, evaluateAt: tenant?.evaluate_at ?? 0 };
}

/** Everything of one process. Throws `not_found`, `process_not_published`. */
async function readProcess(scope: TenantScope, processId: string): Promise<EvaluationRows> {
  const [live, rates, processes, rollups, deals] = await scope.db.read([
    listLiveAlerts(),
    listCurrencyRates(scope.tenant.currency),
    findProcessHead(processId),
    findRollup(processId),
    listOpenDeals(processId),
  ]);
  if (!processes[0]) throw noSuchProcess("/process_id");
  demandPublished(processes[0], processId);
  return { live, rates, processes, rollups, deals };
}

/** Reads and decides the evaluation of a process, or of all of them, which is then not due again for an interval. */
export async function evaluateFunnels(
  scope: TenantScope,
  processId: string | undefined,
): Promise<Decision<EvaluationView>> {
  if (processId === undefined) return decideTenant(scope, await readTenant(scope));
  return decideEvaluation(scope, await readProcess(scope, processId));
}

/**
 * The evaluation of all processes of the tenant, as it was read. Its commit fails with `conflict` when the tenant's next evaluation has been
 * moved since: by an import, whose deals it may not have seen, or by another evaluation.
 */
export async function decideTenant(scope: TenantScope, rows: TenantRows): Promise<Decision<EvaluationView>> {
  const decision = await decideEvaluation(scope, rows);
  return { ...decision, changes: [...decision.changes, scheduleNextEvaluation(scope.now, rows.evaluateAt)] };
}

/**
 * Measures the funnels, lets the rules judge them and the alerts live on: the snapshot of the day, the alerts and their events are one
 * commit. Of two evaluations at once the slower one fails with `conflict` where it would raise or change the same, and decides again on
 * what the other left, so nothing is raised or told twice; and evaluated twice, the second finds nothing to change.
 */
async function decideEvaluation(scope: TenantScope, rows: EvaluationRows): Promise<Decision<EvaluationView>> {
  const funnels = await shapeFunnels(scope, rows);
  const judged = funnels.map((funnel) => ({ funnel, judgements: judgeFunnel(funnel, scope.tenant.locale) }));
  const verdicts = judged.flatMap(({ judgements }) => judgements.map(({ verdict }) => verdict));
  const liveByKey = new Map(rows.live.map((alert) => [keyOf(alert.process_id, alert), alert]));
  const steps = verdicts.flatMap((verdict) => {
    const step = nextStep(liveByKey.get(keyOf(verdict.processId, verdict)), verdict, scope.now, () => newId("alr"));
    return step ? [step] : [];
  });
  return {
    result: toView(scope.now, judged, rows.live, steps),
    changes: [...funnels.map(takeSnapshot), ...changesOf(steps)],
    events: steps.flatMap(eventOf),
  };
}

function keyOf(processId: string, { rule, subject }: Pick<Verdict, "rule" | "subject">): string {
  return JSON.stringify([processId, rule, subject]);
}

function changesOf(steps: readonly Step[]): Change[] {
  const alertsOf = (...kinds: readonly Step["kind"][]) =>
    steps.filter(({ kind }) => kinds.includes(kind)).map(({ alert }) => alert);
  const [raised, changed, resolved] = [alertsOf("raised"), alertsOf("escalated", "updated"), alertsOf("resolved")];
  return [
    ...(raised.length > 0 ? [insertAlerts(raised)] : []),
    ...(changed.length > 0 ? [updateAlertFigures(changed)] : []),
    ...(resolved.length > 0 ? [resolveAlerts(resolved)] : []),
  ];
}

const EVENT_OF = {
  raised: "alert.raised",
  escalated: "alert.escalated",
  resolved: "alert.resolved",
  updated: undefined,
} as const satisfies Record<Step["kind"], EventType | undefined>;

function eventOf(step: Step): NewEvent[] {
  const type = EVENT_OF[step.kind];
  if (!type) return [];
  const alert = serializeAlert(step.alert);
  return [
    { type, data: step.kind === "raised" ? { alert } : { alert, previous: previousOf(step.before, step.alert) } },
  ];
}

/** What the changed fields were, but for those that only describe the figure in other words. */
function previousOf(before: AlertRow, after: AlertRow): Partial<AlertRow> {
  const columns = ["status", "severity", "threshold", "value", "n"] as const;
  return Object.fromEntries(
    columns.flatMap((column) => (before[column] === after[column] ? [] : [[column, before[column]]])),
  );
}

function toView(
  now: number,
  judged: readonly { readonly funnel: Funnel; readonly judgements: readonly Judgement[] }[],
  live: readonly AlertRow[],
  steps: readonly Step[],
): EvaluationView {
  const idByKey = new Map(live.map((alert) => [keyOf(alert.process_id, alert), alert.id]));
  for (const { kind, alert } of steps) {
    if (kind === "resolved") idByKey.delete(keyOf(alert.process_id, alert));
    else idByKey.set(keyOf(alert.process_id, alert), alert.id);
  }
  const idsOf = (wanted: Step["kind"]) => steps.flatMap(({ kind, alert }) => (kind === wanted ? [alert.id] : []));
  return {
    evaluated_at: formatTime(now),
    processes: judged.map(({ funnel, judgements }) => ({
      process_id: funnel.process.id,
      figures: judgements.map(({ rule, figure, levels, verdict }) => ({
        rule,
        ...serializeFigure(figure, levels.minimum),
        severity: severityOf(figure, levels) ?? null,
        thresholds: { warning: levels.warning, critical: levels.critical, minimum_n: levels.minimum },
        alert_id: idByKey.get(keyOf(funnel.process.id, verdict)) ?? null,
      })),
    })),
    alerts: {
      raised: idsOf("raised"),
      escalated: idsOf("escalated"),
      updated: idsOf("updated"),
      resolved: idsOf("resolved"),
    },
  };
}
