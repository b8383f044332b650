import { z } from "@hono/zod-openapi";
import { answerWrite } from "../../events/write.ts";
import { jsonAnswer } from "../../http/answer.ts";
import { etag, readIfMatch } from "../../http/conditional.ts";
import { type Api, json, jsonBody, operation, problem } from "../../http/operation.ts";
import { OpportunitySchema, serializeOpportunity } from "../schema.ts";
import { mergeOpportunities } from "./merge.ts";
import { MergeSchema } from "./schema.ts";

const mergeRoute = operation({
  operationId: "mergeOpportunities",
  method: "post",
  path: "/v1/opportunities/{id}/merge",
  permission: "opportunities:write",
  summary: "Merge a duplicate into this opportunity",
  description: [
    "The opportunity of the address survives and takes up `duplicate_id`, which must be in the same process. What the survivor says wins: only its " +
      "empty fields are filled from the duplicate, and those named in `take`. Tags and contacts are united, the survivor's first, up to as many as " +
      "an opportunity can have; a contact is the same by e-mail, or by name. It was opened on the earlier of the two days. Of each criterion the " +
      "survivor's statement stands, unless it is unknown: then the duplicate's does. The score follows, but nothing moves: stage, status, visits " +
      "and pushes are the survivor's, whichever of the two is closed. So to keep an outcome, merge into the one that has it.",
    "From then on the duplicate is in no list, figure or total. It cannot be restored; its address answers 404 with `merged_into`. Its history is " +
      "kept in the survivor's: its changes among the others, its stage visits under `merged`. Whichever external_id the survivor does not keep goes " +
      "on naming it: it stays taken, and an import that brings a row of it leaves the survivor as it is, with a warning.",
  ].join("\n\n"),
  tags: ["Opportunities"],
  ifMatch: "honoured",
  request: { params: z.object({ id: z.string() }), body: jsonBody(MergeSchema) },
  responses: {
    200: json("The survivor", OpportunitySchema),
    409: problem("They are in different processes (other_process), or too many writers at once"),
  },
});

export function mountMergeRoutes(api: Api): void {
  api.openapi(mergeRoute, (c) => {
    const { scope } = c.var;
    const { id } = c.req.valid("param");
    const request = c.req.valid("json");
    return answerWrite(c, {
      decide: () => mergeOpportunities(scope, id, request, readIfMatch(c)),
      answer: (row) =>
        jsonAnswer(200, serializeOpportunity(row, scope.tenant, scope.now), { etag: etag(row.revision) }),
    });
  });
}
