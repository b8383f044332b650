import type { Check } from "./budgets.ts";
import { type Client, foundCompany } from "./client.ts";
import type { BenchServer } from "./server.ts";

const DAY_MS = 86_400_000;
const YEARS = 3;
const OWNERS = 50;
const INSERTED_AT_ONCE = 10_000;
const STAGES = ["lead", "need", "offer", "decision", "contract"];

/**
 * A company of many deals, a tenth of them open, each of which has been in five stages: what the figures of its funnel cost, the closed deals
 * of three years being in the totals and the flows.
 */
export async function measureLargeCompany(server: BenchServer, deals: number, check: Check): Promise<void> {
  const { client, tenantId } = await foundCompany(server);
  const criteria = (key: string) => [{ key: `${key}_done`, name: `${key} is done`, weight: 20, required: true }];
  const stages = STAGES.map((key) => ({ key, name: key, max_days: 40, criteria: criteria(key) }));
  const { id } = (await client("POST", "/v1/processes", { name: "Large", document: { stages } })).body;
  await client("POST", `/v1/processes/${id}/publish`);
  const open = deals / 10;
  await insertDeals(server, tenantId, id, { deals, open });
  console.log(`\n${open} open and ${deals - open} closed deals of five visits, ${YEARS} years, ${OWNERS} owners`);
  await repair(client, id, "rollups");
  await repair(client, id, "snapshots");

  const read = async (name: string, path: string, rowsRead: number) =>
    check(name, await timed(() => client("GET", path)), { roundTrips: 1, rowsRead, rowsWritten: 0 });
  await client("GET", `/v1/funnel?process_id=${id}`); // the credential and the version are in the isolate from here on
  await read("live funnel", `/v1/funnel?process_id=${id}`, 1.1 * open + 100);
  await read("conversion", `/v1/funnel/conversion?process_id=${id}`, 1.1 * open + 100);
  await read("velocity of a year", `/v1/funnel/velocity?process_id=${id}&from=${dateBefore(365)}`, 1.1 * open + 100);
  // Each key of the weeks of two years ago and before is looked at for what was promised then.
  await read("forecast", `/v1/funnel/forecast?process_id=${id}`, 1.1 * open + 150_000);
  // Deals that were closed by then are read alone, all others with their visits.
  await read("as of yesterday", `/v1/funnel?process_id=${id}&as_of=${dateBefore(1)}`, deals + 7 * open + 100);
  await read("as of a year ago", `/v1/funnel?process_id=${id}&as_of=${dateBefore(365)}`, 7 * deals);
  await read("snapshots, 100 days", `/v1/funnel/snapshots?process_id=${id}&limit=100`, 110);
  const digest = { roundTrips: 4, rowsRead: 2 * open + 1_000, rowsWritten: 0 };
  check("digest", await timed(() => client("GET", "/v1/funnel/digest")), digest);
  const evaluate = async (name: string) => {
    const evaluated = await timed(() => client("POST", "/v1/funnel/evaluate", {}));
    const { raised, escalated, resolved } = evaluated.body.alerts;
    const changed = raised.length + escalated.length + resolved.length;
    const budget = { roundTrips: 4, rowsRead: 2 * open + 1_000, rowsWritten: 30 + 6 * changed };
    check(`${name}, ${changed} alerts changed`, evaluated, budget);
  };
  await evaluate("evaluate");
  await evaluate("again");
  const [alert] = (await client("GET", "/v1/alerts?limit=1")).body.data;
  check("acknowledge", await timed(() => client("POST", `/v1/alerts/${alert.id}/acknowledge`, {})), {
    roundTrips: 2,
    rowsRead: 40,
    rowsWritten: 10,
  });
}

async function timed<Result>(call: () => Promise<Result>): Promise<Result & { milliseconds: number }> {
  const started = performance.now();
  const result = await call();
  return { ...result, milliseconds: performance.now() - started };
}

function dateBefore(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
}

/** Follows a repair to its end; the queue works on it, so what it costs is told in time. */
async function repair(client: Client, processId: string, kind: "rollups" | "snapshots"): Promise<void> {
  const started = performance.now();
  await client("POST", "/v1/funnel/repairs", { process_id: processId, kind });
  let last: { status: string; result: Record<string, unknown> };
  do {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const { data } = (await client("GET", "/v1/funnel/repairs")).body;
    last = data.find((one: { kind: string; process_id: string }) => one.kind === kind && one.process_id === processId);
  } while (last.status === "queued");
  const { differing: _, ...result } = last.result;
  if (last.status !== "completed") throw new Error(JSON.stringify(last));
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `${`repair of ${kind}`.padEnd(27)} ${seconds.toFixed(1)} s, the queue's waits included ${JSON.stringify(result)}`,
  );
}

/** Straight into the database, as deals of before days were kept: the repair fills these in. */
async function insertDeals(
  { database }: BenchServer,
  tenantId: string,
  processId: string,
  { deals, open }: { readonly deals: number; readonly open: number },
): Promise<void> {
  const now = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  // Deal n was closed (an open one has entered its stage) `ended` days ago, and began `cycle` days before.
  const lives = `
    WITH RECURSIVE number(n) AS (SELECT CAST(?3 AS INTEGER) UNION ALL SELECT n + 1 FROM number WHERE n < ?4),
      life AS (
        SELECT n, 'opp_' || printf('%08d', n) AS id, n <= ${open} AS is_open, 10 + n * 31 % 200 AS cycle,
          CASE WHEN n <= ${open} THEN n % 60 ELSE n * 7919 % ${YEARS * 365} END AS ended
        FROM number)`;
  const stage = `CASE step.value ${STAGES.map((key, index) => `WHEN ${index} THEN '${key}'`).join(" ")} END`;
  const startOf = (days: string) => `${now} - (${days}) * ${DAY_MS}`;
  for (let from = 1; from <= deals; from += INSERTED_AT_ONCE) {
    const range = [from, Math.min(deals, from + INSERTED_AT_ONCE - 1)];
    await database.batch(
      [
        `INSERT INTO opportunities (tenant_id, process_id, id, name, amount_minor, currency, version, status, stage, earned_stage, hollow,
           score_hundredths, visit, stage_entered_at, created_at, updated_at, closed_at, owner, pushes, opened_day, expected_close_day,
           last_event_at)
         ${lives}
         SELECT ?1, ?2, id, 'Deal ' || n, n % 90000 * 100, 'USD', 1, iif(is_open, 'open', iif(n % 2, 'won', 'lost')), '${STAGES.at(-1)}',
           '${STAGES[0]}', n % 5 = 0, n % 100 * 100, 5, ${startOf("ended")}, ${now}, ${now}, iif(is_open, NULL, ${startOf("ended")}),
           'Rep ' || (n % ${OWNERS}), n % 4, ${now / DAY_MS} - ended - cycle, ${now / DAY_MS} - ended + 30, ${startOf("ended")} FROM life`,
        `INSERT INTO stage_visits (tenant_id, process_id, opportunity_id, visit, stage, direction, entered_at, left_at, score_at_entry)
         ${lives}
         SELECT ?1, ?2, life.id, step.value + 1, ${stage}, iif(step.value, 'forward', 'entry'), ${startOf("ended + cycle * (4 - step.value) / 5")},
           CASE WHEN step.value < 4 THEN ${startOf("ended + cycle * (3 - step.value) / 5")} WHEN NOT is_open THEN ${startOf("ended")} END,
           step.value * 2000
         FROM life CROSS JOIN json_each('[0,1,2,3,4]') AS step`,
      ].map((sql) => database.prepare(sql).bind(tenantId, processId, ...range)),
    );
  }
}
