import { z } from "@hono/zod-openapi";
import { notFound } from "../errors.ts";
import { answerWrite } from "../events/write.ts";
import { jsonAnswer } from "../http/answer.ts";
import { etag, readIfMatch } from "../http/conditional.ts";
import { type Api, json, jsonBody, operation, problem } from "../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../http/paging.ts";
import { changeTarget, createTarget, removeTarget } from "./targets.ts";
import { NewTargetSchema, serializeTarget, TargetPatchSchema, TargetSchema } from "./targets-schema.ts";
import { findTarget, MAX_TARGETS, pageTargets, type TargetRow } from "./targets-store.ts";

const tags = ["Funnel"];
const path = "/v1/targets";
const one = { path: `${path}/{id}`, tags } as const;
const params = z.object({ id: z.string() });
const exists = problem("There is a target of this period, process and owner (target_exists), or too many writers");

const createTargetRoute = operation({
  operationId: "createTarget",
  method: "post",
  path,
  permission: "tenant:write",
  summary: "Set what is to be won in a month, quarter or year",
  description: `One for each period, process and owner; a company has at most ${MAX_TARGETS}.`,
  tags,
  request: { body: jsonBody(NewTargetSchema) },
  responses: {
    201: json("The target", TargetSchema),
    404: problem("There is no such process"),
    409: problem("There is one of this period, process and owner (target_exists), or there are too_many_targets"),
  },
});

const listTargetsRoute = operation({
  operationId: "listTargets",
  method: "get",
  path,
  permission: "tenant:read",
  summary: "List the targets, oldest first",
  tags,
  request: {
    query: z.strictObject({
      ...pagingQuery,
      period: z.string().max(7).optional(),
      process_id: z.string().max(100).optional(),
      owner: z.string().max(200).optional(),
    }),
  },
  responses: { 200: json("A page of targets", pageSchema(TargetSchema, "TargetPage")) },
});

const getTargetRoute = operation({
  operationId: "getTarget",
  method: "get",
  ...one,
  permission: "tenant:read",
  summary: "Read one target",
  request: { params },
  responses: { 200: json("The target", TargetSchema) },
});

const updateTargetRoute = operation({
  operationId: "updateTarget",
  method: "patch",
  ...one,
  permission: "tenant:write",
  summary: "Change a target",
  ifMatch: "honoured",
  request: { params, body: jsonBody(TargetPatchSchema) },
  responses: { 200: json("The target", TargetSchema), 409: exists },
});

const deleteTargetRoute = operation({
  operationId: "deleteTarget",
  method: "delete",
  ...one,
  permission: "tenant:write",
  summary: "Delete a target",
  ifMatch: "honoured",
  request: { params },
  responses: { 204: { description: "It is gone" }, 409: problem("Too many writers at once") },
});

export function mountTargetRoutes(api: Api): void {
  api.openapi(createTargetRoute, (c) => {
    const { scope } = c.var;
    const input = c.req.valid("json");
    return answerWrite(c, {
      decide: () => createTarget(scope, input),
      answer: (row) => answer(201, row, { location: `${path}/${row.id}` }),
    });
  });

  api.openapi(listTargetsRoute, async (c) => {
    const { limit = DEFAULT_LIMIT, cursor, period, process_id, owner } = c.req.valid("query");
    const filters = { list: "targets", period, process_id, owner };
    const after = readCursor(cursor, filters) ?? "";
    const [rows] = await c.var.scope.db.read([pageTargets({ period, process_id, owner }, after, limit + 1)]);
    const page = toPage(rows, limit, filters, (row) => row.id);
    return c.json({ data: page.rows.map(serializeTarget), next_cursor: page.nextCursor }, 200);
  });

  api.openapi(getTargetRoute, async (c) => {
    const [[row]] = await c.var.scope.db.read([findTarget(c.req.valid("param").id)]);
    if (!row) throw notFound("target");
    return c.json(serializeTarget(row), 200, { etag: etag(row.revision) });
  });

  api.openapi(updateTargetRoute, (c) => {
    const { scope } = c.var;
    const { id } = c.req.valid("param");
    const patch = c.req.valid("json");
    return answerWrite(c, {
      decide: () => changeTarget(scope, id, patch, readIfMatch(c)),
      answer: (row) => answer(200, row),
    });
  });

  api.openapi(deleteTargetRoute, (c) => {
    const { scope } = c.var;
    const { id } = c.req.valid("param");
    return answerWrite(c, {
      decide: () => removeTarget(scope, id, readIfMatch(c)),
      answer: () => ({ status: 204, headers: {}, body: null }),
    });
  });
}

function answer(status: number, row: TargetRow, headers: Readonly<Record<string, string>> = {}) {
  return jsonAnswer(status, serializeTarget(row), { etag: etag(row.revision), ...headers });
}
