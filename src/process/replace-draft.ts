import { expectRows } from "../db/tenant-db.ts";
import { type Decision, unchanged } from "../events/commit.ts";
import type { TenantScope } from "../scope.ts";
import type { NewProcessDocument, ProcessDocument } from "./document.ts";
import { toStorable } from "./keys.ts";
import { type DraftRow, touchProcess, updateDraft } from "./store.ts";

/**
 * Replaces the draft as a whole; published versions stay as they are. What has no key keeps the one that the draft has under its name.
 * Equal documents are equal texts, and replacing a draft by itself writes nothing.
 */
export function replaceDraft(
  scope: Pick<TenantScope, "now">,
  before: DraftRow,
  replacement: NewProcessDocument,
): Decision<DraftRow> {
  const previous = JSON.parse(before.document) as ProcessDocument; // checked against the schema before it was stored
  const document = JSON.stringify(toStorable(replacement, previous));
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
