import type { Env } from "../env.ts";
import { type DeliverJob, deliverJob, LEASE_MS } from "./deliver.ts";

/** A Worker may have 6 connections open at once; one is left for the database, so that dead receivers never hold up the records. */
const CONNECTIONS = 5;

/** What is needed of a queue's message. */
export type DeliverMessage = Pick<Message<DeliverJob>, "body" | "ack" | "retry">;

/**
 * Makes the attempts that a batch of the queue asks for, a few at once. Each message is acknowledged by itself, so that one that goes
 * wrong brings no other back. It comes again when its lease has surely ended.
 */
export async function deliverMessages(env: Env, messages: readonly DeliverMessage[]): Promise<void> {
  const waiting = messages.values();
  await Promise.all(Array.from({ length: CONNECTIONS }, () => work(env, waiting)));
}

/** Takes one message after the other; workers share the iterator, so each message is taken once. */
async function work(env: Env, waiting: IterableIterator<DeliverMessage>): Promise<void> {
  for (const message of waiting) {
    try {
      await deliverJob(env, message.body, Date.now());
      message.ack();
    } catch (error) {
      logFailure(message.body, error);
      message.retry({ delaySeconds: LEASE_MS / 1_000 });
    }
  }
}

/** The ids and the error: neither a URL (it may hold a token) nor a secret. */
function logFailure({ tenantId, deliveryId }: DeliverJob, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(
    JSON.stringify({ level: "error", message: "an attempt went wrong", tenantId, deliveryId, error: text }),
  );
}
