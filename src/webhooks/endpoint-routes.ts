import { z } from "@hono/zod-openapi";
import { readSettings } from "../env.ts";
import { notFound } from "../errors.ts";
import { answerWrite } from "../events/write.ts";
import { jsonAnswer } from "../http/answer.ts";
import { etag, readIfMatch } from "../http/conditional.ts";
import { type Api, json, jsonBody, operation, problem } from "../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../http/paging.ts";
import { definedOf } from "../values/patch.ts";
import { createEndpoint } from "./create-endpoint.ts";
import { deleteEndpoint } from "./delete-endpoint.ts";
import { findEndpoint, listEndpoints } from "./endpoint-store.ts";
import {
  DeliverySchema,
  EndpointPatchSchema,
  EndpointSchema,
  EndpointWithSecretSchema,
  NewEndpointSchema,
  serializeDelivery,
  serializeEndpoint,
} from "./schema.ts";
import { sendTestEvent } from "./send-test.ts";
import { changeEndpoint } from "./update-endpoint.ts";

const params = z.object({ id: z.string() });
const tags = ["Webhooks"];

const createEndpointRoute = operation({
  operationId: "createWebhookEndpoint",
  method: "post",
  path: "/v1/webhook-endpoints",
  permission: "webhooks:write",
  summary: "Have events sent to a URL, signed as Standard Webhooks 1.0 says",
  tags,
  request: { body: jsonBody(NewEndpointSchema) },
  responses: {
    201: json("The endpoint; its secret is shown this once", EndpointWithSecretSchema),
    409: problem("There are as many endpoints as a company can have"),
  },
});

const listEndpointsRoute = operation({
  operationId: "listWebhookEndpoints",
  method: "get",
  path: "/v1/webhook-endpoints",
  permission: "webhooks:read",
  summary: "List the webhook endpoints",
  tags,
  request: { query: z.strictObject(pagingQuery) },
  responses: { 200: json("A page of endpoints, without secrets", pageSchema(EndpointSchema, "WebhookEndpointPage")) },
});

const getEndpointRoute = operation({
  operationId: "getWebhookEndpoint",
  method: "get",
  path: "/v1/webhook-endpoints/{id}",
  permission: "webhooks:read",
  summary: "Read one webhook endpoint",
  tags,
  request: { params },
  responses: { 200: json("The endpoint, without its secret", EndpointSchema) },
});

const updateEndpointRoute = operation({
  operationId: "updateWebhookEndpoint",
  method: "patch",
  path: "/v1/webhook-endpoints/{id}",
  permission: "webhooks:write",
  summary: "Change, disable or enable a webhook endpoint",
  description: "What is owed to an endpoint while it is disabled is cancelled as it falls due.",
  tags,
  ifMatch: "honoured",
  request: { params, body: jsonBody(EndpointPatchSchema) },
  responses: {
    200: json("The endpoint", EndpointSchema),
    409: problem("Somebody else is changing it at the same time"),
  },
});

const deleteEndpointRoute = operation({
  operationId: "deleteWebhookEndpoint",
  method: "delete",
  path: "/v1/webhook-endpoints/{id}",
  permission: "webhooks:write",
  summary: "Delete a webhook endpoint and its log of deliveries; the events stay",
  tags,
  ifMatch: "honoured",
  request: { params },
  responses: {
    204: { description: "It is gone" },
    409: problem("Somebody else is changing it at the same time"),
    503: problem("Its log is long: it is disabled and partly deleted. Repeat the request after Retry-After"),
  },
});

const testEndpointRoute = operation({
  operationId: "testWebhookEndpoint",
  method: "post",
  path: "/v1/webhook-endpoints/{id}/test",
  permission: "webhooks:write",
  summary: "Send a webhook_endpoint.test event to one endpoint, whatever types it wants",
  tags,
  request: { params },
  responses: {
    202: json("The delivery, to be followed at /v1/webhook-deliveries/{id}", DeliverySchema),
    409: problem("The endpoint is disabled"),
  },
});

export function mountEndpointRoutes(api: Api): void {
  api.openapi(createEndpointRoute, (c) => {
    const input = c.req.valid("json");
    return answerWrite(c, {
      decide: () => createEndpoint(c.var.scope, readSettings(c.env), input),
      answer: ({ row, secret }) =>
        jsonAnswer(
          201,
          { ...serializeEndpoint(row), secret },
          { etag: etag(row.revision), location: `/v1/webhook-endpoints/${row.id}` },
        ),
    });
  });

  api.openapi(listEndpointsRoute, async (c) => {
    const { limit = DEFAULT_LIMIT, cursor } = c.req.valid("query");
    const [rows] = await c.var.scope.db.read([
      listEndpoints(readCursor(cursor, { list: "webhook_endpoints" }) ?? "", limit + 1),
    ]);
    const page = toPage(rows, limit, { list: "webhook_endpoints" }, (row) => row.id);
    return c.json({ data: page.rows.map(serializeEndpoint), next_cursor: page.nextCursor }, 200);
  });

  api.openapi(getEndpointRoute, async (c) => {
    const [[row]] = await c.var.scope.db.read([findEndpoint(c.req.valid("param").id)]);
    if (!row) throw notFound("webhook endpoint");
    return c.json(serializeEndpoint(row), 200, { etag: etag(row.revision) });
  });

  api.openapi(updateEndpointRoute, (c) => {
    const { id } = c.req.valid("param");
    const patch = definedOf(c.req.valid("json"));
    const ifMatch = readIfMatch(c);
    return answerWrite(c, {
      decide: () => changeEndpoint(c.var.scope, readSettings(c.env), id, ifMatch, patch),
      answer: (row) => jsonAnswer(200, serializeEndpoint(row), { etag: etag(row.revision) }),
    });
  });

  api.openapi(deleteEndpointRoute, async (c) => {
    await deleteEndpoint(c.var.scope, c.req.valid("param").id, readIfMatch(c));
    return c.body(null, 204);
  });

  api.openapi(testEndpointRoute, async (c) => {
    const { scope, idempotency } = c.var;
    // The delivery's id is known only after the commit, so the commit cannot keep the answer: the key is taken before.
    if (idempotency) {
      await scope.db.commit(idempotency.claim());
      idempotency.claimed();
    }
    const row = await sendTestEvent(scope, c.req.valid("param").id);
    return c.json(serializeDelivery(row), 202, { location: `/v1/webhook-deliveries/${row.id}` });
  });
}
