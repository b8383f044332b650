import { z } from "@hono/zod-openapi";
import { notFound } from "../errors.ts";
import { answerWrite } from "../events/write.ts";
import { jsonAnswer } from "../http/answer.ts";
import { etag, readIfMatch, readIfNoneMatch } from "../http/conditional.ts";
import { type Api, json, jsonBody, operation, problem } from "../http/operation.ts";
import { loadVersion } from "../process/version-store.ts";
import { findNamed } from "./merge/find-named.ts";
import {
  ExternalIdField,
  OpportunityDetailSchema,
  OpportunitySchema,
  serializeDetail,
  serializeOpportunity,
  UpsertSchema,
} from "./schema.ts";
import { listCriteria } from "./store.ts";
import { upsertOpportunity } from "./upsert.ts";

const tags = ["Opportunities"];
const byExternalId = z.object({
  external_id: ExternalIdField.openapi({
    description: "Percent-encoded: `/` is `%2F`, `?` is `%3F`, `%` is `%25`",
    example: "CRM%2F4711",
  }),
});

const ENCODING =
  "The external_id is one segment of the address, percent-encoded as `encodeURIComponent` does it, so that it may hold anything. Only `.` and `..` " +
  "mean something else in every address: what is called just that is reached by its id, or in a batch.";

const getRoute = operation({
  operationId: "getOpportunityByExternalId",
  method: "get",
  path: "/v1/opportunities/by-external-id/{external_id}",
  permission: "opportunities:read",
  summary: "Read the opportunity of an external_id, with its criteria",
  description: `An external_id that a merge has left over names the survivor.\n\n${ENCODING}`,
  tags,
  request: { params: byExternalId },
  responses: { 200: json("The opportunity", OpportunityDetailSchema) },
});

const upsertRoute = operation({
  operationId: "upsertOpportunity",
  method: "put",
  path: "/v1/opportunities/by-external-id/{external_id}",
  permission: "opportunities:write",
  summary: "Create the opportunity of an external_id, or bring it up to date",
  description: [
    "Where there is none it starts at the first stage of its process (201); where there is one, what the body says is changed and what it leaves " +
      "out is left alone (200). What differs in nothing is not written and is no event. Two that create the same at once become one that creates " +
      "and one that updates. `If-None-Match: *` creates only, `If-Match` updates only.",
    "An external_id that a merge has left over is taken by the survivor, which is answered as it is: its own external_id is another one.",
    ENCODING,
  ].join("\n\n"),
  tags,
  ifMatch: "honoured",
  ifNoneMatch: true,
  request: { params: byExternalId, body: jsonBody(UpsertSchema) },
  responses: {
    200: json("The opportunity that was there", OpportunitySchema),
    201: json("The opportunity, new", OpportunitySchema),
    409: problem("The process is not published or archived, or too many writers at once"),
  },
});

/** To be mounted before what takes any id: `by-external-id` is none. */
export function mountExternalIdRoutes(api: Api): void {
  api.openapi(getRoute, async (c) => {
    const { scope } = c.var;
    const { external_id: externalId } = c.req.valid("param");
    const row = (await findNamed(scope, [externalId])).get(externalId);
    if (!row) throw notFound("opportunity");
    const [criteria] = await scope.db.read([listCriteria(row.id)]);
    const process = await loadVersion(scope, row.process_id, row.version);
    return c.json(serializeDetail(row, criteria, process, scope.tenant, scope.now), 200, { etag: etag(row.revision) });
  });

  api.openapi(upsertRoute, (c) => {
    const { scope } = c.var;
    const { external_id: externalId } = c.req.valid("param");
    const input = c.req.valid("json");
    const conditions = { ifMatch: readIfMatch(c), ifNone: readIfNoneMatch(c) };
    return answerWrite(c, {
      // Who finds the id taken at the commit has lost the race to create it: then there is one to update.
      lost: ["conflict", "external_id_taken"],
      decide: () => upsertOpportunity(scope, externalId, input, conditions),
      answer: ({ row, isNew }) =>
        jsonAnswer(isNew ? 201 : 200, serializeOpportunity(row, scope.tenant, scope.now), {
          etag: etag(row.revision),
          ...(isNew ? { location: `/v1/opportunities/${row.id}` } : {}),
        }),
    });
  });
}
