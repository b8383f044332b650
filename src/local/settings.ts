import { resolve } from "node:path";

/** What the environment says about a local run, checked. */
export interface LocalSettings {
  readonly port: number;
  /** Absolute. Everything that outlives a run is in here. */
  readonly persistDir: string;
  /** Replaces the generated token for this run. */
  readonly operatorToken: string | undefined;
  readonly seedDemo: boolean;
  /** A comma list, or empty for the published schedule. Handed on to the Worker, which would refuse a bad one at every request. */
  readonly webhookRetrySeconds: string;
  /** Handed on to the Worker, which knows what the values mean. */
  readonly serverTiming: string;
}

/** A setting that cannot be used. The message names it and needs no stack trace beside it. */
export class SettingsError extends Error {}

const DEFAULT_PORT = "8787";
const DEFAULT_PERSIST_DIR = ".infield";

/** Reads and checks the settings; an empty variable counts as not set. Throws SettingsError. */
export function readLocalSettings(env: Readonly<Record<string, string | undefined>>): LocalSettings {
  return {
    port: parsePort(env["PORT"] || DEFAULT_PORT),
    persistDir: resolve(env["PERSIST_DIR"] || DEFAULT_PERSIST_DIR),
    operatorToken: parseOperatorToken(env["OPERATOR_TOKEN"] || undefined),
    seedDemo: !["0", "false", "off", "no"].includes(env["SEED"]?.toLowerCase() ?? ""),
    webhookRetrySeconds: checkRetrySeconds(env["WEBHOOK_RETRY_SECONDS"]?.trim() ?? ""),
    serverTiming: env["SERVER_TIMING"] || "on",
  };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) {
    throw new SettingsError(`PORT must be a number from 1 to 65535, not "${text}".`);
  }
  return port;
}

function checkRetrySeconds(list: string): string {
  if (list !== "" && !list.split(",").every((part) => /^\d{1,9}(\.\d+)?$/.test(part.trim()))) {
    throw new SettingsError(`WEBHOOK_RETRY_SECONDS must be a comma list of seconds, such as 1,1,1, not "${list}".`);
  }
  return list;
}

function parseOperatorToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  // It travels in an Authorization header, so blanks and non-ASCII characters would never match.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new SettingsError("OPERATOR_TOKEN must be printable ASCII characters without blanks.");
  }
  return token;
}
