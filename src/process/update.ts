import type { z } from "@hono/zod-openapi";
import { expectRows } from "../db/tenant-db.ts";
import { DomainError } from "../errors.ts";
import { type Decision, unchanged } from "../events/commit.ts";
import type { TenantScope } from "../scope.ts";
import type { ProcessPatchSchema } from "./api-schema.ts";
import { refuseArchived } from "./archive.ts";
import { clearDefaultProcess, type ProcessWithDraftRow, updateProcess } from "./store.ts";

export type ProcessPatch = z.infer<typeof ProcessPatchSchema>;

/**
 * Renames a process, or makes it the default one in place of the present one. Nothing is written when nothing differs. Throws
 * `process_archived` and `process_not_published` for one that no opportunity could go by.
 */
export function patchProcess(
  scope: Pick<TenantScope, "now">,
  before: ProcessWithDraftRow,
  patch: ProcessPatch,
): Decision<ProcessWithDraftRow> {
  const name = patch.name ?? before.name;
  if (patch.is_default === true) refuseArchived(before);
  if (patch.is_default === true && before.is_default === 0 && before.current_version === null) {
    const detail = `"${before.name}" has no published version yet that opportunities could go by.`;
    throw new DomainError("process_not_published", detail);
  }
  const becomesDefault = patch.is_default === true && before.is_default === 0;
  if (name === before.name && !becomesDefault) return unchanged(before);
  const is_default = becomesDefault ? 1 : before.is_default;
  const update = updateProcess(before.id, before.revision, name, is_default, scope.now);
  return {
    result: { ...before, name, is_default, revision: before.revision + 1, updated_at: scope.now },
    changes: [...(becomesDefault ? [clearDefaultProcess(scope.now)] : []), expectRows(1, update)],
    events: [],
  };
}
