import type { Env } from "../env.ts";
import { logError } from "../log.ts";
import { openTenantDb } from "../tenancy/system-scope.ts";
import { type DeliverJob, deliverJob, LEASE_MS } from "./deliver.ts";
import { putOffDeliveries } from "./delivery-store.ts";
import { type DeliverMessage, type Lane, type Lanes, openLanes } from "./lanes.ts";
import { TIMEOUT_MS } from "./send.ts";
import { isUnreachable } from "./verdict.ts";

/** A Worker may have 6 connections open at once; one is left for the database, so that dead receivers never hold up the records. */
const CONNECTIONS = 5;
/** How long after its start a batch still begins attempts: slow receivers must not hold up the next batch. */
const BATCH_MS = TIMEOUT_MS;
/** How long an endpoint that cannot be reached is left alone, and how much of what it is owed is put off at once. */
export const PUT_OFF_MS = 30_000;
const PUT_OFF_AT_ONCE = 1_000;

/**
 * Makes the attempts that a batch of the queue asks for, a few at once but never two at one endpoint, so that a dead or slow one holds up
 * nobody else. One that cannot be reached is tried once and what else it is owed is put off; what a slow one leaves no time for stays
 * due. Either is found by the sweep. Each message is acknowledged by itself, so that one that goes wrong brings no other back.
 */
export async function deliverMessages(env: Env, messages: readonly DeliverMessage[]): Promise<void> {
  const lanes = await openLanes(env, messages, CONNECTIONS);
  const endsAt = Date.now() + BATCH_MS;
  await Promise.all(Array.from({ length: CONNECTIONS }, () => work(env, lanes, endsAt)));
}

/** Serves one lane after the other, a message at a time. Whoever puts a lane back goes on, so none is left unserved. */
async function work(env: Env, lanes: Lanes, endsAt: number): Promise<void> {
  for (let lane = lanes.take(); lane; lane = lanes.take()) {
    if (Date.now() < endsAt) await serveNext(env, lane);
    else if (lane.served || lane.failing) acknowledgeAll(lane);
    else bringBack(lane);
    lanes.putBack(lane);
  }
}

async function serveNext(env: Env, lane: Lane): Promise<void> {
  const message = lane.messages.shift();
  lane.served = true;
  if (!message) return;
  try {
    const result = await deliverJob(env, message.body, Date.now());
    message.ack();
    if (!result || !isUnreachable(result)) return;
  } catch (error) {
    const { tenantId, deliveryId } = message.body;
    logError("an attempt went wrong", error, { tenantId, deliveryId });
    // It comes again when its lease has surely ended.
    message.retry({ delaySeconds: LEASE_MS / 1_000 });
    return;
  }
  acknowledgeAll(lane);
  await putOff(env, message.body, Date.now());
}

/** The messages are done with; their deliveries are as they were. */
function acknowledgeAll(lane: Lane): void {
  for (const message of lane.messages.splice(0)) message.ack();
}

/** Those before it took all the time. In the next batch they are known to be failing and it goes first. */
function bringBack(lane: Lane): void {
  for (const message of lane.messages.splice(0)) message.retry({ delaySeconds: 0 });
}

/** Puts off what is due to the endpoint of a job, also what other batches hold. Without it each would wait for the same time-out. */
async function putOff(env: Env, job: DeliverJob, now: number): Promise<void> {
  try {
    await openTenantDb(env, job)?.commit([putOffDeliveries(job.endpointId, now, now + PUT_OFF_MS, PUT_OFF_AT_ONCE)]);
  } catch (error) {
    const { tenantId, endpointId } = job;
    logError("what a dead endpoint is owed was not put off", error, { tenantId, endpointId });
  }
}
