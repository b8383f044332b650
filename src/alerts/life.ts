import { roundShare } from "../funnel/figure.ts";
import type { Interval } from "../funnel/wilson.ts";
import type { AlertRow } from "./alert.ts";
import { type Levels, reaches, type Severity, severityOf } from "./levels.ts";

const HOUR_MS = 3_600_000;

/** What an evaluation found for one rule and subject of one process. */
export interface Verdict {
  readonly processId: string;
  readonly rule: string;
  readonly subject: string;
  /** The exact figure; null where there is none. */
  readonly value: number | null;
  readonly n: number;
  /** The name of the figure's formula, and its interval where it is a rate. */
  readonly formula: string;
  readonly interval: Interval | null;
  readonly levels: Levels;
  /** What must hold beside the level for an alert to be raised, and for it to live on. Left out: nothing more. */
  readonly besides?: { readonly toRaise: boolean; readonly toKeep: boolean } | undefined;
  /** In mute hours an alert neither opens nor escalates nor resolves. */
  readonly muted: boolean;
  /** How long an alert may wait to be acknowledged before it is told once more; null for ever. */
  readonly escalateAfterHours: number | null;
  /** The deals that explain it, the most telling first. */
  readonly opportunityIds: readonly string[];
  /** What an alert says while the rule is breached, when it is no longer, and when too few deals are left to tell. */
  readonly message: string;
  /** Since when it has been seen, given when the alert was opened; said after `message`. */
  readonly sinceMessage: (openedAt: number) => string;
  readonly clearedMessage: string;
  readonly tooFewMessage: string;
  /** What to do while it is breached. */
  readonly advice: string;
}

/**
 * What becomes of an alert. `raised` has nothing before it; `reopened` has been snoozed until now; `reminded` nobody has acknowledged in time;
 * `updated` and `released` are told to nobody. A released one is resolved already, and holds back no new one any more.
 */
export type Step =
  | { readonly kind: "raised"; readonly alert: AlertRow }
  | {
      readonly kind: "escalated" | "reminded" | "reopened" | "updated" | "resolved" | "released";
      readonly alert: AlertRow;
      readonly before: AlertRow;
    };

/** The alerts of one process, rule and subject that matter: the database allows one of each, and never both. */
export interface Standing {
  /** One that is not resolved. */
  readonly live: AlertRow | undefined;
  /** One that somebody has resolved while its figure was still bad. */
  readonly held: AlertRow | undefined;
}

/** A level that was reached is only left again short of this share of it, so that a figure that wavers around it raises no alert twice. */
const HYSTERESIS = 0.8;

/**
 * Where a figure that has reached a level has left it again: 80 % of a level that is worse above, level ÷ 80 % of one that is worse below.
 * Rounded so that 0.8 × 0.2 is the 0.16 that people mean, and a figure of exactly 0.16 has not yet cleared.
 */
export function clearLevel(level: number, worse: Levels["worse"]): number {
  const clear = worse === "above" ? level * HYSTERESIS : level / HYSTERESIS;
  return Math.round(clear * 1_000_000) / 1_000_000;
}

/**
 * The life of an alert (product.md §1, §4): what a verdict does to the alerts of its process, rule and subject.
 *
 * - It opens at the warning level, as critical at the critical one, if there are enough deals.
 * - It escalates at the critical level, and is open then, whoever has acknowledged or snoozed it. A critical one becomes a warning again
 *   beyond the clear level of the critical one: quietly, for that is no reason to call anybody.
 * - It resolves beyond the clear level of the warning, and when the figure no longer stands for want of deals. The minimum of deals has the
 *   same hysteresis: with a minimum of 10, an alert lives on down to 8.
 * - An acknowledged one goes on being measured. A snoozed one does too, and is open again with the first verdict at the end of its snooze.
 * - One that nobody acknowledges is told once more.
 * - One that was resolved by hand holds back the same until the figure has been well once. One that is worse (critical after a warning) is raised.
 * - In mute hours none of these happens, but that figures go on and a severity calms down.
 * - In between it stays as it is, with the figures of today. The same verdict again changes nothing.
 *
 * Pure but for `makeId`, which names a new alert.
 */
export function nextSteps({ live, held }: Standing, verdict: Verdict, now: number, makeId: () => string): Step[] {
  if (live) return nextOfLive(live, verdict, now);
  const released = held ? [release(held)] : [];
  if (held && endOf(verdict) !== undefined) return released;
  const severity = verdict.besides?.toRaise === false ? undefined : severityOf(verdict, verdict.levels);
  if (severity === undefined || verdict.muted) return [];
  const worse = held?.severity === "warning" && severity === "critical";
  if (held && !worse) return [];
  return [...released, { kind: "raised", alert: raise(verdict, severity, now, makeId()) }];
}

/**
 * The end of an alert that nothing is judged for any more: its rule is disabled, or its subject is gone. The message says which. One that
 * was resolved by hand holds nothing back any more.
 */
export function endAlert(alert: AlertRow, message: string, now: number): Step {
  if (alert.status === "resolved") return release(alert);
  return { kind: "resolved", before: alert, alert: { ...resolvedAt(alert, now), message } };
}

/** The alerts that are not resolved after some steps; `live` are those before them. */
export function liveAfter(live: readonly AlertRow[], steps: readonly Step[]): AlertRow[] {
  const after = new Map([...live, ...steps.map(({ alert }) => alert)].map((alert) => [alert.id, alert]));
  return [...after.values()].filter(({ status }) => status !== "resolved");
}

