import type { z } from "@hono/zod-openapi";
import { newId } from "../db/ids.ts";
import type { Decision } from "../events/commit.ts";
import type { TenantScope } from "../scope.ts";
import type { Locale } from "../values/words.ts";
import type { NewProcessSchema } from "./api-schema.ts";
import type { ProcessDocument } from "./document.ts";
import { toStorable } from "./keys.ts";
import { findDefaultProcessId, insertDraft, insertProcess, insertRollup, type ProcessWithDraftRow } from "./store.ts";
import { readTemplate } from "./templates/read-template.ts";
import { isTemplateKey } from "./templates/template.ts";

export type NewProcess = z.infer<typeof NewProcessSchema>;

const EMPTY: ProcessDocument = { stages: [] };

/** A new process with its draft. The first one of a company is its default. */
export async function createProcess(
  scope: TenantScope,
  assets: Fetcher,
  input: NewProcess,
): Promise<Decision<ProcessWithDraftRow>> {
  const [[currentDefault]] = await scope.db.read([findDefaultProcessId()]);
  const row: ProcessWithDraftRow = {
    id: newId("prc"),
    name: input.name,
    is_default: currentDefault ? 0 : 1,
    current_version: null,
    revision: 1,
    created_at: scope.now,
    updated_at: scope.now,
    archived_at: null,
    draft_revision: 1,
    draft_updated_at: scope.now,
    draft_document: JSON.stringify(await firstDocument(input, assets, scope.tenant.locale)),
  };
  return {
    result: row,
    changes: [
      insertProcess(row.id, row.name, row.is_default, scope.now),
      insertDraft(row.id, row.draft_document, scope.now),
      insertRollup(row.id),
    ],
    events: [],
  };
}

/** What a draft starts from: the document that was sent, a copy of a template, or nothing. */
async function firstDocument(
  { document, template, locale }: NewProcess,
  assets: Fetcher,
  defaultLocale: Locale,
): Promise<ProcessDocument> {
  if (document) return toStorable(document, { pointer: "/document" });
  if (template === undefined) return EMPTY;
  if (!isTemplateKey(template)) throw new Error(`${template} is not the key of a template`); // validated as one
  return toStorable((await readTemplate(assets, template, locale ?? defaultLocale)).document);
}
