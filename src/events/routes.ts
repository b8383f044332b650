import { z } from "@hono/zod-openapi";
import { type Api, json, operation } from "../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../http/paging.ts";
import {
  EventIdField,
  EventPatternsQuery,
  EventSchema,
  EventTypeSchema,
  serializeEvent,
  serializeEventTypes,
} from "./schema.ts";
import { listEvents, listEventsOfTypes } from "./store.ts";

const listEventsRoute = operation({
  operationId: "listEvents",
  method: "get",
  path: "/v1/events",
  permission: "events:read",
  summary: "Read the event log in the order in which it was written",
  description:
    "To poll instead of receiving webhooks, go through the pages to the end, keep the last id and later go on with `after`: nothing is " +
    "missed, however many write at once.",
  tags: ["Events"],
  request: {
    query: z.strictObject({
      after: EventIdField.optional().openapi({
        description: "The id of the last event that is known; only later ones are answered",
      }),
      types: EventPatternsQuery.optional().openapi({
        description: "Exact types, `prefix.*` or `*`, separated by commas",
      }),
      ...pagingQuery,
    }),
  },
  responses: { 200: json("A page of events", pageSchema(EventSchema, "EventPage")) },
});

const listEventTypesRoute = operation({
  operationId: "listEventTypes",
  method: "get",
  path: "/v1/event-types",
  permission: "events:read",
  summary: "List the types of event there are",
  tags: ["Events"],
  request: { query: z.strictObject(pagingQuery) },
  responses: { 200: json("A page of types", pageSchema(EventTypeSchema, "EventTypePage")) },
});

export function mountEventRoutes(api: Api): void {
  api.openapi(listEventsRoute, async (c) => {
    const { after = "", types, limit = DEFAULT_LIMIT, cursor } = c.req.valid("query");
    const patterns = types && JSON.stringify(types);
    const filters = { list: "events", after, types: patterns };
    const start = readCursor(cursor, filters) ?? after;
    const statement = patterns ? listEventsOfTypes(start, limit + 1, patterns) : listEvents(start, limit + 1);
    const [rows] = await c.var.scope.db.read([statement]);
    const page = toPage(rows, limit, filters, (row) => row.id);
    return c.json({ data: page.rows.map(serializeEvent), next_cursor: page.nextCursor }, 200);
  });

  api.openapi(listEventTypesRoute, (c) => {
    const { limit = DEFAULT_LIMIT, cursor } = c.req.valid("query");
    const after = readCursor(cursor, { list: "event_types" });
    const types = serializeEventTypes();
    const start = after === undefined ? 0 : types.findIndex(({ type }) => type === after) + 1;
    const page = toPage(types.slice(start, start + limit + 1), limit, { list: "event_types" }, ({ type }) => type);
    return c.json({ data: [...page.rows], next_cursor: page.nextCursor }, 200);
  });
}
