import { D1Connection } from "../db/d1.ts";
import { digest } from "../db/seal.ts";
import { findShard } from "../db/shards.ts";
import { TenantDb, UnscopedDb } from "../db/tenant-db.ts";
import { type Env, readSettings } from "../env.ts";
import { DomainError } from "../errors.ts";
import type { AppContext, Gatekeeper } from "../http/context.ts";
import { sendJobs } from "../http/hint.ts";
import type { Scope, TenantSettings } from "../scope.ts";
import { shardOfSecret } from "./api-key.ts";
import { type CredentialRow, findCredential } from "./store.ts";

/** How long an isolate trusts what it knows of a credential: the longest that a revoked key can still work elsewhere. */
const CACHE_MS = 30_000;
const CACHE_SIZE = 1_000;

interface Principal {
  readonly tenant: TenantSettings;
  readonly keyId: string;
  readonly scopes: ReadonlySet<Scope>;
  readonly expiresAt: number | null;
  readonly cachedUntil: number;
}

/** Per isolate, by the digest of the secret. Nothing in it outlives CACHE_MS. */
const principals = new Map<string, Principal>();

/** Checks the bearer credential of a request against a route's permission, and gives the route its scope. */
export const gatekeeper: Gatekeeper = async (c, permission) => {
  if (permission === "public") return;
  const token = bearerToken(c);
  if (permission === "operator") return admitOperator(c, token);
  await admitTenant(c, token, permission);
};

/** Forgets what this isolate knows of a key, so that revoking it works at once where it was called. */
export function forgetKey(keyId: string): void {
  for (const [key, principal] of principals) if (principal.keyId === keyId) principals.delete(key);
}

/** Forgets what this isolate knows of a tenant, so that its new settings hold at once where they were made. */
export function forgetTenant(tenantId: string): void {
  for (const [key, principal] of principals) if (principal.tenant.id === tenantId) principals.delete(key);
}

function bearerToken(c: AppContext): string {
  const match = /^Bearer +(\S+) *$/i.exec(c.req.header("authorization") ?? "");
  if (!match?.[1]) throw unauthorized("Send Authorization: Bearer with an API key.");
  return match[1];
}

async function admitOperator(c: AppContext, token: string): Promise<void> {
  const { operatorToken } = readSettings(c.env);
  // Digests have one length, which timingSafeEqual insists on.
  const [given, wanted] = await Promise.all([token, operatorToken].map((text) => digest(text)));
  const encoder = new TextEncoder();
  if (!crypto.subtle.timingSafeEqual(encoder.encode(given), encoder.encode(wanted))) {
    throw unauthorized("This is not the operator's token.");
  }
  const connection = openShard(c, 0);
  c.set("operator", { db: new UnscopedDb(connection), shard: 0, now: c.var.now });
}

async function admitTenant(c: AppContext, token: string, permission: Scope): Promise<void> {
  const shard = shardOfSecret(token);
  if (shard === undefined || !findShard(c.env, shard)) throw unauthorized("This API key is not valid.");
  const connection = openShard(c, shard);
  const principal = await findPrincipal(connection, token, c.var.now);
  const { tenant, scopes, keyId } = principal;
  const may = (scope: Scope) => scopes.has("*") || scopes.has(scope);
  if (!may(permission)) {
    throw new DomainError("forbidden", `This API key lacks the scope ${permission}.`, {
      extensions: { required_scope: permission },
    });
  }
  c.set("scope", {
    tenant,
    shard,
    db: new TenantDb(connection, tenant.id),
    actor: keyId,
    now: c.var.now,
    may,
    hint: (jobs) => c.executionCtx.waitUntil(sendJobs(c.env, jobs)),
  });
}

async function findPrincipal(connection: D1Connection, token: string, now: number): Promise<Principal> {
  const key = await digest(token);
  const cached = principals.get(key);
  if (cached && cached.cachedUntil > now) return checkExpiry(cached, now);
  const [[row]] = await new UnscopedDb(connection).read([findCredential(key)]);
  if (!row) throw unauthorized("This API key is not valid.");
  if (row.status !== "active") throw unauthorized("This company's access is suspended.");
  const principal = toPrincipal(row, now);
  if (principals.size >= CACHE_SIZE) principals.clear();
  principals.set(key, principal);
  return checkExpiry(principal, now);
}

function checkExpiry(principal: Principal, now: number): Principal {
  if (principal.expiresAt !== null && principal.expiresAt <= now) throw unauthorized("This API key has expired.");
  return principal;
}

function toPrincipal(row: CredentialRow, now: number): Principal {
  return {
    tenant: toSettings(row),
    keyId: row.key_id,
    scopes: new Set(JSON.parse(row.scopes) as Scope[]), // written by us only, from checked input
    expiresAt: row.expires_at,
    cachedUntil: now + CACHE_MS,
  };
}

/** A tenant's row as the rules see it. */
export function toSettings({ id, name, locale, timezone, currency }: TenantSettings): TenantSettings {
  return { id, name, locale, timezone, currency };
}

function openShard(c: AppContext, shard: number): D1Connection {
  const database = findShard(c.env as Env, shard);
  if (!database) throw new Error(`there is no shard ${shard}`);
  const connection = new D1Connection(database);
  c.set("connection", connection);
  return connection;
}

function unauthorized(detail: string): DomainError {
  return new DomainError("unauthorized", detail);
}
