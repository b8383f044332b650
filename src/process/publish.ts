import { expectRows } from "../db/tenant-db.ts";
import { DomainError, type Fault } from "../errors.ts";
import type { Decision } from "../events/commit.ts";
import { faultsOf } from "../http/problem.ts";
import type { TenantScope } from "../scope.ts";
import { refuseArchived } from "./archive.ts";
import { ProcessDocumentSchema } from "./schema.ts";
import {
  becomeDefaultIfNone,
  insertVersion,
  type PublishableRow,
  setCurrentVersion,
  type VersionRow,
} from "./store.ts";
import { publishFaults } from "./validate.ts";

/**
 * Makes the draft the next version of its process. The commit holds only if neither the process nor the draft has moved since they were
 * read, so what is published is what was validated. Throws `draft_unchanged` and `document_invalid`, which names every fault.
 */
export function publishDraft(scope: Pick<TenantScope, "now" | "actor">, process: PublishableRow): Decision<VersionRow> {
  refuseArchived(process);
  if (process.is_published === 1) {
    throw new DomainError(
      "draft_unchanged",
      `The draft is version ${process.current_version} already; nothing has changed since.`,
    );
  }
  const faults = documentFaults(JSON.parse(process.draft_document));
  if (faults.length > 0) {
    throw new DomainError("document_invalid", "The draft cannot be published yet; each fault is named in errors.", {
      faults,
    });
  }
  const previous = process.current_version;
  const version = (previous ?? 0) + 1;
  const { id, name, revision, draft_revision } = process;
  return {
    result: {
      process_id: id,
      version,
      document: process.draft_document,
      published_at: scope.now,
      published_by: scope.actor,
    },
    changes: [
      expectRows(1, setCurrentVersion(id, revision, version, scope.now)),
      expectRows(1, insertVersion(id, draft_revision, version, scope.now, scope.actor)),
      ...(previous === null ? becomeDefaultIfNone(id, scope.now) : []),
    ],
    events: [
      {
        type: "process.published",
        data: { process: { id, name, version }, ...(previous === null ? {} : { previous: { version: previous } }) },
      },
    ],
  };
}

/** Everything that keeps a stored document from being published. A draft may be older than what its schema asks for today. */
export function documentFaults(stored: unknown): Fault[] {
  const parsed = ProcessDocumentSchema.safeParse(stored);
  return parsed.success ? publishFaults(parsed.data) : faultsOf(parsed.error, "");
}
