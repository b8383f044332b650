import { z } from "@hono/zod-openapi";
import { DomainError } from "../../errors.ts";
import { answerWrite } from "../../events/write.ts";
import { jsonAnswer } from "../../http/answer.ts";
import { type Api, json, jsonBody, operation, problem } from "../../http/operation.ts";
import { describeProblem } from "../../http/problem.ts";
import type { TenantScope } from "../../scope.ts";
import { serializeOpportunity } from "../schema.ts";
import { Batch, faultsOfItems, type Refused } from "./batch.ts";
import type { ItemOutcome } from "./carry-out.ts";
import {
  BATCH_ITEM,
  BatchItemSchema,
  type BatchResult,
  BatchResultSchema,
  BatchSchema,
  MAX_BATCH_ITEMS,
} from "./schema.ts";
import { readItems } from "./sent-item.ts";

const MAX_BATCH_BYTES = 4 * 1_048_576;

const batchRoute = operation({
  operationId: "runBatch",
  method: "post",
  path: "/v1/opportunities/batch",
  permission: "opportunities:write",
  summary: "Create, update, judge and move many opportunities in one request",
  description: [
    `Up to ${MAX_BATCH_ITEMS} items, each what a single call does, told by \`op\`: \`create\`, \`upsert\` (by external_id), \`update\`, ` +
      "`set_criterion` and `move`. They are carried out in their order, and each finds what those before it have left: a batch may create an " +
      "opportunity and go on with it by its external_id. Rules, gates, scopes, events and webhooks are those of the single calls.",
    "Each item stands or falls by itself: one that fails changes nothing, its `status` and `problem` are those of the single call (its faults point " +
      "to `/items/{index}/…`), and what succeeds is written as one. With `atomic` (in the body or the query) all stand or fall together: where one " +
      "item fails nothing is written, and the answer is 422 `batch_refused`, which names the faults of all in `errors` and has each failure in `items`.",
    "Where others change the same opportunities at the same time the batch decides again on what they have left. A `move` of one that has moved since " +
      "is 409 `conflict`, as is anything about an opportunity that is never left in peace: the other items are not held up by it.",
    "Every item is answered with all of its opportunity. Where these are so long that this would be too much, the items that are left over are 413 " +
      "`payload_too_large`: send them in another batch.",
  ].join("\n\n"),
  tags: ["Opportunities"],
  maxBodyBytes: MAX_BATCH_BYTES,
  request: {
    query: z.strictObject({
      atomic: z.enum(["true", "false"]).optional().openapi({ description: "As in the body; true wins" }),
    }),
    body: jsonBody(BatchSchema),
  },
  responses: {
    207: json("What became of each item", BatchResultSchema),
    422: problem("The batch has faults, or an item of an atomic one failed (batch_refused, with `items`)"),
  },
});

export function mountBatchRoutes(api: Api): void {
  api.openAPIRegistry.register(BATCH_ITEM, BatchItemSchema);

  api.openapi(batchRoute, (c) => {
    const { scope, requestId } = c.var;
    const { atomic = false, items } = c.req.valid("json");
    const isAtomic = atomic || c.req.valid("query").atomic === "true";
    const batch = new Batch(scope, readItems(items), isAtomic);
    return answerWrite(c, {
      // An external_id or a process that was free to take when it was read, and is not any more, is a lost race as well.
      lost: ["conflict", "external_id_taken", "process_archived"],
      decide: () => batch.decide((refused) => refuseBatch(refused, requestId)),
      answer: (outcomes) => jsonAnswer(207, serializeOutcomes(outcomes, scope, requestId)),
    });
  });
}

function refuseBatch(refused: readonly Refused[], requestId: string): DomainError {
  const failed = refused.length === 1 ? "1 item fails" : `${refused.length} items fail`;
  return new DomainError("batch_refused", `${failed}, so nothing was written.`, {
    faults: faultsOfItems(refused),
    extensions: { items: refused.map((one) => serializeRefused(one, requestId)) },
  });
}

function serializeOutcomes(
  outcomes: readonly ItemOutcome[],
  { tenant, now }: TenantScope,
  requestId: string,
): BatchResult {
  const items = outcomes.map((outcome) =>
    "refusal" in outcome
      ? serializeRefused(outcome, requestId)
      : {
          index: outcome.index,
          status: outcome.isNew ? 201 : 200,
          opportunity: serializeOpportunity(outcome.row, tenant, now),
        },
  );
  const failed = outcomes.filter((outcome) => "refusal" in outcome).length;
  return { items, succeeded: items.length - failed, failed };
}

function serializeRefused({ index, refusal }: Refused, requestId: string) {
  const described = describeProblem(refusal, requestId);
  return { index, status: described.status, problem: described };
}
