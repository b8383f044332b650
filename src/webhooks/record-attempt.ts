import { type Change, expectRows, type TenantDb } from "../db/tenant-db.ts";
import type { Env } from "../env.ts";
import { DomainError } from "../errors.ts";
import { commit } from "../events/commit.ts";
import { logWarning } from "../log.ts";
import { inSystemScope, type TenantRef } from "../tenancy/system-scope.ts";
import { findDelivery, finishAttempt, insertAttempt } from "./delivery-store.ts";
import { disabled, disabledEvent } from "./disable.ts";
import type { DisabledReason } from "./endpoint.ts";
import { disableEndpoint, type EndpointRow, markFailing, markHealthy } from "./endpoint-store.ts";
import type { AttemptResult, Verdict } from "./verdict.ts";

export interface FinishedAttempt {
  readonly endpoint: EndpointRow;
  readonly number: number;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly result: AttemptResult;
  readonly verdict: Verdict;
}

/**
 * Writes what came of an attempt: its row, the delivery's new state, the endpoint's health, and where the endpoint is given up, that with
 * its event, all in one commit that only happens while the lease of this very attempt holds. Answers whether it did.
 */
export async function recordAttempt(
  env: Env,
  db: TenantDb,
  job: TenantRef & { readonly deliveryId: string },
  attempt: FinishedAttempt,
): Promise<boolean> {
  const { verdict, endpoint } = attempt;
  const changes = changesOf(job.deliveryId, attempt);
  const reason = verdict.status === "failed" ? verdict.disable : undefined;
  if (reason && (await happens(() => disableWith(env, job, endpoint, reason, finishedAtOf(attempt), changes))))
    return true;
  // Where disabling missed, the endpoint was changed meanwhile and gets another chance; the attempt is recorded all the same.
  const recorded = await happens(() => db.commit(changes));
  if (!recorded) {
    const [[left]] = await db.read([findDelivery(job.deliveryId)]);
    const { tenantId, deliveryId } = job;
    // Without a row the endpoint was deleted with its log meanwhile, which is nobody's fault.
    if (left) logWarning("a lease ran out while sending", undefined, { tenantId, deliveryId, attempt: attempt.number });
  }
  return recorded;
}

function changesOf(deliveryId: string, attempt: FinishedAttempt): Change[] {
  const { number, startedAt, durationMs, result, verdict, endpoint } = attempt;
  const finishedAt = finishedAtOf(attempt);
  const pending = verdict.status === "pending";
  const dueAt = pending ? finishedAt + verdict.delayMs : finishedAt;
  const answer = result.kind === "answered" ? result : undefined;
  const error = result.kind === "unanswered" ? result.error : null;
  return [
    expectRows(1, finishAttempt(deliveryId, number, verdict.status, dueAt, pending ? null : finishedAt)),
    insertAttempt(deliveryId, number, startedAt, durationMs, answer?.status ?? null, answer?.body ?? null, error),
    verdict.status === "succeeded" ? markHealthy(endpoint.id) : markFailing(endpoint.id, finishedAt),
  ];
}

function finishedAtOf({ startedAt, durationMs }: FinishedAttempt): number {
  return startedAt + durationMs;
}

async function disableWith(
  env: Env,
  ref: TenantRef,
  endpoint: EndpointRow,
  reason: DisabledReason,
  at: number,
  changes: readonly Change[],
): Promise<void> {
  const done = await inSystemScope(env, ref, at, async (scope) => {
    const disable = expectRows(1, disableEndpoint(endpoint.id, endpoint.revision, reason, at));
    const failing = { ...endpoint, failing_since: endpoint.failing_since ?? at };
    const event = disabledEvent(disabled(failing, reason, at));
    await commit(scope, { changes: [disable, ...changes], events: [event] });
    return true;
  });
  if (!done) throw new DomainError("conflict", "There is nobody to disable it for.");
}

/** Runs a guarded commit; false when its guard said that somebody else was faster. */
async function happens(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof DomainError && error.code === "conflict") return false;
    throw error;
  }
}
