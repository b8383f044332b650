import { z } from "@hono/zod-openapi";
import { notFound } from "../../errors.ts";
import { answerWrite } from "../../events/write.ts";
import { noSuchProcess } from "../../funnel/read-funnel.ts";
import { findProcessHead } from "../../funnel/store.ts";
import { jsonAnswer } from "../../http/answer.ts";
import { etag, readIfMatch } from "../../http/conditional.ts";
import type { AppContext } from "../../http/context.ts";
import { type Api, json, jsonBody, operation, problem } from "../../http/operation.ts";
import { DEFAULT_LIMIT, invalidCursor, pageSchema, pagingQuery, readCursor, toPage } from "../../http/paging.ts";
import { RULES, type Rule } from "../levels.ts";
import { changeRule, type RulePlace, readRule } from "./change-rule.ts";
import { ruleInForce } from "./rule-settings.ts";
import { listRuleSettings } from "./rule-settings-store.ts";
import { type RulePatch, RulePatchSchema, RuleSchema, serializeRule } from "./schema.ts";

const tags = ["Alerts"];
const processQuery = {
  process_id: z.string().max(100).optional().openapi({ description: "Left out: for all processes" }),
};
const request = { params: z.object({ rule: z.string() }), query: z.strictObject(processQuery) };
const notThere = problem("There is no such rule or process");
const contended = problem("Too many writers at once");
const path = "/v1/alert-rules/{rule}";

const listRulesRoute = operation({
  operationId: "listAlertRules",
  method: "get",
  path: "/v1/alert-rules",
  permission: "alerts:read",
  summary: "List the rules as they are in force, for all processes or for one",
  tags,
  request: { query: z.strictObject({ ...pagingQuery, ...processQuery }) },
  responses: { 200: json("A page of rules", pageSchema(RuleSchema, "AlertRulePage")), 404: notThere },
});

const getRuleRoute = operation({
  operationId: "getAlertRule",
  method: "get",
  path,
  permission: "alerts:read",
  summary: "Read a rule as it is in force",
  tags,
  request,
  responses: { 200: json("The rule", RuleSchema), 404: notThere },
});

const updateRuleRoute = operation({
  operationId: "updateAlertRule",
  method: "patch",
  path,
  permission: "alerts:write",
  summary: "Set a rule for all processes, or for one",
  description: "Field by field the process comes before the company, and the company before the default.",
  tags,
  ifMatch: "honoured",
  request: { ...request, body: jsonBody(RulePatchSchema) },
  responses: { 200: json("The rule as it is in force", RuleSchema), 404: notThere, 409: contended },
});

const resetRuleRoute = operation({
  operationId: "resetAlertRule",
  method: "delete",
  path,
  permission: "alerts:write",
  summary: "Put back all that is set of a rule, for all processes or for one",
  tags,
  ifMatch: "honoured",
  request,
  responses: { 200: json("The rule as it is in force", RuleSchema), 404: notThere, 409: contended },
});

export function mountAlertRuleRoutes(api: Api): void {
  api.openapi(listRulesRoute, async (c) => {
    const { limit = DEFAULT_LIMIT, cursor, process_id } = c.req.valid("query");
    const { scope } = c.var;
    const filters = { list: "alert_rules", process_id };
    const after = readCursor(cursor, filters);
    const start = after === undefined ? 0 : RULES.indexOf(after as Rule) + 1;
    if (after !== undefined && start === 0) throw invalidCursor();
    const [rows, processes] = await scope.db.read([listRuleSettings(), findProcessHead(process_id ?? null)]);
    if (process_id !== undefined && !processes[0]) throw noSuchProcess("/query/process_id");
    const page = toPage(RULES.slice(start, start + limit + 1), limit, filters, (rule) => rule);
    const data = page.rows.map((rule) =>
      serializeRule(ruleInForce(rule, process_id ?? null, rows), scope.tenant.locale),
    );
    return c.json({ data, next_cursor: page.nextCursor }, 200);
  });

  api.openapi(getRuleRoute, async (c) => {
    const place = placeOf(c.req.valid("param"), c.req.valid("query"));
    const rule = ruleInForce(place.rule, place.processId, await readRule(c.var.scope, place));
    return c.json(serializeRule(rule, c.var.scope.tenant.locale), 200, { etag: etag(rule.revision) });
  });

  api.openapi(updateRuleRoute, (c) =>
    change(c, placeOf(c.req.valid("param"), c.req.valid("query")), c.req.valid("json")),
  );

  api.openapi(resetRuleRoute, (c) => change(c, placeOf(c.req.valid("param"), c.req.valid("query")), undefined));
}

function placeOf(param: { rule: string }, query: { process_id?: string | undefined }): RulePlace {
  const rule = RULES.find((id) => id === param.rule);
  if (!rule) throw notFound("alert rule");
  return { rule, processId: query.process_id ?? null };
}

function change(c: AppContext, place: RulePlace, patch: RulePatch | undefined): Promise<Response> {
  const { scope } = c.var;
  return answerWrite(c, {
    decide: () => changeRule(scope, place, patch, readIfMatch(c)),
    answer: (rule) => jsonAnswer(200, serializeRule(rule, scope.tenant.locale), { etag: etag(rule.revision) }),
  });
}
