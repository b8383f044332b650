import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { D1Database } from "@cloudflare/workers-types";
import type { LegacyWorkerOptions } from "miniflare";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, Response as MiniflareResponse } from "miniflare";
import { unstable_getMiniflareWorkerOptions as readWorkerOptions } from "wrangler";
import { applyMigrations } from "../../src/local/migrations.ts";
import { ASSETS_DIR, MIGRATIONS_DIR, WRANGLER_CONFIG } from "../../src/local/project.ts";

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

/** What the database was asked since the last time that somebody looked, by whatever the Worker did. */
export interface Asked {
  readonly roundTrips: number;
  readonly statements: number;
  readonly rowsRead: number;
  readonly rowsWritten: number;
  /** Of the database's own time, in which nobody else is served. */
  readonly milliseconds: number;
}

/** The Worker, every one of whose batches of statements is counted: that of the cron trigger and of the queue tell nobody what they cost. */
const COUNTED = `import worker from "./index.js";
const nothing = () => ({ roundTrips: 0, statements: 0, rowsRead: 0, rowsWritten: 0, milliseconds: 0 });
let asked = nothing();
let counted;
const count = (env) => (counted ??= {
  ...env,
  DB: {
    prepare: (sql) => env.DB.prepare(sql),
    batch: async (statements) => {
      asked.roundTrips += 1;
      asked.statements += statements.length;
      const results = await env.DB.batch(statements);
      for (const { meta } of results) {
        asked.rowsRead += meta.rows_read;
        asked.rowsWritten += meta.rows_written;
        asked.milliseconds += meta.duration;
      }
      return results;
    },
  },
});
export default {
  fetch(request, env, ctx) {
    if (new URL(request.url).pathname !== "/bench/asked") return worker.fetch(request, count(env), ctx);
    const answer = Response.json(asked);
    asked = nothing();
    return answer;
  },
  scheduled: (controller, env, ctx) => worker.scheduled(controller, count(env), ctx),
  queue: (batch, env, ctx) => worker.queue(batch, count(env), ctx),
};`;

export interface BenchServer {
  /** Calls the API. */
  api(path: string, init?: RequestInit): Promise<Response>;
  /** Calls the floor. */
  floor(body: string): Promise<Response>;
  /** Fires the cron trigger. */
  tick(): Promise<void>;
  /** Of a server that counts: what the database was asked since the last call. */
  asked(): Promise<Asked>;
  readonly database: D1Database;
  stop(): Promise<void>;
}

/** Starts the built Worker (counting what it asks the database) and the floor beside it on one database in memory. */
export async function startBenchServer(scriptPath: string, { counting = false } = {}): Promise<BenchServer> {
  // Miniflare puts a router in front of a Worker with assets, which would cost more than either.
  const { modulesRules: _, assets: __, ...wrangler } = readWorkerOptions(WRANGLER_CONFIG).workerOptions;
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
          ...(counting ? countedModules(scriptPath) : { modules: true as const, scriptPath }),
          modulesRoot: dirname(scriptPath),
          bindings: { ...options.bindings, ...secrets },
          serviceBindings: { ASSETS: readAsset },
          outboundService: nobody,
          unsafeDirectSockets: [{}],
        },
        {
          name: "floor",
          modules: true,
          script: FLOOR,
          compatibilityDate: options.compatibilityDate ?? "2026-11-02",
          d1Databases: options.d1Databases ?? {},
          unsafeDirectSockets: [{}],
        },
      ],
    }),
  );
  await miniflare.ready;
  const database = await miniflare.getD1Database("DB", "infield");
  await applyMigrations(database, MIGRATIONS_DIR);
  const worker = await miniflare.getWorker("infield");
  // Straight to each Worker's own socket: miniflare's entry in front of it would cost more than either.
  const [infield, floor] = await Promise.all([
    miniflare.unsafeGetDirectURL("infield"),
    miniflare.unsafeGetDirectURL("floor"),
  ]);
  return {
    api: (path, init) => fetch(new URL(path, infield), init),
    floor: (body) => fetch(floor, { method: "POST", body }),
    async tick() {
      await worker.scheduled({ cron: "* * * * *", scheduledTime: new Date() });
    },
    asked: async () => (await (await fetch(new URL("/bench/asked", infield))).json()) as Asked,
    database,
    stop: () => miniflare.dispose(),
  };
}

function countedModules(scriptPath: string) {
  const main = { type: "ESModule" as const, path: join(dirname(scriptPath), "counted.js"), contents: COUNTED };
  return { modules: [main, { type: "ESModule" as const, path: scriptPath }] };
}

async function readAsset({ url }: { url: string }): Promise<MiniflareResponse> {
  return new MiniflareResponse(await readFile(join(ASSETS_DIR, new URL(url).pathname)));
}

/** Every receiver of webhooks in the world: deliveries are made in the background and reach nobody. */
function nobody(): MiniflareResponse {
  return new MiniflareResponse(null, { status: 204 });
}
