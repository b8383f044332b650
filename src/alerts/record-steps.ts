import type { Change } from "../db/tenant-db.ts";
import type { EventType, NewEvent } from "../events/catalogue.ts";
import type { AlertRow } from "./alert.ts";
import type { Step } from "./life.ts";
import { type AlertView, serializeAlert } from "./schema.ts";
import { insertAlerts, updateAlertFigures, updateAlerts } from "./store.ts";

/** What is written for the steps of an evaluation. What holds back is released before another one is raised in its place. */
export function changesOf(steps: readonly Step[]): Change[] {
  const alertsOf = (fits: (kind: Step["kind"]) => boolean) =>
    steps.filter(({ kind }) => fits(kind)).map(({ alert }) => alert);
  const raised = alertsOf((kind) => kind === "raised");
  const measured = alertsOf(isMeasuredOnly);
  const moved = alertsOf((kind) => kind !== "raised" && !isMeasuredOnly(kind));
  return [...updateAlerts(moved), ...updateAlertFigures(measured), ...insertAlerts(raised)];
}

/** Whether the alert stays where it is in its life. */
const isMeasuredOnly = (kind: Step["kind"]) => kind === "updated" || kind === "reminded";

const EVENT_OF = {
  raised: "alert.raised",
  escalated: "alert.escalated",
  reminded: "alert.escalated",
  reopened: "alert.reopened",
  resolved: "alert.resolved",
  updated: undefined,
  released: undefined,
} as const satisfies Record<Step["kind"], EventType | undefined>;

/** What a step tells; nothing where it is nobody's business. */
export function eventsOf(step: Step): NewEvent[] {
  const type = EVENT_OF[step.kind];
  if (!type) return [];
  if (step.kind === "raised") return [{ type, data: { alert: serializeAlert(step.alert) } }];
  return [alertEvent(type, step.alert, step.before, reasonOf(step.kind))];
}

function reasonOf(kind: Step["kind"]): Readonly<Record<string, unknown>> {
  if (kind === "escalated") return { reason: "critical" };
  return kind === "reminded" ? { reason: "unacknowledged" } : {};
}

/** An event of an alert that has changed. */
export function alertEvent(type: EventType, after: AlertRow, before: AlertRow, more: object = {}): NewEvent {
  const [alert, was] = [serializeAlert(after), serializeAlert(before)];
  return { type, data: { alert, previous: previousOf(was, alert), ...more } };
}

/** What the changed fields were, but for those that only describe the figure in other words. */
function previousOf(before: AlertView, after: AlertView): Partial<AlertView> {
  return Object.fromEntries(TOLD.flatMap((field) => (before[field] === after[field] ? [] : [[field, before[field]]])));
}

/** The fields that `previous` may have. */
export const TOLD = [
  "status",
  "severity",
  "threshold",
  "value",
  "n",
  "snoozed_until",
  "acknowledged_at",
  "acknowledged_by",
] as const satisfies readonly (keyof AlertView)[];
