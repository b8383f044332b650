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
import { archiveProcess, restoreProcess } from "./archive.ts";
import { mountAuditRoutes } from "./audit/routes.ts";
import { createProcess } from "./create.ts";
import { mountDraftRoutes } from "./draft-routes.ts";
import { countOpenOpportunities, findProcess, listProcesses } from "./store.ts";
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
  request: {
    query: z.strictObject({
      ...pagingQuery,
      archived: z.enum(["true", "false"]).optional().openapi({ description: "Only those that are, or are not" }),
    }),
  },
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
    409: problem("It cannot be the default: it is archived, or was never published. Or too many writers at once"),
  },
});

const archiveProcessRoute = operation({
  operationId: "archiveProcess",
  method: "post",
  path: "/v1/processes/{id}/archive",
  permission: "processes:write",
  summary: "Put a process aside that nobody sells by any more",
  description:
    "It stays readable with everything it has, and its closed opportunities can be corrected. No opportunity is opened, reopened, imported or migrated in it, and its draft is neither changed nor published; its name may be. Refused while open opportunities use it (process_in_use, with `open_opportunities`), and for the default process.",
  tags,
  ifMatch: "honoured",
  request: { params: byId },
  responses: {
    200: json("The process", ProcessSchema),
    409: problem(
      "Open opportunities use it (process_in_use), it is the default one (process_is_default), or too many writers at once",
    ),
  },
});

const restoreProcessRoute = operation({
  operationId: "restoreProcess",
  method: "post",
  path: "/v1/processes/{id}/restore",
  permission: "processes:write",
  summary: "Take an archived process up again",
  tags,
  ifMatch: "honoured",
  request: { params: byId },
  responses: { 200: json("The process", ProcessSchema), 409: problem("Too many writers at once") },
});

export function mountProcessRoutes(api: Api): void {
  mountTemplateRoutes(api);

  api.openapi(createProcessRoute, (c) => {
    const { scope } = c.var;
    const input = c.req.valid("json");
    return answerWrite(c, {
      decide: () => createProcess(scope, c.env.ASSETS, input),
      answer: (row) =>
        jsonAnswer(201, serializeProcess(row), { etag: etag(row.revision), location: `/v1/processes/${row.id}` }),
    });
  });

  api.openapi(listProcessesRoute, async (c) => {
    const { limit = DEFAULT_LIMIT, cursor, archived } = c.req.valid("query");
    const filters = { list: "processes", archived };
    const after = readCursor(cursor, filters) ?? "";
    const wanted = archived === undefined ? null : Number(archived === "true");
    const [rows] = await c.var.scope.db.read([listProcesses(after, limit + 1, wanted)]);
    const page = toPage(rows, limit, filters, (row) => row.id);
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

  api.openapi(archiveProcessRoute, (c) => {
    const { scope } = c.var;
    const { id } = c.req.valid("param");
    return answerWrite(c, {
      decide: async () => {
        const [[row], [open]] = await scope.db.read([findProcess(id), countOpenOpportunities(id)]);
        if (!row) throw notFound("process");
        checkIfMatch(readIfMatch(c), row.revision);
        return archiveProcess(scope, row, open?.count ?? 0);
      },
      answer: (row) => jsonAnswer(200, serializeProcess(row), { etag: etag(row.revision) }),
    });
  });

  api.openapi(restoreProcessRoute, (c) => {
    const { scope } = c.var;
    const { id } = c.req.valid("param");
    return answerWrite(c, {
      decide: async () => {
        const [[row]] = await scope.db.read([findProcess(id)]);
        if (!row) throw notFound("process");
        checkIfMatch(readIfMatch(c), row.revision);
        return restoreProcess(scope, row);
      },
      answer: (row) => jsonAnswer(200, serializeProcess(row), { etag: etag(row.revision) }),
    });
  });

  mountDraftRoutes(api);
  mountVersionRoutes(api);
  mountAuditRoutes(api);
}
