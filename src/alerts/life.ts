import { roundShare } from "../funnel/figure.ts";
import type { AlertRow } from "./alert.ts";
import { type Levels, type Severity, severityOf } from "./levels.ts";

/** What an evaluation found for one rule and subject of one process. */
export interface Verdict {
  readonly processId: string;
  readonly rule: string;
  readonly subject: string;
  /** The exact figure; null where there is none. */
  readonly value: number | null;
  readonly n: number;
  readonly levels: Levels;
  /** The deals that explain it, the most telling first. */
  readonly opportunityIds: readonly string[];
  /** What an alert says while the rule is breached, when it is no longer, and when too few deals are left to tell. */
  readonly message: string;
  readonly clearedMessage: string;
  readonly tooFewMessage: string;
}

/** What becomes of an alert. `raised` has nothing before it; `updated` is told to nobody. */
export type Step =
  | { readonly kind: "raised"; readonly alert: AlertRow }
  | { readonly kind: "escalated" | "updated" | "resolved"; readonly alert: AlertRow; readonly before: AlertRow };

/** A level that was reached is only left again below this share of it, so that a figure that wavers around it raises no alert twice. */
const HYSTERESIS = 0.8;

/** Rounded so that 0.8 × 0.2 is the 0.16 that people mean, and a figure of exactly 0.16 has not yet cleared. */
export function clearLevel(level: number): number {
  return Math.round(level * HYSTERESIS * 1_000_000) / 1_000_000;
}

/**
 * The life of an alert (product.md §4): what a verdict does to the live alert of its process, rule and subject, if there is one.
 *
 * - It opens at the warning level, as critical at the critical one, if there are enough deals.
 * - It escalates at the critical level. A critical one becomes a warning again below 80 % of the critical level: quietly, for that is no
 *   reason to call anybody.
 * - It resolves below 80 % of the warning level, and when the figure no longer stands for want of deals. The minimum of deals has the same
 *   hysteresis: with a minimum of 10, an alert lives on down to 8.
 * - In between it stays as it is, with the figures of today. The same verdict again changes nothing.
 *
 * Returns undefined when nothing changes. Pure but for `makeId`, which names a new alert.
 */
export function nextStep(
  live: AlertRow | undefined,
  verdict: Verdict,
  now: number,
  makeId: () => string,
): Step | undefined {
  if (!live) {
    const severity = severityOf(verdict, verdict.levels);
    return severity && { kind: "raised", alert: raise(verdict, severity, now, makeId()) };
  }
  const { value, n, levels } = verdict;
  const stands = value !== null && n >= clearLevel(levels.minimum);
  if (!stands) return resolve(live, verdict, verdict.tooFewMessage, now);
  if (value < clearLevel(levels.warning)) return resolve(live, verdict, verdict.clearedMessage, now);
  const severity = nextSeverity(live.severity, value, levels);
  const alert = { ...live, ...figuresOf(verdict, value, severity) };
  if (!differs(live, alert)) return undefined;
  const kind = live.severity === "warning" && severity === "critical" ? "escalated" : "updated";
  return { kind, before: live, alert: { ...alert, revision: live.revision + 1, updated_at: now } };
}

function nextSeverity(before: Severity, value: number, levels: Levels): Severity {
  const needed = before === "critical" ? clearLevel(levels.critical) : levels.critical;
  return value >= needed ? "critical" : "warning";
}

type Figures = Pick<AlertRow, "severity" | "value" | "threshold" | "n" | "message" | "opportunities">;

function figuresOf(verdict: Verdict, value: number, severity: Severity): Figures {
  return {
    severity,
    value: roundShare(value),
    threshold: verdict.levels[severity],
    n: verdict.n,
    message: verdict.message,
    opportunities: JSON.stringify(verdict.opportunityIds),
  };
}

function differs(before: Figures, after: Figures): boolean {
  const columns = ["severity", "value", "threshold", "n", "message", "opportunities"] as const;
  return columns.some((column) => before[column] !== after[column]);
}

function raise(verdict: Verdict, severity: Severity, now: number, id: string): AlertRow {
  return {
    id,
    process_id: verdict.processId,
    rule: verdict.rule,
    subject: verdict.subject,
    status: "open",
    ...figuresOf(verdict, verdict.value ?? 0, severity),
    snoozed_until: null,
    revision: 1,
    opened_at: now,
    updated_at: now,
    resolved_at: null,
  };
}

/** Ends with the figure that ended it; where there is none any more, the last one stays. The deals that explained it stay to be read. */
function resolve(live: AlertRow, verdict: Verdict, message: string, now: number): Step {
  const alert: AlertRow = {
    ...live,
    status: "resolved",
    value: verdict.value === null ? live.value : roundShare(verdict.value),
    n: verdict.n,
    message,
    snoozed_until: null,
    revision: live.revision + 1,
    updated_at: now,
    resolved_at: now,
  };
  return { kind: "resolved", alert, before: live };
}
