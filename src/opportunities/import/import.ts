import { DomainError } from "../../errors.ts";
import { commit } from "../../events/commit.ts";
import { type Answer, jsonAnswer } from "../../http/answer.ts";
import type { PendingIdempotency } from "../../http/idempotency.ts";
import type { TenantScope } from "../../scope.ts";
import { processFor } from "../create.ts";
import type { CurrentVersion } from "./decide/pinned-versions.ts";
import { saveImport } from "./import-store.ts";
import { type ImportPlan, planImport } from "./mapping/plan.ts";
import type { GivenMapping } from "./presets/merge.ts";
import { describeImport, type ImportHead } from "./report/describe-import.ts";
import { runNow } from "./run-now.ts";
import type { TakenFile } from "./upload/intake.ts";

export interface ImportRequest {
  readonly id: string;
  readonly file: TakenFile;
  readonly mapping: GivenMapping | undefined;
  readonly dryRun: boolean;
}

/**
 * Brings a file in: at once when it is small, by a job when its rows were put aside. Rows that are not good are named and left out, the
 * others go in.
 *
 * Throws `validation_failed`, `not_found` and `process_not_published` before anything is written; `conflict` when others keep changing the
 * same opportunities.
 */
export async function importFile(
  scope: TenantScope,
  request: ImportRequest,
  idempotency: PendingIdempotency | undefined,
): Promise<Answer> {
  const { id, file, mapping, dryRun } = request;
  const current = await processOf(scope, mapping?.process_id);
  const { plan, unmapped } = await planImport(scope, current, file, mapping);
  const { rowCount: rows, parts } = file;
  const head: ImportHead = { id, kind: plan.kind, dryRun, rows, mapping: plan.mapping, unmapped, createdAt: scope.now };
  if (parts === 0) return runNow({ scope, importId: id, plan, current }, head, file.rows, idempotency);
  return queueImport(scope, head, plan, idempotency);
}

/** Leaves an import to a job. Its rows have been put aside already; from this commit on they are waited for. */
async function queueImport(
  scope: TenantScope,
  head: ImportHead,
  plan: ImportPlan,
  idempotency: PendingIdempotency | undefined,
): Promise<Answer> {
  const view = describeImport(head, "queued");
  const answer = jsonAnswer(202, view, { location: `/v1/imports/${head.id}` });
  const changes = [saveImport(view, JSON.stringify(plan), scope.actor, scope.now, scope.now)];
  await commit(scope, { changes, events: [] }, (await idempotency?.keep(answer)) ?? []);
  if (idempotency) idempotency.kept = true;
  scope.hint([{ kind: "import", shard: scope.shard, tenantId: scope.tenant.id, importId: head.id }]);
  return answer;
}

/** As `processFor`, with its faults at the mapping. */
async function processOf(scope: TenantScope, processId: string | undefined): Promise<CurrentVersion> {
  try {
    return await processFor(scope, processId);
  } catch (error) {
    if (!(error instanceof DomainError) || error.faults.length === 0) throw error;
    const faults = error.faults.map((fault) => ({ ...fault, pointer: `/mapping${fault.pointer}` }));
    throw new DomainError(error.code, error.message, { faults, extensions: error.extensions });
  }
}
