import type { Env } from "../env.ts";
import { logError } from "../log.ts";
import { type EvaluateJob, evaluateJob } from "./evaluate-job.ts";

/** What is needed of a queue's message. */
export type EvaluateMessage = Pick<Message<EvaluateJob>, "body" | "ack" | "retry">;

/**
 * So many evaluations of a batch are under way at once: while one waits for the database, others go on. The database is one thread, and an
 * invocation has six connections, which deliveries of the same batch may be using.
 */
export const EVALUATIONS_AT_ONCE = 4;

/** How soon an evaluation that failed comes again: long enough for a busy database to recover. All of its tries end within its lease. */
const RETRY_SECONDS = 30;

/** Does the evaluations that a batch of the queue asks for. Each is acknowledged by itself: one that fails brings no other back. */
export async function evaluateMessages(env: Env, messages: readonly EvaluateMessage[]): Promise<void> {
  const waiting = [...messages];
  const work = async () => {
    for (let message = waiting.shift(); message; message = waiting.shift()) await evaluateOne(env, message);
  };
  await Promise.all(Array.from({ length: EVALUATIONS_AT_ONCE }, work));
}

async function evaluateOne(env: Env, message: EvaluateMessage): Promise<void> {
  try {
    await evaluateJob(env, message.body, Date.now());
    message.ack();
  } catch (error) {
    logError("an evaluation failed", error, { tenantId: message.body.tenantId });
    message.retry({ delaySeconds: RETRY_SECONDS });
  }
}
