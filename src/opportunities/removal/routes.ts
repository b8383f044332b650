import { z } from "@hono/zod-openapi";
import { answerWrite } from "../../events/write.ts";
import { jsonAnswer } from "../../http/answer.ts";
import { etag, readIfMatch } from "../../http/conditional.ts";
import { type Api, json, operation, problem } from "../../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../../http/paging.ts";
import { OpportunitySchema, serializeOpportunity } from "../schema.ts";
import { deleteOpportunity } from "./delete.ts";
import type { RemovedRow } from "./removed.ts";
import { restoreOpportunity } from "./restore.ts";
import { DeletedOpportunitySchema, serializeDeleted } from "./schema.ts";
import { listRestorable } from "./store.ts";
import { nameSurvivor } from "./survivor.ts";

const tags = ["Opportunities"];
const byId = z.object({ id: z.string() });

const deleteOpportunityRoute = operation({
  operationId: "deleteOpportunity",
  method: "delete",
  path: "/v1/opportunities/{id}",
  permission: "opportunities:write",
  summary: "Delete an opportunity; it can be restored for 30 days",
  description:
    "At once it is in no list, no funnel and no total, its address answers 404, and its external_id is free for another one. It keeps its " +
    "criteria, stage visits and notes for 30 days, in which `POST …/restore` brings it back as it was. After that they are dropped for good, " +
    "with those of whatever was merged into it. What happened to it stays in `/v1/events`, which is the company's own record.",
  tags,
  ifMatch: "honoured",
  request: { params: byId },
  responses: { 204: { description: "It is deleted" }, 409: problem("Too many writers at once") },
});

const listDeletedRoute = operation({
  operationId: "listDeletedOpportunities",
  method: "get",
  path: "/v1/opportunities/deleted",
  permission: "opportunities:read",
  summary: "List the deleted opportunities that can be restored, the last deleted first",
  tags,
  request: { query: z.strictObject(pagingQuery) },
  responses: {
    200: json("A page of deleted opportunities", pageSchema(DeletedOpportunitySchema, "DeletedOpportunityPage")),
  },
});

const restoreOpportunityRoute = operation({
  operationId: "restoreOpportunity",
  method: "post",
  path: "/v1/opportunities/{id}/restore",
  permission: "opportunities:write",
  summary: "Bring a deleted opportunity back",
  description:
    "It is as it was, with its criteria, stage visits and history, and counts again in every figure; only its revision goes on, so that an ETag " +
    "from before its deletion matches no more. One that is not deleted is answered as it is. What was merged into another one does not come back.",
  tags,
  request: { params: byId },
  responses: {
    200: json("The opportunity", OpportunitySchema),
    409: problem("Its external_id is another one's since, or it is open and its process is archived"),
  },
});

/** To be mounted before what takes any id: `deleted` is none. */
export function mountRemovalRoutes(api: Api): void {
  api.use("/v1/opportunities/:id/*", nameSurvivor);

  api.openapi(listDeletedRoute, async (c) => {
    const { scope } = c.var;
    const { limit = DEFAULT_LIMIT, cursor } = c.req.valid("query");
    const filters = { list: "deleted_opportunities" };
    const [at = "", id = ""] = (readCursor(cursor, filters) ?? LAST).split(" ");
    const [rows] = await scope.db.read([listRestorable(at, id, limit + 1, scope.now)]);
    const page = toPage(rows, limit, filters, keyOf);
    const data = page.rows.map((row) => serializeDeleted(row, scope.tenant));
    return c.json({ data, next_cursor: page.nextCursor }, 200);
  });

  api.openapi(deleteOpportunityRoute, (c) => {
    const { scope } = c.var;
    const { id } = c.req.valid("param");
    return answerWrite(c, {
      decide: () => deleteOpportunity(scope, id, readIfMatch(c)),
      answer: () => ({ status: 204, headers: {}, body: null }),
    });
  });

  api.openapi(restoreOpportunityRoute, (c) => {
    const { scope } = c.var;
    const { id } = c.req.valid("param");
    return answerWrite(c, {
      decide: () => restoreOpportunity(scope, id),
      answer: (row) =>
        jsonAnswer(200, serializeOpportunity(row, scope.tenant, scope.now), { etag: etag(row.revision) }),
    });
  });
}

/** Before which every row comes. */
const LAST = String(Number.MAX_SAFE_INTEGER);

function keyOf(row: RemovedRow): string {
  return `${row.removed_at} ${row.id}`;
}
