import { createMiddleware } from "hono/factory";
import { digest, seal, unseal } from "../db/seal.ts";
import { tenantSql } from "../db/statement.ts";
import type { Change, TenantDb } from "../db/tenant-db.ts";
import { readSettings } from "../env.ts";
import { DomainError } from "../errors.ts";
import type { Answer } from "./answer.ts";
import { type AppContext, type AppEnv, OPERATOR } from "./context.ts";

const KEEP_MS = 24 * 60 * 60 * 1000;
/** How long a claim holds when whoever made it died: longer than any request may take. */
const CLAIM_MS = 2 * 60 * 1000;
const KEY_PATTERN = /^[\x21-\x7e]{1,255}$/;

interface KeyRow {
  fingerprint: string;
  answer: string | null;
  locked_until: number;
}

const findKey = tenantSql<KeyRow>(
  `SELECT fingerprint, answer, locked_until FROM idempotency_keys WHERE tenant_id = ?1 AND key = ?2 AND expires_at > ?3`,
);
const dropStale = tenantSql(
  `DELETE FROM idempotency_keys WHERE tenant_id = ?1 AND key = ?2 AND (expires_at <= ?3 OR (answer IS NULL AND locked_until <= ?3))`,
);
const insertKey = tenantSql(
  `INSERT INTO idempotency_keys (tenant_id, key, fingerprint, answer, locked_until, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)`,
);
/** A claim is known by when it runs out: one that took so long that another request has taken it over is not ours any more. */
const finishClaim = tenantSql(
  `UPDATE idempotency_keys SET answer = ?4 WHERE tenant_id = ?1 AND key = ?2 AND answer IS NULL AND locked_until = ?3`,
);
const releaseClaim = tenantSql(
  `DELETE FROM idempotency_keys WHERE tenant_id = ?1 AND key = ?2 AND answer IS NULL AND locked_until = ?3`,
);

/**
 * One keyed request on its way. Its answer is written by the very commit that it answers, so a crash leaves both or neither. Work of more
 * than one commit claims the key first.
 */
export class PendingIdempotency {
  readonly #db: TenantDb;
  readonly #encryptionKey: string;
  readonly #key: string;
  readonly #fingerprint: string;
  readonly #now: number;
  /** Whether a commit carried the answer. */
  kept = false;
  #isClaimed = false;

  constructor(db: TenantDb, encryptionKey: string, key: string, fingerprint: string, now: number) {
    this.#db = db;
    this.#encryptionKey = encryptionKey;
    this.#key = key;
    this.#fingerprint = fingerprint;
    this.#now = now;
  }

