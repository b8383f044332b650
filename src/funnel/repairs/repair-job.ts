import type { Env } from "../../env.ts";
import type { Job } from "../../jobs.ts";
import { inSystemScope } from "../../tenancy/system-scope.ts";
import { continueRepair } from "./run.ts";

export type RepairJob = Extract<Job, { kind: "repair" }>;

/**
 * Goes on with a repair, and tells the queue when there is more to do. Should that hint be lost, the sweep finds the repair. Answers how many
 * statements it took.
 */
export async function repairJob(env: Env, job: RepairJob, now: number): Promise<number> {
  const statements = await inSystemScope(env, job, now, async (scope) => {
    if (await continueRepair(scope, job.processId, job.repair)) scope.hint([job]);
    return scope.db.statements;
  });
  return statements ?? 0;
}
