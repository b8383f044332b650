import { dirname } from "node:path";
import type { LegacyWorkerOptions } from "miniflare";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, Response as MiniflareResponse } from "miniflare";
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
  await applyMigrations(await miniflare.getD1Database("DB", "infield"), MIGRATIONS_DIR);
  // Straight to each Worker's own socket: miniflare's entry in front of it would cost more than either.
  const [infield, floor] = await Promise.all([
    miniflare.unsafeGetDirectURL("infield"),
    miniflare.unsafeGetDirectURL("floor"),
  ]);
  return {
    api: (path, init) => fetch(new URL(path, infield), init),
    floor: (body) => fetch(floor, { method: "POST", body }),
    stop: () => miniflare.dispose(),
  };
}

/** Every receiver of webhooks in the world: deliveries are made in the background and reach nobody. */
function nobody(): MiniflareResponse {
  return new MiniflareResponse(null, { status: 204 });
}
