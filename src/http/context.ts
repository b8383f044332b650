import type { Context } from "hono";
import type { D1Connection } from "../db/d1.ts";
import type { UnscopedDb } from "../db/tenant-db.ts";
import type { Env } from "../env.ts";
import type { Scope, TenantScope } from "../scope.ts";
import type { PendingIdempotency } from "./idempotency.ts";
import type { StreamedForm } from "./streamed-form.ts";

/** Who may call a route: anybody, the operator of the deployment, or a tenant's credential that holds the scope. */
export type Permission = "public" | "operator" | Scope;

/** Under this name the operator's own Idempotency-Keys are kept, apart from every tenant's: it is nobody's id. */
export const OPERATOR = "operator";

/** What the operator's routes work with: every shard's tenants, and no tenant's data. */
export interface OperatorScope {
  readonly db: UnscopedDb;
  readonly shard: number;
  readonly now: number;
}

/** Checks a credential against a permission and sets the scope on the context. Implemented by `tenancy/`, handed in by `app.ts`. */
export type Gatekeeper = (c: AppContext, permission: Permission) => Promise<void>;

export interface AppEnv {
  Bindings: Env;
  Variables: {
    requestId: string;
    now: number;
    gatekeeper: Gatekeeper;
    /** Set by the gatekeeper on tenant routes. */
    scope: TenantScope;
    /** Set by the gatekeeper on operator routes. */
    operator: OperatorScope;
    /** The shard that this request talks to; its counts become Server-Timing. */
    connection: D1Connection | undefined;
    idempotency: PendingIdempotency | undefined;
    /** The body of an operation that streams it; set before anything reads it. */
    form: StreamedForm | undefined;
  };
}

export type AppContext = Context<AppEnv>;
