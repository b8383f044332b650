import { z } from "@hono/zod-openapi";
import { notFound } from "../errors.ts";
import { etag } from "../http/conditional.ts";
import { type Api, json, operation } from "../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../http/paging.ts";
import { serializeVersion, serializeVersionHead, VersionHeadSchema, VersionSchema } from "./api-schema.ts";
import { findProcessId, findVersion, listVersions } from "./store.ts";

const tags = ["Processes"];

/** For as long as HTTP caches keep anything, by the caller alone: another key may belong to another company. */
const FOR_EVER = { "cache-control": "private, max-age=31536000, immutable", vary: "authorization" };

const VersionNumberField = z
  .string()
  .regex(/^\d{1,9}$/, "must be the number of a version")
  .transform(Number)
  .openapi({ type: "integer", minimum: 1, example: 1 });

const listVersionsRoute = operation({
  operationId: "listVersions",
  method: "get",
  path: "/v1/processes/{id}/versions",
  permission: "processes:read",
  summary: "List the published versions of a process, oldest first",
  tags,
  request: { params: z.object({ id: z.string() }), query: z.strictObject(pagingQuery) },
  responses: {
    200: json("A page of versions, without their documents", pageSchema(VersionHeadSchema, "ProcessVersionPage")),
  },
});

const getVersionRoute = operation({
  operationId: "getVersion",
  method: "get",
  path: "/v1/processes/{id}/versions/{n}",
  permission: "processes:read",
  summary: "Read one published version, the same for ever",
  tags,
  request: { params: z.object({ id: z.string(), n: VersionNumberField }) },
  responses: { 200: json("The version", VersionSchema) },
});

export function mountVersionRoutes(api: Api): void {
  api.openapi(listVersionsRoute, async (c) => {
    const { id } = c.req.valid("param");
    const { limit = DEFAULT_LIMIT, cursor } = c.req.valid("query");
    const after = readCursor(cursor, { list: "versions", id }) ?? "";
    const [[process], rows] = await c.var.scope.db.read([findProcessId(id), listVersions(id, after, limit + 1)]);
    if (!process) throw notFound("process");
    const page = toPage(rows, limit, { list: "versions", id }, (row) => String(row.version));
    return c.json({ data: page.rows.map(serializeVersionHead), next_cursor: page.nextCursor }, 200);
  });

  api.openapi(getVersionRoute, async (c) => {
    const { id, n } = c.req.valid("param");
    const [[row]] = await c.var.scope.db.read([findVersion(id, n)]);
    if (!row) throw notFound("process version");
    return c.json(serializeVersion(row), 200, { etag: etag(row.version), ...FOR_EVER });
  });
}
