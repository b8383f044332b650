import { z } from "@hono/zod-openapi";
import { notFound } from "../errors.ts";
import { type Api, json, operation } from "../http/operation.ts";
import { DEFAULT_LIMIT, readCursor, toPage } from "../http/paging.ts";
import { TemplateListSchema, TemplateSchema, TemplatesQuerySchema } from "./api-schema.ts";
import { readTemplate } from "./templates/read-template.ts";
import { isTemplateKey, TEMPLATE_KEYS } from "./templates/template.ts";

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
  api.openapi(listTemplatesRoute, async (c) => {
    const { locale = c.var.scope.tenant.locale, limit = DEFAULT_LIMIT, cursor } = c.req.valid("query");
    const filters = { list: "templates", locale };
    const after = readCursor(cursor, filters);
    const start = after !== undefined && isTemplateKey(after) ? TEMPLATE_KEYS.indexOf(after) + 1 : 0;
    const page = toPage(TEMPLATE_KEYS.slice(start, start + limit + 1), limit, filters, (key) => key);
    const data = await Promise.all(page.rows.map((key) => readTemplate(c.env.ASSETS, key, locale)));
    return c.json({ data, next_cursor: page.nextCursor }, 200);
  });

  api.openapi(getTemplateRoute, async (c) => {
    const { locale = c.var.scope.tenant.locale } = c.req.valid("query");
    const { key } = c.req.valid("param");
    if (!isTemplateKey(key)) throw notFound("template");
    return c.json(await readTemplate(c.env.ASSETS, key, locale), 200);
  });
}
