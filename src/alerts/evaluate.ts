import { newId } from "../db/ids.ts";
import type { Decision } from "../events/commit.ts";
import type { Funnel } from "../funnel/funnel-shape.ts";
import { shapeFunnels } from "../funnel/read-funnel.ts";
import { takeSnapshots } from "../funnel/snapshots/take-snapshots.ts";
import { toRuleTargets } from "../funnel/targets-store.ts";
import { readFlows } from "../opportunities/flows.ts";
import type { TenantScope } from "../scope.ts";
import type { AlertRow } from "./alert.ts";
import { digestOf } from "./digest/digest.ts";
import { type JudgedProcess, viewOf } from "./evaluation-view.ts";
import { judgeFunnel, type Unjudged, unjudgedMessage } from "./judge.ts";
import { RULES, type Rule } from "./levels.ts";
import { endAlert, nextSteps, remindAt, type Step } from "./life.ts";
import { nextEvaluationAt, spreadOf } from "./next-evaluation.ts";
import { type EvaluationRows, readProcess, readTenant, type TenantRows } from "./read-evaluation.ts";
import { changesOf, eventsOf } from "./record-steps.ts";
import { mutedUntil } from "./rule-settings/mute.ts";
import { ruleInForce } from "./rule-settings/rule-settings.ts";
import type { EvaluationView } from "./schema.ts";
import { scheduleNextEvaluation } from "./store.ts";

/** Reads and decides the evaluation of a process, or of all of them, which is then not due again for an interval. */
export async function evaluateFunnels(
  scope: TenantScope,
  processId: string | undefined,
): Promise<Decision<EvaluationView>> {
  if (processId === undefined) return decideTenant(scope, await readTenant(scope));
  return (await decideEvaluation(scope, await readProcess(scope, processId))).decision;
}

/**
 * The evaluation of all processes of the tenant, as it was read. Its commit fails with `conflict` when the tenant's next evaluation has been
 * moved since: by an import, whose deals it may not have seen, by a rule that was set otherwise, or by another evaluation.
 */
export async function decideTenant(scope: TenantScope, rows: TenantRows): Promise<Decision<EvaluationView>> {
  const { decision, wakeAt, funnels, steps } = await decideEvaluation(scope, rows);
  const { evaluate_at, evaluation_interval_seconds: intervalSeconds } = rows.schedule;
  const digest = await digestOf(scope, { row: rows.schedule, funnels, live: rows.live, steps });
  const { now, tenant } = scope;
  const next = nextEvaluationAt({
    now,
    intervalSeconds,
    timezone: tenant.timezone,
    spreadSeconds: spreadOf(tenant.id),
    wakeAt: [...wakeAt, digest.dueAt],
  });
  return {
    result: decision.result,
    changes: [...decision.changes, ...digest.changes, scheduleNextEvaluation(next, now, evaluate_at)],
    events: [...decision.events, ...digest.events],
  };
}

interface DecidedEvaluation {
  readonly decision: Decision<EvaluationView>;
  /** When a snooze or mute hours end, or an alert has waited for too long: it is to be looked at again then. */
  readonly wakeAt: readonly (number | null)[];
  readonly funnels: readonly Funnel[];
  readonly steps: readonly Step[];
}

/**
 * Measures the funnels, lets the rules judge them and the alerts live on: the snapshot of the day, the alerts and their events are one
 * commit. Of two evaluations at once the slower one fails with `conflict` where it would raise or change the same, and decides again on
 * what the other left, so nothing is raised or told twice; and evaluated twice, the second finds nothing to change.
 */
