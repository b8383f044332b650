import { z } from "@hono/zod-openapi";
import { notFound } from "../errors.ts";
import { answerWrite } from "../events/write.ts";
import { jsonAnswer } from "../http/answer.ts";
import { checkIfMatch, etag, readIfMatch, requireIfMatch } from "../http/conditional.ts";
import { type Api, json, jsonBody, operation, problem } from "../http/operation.ts";
import { DraftSchema, serializeDraft, serializeVersion, VersionSchema } from "./api-schema.ts";
import { publishDraft } from "./publish.ts";
import { discardDraft, replaceDraft } from "./replace-draft.ts";
import { NewProcessDocumentSchema } from "./schema.ts";
import { findDraft, findDraftAndCurrent, findPublishable } from "./store.ts";

const tags = ["Processes"];
const byId = z.object({ id: z.string() });

const getDraftRoute = operation({
  operationId: "getDraft",
  method: "get",
  path: "/v1/processes/{id}/draft",
  permission: "processes:read",
  summary: "Read the draft of a process; after publishing it equals the current version until it is changed",
  tags,
  request: { params: byId },
  responses: { 200: json("The draft", DraftSchema) },
});

const replaceDraftRoute = operation({
  operationId: "replaceDraft",
  method: "put",
  path: "/v1/processes/{id}/draft",
  permission: "processes:write",
  summary: "Replace the draft as a whole; it may be incomplete until it is published",
  tags,
  ifMatch: "required",
  request: { params: byId, body: jsonBody(NewProcessDocumentSchema) },
  responses: {
    200: json("The draft", DraftSchema),
    409: problem("The process is archived, or too many writers at once"),
  },
});

const discardDraftRoute = operation({
  operationId: "discardDraft",
  method: "delete",
  path: "/v1/processes/{id}/draft",
  permission: "processes:write",
  summary: "Throw away what was changed in the draft: it starts again from the current version",
  tags,
  ifMatch: "required",
  request: { params: byId },
  responses: {
    200: json("The draft", DraftSchema),
    409: problem("There is no published version yet, the process is archived, or too many writers at once"),
  },
});

const publishDraftRoute = operation({
  operationId: "publishDraft",
  method: "post",
  path: "/v1/processes/{id}/publish",
  permission: "processes:write",
  summary: "Publish the draft as the next version, which never changes",
  tags,
  ifMatch: "honoured",
  request: { params: byId },
  responses: {
    201: json("The version", VersionSchema),
    409: problem(
      "The draft is the current version already (draft_unchanged), the process is archived, or too many writers at once",
    ),
    422: problem("document_invalid: the draft has faults; each is named, with a JSON pointer into the document"),
  },
});

export function mountDraftRoutes(api: Api): void {
  api.openapi(getDraftRoute, async (c) => {
    const [[row]] = await c.var.scope.db.read([findDraft(c.req.valid("param").id)]);
    if (!row) throw notFound("process");
    return c.json(serializeDraft(row), 200, { etag: etag(row.revision) });
  });

  api.openapi(replaceDraftRoute, (c) => {
    const { scope } = c.var;
    const { id } = c.req.valid("param");
    const document = c.req.valid("json");
    return answerWrite(c, {
      decide: async () => {
        const [[row]] = await scope.db.read([findDraft(id)]);
        if (!row) throw notFound("process");
        checkIfMatch(requireIfMatch(c), row.revision);
        return replaceDraft(scope, row, document);
      },
      answer: (row) => jsonAnswer(200, serializeDraft(row), { etag: etag(row.revision) }),
    });
  });

  api.openapi(discardDraftRoute, (c) => {
    const { scope } = c.var;
    const { id } = c.req.valid("param");
    return answerWrite(c, {
      decide: async () => {
        const [[row]] = await scope.db.read([findDraftAndCurrent(id)]);
        if (!row) throw notFound("process");
        checkIfMatch(requireIfMatch(c), row.revision);
        return discardDraft(scope, row);
      },
      answer: (row) => jsonAnswer(200, serializeDraft(row), { etag: etag(row.revision) }),
    });
  });

  api.openapi(publishDraftRoute, (c) => {
    const { scope } = c.var;
    const { id } = c.req.valid("param");
    return answerWrite(c, {
      decide: async () => {
        const [[row]] = await scope.db.read([findPublishable(id)]);
        if (!row) throw notFound("process");
        checkIfMatch(readIfMatch(c), row.draft_revision);
        return publishDraft(scope, row);
      },
      answer: (row) =>
        jsonAnswer(201, serializeVersion(row), {
          etag: etag(row.version),
          location: `/v1/processes/${id}/versions/${row.version}`,
        }),
    });
  });
}
