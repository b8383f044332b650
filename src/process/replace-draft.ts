import { expectRows } from "../db/tenant-db.ts";
import { type Decision, unchanged } from "../events/commit.ts";
import type { TenantScope } from "../scope.ts";
import type { ProcessDocument } from "./document.ts";
import { type DraftRow, touchProcess, updateDraft } from "./store.ts";

/**
 * Replaces the draft as a whole; published versions stay as they are. Takes a document that came through `ProcessDocumentSchema`, which puts
 * its members into one order: equal documents are equal texts, and replacing a draft by itself writes nothing.
 */
export function replaceDraft(
  scope: Pick<TenantScope, "now">,
  before: DraftRow,
  replacement: ProcessDocument,
): Decision<DraftRow> {
  const document = JSON.stringify(replacement);
  if (document === before.document) return unchanged(before);
  return {
    result: { ...before, document, revision: before.revision + 1, updated_at: scope.now },
    changes: [
      expectRows(1, updateDraft(before.process_id, before.revision, document, scope.now)),
      touchProcess(before.process_id, scope.now),
    ],
    events: [],
  };
}
