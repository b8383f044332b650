import { claimDueTenants } from "./alerts/claim.ts";
import { buildApp } from "./app.ts";
import type { Env } from "./env.ts";
import { sweepRepairs } from "./funnel/repairs/sweep.ts";
import { forgetExpiredAnswers } from "./http/idempotency-sweep.ts";
import type { Job } from "./jobs.ts";
import { sweepImports } from "./opportunities/import/job/sweep.ts";
import { sweepMigrations } from "./opportunities/migration/sweep.ts";
import { purgeRemoved } from "./opportunities/removal/sweep.ts";
import { consumeJobs } from "./queue.ts";
import { sweepDeliveries } from "./webhooks/sweep.ts";

const app = buildApp();

export default {
  fetch: app.fetch,

  /** Every minute: finds what is due and tells the queue. Does no work of its own, and may run twice at once. */
  async scheduled(_controller, env) {
    const now = Date.now();
    const results = await Promise.allSettled([
      claimDueTenants(env, now),
      sweepDeliveries(env, now),
      sweepMigrations(env, now),
      sweepImports(env, now),
      sweepRepairs(env, now),
      forgetExpiredAnswers(env, now),
      purgeRemoved(env, now),
    ]);
    const failed = results.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
  },

  async queue(batch, env) {
    await consumeJobs(env, batch.queue, batch.messages);
  },
} satisfies ExportedHandler<Env, Job>;
