import type { Job } from "./jobs.ts";

/** What the deployment gives the Worker: wrangler.toml's bindings and variables, and the secrets. */
export interface Env {
  /** The first shard. More are bound as DB_1, DB_2 …; `db/shards.ts` lists them. */
  readonly DB: D1Database;
  readonly JOBS: Queue<Job>;
  /** The files of src/assets.ts. Nobody but the Worker reaches them. */
  readonly ASSETS: Fetcher;
  readonly OPERATOR_TOKEN: string;
  /** Base64 of 32 bytes. Seals what must be read back: webhook secrets, stored answers. */
  readonly ENCRYPTION_KEY: string;
  readonly WEBHOOK_RETRY_SECONDS?: string;
  readonly WEBHOOK_ALLOW_LOOPBACK?: string;
  readonly SERVER_TIMING?: string;
}

/** The settings, parsed. */
export interface Settings {
  readonly operatorToken: string;
  readonly encryptionKey: string;
  /** Replaces the retry schedule of webhooks; undefined keeps it. */
  readonly webhookRetrySeconds: readonly number[] | undefined;
  /** Webhooks may go to http and loopback addresses. Local development only. */
  readonly webhookAllowLoopback: boolean;
  readonly serverTiming: boolean;
}

const settingsByEnv = new WeakMap<object, Settings>();

/** Parses and checks the settings, once per isolate. Throws with the name of the first setting that is wrong. */
export function readSettings(env: Env): Settings {
  let settings = settingsByEnv.get(env);
  if (!settings) {
    settings = parseSettings(env);
    settingsByEnv.set(env, settings);
  }
  return settings;
}

function parseSettings(env: Env): Settings {
  if (!env.OPERATOR_TOKEN) throw new Error("OPERATOR_TOKEN must be set");
  if (!/^[A-Za-z0-9+/]{43}=$/.test(env.ENCRYPTION_KEY ?? "")) {
    throw new Error("ENCRYPTION_KEY must be base64 of 32 bytes");
  }
  return {
    operatorToken: env.OPERATOR_TOKEN,
    encryptionKey: env.ENCRYPTION_KEY,
    webhookRetrySeconds: parseRetrySeconds(env.WEBHOOK_RETRY_SECONDS),
    webhookAllowLoopback: isOn(env.WEBHOOK_ALLOW_LOOPBACK),
    serverTiming: isOn(env.SERVER_TIMING),
  };
}

function parseRetrySeconds(list: string | undefined): readonly number[] | undefined {
  if (!list?.trim()) return undefined;
  const seconds = list.split(",").map((part) => Number(part.trim()));
  if (seconds.some((value) => !Number.isFinite(value) || value < 0)) {
    throw new Error("WEBHOOK_RETRY_SECONDS must be a comma list of seconds, such as 1,1,1");
  }
  return seconds;
}

function isOn(value: string | undefined): boolean {
  return value === "on" || value === "1" || value === "true";
}
