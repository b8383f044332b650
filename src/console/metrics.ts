import { D1Connection } from "../db/d1.ts";
import { listShards } from "../db/shards.ts";
import { UnscopedDb } from "../db/tenant-db.ts";
import type { Env } from "../env.ts";
import type { OperatorScope } from "../http/context.ts";
import { type Api, operation } from "../http/operation.ts";
import { logWarning } from "../log.ts";
import {
  COUNTED_MOST,
  countDueDeliveries,
  countDueImports,
  countDueMigrations,
  countDueRepairs,
  countTenants,
  type TenantCounts,
} from "./metrics-store.ts";
import { type Gauge, OPEN_METRICS_TYPE, type Sample, writeOpenMetrics } from "./open-metrics.ts";

const metricsRoute = operation({
  operationId: "getMetrics",
  method: "get",
  path: "/v1/metrics",
  permission: "operator",
  summary: "What the deployment is at, by shard, as OpenMetrics",
  description:
    "Gauges that Prometheus and its kin read. Reads a row of each company and of each thing that is due, of every kind " +
    `${COUNTED_MOST} at most. Of a shard that does not answer there is only \`infield_shard_up\` 0.`,
  tags: ["Operator"],
  responses: {
    200: {
      description: "The metrics",
      content: { "application/openmetrics-text": { schema: { type: "string" as const } } },
    },
  },
});

export function mountMetricsRoute(api: Api): void {
  api.openapi(metricsRoute, async (c) => {
    const shards = await readShards(c.env, c.var.operator);
    return c.body(writeOpenMetrics(toGauges(shards, c.var.now)), 200, {
      "content-type": OPEN_METRICS_TYPE,
      "cache-control": "no-store",
    });
  });
}

interface ShardCounts {
  readonly tenants: TenantCounts;
  readonly deliveries: number;
  readonly imports: number;
  readonly migrations: number;
  readonly repairs: number;
}

/** By shard, one round trip each; undefined for one that does not answer. */
function readShards(env: Env, { db, shard: own, now }: OperatorScope): Promise<readonly (ShardCounts | undefined)[]> {
  return Promise.all(
    listShards(env).map(async (database, shard) => {
      try {
        return await readCounts(shard === own ? db : new UnscopedDb(new D1Connection(database)), now);
      } catch (error) {
        logWarning("a shard does not answer", error, { shard });
        return undefined;
      }
    }),
  );
}

async function readCounts(db: UnscopedDb, now: number): Promise<ShardCounts> {
  const [[tenants], [deliveries], [imports], [migrations], [repairs]] = await db.read([
    countTenants(now),
    countDueDeliveries(now),
    countDueImports(now),
    countDueMigrations(now),
    countDueRepairs(now),
  ]);
  if (!(tenants && deliveries && imports && migrations && repairs)) throw new Error("a count answers a row");
  return {
    tenants,
    deliveries: deliveries.due,
    imports: imports.due,
    migrations: migrations.due,
    repairs: repairs.due,
  };
}

function toGauges(shards: readonly (ShardCounts | undefined)[], now: number): Gauge[] {
  const everywhere = shards.map((counts, shard) => ({ counts, shard: String(shard) }));
  const measure = (value: (counts: ShardCounts) => number, labels: Sample["labels"] = {}): Sample[] =>
    everywhere.flatMap(({ counts, shard }) => (counts ? [{ labels: { shard, ...labels }, value: value(counts) }] : []));
  const gauge = (name: string, help: string, ...samples: readonly Sample[][]): Gauge => ({
    name: `infield_${name}`,
    help,
    samples: samples.flat(),
  });
  const up = everywhere.map(({ counts, shard }): Sample => ({ labels: { shard }, value: counts ? 1 : 0 }));
  return [
    gauge("shard_up", "Whether the database answers.", up),
    gauge(
      "tenants",
      "Companies.",
      measure(({ tenants }) => tenants.active, { status: "active" }),
      measure(({ tenants }) => tenants.suspended, { status: "suspended" }),
    ),
    {
      ...gauge(
        "evaluation_lag_seconds",
        "For how long the company has been due that waits longest for its evaluation.",
        measure(({ tenants }) => Math.max(0, now - (tenants.oldest ?? now)) / 1000),
      ),
      unit: "seconds",
    },
    gauge(
      "evaluations_due",
      "Companies that are due, those in work among them.",
      measure(({ tenants }) => tenants.due),
    ),
    gauge(
      "evaluations_leased",
      "Companies that are due and in work.",
      measure(({ tenants }) => tenants.leased),
    ),
    gauge(
      "evaluations_failing",
      "Companies whose evaluation has not come to an end in time.",
      measure(({ tenants }) => tenants.failing),
    ),
    gauge(
      "evaluations_last_hour",
      "Companies that were evaluated within the last hour.",
      measure(({ tenants }) => tenants.last_hour),
    ),
    gauge(
      "webhook_deliveries_due",
      "Deliveries that are due.",
      measure((counts) => counts.deliveries),
    ),
    gauge(
      "imports_due",
      "Imports that nobody is at.",
      measure((counts) => counts.imports),
    ),
    gauge(
      "migrations_due",
      "Migrations of deals that nobody is at.",
      measure((counts) => counts.migrations),
    ),
    gauge(
      "repairs_due",
      "Repairs that nobody is at.",
      measure((counts) => counts.repairs),
    ),
  ];
}
