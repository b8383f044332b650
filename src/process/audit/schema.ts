import { z } from "@hono/zod-openapi";
import { LocaleField } from "../api-schema.ts";
import { NewProcessDocumentSchema, ThemeField } from "../schema.ts";
import { ORGANISATION_KINDS } from "./classify.ts";
import { AUDIT_RULES } from "./finding.ts";

const LOCALE = "Language of the answer. Default: the company's";

export const AuditQuerySchema = z.strictObject({ locale: LocaleField.optional().openapi({ description: LOCALE }) });

export const NewAuditSchema = z
  .strictObject({
    document: NewProcessDocumentSchema,
    locale: LocaleField.optional().openapi({ description: LOCALE }),
  })
  .openapi("NewProcessAudit");

const FindingSchema = z
  .strictObject({
    rule: z.enum(AUDIT_RULES),
    severity: z.enum(["error", "warning", "info"]).openapi({
      description:
        "`error` keeps the document from being published, where other things may too: publishing names them all. `info` does not keep it from being `optimised`",
    }),
    pointer: z.string().openapi({ description: "JSON pointer into the document", example: "/stages/0/criteria/1" }),
    theme: ThemeField.optional().openapi({ description: "What is missing or out of place, where that is a theme" }),
    why: z.string().openapi({ description: "What is wrong, and why it matters" }),
    remedy: z.string().openapi({ description: "What to do about it" }),
  })
  .openapi("AuditFinding");

export const ProcessAuditSchema = z
  .strictObject({
    kind: z.enum(ORGANISATION_KINDS).openapi({
      description:
        "The kind of organisation that sells like this: no process (`none`), one that it only believes it has (`believed`: most stages hold no deal), one that is not optimised, one that is",
    }),
    explanation: z.string().openapi({ description: "What decided the kind" }),
    locale: LocaleField,
    deals: z.int().nullable().openapi({
      description:
        "How many deals were looked at beside the document: the newest that have moved, of the version, or of the current one for a draft; null where there is none",
    }),
    findings: z.array(FindingSchema),
  })
  .openapi("ProcessAudit");
