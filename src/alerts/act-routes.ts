import { z } from "@hono/zod-openapi";
import { notFound } from "../errors.ts";
import type { Decision } from "../events/commit.ts";
import { answerWrite } from "../events/write.ts";
import { jsonAnswer } from "../http/answer.ts";
import { etag, readIfMatch } from "../http/conditional.ts";
import type { AppContext } from "../http/context.ts";
import { type Api, json, jsonBody, operation, problem } from "../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../http/paging.ts";
import type { TenantScope } from "../scope.ts";
import { type ActInput, acknowledgeAlert, commentAlert, resolveAlert, snoozeAlert } from "./act-on-alert.ts";
import type { AlertRow } from "./alert.ts";
import { CommentField, CommentSchema, NewCommentSchema, serializeComment } from "./comment-schema.ts";
import { listComments, NEWEST } from "./comment-store.ts";
import { AlertSchema, serializeAlert } from "./schema.ts";
import { findAlert } from "./store.ts";

const comment = CommentField.optional();
const ActSchema = z.strictObject({ comment }).openapi("ActOnAlert");
const SnoozeSchema = z
  .strictObject({
    until: z.iso.datetime({ offset: true }).openapi({ description: "Within 90 days", example: "2026-11-30T08:00:00Z" }),
    comment,
  })
  .openapi("SnoozeAlert");

const params = z.object({ id: z.string() });
const optionalAct = { content: { "application/json": { schema: ActSchema } } };

/** What an act on an alert declares beside its words. */
const acting = {
  method: "post" as const,
  permission: "alerts:write" as const,
  tags: ["Alerts"],
  ifMatch: "honoured" as const,
  responses: {
    200: json("The alert", AlertSchema),
    409: problem("The alert is resolved (alert_resolved), or a request with this Idempotency-Key is still running"),
  },
};

const acknowledgeRoute = operation({
  ...acting,
  operationId: "acknowledgeAlert",
  path: "/v1/alerts/{id}/acknowledge",
  summary: "Take care of an alert",
  description: "It goes on being measured, and is open again when it becomes critical.",
  request: { params, body: optionalAct },
});

const snoozeRoute = operation({
  ...acting,
  operationId: "snoozeAlert",
  path: "/v1/alerts/{id}/snooze",
  summary: "Put an alert off until a time",
  description: "It goes on being measured. It is open again at that time, or before when it becomes critical.",
  request: { params, body: jsonBody(SnoozeSchema) },
});

const resolveRoute = operation({
  ...acting,
  operationId: "resolveAlert",
  path: "/v1/alerts/{id}/resolve",
  summary: "Resolve an alert by hand",
  description: "The same is not raised again until its figure has been well once, or is critical after a warning.",
  request: { params, body: optionalAct },
});

const commentRoute = operation({
  operationId: "commentAlert",
  method: "post",
  path: "/v1/alerts/{id}/comments",
  permission: "alerts:write",
  summary: "Write a comment on an alert",
  description: "Also on one that is resolved. The alert's revision and its ETag stay as they are.",
  tags: ["Alerts"],
  request: { params, body: jsonBody(NewCommentSchema) },
  responses: { 201: json("The comment", CommentSchema) },
});

const listCommentsRoute = operation({
  operationId: "listAlertComments",
  method: "get",
  path: "/v1/alerts/{id}/comments",
  permission: "alerts:read",
  summary: "List the comments on an alert, newest first",
  tags: ["Alerts"],
  request: { params, query: z.strictObject(pagingQuery) },
  responses: { 200: json("A page of comments", pageSchema(CommentSchema, "AlertCommentPage")) },
});

export function mountAlertActRoutes(api: Api): void {
  api.openapi(acknowledgeRoute, (c) => {
    const { comment } = c.req.valid("json");
    return answerAct(c, c.req.valid("param").id, comment, acknowledgeAlert);
  });

  api.openapi(snoozeRoute, (c) => {
    const { comment, until } = c.req.valid("json");
    const at = Date.parse(until);
    return answerAct(c, c.req.valid("param").id, comment, (scope, input) => snoozeAlert(scope, input, at));
  });

  api.openapi(resolveRoute, (c) => {
    const { comment } = c.req.valid("json");
    return answerAct(c, c.req.valid("param").id, comment, resolveAlert);
  });

  api.openapi(commentRoute, (c) => {
    const { id } = c.req.valid("param");
    const { text } = c.req.valid("json");
    return answerWrite(c, {
      decide: () => commentAlert(c.var.scope, id, text),
      answer: (row) => jsonAnswer(201, serializeComment(row)),
    });
  });

  api.openapi(listCommentsRoute, async (c) => {
    const { id } = c.req.valid("param");
    const { limit = DEFAULT_LIMIT, cursor } = c.req.valid("query");
    const filters = { list: "alert_comments", id };
    const before = readCursor(cursor, filters) ?? NEWEST;
    const [[alert], rows] = await c.var.scope.db.read([findAlert(id), listComments(id, before, limit + 1)]);
    if (!alert) throw notFound("alert");
    const page = toPage(rows, limit, filters, (row) => row.id);
    return c.json({ data: page.rows.map(serializeComment), next_cursor: page.nextCursor }, 200);
  });
}

function answerAct(
  c: AppContext,
  id: string,
  comment: string | undefined,
  decide: (scope: TenantScope, input: ActInput) => Promise<Decision<AlertRow>>,
): Promise<Response> {
  return answerWrite(c, {
    decide: () => decide(c.var.scope, { id, comment, ifMatch: readIfMatch(c) }),
    answer: (row) => jsonAnswer(200, serializeAlert(row), { etag: etag(row.revision) }),
  });
}
