import { z } from "@hono/zod-openapi";
import { findOldestDue } from "../alerts/claim-store.ts";
import { D1Connection } from "../db/d1.ts";
import { listShards } from "../db/shards.ts";
import { UnscopedDb } from "../db/tenant-db.ts";
import type { Env } from "../env.ts";
import { type Api, json, operation } from "../http/operation.ts";
import { logWarning } from "../log.ts";

/** From here on evaluations lag behind so far that somebody should look. */
const DEGRADED_SECONDS = 15 * 60;
/** A database that has not answered by then counts as unreachable: whoever asks does not wait for ever. */
const PATIENCE_MS = 5_000;
/** So long an isolate answers what it knows: anybody may ask, and no number of them shall keep the databases busy. */
const KNOWN_MS = 5_000;

const HealthSchema = z
  .strictObject({
    status: z.enum(["ok", "degraded", "unavailable"]),
    evaluation_lag_seconds: z.number().nullable().openapi({
      description:
        "For how long the company has been due that waits longest for its evaluation; 0 when none is due, null when no database answers",
    }),
    unreachable_shards: z.int().openapi({ description: "Databases that do not answer" }),
  })
  .openapi("Health");

type Health = z.infer<typeof HealthSchema>;

const healthRoute = operation({
  operationId: "getHealth",
  method: "get",
  path: "/healthz",
  permission: "public",
  summary: "Whether the service works, and how far its evaluations lag behind",
  description:
    "`degraded`, when evaluations lag 15 minutes behind or a database of several does not answer, is 200 all the same: a load balancer that " +
    "took the service away would make it worse. `unavailable`, when no database answers, is 503. What is answered is up to 5 seconds old.",
  tags: ["Service"],
  responses: { 200: json("It does", HealthSchema), 503: json("No database answers", HealthSchema) },
});

const known = new WeakMap<Env, { readonly health: Health; readonly at: number }>();

export function mountHealthRoute(api: Api): void {
  api.openapi(healthRoute, async (c) => {
    const { now } = c.var;
    const last = known.get(c.env);
    const isKnown = last !== undefined && now >= last.at && now - last.at < KNOWN_MS;
    const health = isKnown ? last.health : await readHealth(c.env, now);
    if (!isKnown) known.set(c.env, { health, at: now });
    return c.json(health, health.status === "unavailable" ? 503 : 200, { "cache-control": "no-store" });
  });
}

/** One indexed row of each shard. */
async function readHealth(env: Env, now: number): Promise<Health> {
  const lags = await Promise.all(listShards(env).map((database, shard) => readLagMs(database, shard, now)));
  const reached = lags.filter((lag) => lag !== undefined);
  const unreachable = lags.length - reached.length;
  if (reached.length === 0) {
    return { status: "unavailable", evaluation_lag_seconds: null, unreachable_shards: unreachable };
  }
  const seconds = Math.max(...reached) / 1000;
  return {
    status: unreachable > 0 || seconds > DEGRADED_SECONDS ? "degraded" : "ok",
    evaluation_lag_seconds: seconds,
    unreachable_shards: unreachable,
  };
}

/** Undefined when the shard does not answer. */
async function readLagMs(database: D1Database, shard: number, now: number): Promise<number | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), PATIENCE_MS);
  });
  try {
    const answer = new UnscopedDb(new D1Connection(database)).read([findOldestDue()]);
    const [[oldest]] = await Promise.race([answer, tooLong]);
    return oldest ? Math.max(0, now - oldest.evaluate_at) : 0;
  } catch (error) {
    logWarning("a shard does not answer", error, { shard });
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
