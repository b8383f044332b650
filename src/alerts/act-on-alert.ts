import { newId } from "../db/ids.ts";
import type { Change } from "../db/tenant-db.ts";
import { invalid, notFound } from "../errors.ts";
import type { EventType, NewEvent } from "../events/catalogue.ts";
import { type Decision, unchanged } from "../events/commit.ts";
import { checkIfMatch, type IfMatch } from "../http/conditional.ts";
import type { TenantScope } from "../scope.ts";
import { evaluateSoon } from "../tenancy/store.ts";
import { acknowledge, resolveByHand, snooze } from "./acts.ts";
import type { AlertRow } from "./alert.ts";
import { serializeComment } from "./comment-schema.ts";
import { type CommentRow, insertComment, listComments, NEWEST } from "./comment-store.ts";
import { alertEvent } from "./record-steps.ts";
import { serializeAlert } from "./schema.ts";
import { findAlert, updateAlerts } from "./store.ts";

const DAY_MS = 86_400_000;
/** Whoever wants to hear nothing of it for longer disables the rule. */
const LONGEST_SNOOZE_DAYS = 90;

/** What somebody does to an alert, and what they demand and say beside it. */
export interface ActInput {
  readonly id: string;
  readonly ifMatch: IfMatch;
  readonly comment: string | undefined;
}

/** Throws `not_found`, `precondition_failed`, `alert_resolved`. */
export function acknowledgeAlert(scope: TenantScope, input: ActInput): Promise<Decision<AlertRow>> {
  return act(scope, input, "alert.acknowledged", (alert) => acknowledge(alert, scope));
}

/** Throws `validation_failed` for a time that is past or too far away, and as `acknowledgeAlert`. */
export async function snoozeAlert(scope: TenantScope, input: ActInput, until: number): Promise<Decision<AlertRow>> {
  checkSnooze(until, scope.now);
  // The company may not be due until long after; and an evaluation that is under way has not seen the snooze.
  return act(scope, input, "alert.snoozed", (alert) => snooze(alert, until, scope), [evaluateSoon(until)]);
}

/** As `acknowledgeAlert`. */
export function resolveAlert(scope: TenantScope, input: ActInput): Promise<Decision<AlertRow>> {
  return act(scope, input, "alert.resolved", (alert) => resolveByHand(alert, scope));
}

/**
 * Writes a comment on an alert, also on one that is resolved. It stands beside the alert, whose revision stays: nobody who acts on it at the
 * same time is held up. Throws `not_found`.
 */
export async function commentAlert(scope: TenantScope, id: string, text: string): Promise<Decision<CommentRow>> {
  const [[alert]] = await scope.db.read([findAlert(id)]);
  if (!alert) throw notFound("alert");
  const comment = makeComment(scope, id, text);
  return { result: comment, changes: [insertComment(comment)], events: [commentEvent(alert, comment)] };
}

/** Reads, decides and says it; an act that has been done already, and a comment that its author has just made, change and tell nothing. */
async function act(
  scope: TenantScope,
  { id, ifMatch, comment: text }: ActInput,
  type: EventType,
  apply: (alert: AlertRow) => AlertRow,
  also: readonly Change[] = [],
): Promise<Decision<AlertRow>> {
  const [[before], [newest]] = await scope.db.read([findAlert(id), listComments(id, NEWEST, 1)]);
  if (!before) throw notFound("alert");
  checkIfMatch(ifMatch, before.revision);
  const after = apply(before);
  const acts = after !== before;
  const repeated = !acts && newest?.author === scope.actor && newest.text === text;
  const comments = text === undefined || repeated ? [] : [makeComment(scope, id, text)];
  if (!acts && comments.length === 0) return unchanged(before);
  return {
    result: after,
    changes: [...(acts ? [...updateAlerts([after]), ...also] : []), ...comments.map(insertComment)],
    events: [
      ...(acts ? [alertEvent(type, after, before)] : []),
      ...comments.map((comment) => commentEvent(after, comment)),
    ],
  };
}

function makeComment({ actor, now }: TenantScope, alertId: string, text: string): CommentRow {
  return { alert_id: alertId, id: newId("cmt"), text, author: actor, created_at: now };
}

function commentEvent(alert: AlertRow, comment: CommentRow): NewEvent {
  const data = { alert: serializeAlert(alert), comment: serializeComment(comment) };
  return { type: "alert.commented", data };
}

function checkSnooze(until: number, now: number): void {
  const refuse = (code: string, detail: string) => invalid([{ pointer: "/until", code, detail }]);
  if (until <= now) throw refuse("in_the_past", "This time is over already.");
  if (until - now > LONGEST_SNOOZE_DAYS * DAY_MS) {
    throw refuse("too_late", `An alert is put off for ${LONGEST_SNOOZE_DAYS} days at most.`);
  }
}
