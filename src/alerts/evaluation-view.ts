import type { Funnel } from "../funnel/funnel-shape.ts";
import { serializeFigure } from "../funnel/schema.ts";
import { formatTime } from "../values/calendar.ts";
import { type AlertRow, alertKey } from "./alert.ts";
import type { Judgement } from "./judge.ts";
import { severityOf } from "./levels.ts";
import { liveAfter, type Step } from "./life.ts";
import type { EvaluationView } from "./schema.ts";

export interface JudgedProcess {
  readonly funnel: Funnel;
  readonly judgements: readonly Judgement[];
}

/** What an evaluation found and did, for whoever asked for it. `live` are the alerts before it. */
export function viewOf(
  now: number,
  judged: readonly JudgedProcess[],
  live: readonly AlertRow[],
  steps: readonly Step[],
): EvaluationView {
  const idByKey = new Map(liveAfter(live, steps).map((alert) => [alertKey(alert.process_id, alert), alert.id]));
  const idsOf = (...wanted: readonly Step["kind"][]) =>
    steps.flatMap(({ kind, alert }) => (wanted.includes(kind) ? [alert.id] : []));
  return {
    evaluated_at: formatTime(now),
    processes: judged.map(({ funnel, judgements }) => ({
      process_id: funnel.process.id,
      figures: judgements.map(({ rule, figure, levels, verdict }) => ({
        rule,
        subject: verdict.subject,
        ...serializeFigure(figure, levels.minimum),
        severity: verdict.besides?.toRaise === false ? null : (severityOf(figure, levels) ?? null),
        thresholds: { warning: levels.warning, critical: levels.critical, minimum_n: levels.minimum },
        alert_id: idByKey.get(alertKey(funnel.process.id, verdict)) ?? null,
      })),
    })),
    alerts: {
      raised: idsOf("raised"),
      escalated: idsOf("escalated", "reminded"),
      reopened: idsOf("reopened"),
      updated: idsOf("updated"),
      resolved: idsOf("resolved"),
    },
  };
}
