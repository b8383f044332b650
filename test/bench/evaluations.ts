import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CLAIMED_AT_ONCE } from "../../src/alerts/claim.ts";
import { EVALUATIONS_AT_ONCE } from "../../src/alerts/queue.ts";
import { PROJECT_DIR } from "../../src/local/project.ts";
import { EXPORT_MAPPING, generateExport } from "../support/generated-pipeline.ts";
import { foundCompany } from "./client.ts";
import { type Asked, type BenchServer, startBenchServer } from "./server.ts";

const OPEN_DEALS = 100;
const CLOSED_DEALS = 100;
const CLONED_AT_ONCE = 50;
const DAY_MS = 86_400_000;

/** Tables of a company that an evaluation reads or writes. The parents of a foreign key come before their children. */
const CLONED = [
  "processes",
  "process_versions",
  "process_rollups",
  "process_flows",
  "opportunities",
  "stage_visits",
  "opportunity_criteria",
  "currency_rates",
];

/** What the arithmetic is made for. */
const FLEET = 10_000;
const HOUR_MS = 3_600_000;
/** Over so many minutes those of one zone are spread after their midnight, see src/alerts/next-evaluation.ts. */
const MIDNIGHT_MINUTES = 10;
/** A round trip from a Worker to a database on the same continent: an assumption, and not a short one. */
const ROUND_TRIP_MS = 30;
/** The platform's limits (developers.cloudflare.com: D1, Queues and Workers, "Limits"). */
const STATEMENTS_AN_INVOCATION = 1_000;
const CONSUMERS_MOST = 250;
const CPU_SECONDS_MOST = 30;
const WALL_SECONDS_MOST = 15 * 60;
interface HealthAnswer {
  readonly evaluation_lag_seconds: number;
}

interface Round {
  readonly seconds: number;
  readonly asked: Asked;
}

/**
 * The cron trigger and the queue evaluate so many companies of 100 open deals: once, which raises their first alerts, and again, which is what
 * every later hour is like. Prints what it took, and what it comes to for 10,000 companies an hour.
 */
export async function measureEvaluations(scriptPath: string, tenants: number): Promise<void> {
  const server = await startBenchServer(scriptPath, { counting: true });
  try {
    await foundTenants(server, tenants);
    console.log(
      `\nevaluations by the cron trigger and the queue, ${tenants} companies of ${OPEN_DEALS} open and ${CLOSED_DEALS} closed deals`,
    );
    const first = await evaluateAll(server, tenants);
    printRound("first, raising alerts", first, tenants);
    const again = await evaluateAll(server, tenants);
    printRound("again", again, tenants);
    await evaluateDue(server, tenants);
    const { evaluation_lag_seconds: lag } = (await (await server.api("/healthz")).json()) as HealthAnswer;
    console.log(`${"".padEnd(27)} once those are done that have become due meanwhile, the lag is ${lag} s`);
    printArithmetic(first, tenants);
  } finally {
    await server.stop();
  }
}

/** One company is made by the API, and all others are the same in the database. */
async function foundTenants(server: BenchServer, tenants: number): Promise<void> {
  const { client, tenantId, processId } = await foundCompany(server);
  const [endpoint] = (await client("GET", "/v1/webhook-endpoints")).body.data;
  await client("DELETE", `/v1/webhook-endpoints/${endpoint.id}`);
  const form = new FormData();
  form.set("file", new File([pipeline()], "pipeline.csv", { type: "text/csv" }));
  form.set("mapping", JSON.stringify({ process_id: processId, ...EXPORT_MAPPING }));
  const imported = await client("POST", "/v1/imports", form);
  if (imported.body.created !== OPEN_DEALS + CLOSED_DEALS) throw new Error(JSON.stringify(imported.body));
  await cloneTenant(server, tenantId, tenants - 1);
}

function pipeline(): string {
  const [header = "", ...rows] = generateExport(1, 1_000).csv.trim().split(/\r?\n/);
  const closed = rows.filter((row) => /,(Won|Lost),/.test(row)).slice(0, CLOSED_DEALS);
  const open = rows.filter((row) => /,(Prospecting|Engaging),/.test(row)).slice(0, OPEN_DEALS);
  if (closed.length < CLOSED_DEALS || open.length < OPEN_DEALS) throw new Error("too few deals are generated");
  const csv = [header, ...open, ...closed, ""].join("\r\n");
  return csv.replace(/\b201[67]-\d\d-\d\d\b/g, upToYesterday);
}

/** The generated dates end with 2017; a company's own end with yesterday, so that what happened of late is there to be read. */
function upToYesterday(date: string): string {
  const shifted = Date.parse(date) + Math.floor(Date.now() / DAY_MS) * DAY_MS - Date.UTC(2018, 0, 1);
  return new Date(shifted).toISOString().slice(0, 10);
}

async function cloneTenant({ database }: BenchServer, tenantId: string, clones: number): Promise<void> {
  const columnsOf = async (table: string, but: string) => {
    const { results } = await database.prepare(`PRAGMA table_info(${table})`).all<{ name: string }>();
    return results.map(({ name }) => name).filter((name) => name !== but);
  };
  const columns = new Map<string, string>();
  columns.set("tenants", (await columnsOf("tenants", "id")).join());
  for (const table of CLONED) columns.set(table, (await columnsOf(table, "tenant_id")).join());
  for (let from = 1; from <= clones; from += CLONED_AT_ONCE) {
    const to = Math.min(clones, from + CLONED_AT_ONCE - 1);
    await database.batch(
      [...columns].map(([table, others]) => {
        const key = table === "tenants" ? "id" : "tenant_id";
        return database
          .prepare(
            `INSERT INTO ${table} (${key}, ${others})
             WITH RECURSIVE number(n) AS (SELECT ?2 UNION ALL SELECT n + 1 FROM number WHERE n < ?3)
             SELECT 'ten_clone' || n, ${others} FROM number CROSS JOIN ${table} WHERE ${key} = ?1`,
          )
          .bind(tenantId, from, to);
      }),
    );
  }
}

