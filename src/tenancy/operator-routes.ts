import { z } from "@hono/zod-openapi";
import { notFound } from "../errors.ts";
import { jsonAnswer, toResponse } from "../http/answer.ts";
import { etag } from "../http/conditional.ts";
import { OPERATOR } from "../http/context.ts";
import { type Api, json, jsonBody, operation } from "../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../http/paging.ts";
import { foundTenant, issueKey } from "./found-tenant.ts";
import {
  ApiKeyWithSecretSchema,
  FoundedTenantSchema,
  IssuedKeySchema,
  NewTenantSchema,
  serializeApiKey,
  serializeTenant,
  TenantSchema,
} from "./schema.ts";
import { findTenant, listTenants } from "./store.ts";

const foundTenantRoute = operation({
  operationId: "createTenant",
  method: "post",
  path: "/v1/tenants",
  permission: "operator",
  summary: "Found a company, with its first API key",
  tags: ["Operator"],
  request: { body: jsonBody(NewTenantSchema) },
  responses: { 201: json("The company and its key; the secret is shown this once", FoundedTenantSchema) },
});

const listTenantsRoute = operation({
  operationId: "listTenants",
  method: "get",
  path: "/v1/tenants",
  permission: "operator",
  summary: "List the companies",
  tags: ["Operator"],
  request: { query: z.strictObject(pagingQuery) },
  responses: { 200: json("A page of companies", pageSchema(TenantSchema, "TenantPage")) },
});

const getTenantRoute = operation({
  operationId: "getTenant",
  method: "get",
  path: "/v1/tenants/{id}",
  permission: "operator",
  summary: "Read one company",
  tags: ["Operator"],
  request: { params: z.object({ id: z.string() }) },
  responses: { 200: json("The company", TenantSchema) },
});

const issueApiKeyRoute = operation({
  operationId: "issueApiKey",
  method: "post",
  path: "/v1/tenants/{id}/api-keys",
  permission: "operator",
  summary: "Give a company another key, for one that has lost or revoked its last",
  tags: ["Operator"],
  request: { params: z.object({ id: z.string() }), body: jsonBody(IssuedKeySchema) },
  responses: { 201: json("The key, which can do everything; its secret is shown this once", ApiKeyWithSecretSchema) },
});

export function mountOperatorRoutes(api: Api): void {
  api.openapi(foundTenantRoute, async (c) => {
    const { operator, idempotency } = c.var;
    const { tenant, key, secret, statements } = await foundTenant(operator, c.req.valid("json"));
    const body = { tenant: serializeTenant(tenant), api_key: { ...serializeApiKey(key), secret } };
    const answer = jsonAnswer(201, body, { etag: etag(tenant.revision), location: `/v1/tenants/${tenant.id}` });
    const kept = idempotency && { tenantId: OPERATOR, changes: await idempotency.keep(answer) };
    await operator.db.commit(statements, kept);
    if (idempotency) idempotency.kept = true;
    return toResponse(answer);
  });

  api.openapi(listTenantsRoute, async (c) => {
    const { limit = DEFAULT_LIMIT, cursor } = c.req.valid("query");
    const after = readCursor(cursor, { list: "tenants" }) ?? "";
    const [rows] = await c.var.operator.db.read([listTenants(after, limit + 1)]);
    const page = toPage(rows, limit, { list: "tenants" }, (row) => row.id);
    return c.json({ data: page.rows.map(serializeTenant), next_cursor: page.nextCursor }, 200);
  });

  api.openapi(getTenantRoute, async (c) => {
    const [[row]] = await c.var.operator.db.read([findTenant(c.req.valid("param").id)]);
    if (!row) throw notFound("tenant");
    return c.json(serializeTenant(row), 200, { etag: etag(row.revision) });
  });

  api.openapi(issueApiKeyRoute, async (c) => {
    const { operator, idempotency } = c.var;
    const [[tenant]] = await operator.db.read([findTenant(c.req.valid("param").id)]);
    if (!tenant) throw notFound("tenant");
    const { key, secret, statement } = await issueKey(operator, tenant.id, c.req.valid("json").name);
    const answer = jsonAnswer(201, { ...serializeApiKey(key), secret });
    const kept = idempotency && { tenantId: OPERATOR, changes: await idempotency.keep(answer) };
    await operator.db.commit([statement], kept);
    if (idempotency) idempotency.kept = true;
    return toResponse(answer);
  });
}
