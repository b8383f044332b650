import type { z } from "@hono/zod-openapi";
import { newId } from "../db/ids.ts";
import { digest } from "../db/seal.ts";
import { expectRows } from "../db/tenant-db.ts";
import { DomainError, invalid, notFound } from "../errors.ts";
import { type Decision, unchanged } from "../events/commit.ts";
import type { TenantScope } from "../scope.ts";
import { makeSecret } from "./api-key.ts";
import type { NewApiKeySchema } from "./schema.ts";
import { type ApiKeyRow, findApiKey, insertApiKey, revokeApiKey } from "./store.ts";

export interface NewKey {
  readonly row: ApiKeyRow;
  /** Told once; only its digest is kept. */
  readonly secret: string;
}

/**
 * Makes a key that can do no more, and no longer, than the one that makes it. The maker is looked up, not taken from the isolate's memory: a
 * key that was revoked elsewhere a moment ago must not leave a successor behind. Throws `forbidden`, `unauthorized`, `validation_failed`.
 */
export async function createApiKey(
  scope: TenantScope,
  input: z.infer<typeof NewApiKeySchema>,
): Promise<Decision<NewKey>> {
  const beyond = input.scopes.filter((wanted) => !scope.may(wanted));
  if (beyond.length > 0) {
    throw new DomainError("forbidden", `A key cannot give what it does not have: ${beyond.join(", ")}.`);
  }
  const expiresAt = input.expires_at ? Date.parse(input.expires_at) : null;
  if (expiresAt !== null && expiresAt <= scope.now) {
    throw invalid([{ pointer: "/expires_at", code: "in_the_past", detail: "This time is over already." }]);
  }
  const [[maker]] = await scope.db.read([findApiKey(scope.actor)]);
  if (!maker || maker.revoked_at !== null) throw new DomainError("unauthorized", "This API key is not valid.");
  if (maker.expires_at !== null && (expiresAt === null || expiresAt > maker.expires_at)) {
    throw new DomainError("forbidden", "A key cannot outlive the one that makes it. Send an earlier expires_at.");
  }
  const secret = makeSecret(scope.shard);
  const row: ApiKeyRow = {
    id: newId("key"),
    name: input.name,
    scopes: JSON.stringify([...new Set(input.scopes)]),
    created_at: scope.now,
    expires_at: expiresAt,
    revoked_at: null,
  };
  const insert = insertApiKey(
    row.id,
    row.name,
    await digest(secret),
    row.scopes,
    row.created_at,
    row.expires_at,
    scope.actor,
  );
  return { result: { row, secret }, changes: [expectRows(1, insert)], events: [] };
}

/** Revokes a key; revoking it twice is no fault. A company that has revoked its last one asks the operator for another. Throws `not_found`. */
export async function revokeKey(scope: TenantScope, id: string): Promise<Decision<ApiKeyRow>> {
  const [[row]] = await scope.db.read([findApiKey(id)]);
  if (!row) throw notFound("API key");
  if (row.revoked_at !== null) return unchanged(row);
  return { result: { ...row, revoked_at: scope.now }, changes: [revokeApiKey(id, scope.now)], events: [] };
}
