import { z } from "@hono/zod-openapi";
import { type Api, json, operation, problem } from "../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../http/paging.ts";
import { demandPublished, readFunnel } from "./read-funnel.ts";
import { FunnelSchema, SnapshotSchema, serializeFunnel } from "./schema.ts";
import { serializeSnapshot } from "./snapshot.ts";
import { findProcessHead, listSnapshots } from "./store.ts";

const tags = ["Funnel"];
const processQuery = {
  process_id: z.string().max(100).optional().openapi({ description: "Default: the company's default process" }),
};
const noProcess = { 404: problem("There is no such process"), 409: problem("The process is not published") };

const getFunnelRoute = operation({
  operationId: "getFunnel",
  method: "get",
  path: "/v1/funnel",
  permission: "funnel:read",
  summary: "The live funnel of a process",
  tags,
  request: { query: z.strictObject(processQuery) },
  responses: { 200: json("The funnel", FunnelSchema), ...noProcess },
});

const listSnapshotsRoute = operation({
  operationId: "listFunnelSnapshots",
  method: "get",
  path: "/v1/funnel/snapshots",
  permission: "funnel:read",
  summary: "List the funnels of past days, newest first",
  tags,
  request: { query: z.strictObject({ ...pagingQuery, ...processQuery }) },
  responses: { 200: json("A page of snapshots", pageSchema(SnapshotSchema, "FunnelSnapshotPage")), ...noProcess },
});

/** After every day there is. */
const END_OF_TIME = Number.MAX_SAFE_INTEGER;

export function mountFunnelRoutes(api: Api): void {
  api.openapi(getFunnelRoute, async (c) => {
    const funnel = await readFunnel(c.var.scope, c.req.valid("query").process_id);
    return c.json(serializeFunnel(funnel), 200);
  });

  api.openapi(listSnapshotsRoute, async (c) => {
    const { limit = DEFAULT_LIMIT, cursor, process_id } = c.req.valid("query");
    const filters = { list: "funnel_snapshots", process_id };
    const before = Number(readCursor(cursor, filters) ?? END_OF_TIME);
    const id = process_id ?? null;
    const [[process], rows] = await c.var.scope.db.read([findProcessHead(id), listSnapshots(id, before, limit + 1)]);
    demandPublished(process, process_id);
    const page = toPage(rows, limit, filters, (row) => String(row.day));
    return c.json({ data: page.rows.map(serializeSnapshot), next_cursor: page.nextCursor }, 200);
  });
}
