import { z } from "@hono/zod-openapi";
import { answerWrite } from "../../events/write.ts";
import { jsonAnswer } from "../../http/answer.ts";
import { type Api, json, jsonBody, operation, problem } from "../../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../../http/paging.ts";
import { decideRepair } from "./request.ts";
import { NewRepairSchema, RepairSchema, serializeRepair } from "./schema.ts";
import { listRepairs } from "./store.ts";

const requestRepairRoute = operation({
  operationId: "requestFunnelRepair",
  method: "post",
  path: "/v1/funnel/repairs",
  permission: "funnel:repair",
  summary: "Count what figures rest on anew, or draw past snapshots",
  description:
    "A job does it; ask `GET /v1/funnel/repairs` how it ended. There is one of each kind a process: asked for again while it waits, it begins again. Nobody is held up by it: while others keep writing it is tried again later.",
  tags: ["Funnel"],
  request: { body: jsonBody(NewRepairSchema) },
  responses: {
    202: json("The repair, on its way", RepairSchema),
    404: problem("There is no such process"),
    409: problem("The process is not published"),
  },
});

const listRepairsRoute = operation({
  operationId: "listFunnelRepairs",
  method: "get",
  path: "/v1/funnel/repairs",
  permission: "funnel:read",
  summary: "List repairs: the last of each kind and process",
  tags: ["Funnel"],
  request: { query: z.strictObject(pagingQuery) },
  responses: { 200: json("A page of repairs", pageSchema(RepairSchema, "FunnelRepairPage")) },
});

export function mountRepairRoutes(api: Api): void {
  api.openapi(requestRepairRoute, (c) => {
    const { scope } = c.var;
    const input = c.req.valid("json");
    return answerWrite(c, {
      decide: () => decideRepair(scope, input),
      answer: (row) => jsonAnswer(202, serializeRepair(row)),
      done: ({ process_id: processId, kind }) =>
        scope.hint([{ kind: "repair", shard: scope.shard, tenantId: scope.tenant.id, processId, repair: kind }]),
    });
  });

  api.openapi(listRepairsRoute, async (c) => {
    const { limit = DEFAULT_LIMIT, cursor } = c.req.valid("query");
    const filters = { list: "funnel_repairs" };
    const [process, kind] = (readCursor(cursor, filters) ?? "/").split("/");
    const [rows] = await c.var.scope.db.read([listRepairs(process ?? "", kind ?? "", limit + 1)]);
    const page = toPage(rows, limit, filters, (row) => `${row.process_id}/${row.kind}`);
    return c.json({ data: page.rows.map(serializeRepair), next_cursor: page.nextCursor }, 200);
  });
}
