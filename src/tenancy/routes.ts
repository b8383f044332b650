import { z } from "@hono/zod-openapi";
import { newId } from "../db/ids.ts";
import { digest } from "../db/seal.ts";
import { expectRows } from "../db/tenant-db.ts";
import { DomainError, notFound } from "../errors.ts";
import { answerWrite } from "../events/write.ts";
import { jsonAnswer } from "../http/answer.ts";
import { checkIfMatch, etag, readIfMatch } from "../http/conditional.ts";
import { type Api, json, jsonBody, operation } from "../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../http/paging.ts";
import { definedOf } from "../values/patch.ts";
import { makeSecret } from "./api-key.ts";
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
import { findApiKey, insertApiKey, listApiKeys, readOwnTenant, revokeApiKey, updateOwnTenant } from "./store.ts";

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
    const patch = definedOf(c.req.valid("json"));
    const response = await answerWrite(c, {
      decide: async () => {
        const [[row]] = await scope.db.read([readOwnTenant()]);
        if (!row) throw notFound("tenant");
        checkIfMatch(readIfMatch(c), row.revision);
        const next = { ...row, ...patch, updated_at: scope.now, revision: row.revision + 1 };
        const change = updateOwnTenant(row.revision, next.name, next.locale, next.timezone, next.currency, scope.now);
        return { result: next, changes: [expectRows(1, change)], events: [] };
      },
      answer: (row) => jsonAnswer(200, serializeTenant(row), { etag: etag(row.revision) }),
    });
    forgetTenant(scope.tenant.id);
    return response;
  });

  api.openapi(createApiKeyRoute, async (c) => {
    const { scope } = c.var;
    const input = c.req.valid("json");
    const beyond = input.scopes.filter((wanted) => !scope.may(wanted));
    if (beyond.length > 0) {
      throw new DomainError("forbidden", `A key cannot give what it does not have: ${beyond.join(", ")}.`);
    }
    const secret = makeSecret(scope.shard);
    const row = {
      id: newId("key"),
      name: input.name,
      scopes: JSON.stringify([...new Set(input.scopes)]),
      created_at: scope.now,
      expires_at: input.expires_at ? Date.parse(input.expires_at) : null,
      revoked_at: null,
    };
    const keyDigest = await digest(secret);
    return answerWrite(c, {
      decide: async () => ({
        result: row,
        changes: [insertApiKey(row.id, row.name, keyDigest, row.scopes, row.created_at, row.expires_at)],
        events: [],
      }),
      answer: (key) => jsonAnswer(201, { ...serializeApiKey(key), secret }, { location: `/v1/api-keys/${key.id}` }),
    });
  });

  api.openapi(listApiKeysRoute, async (c) => {
    const { limit = DEFAULT_LIMIT, cursor } = c.req.valid("query");
    const [rows] = await c.var.scope.db.read([listApiKeys(readCursor(cursor, {}) ?? "", limit + 1)]);
    const page = toPage(rows, limit, {}, (row) => row.id);
    return c.json({ data: page.rows.map(serializeApiKey), next_cursor: page.nextCursor }, 200);
  });

  api.openapi(revokeApiKeyRoute, async (c) => {
    const { scope } = c.var;
    const { id } = c.req.valid("param");
    const response = await answerWrite(c, {
      decide: async () => {
        const [[row]] = await scope.db.read([findApiKey(id)]);
        if (!row) throw notFound("API key");
        if (row.revoked_at !== null) return { result: row, changes: [], events: [] };
        return { result: { ...row, revoked_at: scope.now }, changes: [revokeApiKey(id, scope.now)], events: [] };
      },
      answer: (row) => jsonAnswer(200, serializeApiKey(row)),
    });
    forgetKey(id);
    return response;
  });
}
