import { newId } from "../db/ids.ts";
import type { Decision } from "../events/commit.ts";
import type { Funnel } from "../funnel/funnel-shape.ts";
import { shapeFunnels } from "../funnel/read-funnel.ts";
import { takeSnapshots } from "../funnel/snapshots/take-snapshots.ts";
import { toRuleTargets } from "../funnel/targets-store.ts";
import { readFlows } from "../opportunities/flows.ts";
import type { TenantScope } from "../scope.ts";
import { evaluateSoon } from "../tenancy/store.ts";
import { type AlertRow, alertKey } from "./alert.ts";
import { digestOf } from "./digest/digest.ts";
import { type JudgedProcess, viewOf } from "./evaluation-view.ts";
import { judgeFunnel, type Unjudged, unjudgedMessage } from "./judge.ts";
import { RULES, type Rule } from "./levels.ts";
import { endAlert, liveAfter, nextSteps, remindAt, type Step } from "./life.ts";
import { nextEvaluationAt, spreadOf } from "./next-evaluation.ts";
import { type EvaluationRows, readProcess, readTenant, type TenantRows } from "./read-evaluation.ts";
import { changesOf, eventsOf } from "./record-steps.ts";
import { mutedUntil } from "./rule-settings/mute.ts";
import { type RuleInForce, ruleInForce } from "./rule-settings/rule-settings.ts";
import type { EvaluationView } from "./schema.ts";
import { scheduleNextEvaluation } from "./store.ts";

/** Reads and decides the evaluation of a process, or of all of them, which is then not due again for an interval. */
export async function evaluateFunnels(
  scope: TenantScope,
  processId: string | undefined,
): Promise<Decision<EvaluationView>> {
  if (processId === undefined) return decideTenant(scope, await readTenant(scope));
  const { decision, wakeAt, steps } = await decideEvaluation(scope, await readProcess(scope, processId));
  const waits = wakeAt.filter((at) => at !== null).filter((at) => at > scope.now);
  if (steps.length === 0 || waits.length === 0) return decision;
  // The company may not be due until long after what has become of these alerts is to be looked at again.
  return { ...decision, changes: [...decision.changes, evaluateSoon(Math.min(...waits))] };
}

/**
 * The evaluation of all processes of the tenant, as it was read. Its commit fails with `conflict` when the tenant's next evaluation has been
 * moved since: by an import, whose deals it may not have seen, by a rule that was set otherwise, or by another evaluation.
 */
export async function decideTenant(asked: TenantScope, rows: TenantRows): Promise<Decision<EvaluationView>> {
  const scope = { ...asked, tenant: rows.tenant };
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
  const rules = rulesOf(scope, rows);
  const judged = await judgeProcesses(scope, rows, rules);
  const [liveByKey, heldByKey] = [rows.live, rows.held].map(
    (alerts) => new Map(alerts.map((alert) => [alertKey(alert.process_id, alert), alert])),
  );
  const verdicts = judged.flatMap(({ judgements }) => judgements.map(({ verdict }) => verdict));
  const steps = verdicts.flatMap((verdict) => {
    const key = alertKey(verdict.processId, verdict);
    return nextSteps({ live: liveByKey?.get(key), held: heldByKey?.get(key) }, verdict, now, () => newId("alr"));
  });
  const judgedKeys = new Set(verdicts.map((verdict) => alertKey(verdict.processId, verdict)));
  const ends = [...rows.live, ...rows.held]
    .filter((alert) => !judgedKeys.has(alertKey(alert.process_id, alert)))
    .flatMap((alert) => endUnjudged(scope, rows, rules, alert));
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
    wakeAt: [...alertsWaitUntil(rows, rules, all), ...muteEnds(rules, judged)],
  };
}

type RulesOf = (rule: Rule, processId: string) => RuleInForce & { readonly mutedUntil: number | undefined };

/** How each rule is set for each process and until when it is muted: reckoned once, however many alerts there are of it. */
function rulesOf({ now, tenant }: TenantScope, { settings }: EvaluationRows): RulesOf {
  const known = new Map<string, ReturnType<RulesOf>>();
  return (rule, processId) => {
    const key = `${rule}/${processId}`;
    const before = known.get(key);
    if (before) return before;
    const inForce = ruleInForce(rule, processId, settings);
    const found = { ...inForce, mutedUntil: mutedUntil(inForce.mute, now, tenant.timezone) };
    known.set(key, found);
    return found;
  };
}

/** All that are published and in use. */
async function judgeProcesses(scope: TenantScope, rows: EvaluationRows, rules: RulesOf): Promise<JudgedProcess[]> {
  const processes = rows.processes.filter(({ archived_at }) => archived_at === null);
  const funnels = await shapeFunnels(scope, { ...rows, processes });
  const flowsByProcess = Map.groupBy(rows.flows, (flow) => flow.process_id);
  return funnels.map((funnel) => {
    const { id } = funnel.process;
    const flows = readFlows(flowsByProcess.get(id) ?? []);
    const targets = toRuleTargets(rows.targets, id, funnel.currency, funnel.rates);
    const ofProcess = (rule: Rule) => rules(rule, id);
    return { funnel, judgements: judgeFunnel({ funnel, flows, targets }, ofProcess, scope.tenant.locale) };
  });
}

/** What becomes of an alert that no judgement is about. In mute hours it waits until they end, unless somebody has put an end to it. */
function endUnjudged(
  { tenant, now }: TenantScope,
  { processes }: EvaluationRows,
  rules: RulesOf,
  alert: AlertRow,
): Step[] {
  const rule = RULES.find((id) => id === alert.rule);
  const inForce = rule && rules(rule, alert.process_id);
  const archived = processes.some(({ id, archived_at }) => id === alert.process_id && archived_at !== null);
  const why = ((): Unjudged => {
    if (archived) return "process_archived";
    return inForce?.enabled === false ? "rule_disabled" : "nothing_left";
  })();
  const muted = inForce?.mutedUntil !== undefined;
  if (muted && why === "nothing_left" && alert.status !== "resolved") return [];
  return [endAlert(alert, unjudgedMessage(why, tenant.locale), now)];
}

function alertsWaitUntil({ live }: EvaluationRows, rules: RulesOf, steps: readonly Step[]): (number | null)[] {
  return liveAfter(live, steps).flatMap((alert) => {
    const rule = RULES.find((id) => id === alert.rule);
    const hours = rule ? rules(rule, alert.process_id).escalateAfterHours : null;
    return [alert.snoozed_until, remindAt(alert, hours)];
  });
}

function muteEnds(rules: RulesOf, judged: readonly JudgedProcess[]): number[] {
  return judged.flatMap(({ funnel }) =>
    RULES.flatMap((rule) => {
      const { enabled, mutedUntil: end } = rules(rule, funnel.process.id);
      return enabled ? (end ?? []) : [];
    }),
  );
}
