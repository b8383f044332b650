import { dirname, join } from "node:path";
import type { LegacyWorkerOptions } from "miniflare";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as readWorkerOptions } from "wrangler";
import { applyMigrations } from "./migrations.ts";
import { MIGRATIONS_DIR, WRANGLER_CONFIG } from "./project.ts";

export interface ServerOptions {
  readonly port: number;
  /** Main module of the built Worker. */
  readonly scriptPath: string;
  readonly persistDir: string;
  /** Variables and secrets, over those of wrangler.toml. */
  readonly bindings: Readonly<Record<string, string>>;
}

/** A running Worker, seen from the outside. */
export interface LocalServer {
  readonly url: string;
  /** Fires the `scheduled` handler once for each cron trigger of wrangler.toml. */
  runCron(at: Date): Promise<void>;
  stop(): Promise<void>;
}

const HOST = "127.0.0.1";

/**
 * Brings every shard up to date, in a workerd of its own that only we can reach: the server listens as soon as it
 * starts, and whoever it answers must find the tables there.
 */
export async function migrateDatabases(persistDir: string): Promise<void> {
  const { d1Databases = {} } = readWranglerConfig();
  const miniflareOptions = convertV4MiniflareOptions({
    ...commonOptions(persistDir),
    workers: [{ name: "migrations", modules: true, script: "export default {};", d1Databases }],
  });
  const miniflare = withoutSignalHandlers(() => new Miniflare(miniflareOptions));
  try {
    for (const shard of Object.keys(d1Databases)) {
      await applyMigrations(await miniflare.getD1Database(shard), MIGRATIONS_DIR);
    }
  } finally {
    await miniflare.dispose();
  }
}

/**
 * Starts workerd with the bindings of wrangler.toml and resolves when it listens. The databases must be migrated.
 */
export async function startServer(options: ServerOptions): Promise<LocalServer> {
  const workerOptions = readWranglerConfig();
  const miniflareOptions = convertV4MiniflareOptions({
    ...commonOptions(options.persistDir),
    port: options.port,
    workers: [
      {
        ...workerOptions,
        name: "infield",
        modules: true,
        scriptPath: options.scriptPath,
        modulesRoot: dirname(options.scriptPath), // modules are named relative to it, and ".." is no name for workerd
        bindings: { ...workerOptions.bindings, ...options.bindings },
      },
    ],
  });
  const miniflare = withoutSignalHandlers(() => new Miniflare(miniflareOptions));
  try {
    await miniflare.ready;
    const worker = await miniflare.getWorker();
    return {
      url: `http://${HOST}:${options.port}`,
      async runCron(scheduledTime) {
        for (const cron of workerOptions.cronTriggers ?? []) await worker.scheduled({ cron, scheduledTime });
      },
      stop: () => miniflare.dispose(),
    };
  } catch (error) {
    await miniflare.dispose().catch(() => undefined); // it never came up; the reason is the error that is thrown
    throw error;
  }
}

/**
 * The layout under persistDir is wrangler's, so `wrangler d1 execute DB --local --persist-to <persistDir>` looks into the
 * same data.
 */
function commonOptions(persistDir: string) {
  return {
    host: HOST,
    resourcePersistencePath: join(persistDir, "v3"),
    cf: false, // else it fetches an example of request.cf from the internet
    log: new Log(LogLevel.WARN),
    logRequests: false,
  } as const;
}

/** What wrangler.toml says, in miniflare's words. */
function readWranglerConfig(): Partial<LegacyWorkerOptions> {
  // The bundle is one file, so the rules that would find further modules have nothing to find.
  const { modulesRules: _, ...options } = readWorkerOptions(WRANGLER_CONFIG).workerOptions;
  return options as Partial<LegacyWorkerOptions>; // the same type, whose known keys an Omit in between has lost
}

/** Whether the server could not start because something else listens on its port. */
export function isPortTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_ADDRESS_IN_USE";
}

/**
 * Miniflare's own handlers end the process with 128 + the signal's number before anything else can be closed. Ending is
 * the runner's business; miniflare's "exit" handler stays, and kills workerd however the process ends.
 */
function withoutSignalHandlers<T>(create: () => T): T {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const ours = new Map(signals.map((signal) => [signal, new Set(process.listeners(signal))]));
  const created = create();
  for (const signal of signals) {
    for (const listener of process.listeners(signal)) {
      if (!ours.get(signal)?.has(listener)) process.removeListener(signal, listener);
    }
  }
  return created;
}
