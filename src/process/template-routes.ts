import { z } from "@hono/zod-openapi";
import { notFound } from "../errors.ts";
import { type Api, json, operation } from "../http/operation.ts";
import { DEFAULT_LIMIT, readCursor, toPage } from "../http/paging.ts";
import { TemplateListSchema, TemplateSchema, TemplatesQuerySchema } from "./api-schema.ts";
import { findTemplate, listTemplates } from "./templates/templates.ts";

const tags = ["Processes"];

const listTemplatesRoute = operation({
  operationId: "listTemplates",
  method: "get",
  path: "/v1/templates",
  permission: "processes:read",
  summary: "List the processes to start from",
  tags,
  request: { query: TemplatesQuerySchema },
  responses: { 200: json("Every template, in one language", TemplateListSchema) },
});

const getTemplateRoute = operation({
  operationId: "getTemplate",
  method: "get",
  path: "/v1/templates/{key}",
  permission: "processes:read",
  summary: "Read one template",
  tags,
  request: { params: z.object({ key: z.string() }), query: TemplatesQuerySchema.pick({ locale: true }) },
  responses: { 200: json("The template", TemplateSchema) },
});

export function mountTemplateRoutes(api: Api): void {
  api.openapi(listTemplatesRoute, (c) => {
    const { locale = c.var.scope.tenant.locale, limit = DEFAULT_LIMIT, cursor } = c.req.valid("query");
    const filters = { list: "templates", locale };
    const after = readCursor(cursor, filters);
    const templates = listTemplates(locale);
    const start = after === undefined ? 0 : templates.findIndex((template) => template.key === after) + 1;
    const page = toPage(templates.slice(start, start + limit + 1), limit, filters, (template) => template.key);
    return c.json({ data: [...page.rows], next_cursor: page.nextCursor }, 200);
  });

  api.openapi(getTemplateRoute, (c) => {
    const { locale = c.var.scope.tenant.locale } = c.req.valid("query");
    const template = findTemplate(c.req.valid("param").key, locale);
    if (!template) throw notFound("template");
    return c.json(template, 200);
  });
}
