import { expectRows } from "../db/tenant-db.ts";
import { DomainError } from "../errors.ts";
import { type Decision, unchanged } from "../events/commit.ts";
import type { TenantScope } from "../scope.ts";
import { refuseArchived } from "./archive.ts";
import type { NewProcessDocument, ProcessDocument } from "./document.ts";
import { toStorable } from "./keys.ts";
import { type DraftRow, touchProcess, updateDraft } from "./store.ts";

/**
 * Replaces the draft as a whole; published versions stay as they are. What has no key keeps the one that the draft has under its name.
 * Equal documents are equal texts, and replacing a draft by itself writes nothing.
 */
export async function replaceDraft(
  scope: Pick<TenantScope, "now">,
  before: DraftRow,
  replacement: NewProcessDocument,
): Promise<Decision<DraftRow>> {
  refuseArchived(before);
  const previous = JSON.parse(before.document) as ProcessDocument; // checked against the schema before it was stored
  return changeDraft(scope, before, JSON.stringify(await toStorable(replacement, { previous })));
}

/**
 * Throws a draft's changes away: it starts again from the current version. Throws `process_not_published` where there is none yet.
 */
export function discardDraft(
  scope: Pick<TenantScope, "now">,
  { current_document: current, ...before }: DraftRow & { readonly current_document: string | null },
): Decision<DraftRow> {
  refuseArchived(before);
  if (current !== null) return changeDraft(scope, before, current);
  throw new DomainError("process_not_published", "There is no published version yet that the draft could start from.");
}

function changeDraft(scope: Pick<TenantScope, "now">, before: DraftRow, document: string): Decision<DraftRow> {
  if (document === before.document) return unchanged(before);
  return {
    result: { ...before, document, revision: before.revision + 1, updated_at: scope.now },
    changes: [
      expectRows(1, updateDraft(before.process_id, before.revision, document, scope.now)),
      expectRows(1, touchProcess(before.process_id, scope.now)),
    ],
    events: [],
  };
}
