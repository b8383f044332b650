import { z } from "@hono/zod-openapi";
import { notFound } from "../errors.ts";
import { answerWrite } from "../events/write.ts";
import { jsonAnswer } from "../http/answer.ts";
import { checkIfMatch, etag, readIfMatch } from "../http/conditional.ts";
import { type Api, json, jsonBody, operation, problem } from "../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../http/paging.ts";
import {
  NewProcessSchema,
  ProcessPatchSchema,
  ProcessSchema,
  ProcessSummarySchema,
  serializeProcess,
  serializeSummary,
} from "./api-schema.ts";
import { createProcess } from "./create.ts";
import { mountDraftRoutes } from "./draft-routes.ts";
import { findProcess, listProcesses } from "./store.ts";
import { mountTemplateRoutes } from "./template-routes.ts";
import { patchProcess } from "./update.ts";
import { mountVersionRoutes } from "./version-routes.ts";

const tags = ["Processes"];
const byId = z.object({ id: z.string() });

const createProcessRoute = operation({
  operationId: "createProcess",
  method: "post",
  path: "/v1/processes",
  permission: "processes:write",
  summary: "Start a process from a template, a document or nothing; the first one is the default",
  tags,
  request: { body: jsonBody(NewProcessSchema) },
  responses: { 201: json("The process with its draft", ProcessSchema), 409: problem("Too many writers at once") },
});

const listProcessesRoute = operation({
  operationId: "listProcesses",
  method: "get",
  path: "/v1/processes",
  permission: "processes:read",
  summary: "List the processes, oldest first",
  tags,
  request: { query: z.strictObject(pagingQuery) },
  responses: {
    200: json("A page of processes, without their documents", pageSchema(ProcessSummarySchema, "ProcessPage")),
  },
});

const getProcessRoute = operation({
  operationId: "getProcess",
  method: "get",
  path: "/v1/processes/{id}",
  permission: "processes:read",
  summary: "Read one process with its draft",
  tags,
  request: { params: byId },
  responses: { 200: json("The process", ProcessSchema) },
});

const updateProcessRoute = operation({
  operationId: "updateProcess",
  method: "patch",
  path: "/v1/processes/{id}",
  permission: "processes:write",
  summary: "Rename a process, or make it the default one",
  tags,
  ifMatch: "honoured",
  request: { params: byId, body: jsonBody(ProcessPatchSchema) },
  responses: {
    200: json("The process", ProcessSchema),
    409: problem("Too many writers at once"),
  },
});

export function mountProcessRoutes(api: Api): void {
  mountTemplateRoutes(api);

  api.openapi(createProcessRoute, (c) => {
    const { scope } = c.var;
    const input = c.req.valid("json");
    return answerWrite(c, {
      decide: () => createProcess(scope, input),
      answer: (row) =>
        jsonAnswer(201, serializeProcess(row), { etag: etag(row.revision), location: `/v1/processes/${row.id}` }),
    });
  });

  api.openapi(listProcessesRoute, async (c) => {
    const { limit = DEFAULT_LIMIT, cursor } = c.req.valid("query");
    const [rows] = await c.var.scope.db.read([
      listProcesses(readCursor(cursor, { list: "processes" }) ?? "", limit + 1),
    ]);
    const page = toPage(rows, limit, { list: "processes" }, (row) => row.id);
    return c.json({ data: page.rows.map(serializeSummary), next_cursor: page.nextCursor }, 200);
  });

  api.openapi(getProcessRoute, async (c) => {
    const [[row]] = await c.var.scope.db.read([findProcess(c.req.valid("param").id)]);
    if (!row) throw notFound("process");
    return c.json(serializeProcess(row), 200, { etag: etag(row.revision) });
  });

  api.openapi(updateProcessRoute, (c) => {
    const { scope } = c.var;
    const { id } = c.req.valid("param");
    const patch = c.req.valid("json");
    return answerWrite(c, {
      decide: async () => {
        const [[row]] = await scope.db.read([findProcess(id)]);
        if (!row) throw notFound("process");
        checkIfMatch(readIfMatch(c), row.revision);
        return patchProcess(scope, row, patch);
      },
      answer: (row) => jsonAnswer(200, serializeProcess(row), { etag: etag(row.revision) }),
    });
  });

  mountDraftRoutes(api);
  mountVersionRoutes(api);
}
