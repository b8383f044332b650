import { z } from "@hono/zod-openapi";
import { line, TimeField } from "../http/fields.ts";
import { pageSchema, pagingQuery } from "../http/paging.ts";
import { formatTime } from "../values/calendar.ts";
import { ProcessDiffSchema } from "./diff/schema.ts";
import { NewProcessDocumentSchema, ProcessDocumentSchema } from "./schema.ts";
import type { DraftRow, ProcessRow, ProcessWithDraftRow, VersionHeadRow, VersionRow } from "./store.ts";
import { isTemplateKey, TEMPLATE_KEYS } from "./templates/template.ts";

export const LocaleField = z.enum(["en", "fi"]);
const NameField = line(200).openapi({ description: "The process in the company's own words", example: "New business" });

export const TemplatesQuerySchema = z.strictObject({
  ...pagingQuery,
  locale: LocaleField.optional().openapi({ description: "Default: the company's language" }),
});

export const TemplateSchema = z
  .strictObject({
    key: z.string(),
    locale: LocaleField,
    name: z.string(),
    description: z.string(),
    document: ProcessDocumentSchema,
  })
  .openapi("Template");

export const TemplateListSchema = pageSchema(TemplateSchema, "TemplatePage");

export const NewProcessSchema = z
  .strictObject({
    name: NameField,
    template: z
      .string()
      .refine(isTemplateKey, {
        error: `must be the key of a template: ${TEMPLATE_KEYS.join(", ")}`,
        params: { code: "unknown_template" },
      })
      .optional()
      .openapi({ description: "Start from a copy of this template, instead of `document`", example: "baseline" }),
    locale: LocaleField.optional().openapi({ description: "Language of the template. Default: the company's" }),
    document: NewProcessDocumentSchema.optional(),
  })
  .superRefine(refuseTwoSources, { when: ({ value }) => typeof value === "object" && value !== null })
  .openapi("NewProcess", { description: "Without `template` and `document` the draft is empty." });

function refuseTwoSources(input: { template?: unknown; document?: unknown }, ctx: z.RefinementCtx): void {
  if (input.template === undefined || input.document === undefined) return;
  const message = "must not be sent beside a template: a draft starts from one of them";
  ctx.addIssue({ code: "custom", path: ["document"], params: { code: "template_and_document" }, message });
}

export const ProcessPatchSchema = z
  .strictObject({
    name: NameField,
    is_default: z.literal(true).openapi({ description: "Takes it from the process that is the default one now" }),
  })
  .partial()
  .openapi("ProcessPatch");

const RevisionField = z.int().openapi({ description: "The ETag, without its quotes" });

export const DraftSchema = z
  .strictObject({ document: ProcessDocumentSchema, revision: RevisionField, updated_at: TimeField })
  .openapi("ProcessDraft");

const process = {
  id: z.string().openapi({ example: "prc_01h455vb4pex5vsknk084sn02q" }),
  name: z.string(),
  is_default: z.boolean().openapi({ description: "New opportunities go by it where they name no process" }),
  current_version: z.int().nullable().openapi({ description: "The newest published version; null before the first" }),
  revision: RevisionField,
  created_at: TimeField,
  updated_at: TimeField,
  archived_at: TimeField.nullable().openapi({ description: "null while the process is in use" }),
};

export const ProcessSummarySchema = z
  .strictObject({ ...process, draft: DraftSchema.omit({ document: true }) })
  .openapi("ProcessSummary");

export const ProcessSchema = z.strictObject({ ...process, draft: DraftSchema }).openapi("Process");

export const VersionHeadSchema = z
  .strictObject({ version: z.int(), published_at: TimeField, published_by: z.string() })
  .openapi("ProcessVersionHead");

/** Flat, not `extend`: two strict halves in an allOf would let nothing through. */
export const VersionSchema = z
  .strictObject({ ...VersionHeadSchema.shape, process_id: z.string(), document: ProcessDocumentSchema })
  .openapi("ProcessVersion");

/** The number of a version in a path. */
export const VersionNumberField = z
  .string()
  .regex(/^\d{1,9}$/, "must be the number of a version")
  .transform(Number)
  .openapi({ type: "integer", minimum: 1, example: 1 });

/** What a version is compared with. */
export const ComparedField = z
  .string()
  .regex(/^(draft|\d{1,9})$/, "must be the number of a version, or draft")
  .transform((compared) => (compared === "draft" ? compared : Number(compared)))
  .openapi({
    type: "string",
    description: "The number of a version, or `draft`: what publishing it would change",
    example: "2",
  });

export const VersionDiffSchema = z
  .strictObject({
    process_id: z.string(),
    from: z.int(),
    to: z.union([z.int(), z.literal("draft")]),
    ...ProcessDiffSchema.shape,
  })
  .openapi("ProcessVersionDiff");

type ProcessSummary = z.infer<typeof ProcessSummarySchema>;
type StoredDocument = z.infer<typeof ProcessDocumentSchema>;

export function serializeSummary(row: ProcessRow): ProcessSummary {
  return {
    id: row.id,
    name: row.name,
    is_default: row.is_default === 1,
    current_version: row.current_version,
    draft: { revision: row.draft_revision, updated_at: formatTime(row.draft_updated_at) },
    revision: row.revision,
    created_at: formatTime(row.created_at),
    updated_at: formatTime(row.updated_at),
    archived_at: row.archived_at === null ? null : formatTime(row.archived_at),
  };
}

export function serializeProcess(row: ProcessWithDraftRow): z.infer<typeof ProcessSchema> {
  const summary = serializeSummary(row);
  return { ...summary, draft: { document: parseStored(row.draft_document), ...summary.draft } };
}

export function serializeDraft(row: DraftRow): z.infer<typeof DraftSchema> {
  return { document: parseStored(row.document), revision: row.revision, updated_at: formatTime(row.updated_at) };
}

export function serializeVersionHead(row: VersionHeadRow): z.infer<typeof VersionHeadSchema> {
  return { version: row.version, published_at: formatTime(row.published_at), published_by: row.published_by };
}

export function serializeVersion(row: VersionRow): z.infer<typeof VersionSchema> {
  return { process_id: row.process_id, ...serializeVersionHead(row), document: parseStored(row.document) };
}

/** A document as it was stored. */
export function parseStored(document: string): StoredDocument {
  return JSON.parse(document) as StoredDocument; // checked against the schema before it was stored
}
