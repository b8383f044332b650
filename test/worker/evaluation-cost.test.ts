import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { foundTenant, type TestTenant } from "../support/api.ts";
import { publishProcess, SMALL_DOCUMENT } from "../support/story.ts";
import { createEndpoint, interceptFetch, receiver } from "../support/webhooks.ts";

const OPEN = 10_000;
const CLOSED = 90_000;
const WEEKS = 520;

beforeAll(interceptFetch);

/** Straight into the database: through the API this would take hours. `:now` is written out, for D1 binds every number as a REAL. */
async function run(tenant: TestTenant, processId: string, sql: string): Promise<void> {
  await env.DB.prepare(sql.replaceAll(":now", String(Date.now())))
    .bind(tenant.id, processId)
    .run();
}

/** A company of many years: 10,000 open and 90,000 closed deals, ten years of flows, 2,000 alerts of the past, 500 snapshots. */
async function largeCompany(): Promise<{ tenant: TestTenant; processId: string }> {
  const tenant = await foundTenant();
  const processId = await publishProcess(tenant, SMALL_DOCUMENT);
  await createEndpoint(tenant, receiver().url, ["alert.*"]);
  const numbers = (count: number) =>
    `WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${count})`;
  const deals = (prefix: string, count: number, status: string, stage: string, hollow: number) =>
    run(
      tenant,
      processId,
      `INSERT INTO opportunities (tenant_id, id, name, amount_minor, currency, process_id, version, status, stage, earned_stage, hollow,
         score_hundredths, visit, stage_entered_at, created_at, updated_at, closed_at, owner, pushes, opened_day, last_event_at,
         expected_close_day)
       ${numbers(count)}
       SELECT ?1, 'opp_${prefix}' || n, 'A deal', 100000 + n, 'EUR', ?2, 1, '${status}', '${stage}', 'find', ${hollow}, 1000, 1,
         :now - 50 * 86400000, :now, :now, ${status === "open" ? "NULL" : ":now"}, 'Rep ' || (n % 50), n % 4,
         :now / 86400000 - 200, :now - (n % 30) * 86400000, :now / 86400000 - n % 3 FROM number`,
    );
  await deals("a", OPEN / 2, "open", "find", 0);
  await deals("b", OPEN / 2, "open", "close", 1);
  await deals("c", CLOSED / 2, "won", "close", 0);
  await deals("d", CLOSED / 2, "lost", "find", 0);
  await run(
    tenant,
    processId,
    `INSERT INTO process_flows (tenant_id, process_id, week, counts)
     ${numbers(WEEKS)}
     SELECT ?1, ?2, (:now / 86400000 + 3) / 7 - n + 1, json_object(
       'entered:find:' || (:now / 86400000 - 7 * n), 40, 'passed:find:' || (:now / 86400000 - 7 * n), 20,
       'won:' || (:now / 86400000 - 7 * n) || ':30', 5, 'lost:' || (:now / 86400000 - 7 * n) || ':20', 5) FROM number`,
  );
  await run(
    tenant,
    processId,
    `INSERT INTO alerts (tenant_id, id, process_id, rule, subject, severity, status, value, threshold, n, message, opportunities, opened_at,
       updated_at, resolved_at)
     ${numbers(2_000)}
     SELECT ?1, 'alr_old' || n, ?2, 'stalled', 'process', 'warning', 'resolved', 0.3, 0.25, 9, 'Old', '[]', :now, :now, :now FROM number`,
  );
  await run(
    tenant,
    processId,
    `INSERT INTO funnel_snapshots (tenant_id, process_id, day, funnel, taken_at)
     ${numbers(500)} SELECT ?1, ?2, :now / 86400000 - n, '{}', :now FROM number`,
  );
  return { tenant, processId };
}

test("one evaluation of 10,000 open and 90,000 closed deals: 4 round trips, none of the closed ones read, little written", async () => {
  const { tenant } = await largeCompany();
  await tenant.call("GET", "/v1/tenant"); // the credential is cached from here on
  for (const round of ["first", "again"]) {
    const { body, d1, status } = await tenant.call("POST", "/v1/funnel/evaluate", { body: {} });
    expect(status, JSON.stringify(body)).toBe(200);
    const { raised, escalated, resolved } = body.alerts;
    const changed = raised.length + escalated.length + resolved.length;
    if (round === "first") expect(changed).toBeGreaterThan(3);
    else expect(changed).toBe(0);
    expect(d1.roundTrips).toBeLessThanOrEqual(4);
    expect(d1.rowsRead).toBeLessThanOrEqual(2 * OPEN + 1_000);
    // What one alert writes: itself, its index, its event, a delivery and that one's index.
    expect(d1.rowsWritten).toBeLessThanOrEqual(30 + 5 * changed);
  }
}, 120_000);

test("a longer window costs one more round trip, and what it reaches back to", async () => {
  const { tenant } = await largeCompany();
  await tenant.call("PATCH", "/v1/alert-rules/thin_top", { body: { window_days: 365 } });
  const { body, d1 } = await tenant.call("POST", "/v1/funnel/evaluate", { body: {} });
  const thin = body.processes[0].figures.find(({ rule }: { rule: string }) => rule === "thin_top");
  // 40 enter each week, in every window.
  expect(thin.value).toBeGreaterThan(0.95);
  expect(thin.n).toBeGreaterThan(2_000);
  expect(d1.roundTrips).toBeLessThanOrEqual(4);
  expect(d1.rowsRead).toBeLessThanOrEqual(2 * OPEN + 1_000);
}, 120_000);

test("as many statements for ten processes as for one: so many evaluations as a batch of the queue brings fit into an invocation", async () => {
  const tenant = await foundTenant();
  const evaluate = () => tenant.call("POST", "/v1/funnel/evaluate", { body: {} });
  await publishProcess(tenant, SMALL_DOCUMENT);
  await evaluate();
  const { d1: one } = await evaluate();
  for (let count = 2; count <= 10; count++) await publishProcess(tenant, SMALL_DOCUMENT);
  await evaluate();
  const { d1: ten, body } = await evaluate();
  expect(body.processes).toHaveLength(10);
  expect(ten.queries).toBe(one.queries);
  // A batch is of 20, beside which imports, migrations and a repair take some 700 statements.
  expect(ten.queries).toBeLessThanOrEqual(25);
  expect(ten.roundTrips).toBeLessThanOrEqual(4);
  expect(ten.rowsWritten).toBeLessThanOrEqual(30);
});
