import { z } from "@hono/zod-openapi";
import { notFound } from "../errors.ts";
import { listOpportunityEvents } from "../events/store.ts";
import { answerWrite } from "../events/write.ts";
import { jsonAnswer } from "../http/answer.ts";
import { etag, readIfMatch } from "../http/conditional.ts";
import { type Api, json, jsonBody, operation, problem } from "../http/operation.ts";
import { DEFAULT_LIMIT, pagingQuery, readCursor, toPage } from "../http/paging.ts";
import { loadVersion } from "../process/version-store.ts";
import { createOpportunity } from "./create.ts";
import { HistorySchema, serializeChange, serializeMerged, serializeVisit } from "./history-schema.ts";
import { inOrder, mergedOpportunities, readMerged } from "./merge/merged-history.ts";
import { moveOpportunity } from "./move.ts";
import {
  CriterionChangeSchema,
  NewOpportunitySchema,
  OpportunityDetailSchema,
  OpportunityPatchSchema,
  OpportunitySchema,
  serializeDetail,
  serializeOpportunity,
  TransitionSchema,
} from "./schema.ts";
import { setCriterion } from "./set-criterion.ts";
import { findOpportunity, listCriteria, listVisits } from "./store.ts";
import { updateOpportunity } from "./update.ts";

const tags = ["Opportunities"];
const byId = z.object({ id: z.string() });
const byCriterion = z.object({ id: z.string(), key: z.string() });

const createOpportunityRoute = operation({
  operationId: "createOpportunity",
  method: "post",
  path: "/v1/opportunities",
  permission: "opportunities:write",
  summary: "Start an opportunity at the first stage of its process",
  tags,
  request: { body: jsonBody(NewOpportunitySchema) },
  responses: {
    201: json("The opportunity", OpportunitySchema),
    404: problem("There is no such process"),
    409: problem("The external_id is taken, or the process is not published or archived"),
  },
});

const getOpportunityRoute = operation({
  operationId: "getOpportunity",
  method: "get",
  path: "/v1/opportunities/{id}",
  permission: "opportunities:read",
  summary: "Read one opportunity with its criteria",
  tags,
  request: { params: byId },
  responses: { 200: json("The opportunity", OpportunityDetailSchema) },
});

const updateOpportunityRoute = operation({
  operationId: "updateOpportunity",
  method: "patch",
  path: "/v1/opportunities/{id}",
  permission: "opportunities:write",
  summary: "Change what is known of an opportunity",
  tags,
  ifMatch: "honoured",
  request: { params: byId, body: jsonBody(OpportunityPatchSchema) },
  responses: {
    200: json("The opportunity", OpportunitySchema),
    409: problem("The external_id is taken"),
  },
});

const setCriterionRoute = operation({
  operationId: "setCriterion",
  method: "put",
  path: "/v1/opportunities/{id}/criteria/{key}",
  permission: "opportunities:write",
  summary: "Say whether a criterion is met, with its evidence",
  tags,
  ifMatch: "honoured",
  request: { params: byCriterion, body: jsonBody(CriterionChangeSchema) },
  responses: {
    200: json("The opportunity with its new score", OpportunityDetailSchema),
    409: problem("Too many writers at once"),
  },
});

const transitionRoute = operation({
  operationId: "moveOpportunity",
  method: "post",
  path: "/v1/opportunities/{id}/transitions",
  permission: "opportunities:write",
  summary: "Move to another stage, to won, to lost, or reopen",
  tags,
  ifMatch: "honoured",
  request: { params: byId, body: jsonBody(TransitionSchema) },
  responses: {
    200: json("The opportunity, moved", OpportunitySchema),
    409: problem("Milestones are missing (gate_blocked, with `missing`), or the move makes no sense where it stands"),
  },
});

const getHistoryRoute = operation({
  operationId: "getHistory",
  method: "get",
  path: "/v1/opportunities/{id}/history",
  permission: "opportunities:read",
  summary: "Every stage visit and every change, with who made it",
  description:
    "Of what was merged into it, the changes are among the others, each with the `opportunity_id` that it was made to, and the stage visits are " +
    "under `merged`.",
  tags,
  request: { params: byId, query: z.strictObject(pagingQuery) },
  responses: { 200: json("The history", HistorySchema) },
});

export function mountOpportunityRoutes(api: Api): void {
  api.openapi(createOpportunityRoute, (c) => {
    const { scope } = c.var;
    const input = c.req.valid("json");
    return answerWrite(c, {
      decide: () => createOpportunity(scope, input),
      answer: ({ row }) =>
        jsonAnswer(201, serializeOpportunity(row, scope.tenant, scope.now), {
          etag: etag(row.revision),
          location: `/v1/opportunities/${row.id}`,
        }),
    });
  });

  api.openapi(getOpportunityRoute, async (c) => {
    const { scope } = c.var;
    const { id } = c.req.valid("param");
    const [[row], criteria] = await scope.db.read([findOpportunity(id), listCriteria(id)]);
    if (!row) throw notFound("opportunity");
    const process = await loadVersion(scope, row.process_id, row.version);
    return c.json(serializeDetail(row, criteria, process, scope.tenant, scope.now), 200, { etag: etag(row.revision) });
  });

  api.openapi(updateOpportunityRoute, (c) => {
    const { scope } = c.var;
    const { id } = c.req.valid("param");
    const patch = c.req.valid("json");
    return answerWrite(c, {
      decide: () => updateOpportunity(scope, id, patch, readIfMatch(c)),
      answer: ({ row }) =>
        jsonAnswer(200, serializeOpportunity(row, scope.tenant, scope.now), { etag: etag(row.revision) }),
    });
  });

  api.openapi(setCriterionRoute, (c) => {
    const { scope } = c.var;
    const { id, key } = c.req.valid("param");
    const change = c.req.valid("json");
    return answerWrite(c, {
      decide: () => setCriterion(scope, id, key, change, readIfMatch(c)),
      answer: ({ row, criteria, process }) =>
        jsonAnswer(200, serializeDetail(row, criteria, process, scope.tenant, scope.now), {
          etag: etag(row.revision),
        }),
    });
  });

  api.openapi(transitionRoute, (c) => {
    const { scope } = c.var;
    const { id } = c.req.valid("param");
    const transition = c.req.valid("json");
    return answerWrite(c, {
      // A move rests on where the caller saw the deal: the loser of a race is told, not moved on from somewhere else.
      redecide: false,
      decide: () => moveOpportunity(scope, id, transition, readIfMatch(c)),
      answer: ({ row }) =>
        jsonAnswer(200, serializeOpportunity(row, scope.tenant, scope.now), { etag: etag(row.revision) }),
    });
  });

  api.openapi(getHistoryRoute, async (c) => {
    const { scope } = c.var;
    const { id } = c.req.valid("param");
    const { limit = DEFAULT_LIMIT, cursor } = c.req.valid("query");
    const after = readCursor(cursor, { list: "history", id }) ?? "";
    const [[row], visits, events, merged, mergedVisits, mergedEvents] = await scope.db.read([
      findOpportunity(id),
      listVisits(id),
      listOpportunityEvents(id, after, limit + 1),
      ...readMerged(id, after, limit + 1),
    ]);
    if (!row) throw notFound("opportunity");
    const page = toPage(inOrder(events, mergedEvents, limit + 1), limit, { list: "history", id }, (event) => event.id);
    const body = {
      visits: visits.map(serializeVisit),
      changes: page.rows.map(serializeChange),
      merged: mergedOpportunities(merged, mergedVisits).map(serializeMerged),
      next_cursor: page.nextCursor,
    };
    return c.json(body, 200);
  });
}
