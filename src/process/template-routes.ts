import { z } from "@hono/zod-openapi";
import { notFound } from "../errors.ts";
import { type Api, json, operation } from "../http/operation.ts";
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
  request: { params: z.object({ key: z.string() }), query: TemplatesQuerySchema },
  responses: { 200: json("The template", TemplateSchema) },
});

export function mountTemplateRoutes(api: Api): void {
  api.openapi(listTemplatesRoute, (c) => {
    const { locale = c.var.scope.tenant.locale } = c.req.valid("query");
    return c.json({ data: listTemplates(locale) }, 200);
  });

  api.openapi(getTemplateRoute, (c) => {
    const { locale = c.var.scope.tenant.locale } = c.req.valid("query");
    const template = findTemplate(c.req.valid("param").key, locale);
    if (!template) throw notFound("template");
    return c.json(template, 200);
  });
}
