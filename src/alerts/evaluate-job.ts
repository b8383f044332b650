import type { Env } from "../env.ts";
import { commit } from "../events/commit.ts";
import { retryLostRace } from "../events/lost-race.ts";
import type { Job } from "../jobs.ts";
import type { TenantScope } from "../scope.ts";
import { inSystemScope } from "../tenancy/system-scope.ts";
import { decideTenant } from "./evaluate.ts";
import { readTenant } from "./read-evaluation.ts";

export type EvaluateJob = Extract<Job, { kind: "evaluate" }>;

/**
 * Evaluates a tenant that the cron trigger has claimed. Everything it does is one commit, so a consumer that dies at any point has done all
 * of it or nothing; then the lease ends and the tenant is claimed again. A job that comes twice finds the tenant no longer due.
 */
export async function evaluateJob(env: Env, job: EvaluateJob, now: number): Promise<void> {
  await inSystemScope(env, job, now, (scope) => retryLostRace(() => evaluateIfDue(scope)));
}

async function evaluateIfDue(scope: TenantScope): Promise<void> {
  const rows = await readTenant(scope);
  if (rows.schedule.evaluate_at > scope.now) return;
  await commit(scope, await decideTenant(scope, rows));
}