function nextOfLive(live: AlertRow, verdict: Verdict, now: number): Step[] {
  const { muted } = verdict;
  const end = endOf(verdict);
  if (end !== undefined && !muted) {
    const figures = verdict.value === null ? { n: verdict.n } : measured(verdict, verdict.value);
    // The deals that explained it, and what was to be done, stay to be read.
    return [{ kind: "resolved", before: live, alert: { ...resolvedAt(live, now), ...figures, message: end } }];
  }
  // In mute hours the last figure that meant anything stays to be read.
  if (!stands(verdict)) return [];
  const { value } = verdict;
  const reached = nextSeverity(live.severity, value, verdict.levels);
  const rises = live.severity === "warning" && reached === "critical";
  const severity = muted && rises ? live.severity : reached;
  const alert = { ...live, ...figuresOf(verdict, value, severity, end ?? breachedMessage(verdict, live.opened_at)) };
  const step = (kind: Exclude<Step["kind"], "raised">, change: Partial<AlertRow> = {}): Step[] => [
    { kind, before: live, alert: { ...alert, ...change, revision: live.revision + 1, updated_at: now } },
  ];
  if (rises && !muted) return step("escalated", { ...reopenedAt(now), escalated_at: now });
  if (isOver(live, now) && !muted) return step("reopened", reopenedAt(now));
  if (isForgotten(live, verdict, now)) return step("reminded", { reminded_at: now });
  return differs(live, alert) ? step("updated") : [];
}

/** What ends an alert, in words; undefined while its figure keeps it alive. */
function endOf(verdict: Verdict): string | undefined {
  if (!stands(verdict)) return verdict.tooFewMessage;
  const { value, levels, besides } = verdict;
  const left = besides?.toKeep === false || !reachesClear(value, levels.warning, levels.worse);
  return left ? verdict.clearedMessage : undefined;
}

/** Whether there is a figure, and enough that it rests on for an alert to live on it. */
function stands(verdict: Verdict): verdict is Verdict & { readonly value: number } {
  return verdict.value !== null && verdict.n >= clearLevel(verdict.levels.minimum, "above");
}

/** Whether a value has not left the neighbourhood of a level that it had reached. */
function reachesClear(value: number, level: number, worse: Levels["worse"]): boolean {
  return reaches(value, clearLevel(level, worse), { worse, inclusive: true });
}

function nextSeverity(before: Severity, value: number, levels: Levels): Severity {
  const stays = before === "critical" && reachesClear(value, levels.critical, levels.worse);
  return stays || reaches(value, levels.critical, levels) ? "critical" : "warning";
}

/** Whether it was to be looked at again by now. */
function isOver({ status, snoozed_until }: AlertRow, now: number): boolean {
  return status === "snoozed" && (snoozed_until ?? 0) <= now;
}

/** When an alert is told once more unless somebody acknowledges it before, in ms since the epoch; null for never. */
export function remindAt(alert: AlertRow, escalateAfterHours: number | null): number | null {
  if (alert.status !== "open" || alert.reminded_at !== null || escalateAfterHours === null) return null;
  return (alert.told_at ?? alert.opened_at) + escalateAfterHours * HOUR_MS;
}

function isForgotten(live: AlertRow, { escalateAfterHours, muted }: Verdict, now: number): boolean {
  const at = remindAt(live, escalateAfterHours);
  return at !== null && at <= now && !muted;
}

/** Open, told of now, and nobody has taken care of it since. */
function reopenedAt(now: number) {
  return {
    status: "open",
    acknowledged_at: null,
    acknowledged_by: null,
    snoozed_until: null,
    told_at: now,
    reminded_at: null,
  } as const satisfies Partial<AlertRow>;
}

const measured = (verdict: Verdict, value: number) => ({
  value: roundShare(value),
  n: verdict.n,
  formula: verdict.formula,
  interval_low: verdict.interval && roundShare(verdict.interval.low),
  interval_high: verdict.interval && roundShare(verdict.interval.high),
});

function breachedMessage({ message, sinceMessage }: Verdict, openedAt: number): string {
  return `${message} ${sinceMessage(openedAt)}`;
}

function figuresOf(verdict: Verdict, value: number, severity: Severity, message: string) {
  return {
    ...measured(verdict, value),
    severity,
    threshold: verdict.levels[severity],
    message,
    advice: verdict.advice,
    opportunities: JSON.stringify(verdict.opportunityIds),
  };
}

type Figures = ReturnType<typeof figuresOf>;

function differs(before: AlertRow, after: Figures): boolean {
  return (Object.keys(FIGURES) as (keyof Figures)[]).some((column) => before[column] !== after[column]);
}

/** What a verdict writes anew. */
const FIGURES: Readonly<Record<keyof Figures, true>> = {
  value: true,
  n: true,
  formula: true,
  interval_low: true,
  interval_high: true,
  severity: true,
  threshold: true,
  message: true,
  advice: true,
  opportunities: true,
};

function raise(verdict: Verdict, severity: Severity, now: number, id: string): AlertRow {
  return {
    id,
    process_id: verdict.processId,
    rule: verdict.rule,
    subject: verdict.subject,
    ...figuresOf(verdict, verdict.value ?? 0, severity, breachedMessage(verdict, now)),
    ...reopenedAt(now),
    escalated_at: null,
    revision: 1,
    opened_at: now,
    updated_at: now,
    resolved_at: null,
    resolved_by: null,
    held: 0,
  };
}

/** Resolved, by the figure unless somebody is named later. */
export function resolvedAt(live: AlertRow, now: number): AlertRow {
  const revision = live.revision + 1;
  return { ...live, status: "resolved", snoozed_until: null, revision, updated_at: now, resolved_at: now };
}

/** Its `updated_at` stays: what anybody sees of it does. */
function release(held: AlertRow): Step {
  return { kind: "released", before: held, alert: { ...held, held: 0, revision: held.revision + 1 } };
}
