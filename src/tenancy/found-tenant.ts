import type { z } from "@hono/zod-openapi";
import { newId } from "../db/ids.ts";
import { digest } from "../db/seal.ts";
import type { OperatorScope } from "../http/context.ts";
import { makeSecret } from "./api-key.ts";
import type { NewTenantSchema } from "./schema.ts";
import { type ApiKeyRow, insertOperatorKey, insertTenant, type TenantRow } from "./store.ts";

/** A company to be, with its first key, which can do everything. `statements` make both. */
export async function foundTenant(scope: OperatorScope, input: z.infer<typeof NewTenantSchema>) {
  const { now } = scope;
  const tenant: TenantRow = {
    ...input,
    id: newId("ten"),
    status: "active",
    // As the columns default.
    evaluation_interval_seconds: 3600,
    snapshot_retention_days: null,
    digest: null,
    revision: 1,
    created_at: now,
    updated_at: now,
  };
  const { key, secret, statement } = await issueKey(scope, tenant.id, "First key");
  const founding = insertTenant(tenant.id, tenant.name, tenant.locale, tenant.timezone, tenant.currency, now);
  return { tenant, key, secret, statements: [founding, statement] };
}

/** A key to be that can do everything in a company; `statement` makes it. */
export async function issueKey({ now, shard }: OperatorScope, tenantId: string, name: string) {
  const key: ApiKeyRow = {
    id: newId("key"),
    name,
    scopes: '["*"]',
    created_at: now,
    expires_at: null,
    revoked_at: null,
  };
  const secret = makeSecret(shard);
  const statement = insertOperatorKey(tenantId, key.id, key.name, await digest(secret), key.scopes, now);
  return { key, secret, statement };
}
