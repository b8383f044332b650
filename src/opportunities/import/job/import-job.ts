import type { Env } from "../../../env.ts";
import type { Job } from "../../../jobs.ts";
import { inSystemScope } from "../../../tenancy/system-scope.ts";
import { continueImport } from "./continue-import.ts";

export type ImportJob = Extract<Job, { kind: "import" }>;

/** Goes on with an import, and tells the queue when there is more to do. Should that hint be lost, the sweep finds the import. */
export async function importJob(env: Env, job: ImportJob, now: number): Promise<void> {
  await inSystemScope(env, job, now, async (scope) => {
    if (await continueImport(scope, job.importId)) scope.hint([job]);
  });
}
