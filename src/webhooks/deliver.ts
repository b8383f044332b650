import type { TenantDb } from "../db/tenant-db.ts";
import { type Env, readSettings } from "../env.ts";
import { sendJobs } from "../http/hint.ts";
import type { Job } from "../jobs.ts";
import { openTenantDb } from "../tenancy/system-scope.ts";
import {
  cancelIfDisabled,
  claimDelivery,
  type DeliveredEvent,
  findEndpointOfDelivery,
  findEventOfDelivery,
} from "./delivery-store.ts";
import { destinationFaults } from "./destination.ts";
import { openSecrets } from "./endpoint-secret.ts";
import type { EndpointRow } from "./endpoint-store.ts";
import { recordAttempt } from "./record-attempt.ts";
import { retrySchedule } from "./schedule.ts";
import { sendWebhook } from "./send.ts";
import { type AttemptResult, judgeAttempt } from "./verdict.ts";

export type DeliverJob = Extract<Job, { kind: "deliver" }>;

/** How long a consumer may hold a delivery: well over the 15 s that sending may take, and soon enough after a crash. */
export const LEASE_MS = 60_000;
/** The longest delay of a queue message. What is due later is found by the sweep. */
const MAX_HINT_MS = 12 * 60 * 60 * 1_000;

/** A delivery that this consumer, and nobody else, may send at this moment. */
interface Claim {
  readonly attempt: number;
  readonly event: DeliveredEvent;
  readonly endpoint: EndpointRow;
}

/**
 * Makes one attempt at a delivery if it is due at `now`, and answers what came of it; else the job is out of date and nothing happens, so a
 * job may come twice, late or never. A crash before the attempt is recorded only means that the lease runs out and the event is sent again, under the same webhook-id.
 */
export async function deliverJob(env: Env, job: DeliverJob, now: number): Promise<AttemptResult | undefined> {
  const db = openTenantDb(env, job);
  const claim = db && (await claimDue(db, job.deliveryId, now));
  if (!claim) return undefined;
  const { webhookRetrySeconds } = readSettings(env);
  const started = Date.now();
  const result = await attemptSend(env, job.tenantId, claim, now);
  const durationMs = Date.now() - started;
  const finishedAt = now + durationMs;
  const verdict = judgeAttempt(retrySchedule(webhookRetrySeconds), {
    result,
    number: claim.attempt,
    finishedAt,
    failingSince: claim.endpoint.failing_since,
    random: Math.random(),
  });
  const recorded = await recordAttempt(env, db, job, {
    endpoint: claim.endpoint,
    number: claim.attempt,
    startedAt: now,
    durationMs,
    result,
    verdict,
  });
  if (recorded && verdict.status === "pending" && verdict.delayMs <= MAX_HINT_MS) {
    await sendJobs(env, [job], Math.ceil(verdict.delayMs / 1_000));
  }
  return result;
}

/** Takes the lease and reads what is to be sent, in one transaction. Undefined when the delivery is not due, or was cancelled just now. */
async function claimDue(db: TenantDb, deliveryId: string, now: number): Promise<Claim | undefined> {
  const [, claimed, events, endpoints] = await db.commit([
    cancelIfDisabled(deliveryId, now),
    claimDelivery(deliveryId, now, now + LEASE_MS),
    findEventOfDelivery(deliveryId),
    findEndpointOfDelivery(deliveryId),
  ]);
  // A commit answers untyped rows; each statement declares its own.
  const [lease] = (claimed ?? []) as { attempts: number }[];
  const [event] = (events ?? []) as DeliveredEvent[];
  const [endpoint] = (endpoints ?? []) as EndpointRow[];
  return lease && event && endpoint && { attempt: lease.attempts, event, endpoint };
}

async function attemptSend(
  env: Env,
  tenantId: string,
  { event, endpoint }: Claim,
  now: number,
): Promise<AttemptResult> {
  const { encryptionKey, webhookAllowLoopback } = readSettings(env);
  // Checked when it was saved too, but the setting and our notion of what is private may have changed since.
  if (destinationFaults(endpoint.url, webhookAllowLoopback).length > 0) {
    return { kind: "unanswered", error: "destination_refused" };
  }
  const secrets = await openSecrets(encryptionKey, tenantId, endpoint, now).catch(() => undefined);
  if (!secrets) return { kind: "unanswered", error: "secret_unreadable" };
  return sendWebhook(endpoint.url, secrets, event, now);
}
