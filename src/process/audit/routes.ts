import { z } from "@hono/zod-openapi";
import { notFound } from "../../errors.ts";
import { type Api, json, jsonBody, operation } from "../../http/operation.ts";
import type { TenantScope } from "../../scope.ts";
import type { Locale } from "../../values/words.ts";
import { parseStored, VersionNumberField } from "../api-schema.ts";
import type { ProcessDocument } from "../document.ts";
import { toStorable } from "../keys.ts";
import { findCurrentVersion, findDraft, findVersion } from "../store.ts";
import { auditProcess } from "./audit.ts";
import type { DealHistory } from "./deal-history.ts";
import { readDealHistory } from "./history-store.ts";
import { AuditQuerySchema, NewAuditSchema, ProcessAuditSchema } from "./schema.ts";

const tags = ["Processes"];

const auditDocumentRoute = operation({
  operationId: "auditDocument",
  method: "post",
  path: "/v1/process-audits",
  permission: "processes:read",
  summary: "Have a process looked at that is not stored, as an experienced sales consultant would",
  description:
    "Nothing is stored. Criteria are understood in English and Finnish, whatever the language of the answer.",
  tags,
  request: { body: jsonBody(NewAuditSchema) },
  responses: { 200: json("What is wrong, why it matters and what to do", ProcessAuditSchema) },
});

const auditDraftRoute = operation({
  operationId: "auditDraft",
  method: "get",
  path: "/v1/processes/{id}/draft/audit",
  permission: "processes:read",
  summary: "Have the draft of a process looked at, together with what deals have made of the current version",
  tags,
  request: { params: z.object({ id: z.string() }), query: AuditQuerySchema },
  responses: { 200: json("What is wrong, why it matters and what to do", ProcessAuditSchema) },
});

const auditVersionRoute = operation({
  operationId: "auditVersion",
  method: "get",
  path: "/v1/processes/{id}/versions/{n}/audit",
  permission: "processes:read",
  summary: "Have a published version looked at, and what the deals pinned to it have made of it",
  tags,
  request: { params: z.object({ id: z.string(), n: VersionNumberField }), query: AuditQuerySchema },
  responses: { 200: json("What is wrong, why it matters and what to do", ProcessAuditSchema) },
});

export function mountAuditRoutes(api: Api): void {
  api.openapi(auditDocumentRoute, async (c) => {
    const { document, locale } = c.req.valid("json");
    return c.json(answer(c.var.scope, await toStorable(document, { pointer: "/document" }), locale), 200);
  });

  api.openapi(auditDraftRoute, async (c) => {
    const { scope } = c.var;
    const { id } = c.req.valid("param");
    const [[draft], [current]] = await scope.db.read([findDraft(id), findCurrentVersion(id)]);
    if (!draft) throw notFound("process");
    const history = current && (await readDealHistory(scope, current));
    return c.json(answer(scope, parseStored(draft.document), c.req.valid("query").locale, history), 200);
  });

  api.openapi(auditVersionRoute, async (c) => {
    const { scope } = c.var;
    const { id, n } = c.req.valid("param");
    const [[version]] = await scope.db.read([findVersion(id, n)]);
    if (!version) throw notFound("process version");
    const history = await readDealHistory(scope, version);
    return c.json(answer(scope, parseStored(version.document), c.req.valid("query").locale, history), 200);
  });
}

function answer(
  scope: TenantScope,
  document: ProcessDocument,
  asked: Locale | undefined,
  history?: DealHistory,
): z.infer<typeof ProcessAuditSchema> {
  const locale = asked ?? scope.tenant.locale;
  const { kind, explanation, findings } = auditProcess(document, locale, history);
  return { kind, explanation, locale, deals: history?.deals.length ?? null, findings: [...findings] };
}