  /** The changes to put into a commit so that it keeps this answer. Fails the commit when another request with the key was faster. */
  async keep(answer: Answer): Promise<Change[]> {
    const sealed = await seal(this.#encryptionKey, sealContext(this.#db.tenantId, this.#key), JSON.stringify(answer));
    if (this.#isClaimed) return [{ statement: finishClaim(this.#key, this.#lockedUntil, sealed), rows: 1 }];
    return [
      dropStale(this.#key, this.#now),
      insertKey(this.#key, this.#fingerprint, sealed, this.#now, this.#now + KEEP_MS),
    ];
  }

  /**
   * The changes that take the key, for the first commit of work of several: a second request meanwhile is told to wait. Once that commit
   * has gone through, say so with `claimed`.
   */
  claim(): Change[] {
    return [
      dropStale(this.#key, this.#now),
      insertKey(this.#key, this.#fingerprint, null, this.#lockedUntil, this.#now + KEEP_MS),
    ];
  }

  /** The commit with `claim` has gone through. Had it failed because another request holds the key, that claim must not be given back. */
  claimed(): void {
    this.#isClaimed = true;
  }

  /** Gives a claimed key back after a failure, so that the request can be repeated at once. */
  async release(): Promise<void> {
    if (this.#isClaimed && !this.kept) await this.#db.commit([releaseClaim(this.#key, this.#lockedUntil)]);
  }

  get #lockedUntil(): number {
    return this.#now + CLAIM_MS;
  }

  /** Keeps an answer that no commit carried: the request changed nothing, or nothing of ours. */
  async keepAlone(answer: Answer): Promise<void> {
    await this.#db.commit(await this.keep(answer));
    this.kept = true;
  }
}

/**
 * Idempotency-Key of a POST: the same key and body is answered with the first answer, another body is refused. Refusals (4xx) are not
 * kept: they changed nothing, and the same request may succeed later.
 */
export function idempotent(dbOf: (c: AppContext) => TenantDb) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const key = c.req.header("idempotency-key");
    if (key === undefined) return next();
    if (!KEY_PATTERN.test(key)) {
      const detail = "must be 1 to 255 visible ASCII characters";
      throw new DomainError("validation_failed", `Idempotency-Key ${detail}.`, {
        faults: [{ pointer: "/header/idempotency-key", code: "invalid_format", detail }],
      });
    }
    const db = dbOf(c);
    const { encryptionKey } = readSettings(c.env);
    const fingerprint = await fingerprintOf(c);
    const [[found]] = await db.read([findKey(key, c.var.now)]);
    if (found && found.fingerprint !== fingerprint) {
      throw new DomainError("idempotency_key_reused", "This Idempotency-Key was used with another request.");
    }
    if (found?.answer) return replay(encryptionKey, db.tenantId, key, found.answer);
    if (found && found.locked_until > c.var.now) {
      throw new DomainError("idempotency_in_progress", "A request with this Idempotency-Key is still running.");
    }
    const pending = new PendingIdempotency(db, encryptionKey, key, fingerprint, c.var.now);
    c.set("idempotency", pending);
    await next();
    if (c.res.ok) {
      if (!pending.kept) await pending.keepAlone(await answerOf(c.res));
      return;
    }
    await pending.release();
    // What was refused may be what a request with the same key did a moment ago: then its answer is the answer.
    const [[meanwhile]] = await db.read([findKey(key, c.var.now)]);
    if (meanwhile?.answer && meanwhile.fingerprint === fingerprint) {
      c.res = undefined;
      c.res = await replay(encryptionKey, db.tenantId, key, meanwhile.answer);
    }
  });
}

/** The caller belongs to the request: another key of the company, with other scopes, must not be told what this one was. */
async function fingerprintOf(c: AppContext): Promise<string> {
  const { pathname, search } = new URL(c.req.url);
  const caller = c.var.scope?.actor ?? OPERATOR;
  return `${await digest(`${caller} ${c.req.method} ${pathname}${search}`)}.${await digestBody(c)}`;
}

/** A form is digested by its parts, since its boundary is another one each time that a client builds it. */
async function digestBody(c: AppContext): Promise<string> {
  const body = await c.req.arrayBuffer();
  const type = c.req.header("content-type") ?? "";
  if (!/^multipart\/form-data/i.test(type)) return digest(new Uint8Array(body));
  const form = await new Response(body, { headers: { "content-type": type } }).formData().catch(() => undefined);
  if (!form) return digest(new Uint8Array(body));
  const parts = await Promise.all([...form].map(([name, value]) => digestPart(name, value)));
  return digest(parts.join(" "));
}

async function digestPart(name: string, value: File | string): Promise<string> {
  const content = typeof value === "string" ? value : new Uint8Array(await value.arrayBuffer());
  return `${await digest(name)}=${await digest(content)}`;
}

async function replay(encryptionKey: string, tenantId: string, key: string, sealed: string): Promise<Response> {
  const answer = JSON.parse(await unseal(encryptionKey, sealContext(tenantId, key), sealed)) as Answer; // sealed by `keep`
  return new Response(answer.body, {
    status: answer.status,
    headers: { ...answer.headers, "idempotent-replayed": "true" },
  });
}

async function answerOf(response: Response): Promise<Answer> {
  const kept = ["content-type", "etag", "location"].flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const body = response.body === null ? null : await response.clone().text();
  return { status: response.status, headers: Object.fromEntries(kept), body };
}

function sealContext(tenantId: string, key: string): string {
  return `idempotency:${tenantId}:${key}`;
}
