import type { Env } from "../env.ts";
import type { Job } from "../jobs.ts";
import { logWarning } from "../log.ts";

/** The most messages one `sendBatch` takes. */
const BATCH = 100;

/** Tells the queue what there is to do. A failure is only logged: the cron trigger's sweep finds the work again. */
export async function sendJobs(env: Env, jobs: readonly Job[], delaySeconds = 0): Promise<void> {
  await trySendJobs(env, jobs, delaySeconds);
}

/** The same; answers the jobs that the queue has not taken. */
export async function trySendJobs<J extends Job>(
  env: Env,
  jobs: readonly J[],
  delaySeconds = 0,
): Promise<readonly J[]> {
  for (let start = 0; start < jobs.length; start += BATCH) {
    try {
      const messages = jobs.slice(start, start + BATCH).map((body) => ({ body, delaySeconds }));
      await env.JOBS.sendBatch(messages);
    } catch (error) {
      logWarning("a hint to the queue was lost", error);
      return jobs.slice(start);
    }
  }
  return [];
}
