import { expectRows } from "../db/tenant-db.ts";
import { DomainError } from "../errors.ts";
import { type Decision, unchanged } from "../events/commit.ts";
import type { TenantScope } from "../scope.ts";
import { archive, type ProcessWithDraftRow, restore } from "./store.ts";

/** Throws `process_archived` for a process that has been put aside: nothing is drafted, published or opened in it. */
export function refuseArchived({ archived_at }: { readonly archived_at: number | null }): void {
  if (archived_at === null) return;
  throw new DomainError("process_archived", "The process is archived. Restore it first.");
}

/**
 * Puts a process aside: it stays readable with all its deals, but none is opened or reopened in it. Throws `process_in_use`, which says how
 * many open opportunities use it, and `process_is_default`. The commit fails when a deal has been opened in it since they were counted.
 */
export function archiveProcess(
  scope: Pick<TenantScope, "now">,
  before: ProcessWithDraftRow,
  openOpportunities: number,
): Decision<ProcessWithDraftRow> {
  if (before.archived_at !== null) return unchanged(before);
  if (openOpportunities > 0) {
    const are = openOpportunities === 1 ? "1 open opportunity uses" : `${openOpportunities} open opportunities use`;
    const isDefault = before.is_default === 1 ? " It is the default process, too: make another one that first." : "";
    const detail = `${are} the process "${before.name}". Close them first (won or lost).${isDefault}`;
    throw new DomainError("process_in_use", detail, {
      extensions: { open_opportunities: openOpportunities },
    });
  }
  if (before.is_default === 1) {
    const detail = `"${before.name}" is the default process. Make another one the default first.`;
    throw new DomainError("process_is_default", detail);
  }
  return {
    result: { ...before, archived_at: scope.now, revision: before.revision + 1, updated_at: scope.now },
    changes: [expectRows(1, archive(before.id, before.revision, scope.now))],
    events: [{ type: "process.archived", data: about(before) }],
  };
}

/** Takes an archived process up again. */
export function restoreProcess(
  scope: Pick<TenantScope, "now">,
  before: ProcessWithDraftRow,
): Decision<ProcessWithDraftRow> {
  if (before.archived_at === null) return unchanged(before);
  return {
    result: { ...before, archived_at: null, revision: before.revision + 1, updated_at: scope.now },
    changes: [expectRows(1, restore(before.id, before.revision, scope.now))],
    events: [{ type: "process.restored", data: about(before) }],
  };
}

function about({ id, name, current_version }: ProcessWithDraftRow) {
  return { process: { id, name, version: current_version } };
}
