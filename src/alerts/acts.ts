import { DomainError } from "../errors.ts";
import type { AlertRow } from "./alert.ts";
import { resolvedAt } from "./life.ts";

// What people do to an alert. Each answers the alert as it shall be; the same one when that has been done already.

/** Who acts, and when. */
export interface Actor {
  readonly actor: string;
  readonly now: number;
}

/** Somebody takes care of it: it waits for nobody else, and its snooze is over. Throws `alert_resolved`. */
export function acknowledge(alert: AlertRow, { actor, now }: Actor): AlertRow {
  demandLive(alert);
  if (alert.status === "acknowledged") return alert;
  const seen = { status: "acknowledged", acknowledged_at: now, acknowledged_by: actor, snoozed_until: null } as const;
  return { ...alert, ...seen, revision: alert.revision + 1, updated_at: now };
}

/** It is put off until a time (ms since the epoch) that lies ahead. Throws `alert_resolved`. */
export function snooze(alert: AlertRow, until: number, { now }: Actor): AlertRow {
  demandLive(alert);
  if (alert.status === "snoozed" && alert.snoozed_until === until) return alert;
  return { ...alert, status: "snoozed", snoozed_until: until, revision: alert.revision + 1, updated_at: now };
}

/**
 * It is done with, although its figure is still bad: it holds back the same until that has been well once. Throws `alert_resolved` where the
 * figure was faster, for then nothing is held back.
 */
export function resolveByHand(alert: AlertRow, { actor, now }: Actor): AlertRow {
  if (alert.status === "resolved" && alert.resolved_by !== null) return alert;
  demandLive(alert);
  return { ...resolvedAt(alert, now), resolved_by: actor, held: 1 };
}

function demandLive({ status, resolved_by }: AlertRow): void {
  if (status !== "resolved") return;
  const why = resolved_by === null ? "has resolved by itself" : `was resolved by ${resolved_by}`;
  throw new DomainError("alert_resolved", `The alert ${why}.`);
}