/** Makes everybody due and has them evaluated. */
async function evaluateAll(server: BenchServer, tenants: number): Promise<Round> {
  await server.database
    .prepare("UPDATE tenants SET evaluate_at = ?1")
    .bind(Date.now() - 1_000)
    .run();
  await server.asked();
  const started = performance.now();
  await evaluateDue(server, tenants);
  return { seconds: (performance.now() - started) / 1000, asked: await server.asked() };
}

/** Lets the trigger fire as often as so many need, and waits until the queue has done with whoever is due now. */
async function evaluateDue(server: BenchServer, tenants: number): Promise<void> {
  const due = server.database.prepare("SELECT count(*) AS n FROM tenants WHERE evaluate_at <= ?1").bind(Date.now());
  for (let fired = 0; fired < tenants; fired += CLAIMED_AT_ONCE) await server.tick();
  while (((await due.first<number>("n")) ?? 0) > 0) await new Promise((resolve) => setTimeout(resolve, 100));
}

function printRound(name: string, { seconds, asked }: Round, tenants: number): void {
  const each = (count: number) => (count / tenants).toFixed(1);
  console.log(
    `${name.padEnd(27)} ${seconds.toFixed(1)} s, ${(tenants / seconds).toFixed(0)} companies/s; each, its claim included: ${each(asked.roundTrips)} round trips, ${each(asked.statements)} statements, ${each(asked.rowsRead)} rows read, ${each(asked.rowsWritten)} written, ${(asked.milliseconds / tenants).toFixed(2)} ms of the database`,
  );
}

/** From what the dearer round has measured, line by line, each against what there is of it. */
function printArithmetic({ seconds, asked }: Round, tenants: number): void {
  const statements = asked.statements / tenants;
  const trips = asked.roundTrips / tenants;
  const databaseMs = asked.milliseconds / tenants;
  const ownMs = (1000 * seconds) / tenants;
  const batchSize = readBatchSize();
  const batches = Math.ceil(FLEET / batchSize);
  const turns = Math.ceil(batchSize / EVALUATIONS_AT_ONCE);
  const batchSeconds = (turns * trips * ROUND_TRIP_MS) / 1000;
  const perMinute = FLEET / MIDNIGHT_MINUTES + FLEET / 60;
  const ofHour = (ms: number) => `${(ms / 1000).toFixed(0)} s, ${((100 * ms) / HOUR_MS).toFixed(1)} % of the hour`;
  const lines: readonly (readonly [string, string])[] = [
    ["claims", `${FLEET} ÷ ${CLAIMED_AT_ONCE} a tick of one shard = ${Math.ceil(FLEET / CLAIMED_AT_ONCE)} of 60 ticks`],
    [
      "claims, all of one zone",
      `at midnight ${FLEET} ÷ ${MIDNIGHT_MINUTES} min + ${FLEET} ÷ 60 min = ${perMinute.toFixed(0)} of ${CLAIMED_AT_ONCE} a tick`,
    ],
    ["messages", `${FLEET} in ${batches} batches of ${batchSize}`],
    [
      "statements of a batch",
      `${batchSize} × ${statements.toFixed(1)} = ${Math.ceil(batchSize * statements)} of ${STATEMENTS_AN_INVOCATION}`,
    ],
    [
      "CPU of a batch",
      `${batchSize} × less than ${ownMs.toFixed(1)} ms = ${((batchSize * ownMs) / 1000).toFixed(1)} s of ${CPU_SECONDS_MOST}`,
    ],
    [
      "wall time of a batch",
      `${turns} turns × ${trips.toFixed(1)} × ${ROUND_TRIP_MS} ms a round trip (assumed) = ${batchSeconds.toFixed(1)} s of ${WALL_SECONDS_MOST}`,
    ],
    [
      "consumers at once",
      `${batches} × ${batchSeconds.toFixed(1)} s ÷ 3600 s = ${((batches * batchSeconds * 1000) / HOUR_MS).toFixed(2)} of ${CONSUMERS_MOST}`,
    ],
    ["thread of one shard", `${FLEET} × ${databaseMs.toFixed(2)} ms = ${ofHour(FLEET * databaseMs)}`],
    [
      "rows of one shard",
      `${((FLEET * asked.rowsRead) / tenants / 1e6).toFixed(1)} million read, ${((FLEET * asked.rowsWritten) / tenants / 1e6).toFixed(2)} million written`,
    ],
    ["on this machine", `one batch after the other ${FLEET} × ${ownMs.toFixed(1)} ms = ${ofHour(FLEET * ownMs)}`],
  ];
  console.log(`\n${FLEET} companies an hour, by what was measured`);
  for (const [name, line] of lines) console.log(`${name.padEnd(27)} ${line}`);
}

function readBatchSize(): number {
  const config = readFileSync(join(PROJECT_DIR, "wrangler.toml"), "utf8");
  return Number(/queue = "infield-jobs"\n(?:#.*\n)*max_batch_size = (\d+)/.exec(config)?.[1]);
}
