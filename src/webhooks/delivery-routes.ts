import { z } from "@hono/zod-openapi";
import { notFound } from "../errors.ts";
import { type Api, json, operation } from "../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../http/paging.ts";
import { AFTER_ALL_DELIVERIES, findDelivery, listAttempts, listDeliveries } from "./delivery-store.ts";
import {
  DELIVERY_STATUSES,
  DeliverySchema,
  DeliveryWithAttemptsSchema,
  serializeAttempt,
  serializeDelivery,
} from "./schema.ts";

const tags = ["Webhooks"];

const listDeliveriesRoute = operation({
  operationId: "listWebhookDeliveries",
  method: "get",
  path: "/v1/webhook-deliveries",
  permission: "webhooks:read",
  summary: "List what was or is to be sent, newest first",
  tags,
  request: {
    query: z.strictObject({
      endpoint_id: z.string().max(100).optional(),
      status: z.enum(DELIVERY_STATUSES).optional(),
      ...pagingQuery,
    }),
  },
  responses: { 200: json("A page of deliveries", pageSchema(DeliverySchema, "WebhookDeliveryPage")) },
});

const getDeliveryRoute = operation({
  operationId: "getWebhookDelivery",
  method: "get",
  path: "/v1/webhook-deliveries/{id}",
  permission: "webhooks:read",
  summary: "Read one delivery with what came of each attempt",
  tags,
  request: { params: z.object({ id: z.string() }) },
  responses: { 200: json("The delivery", DeliveryWithAttemptsSchema) },
});

export function mountDeliveryRoutes(api: Api): void {
  api.openapi(listDeliveriesRoute, async (c) => {
    const { limit = DEFAULT_LIMIT, cursor, endpoint_id, status } = c.req.valid("query");
    const filters = { list: "webhook_deliveries", endpoint_id, status };
    const before = readCursor(cursor, filters) ?? AFTER_ALL_DELIVERIES;
    const [rows] = await c.var.scope.db.read([listDeliveries(before, endpoint_id ?? null, status ?? null, limit + 1)]);
    const page = toPage(rows, limit, filters, (row) => row.id);
    return c.json({ data: page.rows.map(serializeDelivery), next_cursor: page.nextCursor }, 200);
  });

  api.openapi(getDeliveryRoute, async (c) => {
    const { id } = c.req.valid("param");
    const [[row], attempts] = await c.var.scope.db.read([findDelivery(id), listAttempts(id)]);
    if (!row) throw notFound("webhook delivery");
    return c.json({ ...serializeDelivery(row), attempt_log: attempts.map(serializeAttempt) }, 200);
  });
}
