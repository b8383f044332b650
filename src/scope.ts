import type { TenantDb } from "./db/tenant-db.ts";
import type { Job } from "./jobs.ts";
import type { Locale } from "./values/words.ts";

/** What nearly every rule needs to know of the company it works for. */
export interface TenantSettings {
  readonly id: string;
  readonly name: string;
  readonly locale: Locale;
  /** IANA name; day boundaries are this zone's. */
  readonly timezone: string;
  /** ISO 4217; what sums are reported in. */
  readonly currency: string;
}

/** Everything a verb may touch: one tenant's data, in whose name, at what time. There is no way from here to another tenant. */
export interface TenantScope {
  readonly tenant: TenantSettings;
  readonly shard: number;
  readonly db: TenantDb;
  /** Who acts, as it is written into history: `key_…`, `system`. */
  readonly actor: string;
  /** Milliseconds since the epoch; one value for the whole request. */
  readonly now: number;
  /** Whether the credential holds a permission beyond the one its route asks for. */
  readonly may: (permission: Scope) => boolean;
  /** Tells the queue what there is to do. A hint only: never awaited, allowed to fail. */
  readonly hint: (jobs: readonly Job[]) => void;
}

/** What an API key can be allowed to do. `*` is everything. */
export const SCOPES = [
  "*",
  "tenant:read",
  "tenant:write",
  "api_keys:read",
  "api_keys:write",
  "processes:read",
  "processes:write",
  "opportunities:read",
  "opportunities:write",
  "opportunities:override",
  "imports:read",
  "imports:write",
  "funnel:read",
  "funnel:evaluate",
  "funnel:repair",
  "alerts:read",
  "alerts:write",
  "events:read",
  "webhooks:read",
  "webhooks:write",
] as const;

export type Scope = (typeof SCOPES)[number];
