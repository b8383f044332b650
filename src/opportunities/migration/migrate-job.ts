import type { Env } from "../../env.ts";
import type { Job } from "../../jobs.ts";
import { inSystemScope } from "../../tenancy/system-scope.ts";
import { continueMigration } from "./run.ts";

export type MigrateJob = Extract<Job, { kind: "migrate" }>;

/** Goes on with a migration, and tells the queue when there is more to do. Should that hint be lost, the sweep finds the migration. */
export async function migrateJob(env: Env, job: MigrateJob, now: number): Promise<void> {
  await inSystemScope(env, job, now, async (scope) => {
    if (await continueMigration(scope, job.migrationId)) scope.hint([job]);
  });
}
