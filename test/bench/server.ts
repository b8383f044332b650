import { dirname } from "node:path";
import type { LegacyWorkerOptions } from "miniflare";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as readWorkerOptions } from "wrangler";
import { applyMigrations } from "../../src/local/migrations.ts";
import { MIGRATIONS_DIR, WRANGLER_CONFIG } from "../../src/local/project.ts";

export const OPERATOR_TOKEN = "bench-operator-token";

/**
 * The floor: a Worker without a framework, whose every request runs the same single statement on the same database and returns the rows. What
 * Infield adds to it is the credential, validation, problem handling, mapping and serializing.
 */
const FLOOR = `export default {
  async fetch(request, env) {
    const { tenant, sql } = await request.json();
    const { results } = await env.DB.prepare(sql).bind(tenant, "", 51).all();
    return Response.json({ data: results });
  },
};`;

export interface BenchServer {
  /** Calls the API. */
  api(path: string, init?: RequestInit): Promise<Response>;
  /** Calls the floor. */
  floor(body: string): Promise<Response>;
  stop(): Promise<void>;
}

/** Starts the built Worker and the floor beside it on one database in memory. */
export async function startBenchServer(scriptPath: string): Promise<BenchServer> {
  const { modulesRules: _, ...wrangler } = readWorkerOptions(WRANGLER_CONFIG).workerOptions;
  const options = wrangler as Partial<LegacyWorkerOptions>; // the same type, whose known keys the Omit has lost
  const secrets = { OPERATOR_TOKEN, ENCRYPTION_KEY: Buffer.alloc(32, 1).toString("base64"), SERVER_TIMING: "on" };
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      log: new Log(LogLevel.ERROR),
      workers: [
        {
          ...options,
          name: "infield",
          modules: true,
          scriptPath,
          modulesRoot: dirname(scriptPath),
          bindings: { ...options.bindings, ...secrets },
        },
        {
          name: "floor",
          modules: true,
          script: FLOOR,
          compatibilityDate: options.compatibilityDate ?? "2026-11-02",
          d1Databases: options.d1Databases ?? {},
        },
      ],
    }),
  );
  await miniflare.ready;
  await applyMigrations(await miniflare.getD1Database("DB", "infield"), MIGRATIONS_DIR);
  const [infield, floor] = await Promise.all([miniflare.getWorker("infield"), miniflare.getWorker("floor")]);
  // The Worker's types of fetch are miniflare's own; what passes here is plain enough to be both.
  type Fetch = (url: string, init?: object) => Promise<unknown>;
  const call = (worker: { fetch: unknown }, path: string, init?: object) =>
    (worker.fetch as Fetch)(`http://bench${path}`, init) as Promise<Response>;
  return {
    api: (path, init) => call(infield, path, init),
    floor: (body) => call(floor, "/", { method: "POST", body }),
    stop: () => miniflare.dispose(),
  };
}
