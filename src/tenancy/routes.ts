import { z } from "@hono/zod-openapi";
import { notFound } from "../errors.ts";
import { answerWrite } from "../events/write.ts";
import { jsonAnswer } from "../http/answer.ts";
import { etag, readIfMatch } from "../http/conditional.ts";
import { type Api, json, jsonBody, operation } from "../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../http/paging.ts";
import { createApiKey, revokeKey } from "./api-keys.ts";
import { forgetKey, forgetTenant } from "./gatekeeper.ts";
import {
  ApiKeySchema,
  ApiKeyWithSecretSchema,
  NewApiKeySchema,
  serializeApiKey,
  serializeTenant,
  TenantPatchSchema,
  TenantSchema,
} from "./schema.ts";
import { listApiKeys, readOwnTenant } from "./store.ts";
import { updateTenant } from "./update-tenant.ts";

const getOwnTenantRoute = operation({
  operationId: "getOwnTenant",
  method: "get",
  path: "/v1/tenant",
  permission: "tenant:read",
  summary: "Read the own company",
  tags: ["Company"],
  responses: { 200: json("The company", TenantSchema) },
});

const updateOwnTenantRoute = operation({
  operationId: "updateOwnTenant",
  method: "patch",
  path: "/v1/tenant",
  permission: "tenant:write",
  summary: "Change the own company's settings",
  tags: ["Company"],
  ifMatch: "honoured",
  request: { body: jsonBody(TenantPatchSchema) },
  responses: { 200: json("The company", TenantSchema) },
});

const createApiKeyRoute = operation({
  operationId: "createApiKey",
  method: "post",
  path: "/v1/api-keys",
  permission: "api_keys:write",
  summary: "Make an API key, with no more scopes than the calling one has",
  tags: ["Company"],
  request: { body: jsonBody(NewApiKeySchema) },
  responses: { 201: json("The key; its secret is shown this once", ApiKeyWithSecretSchema) },
});

const listApiKeysRoute = operation({
  operationId: "listApiKeys",
  method: "get",
  path: "/v1/api-keys",
  permission: "api_keys:read",
  summary: "List the API keys",
  tags: ["Company"],
  request: { query: z.strictObject(pagingQuery) },
  responses: { 200: json("A page of keys, without secrets", pageSchema(ApiKeySchema, "ApiKeyPage")) },
});

const revokeApiKeyRoute = operation({
  operationId: "revokeApiKey",
  method: "delete",
  path: "/v1/api-keys/{id}",
  permission: "api_keys:write",
  summary: "Revoke an API key; it stops working here at once and everywhere within 30 seconds",
  tags: ["Company"],
  request: { params: z.object({ id: z.string() }) },
  responses: { 200: json("The revoked key", ApiKeySchema) },
});

export function mountTenancyRoutes(api: Api): void {
  api.openapi(getOwnTenantRoute, async (c) => {
    const [[row]] = await c.var.scope.db.read([readOwnTenant()]);
    if (!row) throw notFound("tenant");
    return c.json(serializeTenant(row), 200, { etag: etag(row.revision) });
  });

  api.openapi(updateOwnTenantRoute, async (c) => {
    const { scope } = c.var;
    const patch = c.req.valid("json");
    const response = await answerWrite(c, {
      decide: () => updateTenant(scope, patch, readIfMatch(c)),
      answer: (row) => jsonAnswer(200, serializeTenant(row), { etag: etag(row.revision) }),
    });
    forgetTenant(scope.tenant.id);
    return response;
  });

  api.openapi(createApiKeyRoute, (c) => {
    const input = c.req.valid("json");
    return answerWrite(c, {
      decide: () => createApiKey(c.var.scope, input),
      answer: ({ row, secret }) =>
        jsonAnswer(201, { ...serializeApiKey(row), secret }, { location: `/v1/api-keys/${row.id}` }),
    });
  });

  api.openapi(listApiKeysRoute, async (c) => {
    const { limit = DEFAULT_LIMIT, cursor } = c.req.valid("query");
    const [rows] = await c.var.scope.db.read([listApiKeys(readCursor(cursor, { list: "api_keys" }) ?? "", limit + 1)]);
    const page = toPage(rows, limit, { list: "api_keys" }, (row) => row.id);
    return c.json({ data: page.rows.map(serializeApiKey), next_cursor: page.nextCursor }, 200);
  });

  api.openapi(revokeApiKeyRoute, async (c) => {
    const { id } = c.req.valid("param");
    const response = await answerWrite(c, {
      decide: () => revokeKey(c.var.scope, id),
      answer: (row) => jsonAnswer(200, serializeApiKey(row)),
    });
    forgetKey(id);
    return response;
  });
}