async function decideEvaluation(scope: TenantScope, rows: EvaluationRows): Promise<DecidedEvaluation> {
  const { now } = scope;
  const judged = await judgeProcesses(scope, rows);
  const [liveByKey, heldByKey] = [rows.live, rows.held].map(
    (alerts) => new Map(alerts.map((alert) => [keyOf(alert.process_id, alert), alert])),
  );
  const verdicts = judged.flatMap(({ judgements }) => judgements.map(({ verdict }) => verdict));
  const steps = verdicts.flatMap((verdict) => {
    const key = keyOf(verdict.processId, verdict);
    return nextSteps({ live: liveByKey?.get(key), held: heldByKey?.get(key) }, verdict, now, () => newId("alr"));
  });
  const judgedKeys = new Set(verdicts.map((verdict) => keyOf(verdict.processId, verdict)));
  const ends = [...rows.live, ...rows.held]
    .filter((alert) => !judgedKeys.has(keyOf(alert.process_id, alert)))
    .flatMap((alert) => endUnjudged(scope, rows, alert));
  const all = [...steps, ...ends];
  const funnels = judged.map(({ funnel }) => funnel);
  return {
    funnels,
    steps: all,
    decision: {
      result: viewOf(now, judged, rows.live, all),
      changes: [...takeSnapshots(scope, funnels, rows.sinceMidnight), ...changesOf(all)],
      events: all.flatMap(eventsOf),
    },
    wakeAt: [...alertsWaitUntil(rows, all), ...muteEnds(scope, rows, judged)],
  };
}

/** All that are published and in use. */
async function judgeProcesses(scope: TenantScope, rows: EvaluationRows): Promise<JudgedProcess[]> {
  const processes = rows.processes.filter(({ archived_at }) => archived_at === null);
  const funnels = await shapeFunnels(scope, { ...rows, processes });
  const flowsByProcess = Map.groupBy(rows.flows, (flow) => flow.process_id);
  return funnels.map((funnel) => {
    const { id } = funnel.process;
    const flows = readFlows(flowsByProcess.get(id) ?? []);
    const targets = toRuleTargets(rows.targets, id, funnel.currency, funnel.rates);
    const rules = (rule: Rule) => ruleInForce(rule, id, rows.settings);
    return { funnel, judgements: judgeFunnel({ funnel, flows, targets }, rules, scope.tenant.locale) };
  });
}

/** What becomes of an alert that no judgement is about. In mute hours it waits until they end, unless somebody has put an end to it. */
function endUnjudged({ tenant, now }: TenantScope, { processes, settings }: EvaluationRows, alert: AlertRow): Step[] {
  const rule = RULES.find((id) => id === alert.rule);
  const inForce = rule && ruleInForce(rule, alert.process_id, settings);
  const archived = processes.some(({ id, archived_at }) => id === alert.process_id && archived_at !== null);
  const why = ((): Unjudged => {
    if (archived) return "process_archived";
    return inForce?.enabled === false ? "rule_disabled" : "nothing_left";
  })();
  const muted = inForce && mutedUntil(inForce.mute, now, tenant.timezone) !== undefined;
  if (muted && why === "nothing_left" && alert.status !== "resolved") return [];
  return [endAlert(alert, unjudgedMessage(why, tenant.locale), now)];
}

function alertsWaitUntil({ live, settings }: EvaluationRows, steps: readonly Step[]): (number | null)[] {
  const after = new Map([...live, ...steps.map(({ alert }) => alert)].map((alert) => [alert.id, alert]));
  return [...after.values()].flatMap((alert) => {
    const rule = RULES.find((id) => id === alert.rule);
    const hours = rule ? ruleInForce(rule, alert.process_id, settings).escalateAfterHours : null;
    return [alert.snoozed_until, remindAt(alert, hours)];
  });
}

function muteEnds(
  { now, tenant }: TenantScope,
  { settings }: EvaluationRows,
  judged: readonly JudgedProcess[],
): number[] {
  return judged.flatMap(({ funnel }) =>
    RULES.flatMap((rule) => {
      const { enabled, mute } = ruleInForce(rule, funnel.process.id, settings);
      return enabled ? (mutedUntil(mute, now, tenant.timezone) ?? []) : [];
    }),
  );
}

function keyOf(processId: string, { rule, subject }: Pick<AlertRow, "rule" | "subject">): string {
  return JSON.stringify([processId, rule, subject]);
}
