import { z } from "@hono/zod-openapi";
import { notFound } from "../errors.ts";
import { answerWrite } from "../events/write.ts";
import { jsonAnswer } from "../http/answer.ts";
import { etag } from "../http/conditional.ts";
import { type Api, json, operation, problem } from "../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../http/paging.ts";
import { mountAlertActRoutes } from "./act-routes.ts";
import { mountDigestRoutes } from "./digest/routes.ts";
import { evaluateFunnels } from "./evaluate.ts";
import {
  AlertSchema,
  EvaluateSchema,
  EvaluationSchema,
  RuleField,
  SeverityField,
  StatusField,
  serializeAlert,
} from "./schema.ts";
import { findAlert, listAlerts } from "./store.ts";

const evaluateRoute = operation({
  operationId: "evaluateFunnel",
  method: "post",
  path: "/v1/funnel/evaluate",
  permission: "funnel:evaluate",
  summary: "Hold the rules against the funnel now, as the cron trigger does on its interval",
  tags: ["Funnel"],
  request: { body: { content: { "application/json": { schema: EvaluateSchema } } } },
  responses: {
    200: json("The figures, and what became of the alerts", EvaluationSchema),
    404: problem("There is no such process"),
    409: problem("The process is not published, or too many evaluations run at once"),
  },
});

const listAlertsRoute = operation({
  operationId: "listAlerts",
  method: "get",
  path: "/v1/alerts",
  permission: "alerts:read",
  summary: "List alerts, newest first",
  tags: ["Alerts"],
  request: {
    query: z.strictObject({
      ...pagingQuery,
      live: z.enum(["true", "false"]).optional().openapi({ description: "Whether it is not resolved" }),
      status: StatusField.optional(),
      severity: SeverityField.optional(),
      rule: RuleField.optional(),
      process_id: z.string().max(100).optional(),
      subject: z.string().max(1_000).optional(),
    }),
  },
  responses: { 200: json("A page of alerts", pageSchema(AlertSchema, "AlertPage")) },
});

const getAlertRoute = operation({
  operationId: "getAlert",
  method: "get",
  path: "/v1/alerts/{id}",
  permission: "alerts:read",
  summary: "Read one alert",
  tags: ["Alerts"],
  request: { params: z.object({ id: z.string() }) },
  responses: { 200: json("The alert", AlertSchema) },
});

export function mountAlertRoutes(api: Api): void {
  mountAlertActRoutes(api);
  mountDigestRoutes(api);
  api.openapi(evaluateRoute, (c) => {
    const { process_id: processId } = c.req.valid("json");
    return answerWrite(c, {
      decide: () => evaluateFunnels(c.var.scope, processId),
      answer: (evaluation) => jsonAnswer(200, evaluation),
    });
  });

  api.openapi(listAlertsRoute, async (c) => {
    const { limit = DEFAULT_LIMIT, cursor, live, status, severity, rule, process_id, subject } = c.req.valid("query");
    const filters = { status, severity, rule, process_id, subject };
    const madeWith = { list: "alerts", live, ...filters };
    const before = readCursor(cursor, madeWith);
    const isLive = live === undefined ? undefined : live === "true";
    const [rows] = await c.var.scope.db.read([listAlerts(filters, isLive, before, limit + 1)]);
    const page = toPage(rows, limit, madeWith, (row) => row.id);
    return c.json({ data: page.rows.map(serializeAlert), next_cursor: page.nextCursor }, 200);
  });

  api.openapi(getAlertRoute, async (c) => {
    const [[row]] = await c.var.scope.db.read([findAlert(c.req.valid("param").id)]);
    if (!row) throw notFound("alert");
    return c.json(serializeAlert(row), 200, { etag: etag(row.revision) });
  });
}
