import { createMiddleware } from "hono/factory";
import { digest } from "../db/seal.ts";
import { tenantSql } from "../db/statement.ts";
import type { Change, TenantDb } from "../db/tenant-db.ts";
import { readSettings } from "../env.ts";
import { DomainError } from "../errors.ts";
import type { Answer } from "./answer.ts";
import { type AppContext, type AppEnv, OPERATOR } from "./context.ts";
import { sealAnswer, unsealAnswer } from "./kept-answer.ts";

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
  readonly #fingerprint: () => string;
  readonly #now: number;
  /** Whether a commit carried the answer. */
  kept = false;
  #isClaimed = false;
  #lockedUntil: number;

  /** `fingerprint` is asked for by the first commit; of a streamed body it is not known before all of it has come. */
  constructor(db: TenantDb, encryptionKey: string, key: string, fingerprint: () => string, now: number) {
    this.#db = db;
    this.#encryptionKey = encryptionKey;
    this.#key = key;
    this.#fingerprint = fingerprint;
    this.#now = now;
    this.#lockedUntil = now + CLAIM_MS;
  }

  /** The changes to put into a commit so that it keeps this answer. Fails the commit when another request with the key was faster. */
  async keep(answer: Answer): Promise<Change[]> {
    const sealed = await sealAnswer(this.#encryptionKey, sealContext(this.#db.tenantId, this.#key), answer);
    if (this.#isClaimed) return [{ statement: finishClaim(this.#key, this.#lockedUntil, sealed), rows: 1 }];
    return [
      dropStale(this.#key, this.#now),
      insertKey(this.#key, this.#fingerprint(), sealed, this.#now, this.#now + KEEP_MS),
    ];
  }

  /**
   * The changes that take the key, for the first commit of work of several: a second request meanwhile is told to wait. Once that commit
   * has gone through, say so with `claimed`. `now`: when the work begins, where its body has been long on the way.
   */
  claim(now = this.#now): Change[] {
    this.#lockedUntil = now + CLAIM_MS;
    return [
      dropStale(this.#key, now),
      insertKey(this.#key, this.#fingerprint(), null, this.#lockedUntil, this.#now + KEEP_MS),
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
    const request = await digestRequest(c);
    const [[row]] = await db.read([findKey(key, c.var.now)]);
    const { form } = c.var;
    const bodyDigest = form ? undefined : await digestBody(c);
    const fingerprint = () => `${request}.${bodyDigest ?? form?.digest}`;
    // A streamed body can be read once, by the work itself: a claim whose holder died binds nobody then.
    const found = form && row && !isHeld(row, c.var.now) ? undefined : row;
    if (form && found) await form.readToEnd();
    if (found && found.fingerprint !== fingerprint()) {
      throw new DomainError("idempotency_key_reused", "This Idempotency-Key was used with another request.");
    }
    if (found?.answer) return replay(encryptionKey, db.tenantId, key, found.answer);
    if (found && isHeld(found, c.var.now)) {
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
    if (form && !form.isRead) return;
    const [[meanwhile]] = await db.read([findKey(key, c.var.now)]);
    if (meanwhile?.answer && meanwhile.fingerprint === fingerprint()) {
      c.res = undefined;
      c.res = await replay(encryptionKey, db.tenantId, key, meanwhile.answer);
    }
  });
}

/** Whether a key is answered, or claimed by somebody who may still be at it. */
function isHeld({ answer, locked_until }: KeyRow, now: number): boolean {
  return answer !== null || locked_until > now;
}

/** The caller belongs to the request: another key of the company, with other scopes, must not be told what this one was. */
function digestRequest(c: AppContext): Promise<string> {
  const { pathname, search } = new URL(c.req.url);
  const caller = c.var.scope?.actor ?? OPERATOR;
  return digest(`${caller} ${c.req.method} ${pathname}${search}`);
}

/** What is not streamed has been read already. */
async function digestBody(c: AppContext): Promise<string> {
  return digest(new Uint8Array(await c.req.arrayBuffer()));
}

async function replay(encryptionKey: string, tenantId: string, key: string, sealed: string): Promise<Response> {
  const answer = await unsealAnswer(encryptionKey, sealContext(tenantId, key), sealed);
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
