import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { foundTenant, type TestTenant } from "../support/api.ts";
import { alertEventsOf, evaluate, hollowCompany } from "../support/hollow-company.ts";
import { insertDeals, times } from "../support/open-deals.ts";
import { beforeNextCommit } from "../support/races.ts";
import { publishProcess, SMALL_DOCUMENT } from "../support/story.ts";
import { createEndpoint, interceptFetch, receiver } from "../support/webhooks.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Tuesday. Helsinki, where the companies are, is two hours ahead. */
const NOON = Date.parse("2026-11-24T10:00:00Z");
const at = (time: number) => new Date(time).toISOString();

beforeAll(interceptFetch);

beforeEach(() => {
  vi.setSystemTime(NOON);
});

async function setDigest(tenant: TestTenant, digest: object | null): Promise<void> {
  const reply = await tenant.call("PATCH", "/v1/tenant", { body: { digest } });
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
}

const scheduleOf = (tenant: TestTenant) =>
  env.DB.prepare("SELECT evaluate_at, digest_due_at FROM tenants WHERE id = ?1")
    .bind(tenant.id)
    .first<{ evaluate_at: number; digest_due_at: number | null }>();

const digestsOf = async (tenant: TestTenant) =>
  (await alertEventsOf(tenant)).filter(({ type }) => type === "funnel.digest").map(({ digest }) => digest);

describe("a digest", () => {
  test("is sent by the first evaluation at or after its time, once, and the next one is due then", async () => {
    const { tenant } = await hollowCompany(25);
    await setDigest(tenant, { every: "daily", at: "13:00" });
    const due = Date.parse("2026-11-24T11:00:00Z");
    expect((await scheduleOf(tenant))?.digest_due_at).toBe(due);
    await evaluate(tenant);
    expect(await digestsOf(tenant)).toEqual([]);
    // It is evaluated when the digest is due, not an interval later.
    expect((await scheduleOf(tenant))?.evaluate_at).toBeLessThanOrEqual(due);
    vi.setSystemTime(due - 1);
    await evaluate(tenant);
    expect(await digestsOf(tenant)).toEqual([]);
    vi.setSystemTime(due);
    await evaluate(tenant);
    await evaluate(tenant);
    const [digest, ...others] = await digestsOf(tenant);
    expect(others).toEqual([]);
    expect(digest.period).toEqual({ from: "2026-11-23T11:00:00.000Z", to: at(due) });
    expect((await scheduleOf(tenant))?.digest_due_at).toBe(due + DAY_MS);
  });

  test("tells of an alert in the commit that raises it, and of what has become of others", async () => {
    const { tenant, setHollow } = await hollowCompany(25);
    await evaluate(tenant);
    await setHollow(0);
    await evaluate(tenant);
    await setDigest(tenant, { every: "weekly", weekday: 3, at: "08:00" });
    vi.setSystemTime("2026-11-25T06:00:00Z");
    await setHollow(45);
    const { body } = await evaluate(tenant);
    const [digest] = await digestsOf(tenant);
    expect(digest.alerts).toMatchObject({ live_count: 1, critical_count: 1, opened: 2, escalated: 0, resolved: 1 });
    expect(digest.alerts.live.map(({ id }: { id: string }) => id)).toEqual(body.alerts.raised);
    const types = (await alertEventsOf(tenant)).map(({ type }) => type);
    expect(types).toEqual(["alert.raised", "alert.resolved", "alert.raised", "funnel.digest"]);
  });

  test("counts what became critical in its time only, however long ago it was raised", async () => {
    const { tenant, setHollow } = await hollowCompany(25);
    await evaluate(tenant);
    vi.setSystemTime(NOON + 5 * DAY_MS);
    await setHollow(45);
    await evaluate(tenant);
    await setDigest(tenant, { every: "daily", at: "12:00" });
    const read = async () => (await tenant.call("GET", "/v1/funnel/digest")).body.alerts;
    expect(await read()).toMatchObject({ opened: 0, escalated: 1, resolved: 0, live_count: 1 });
    vi.setSystemTime(NOON + 6 * DAY_MS + HOUR_MS);
    await evaluate(tenant);
    expect(await read()).toMatchObject({ opened: 0, escalated: 0, resolved: 0, live_count: 1 });
  });

  test("compares with the last snapshot before its time", async () => {
    const { tenant, processId, setHollow } = await hollowCompany(10);
    await evaluate(tenant);
    vi.setSystemTime(NOON + 2 * DAY_MS);
    await insertDeals(tenant, processId, times(5, { stage: "find" }));
    await setHollow(31);
    await setDigest(tenant, { every: "daily", at: "08:00" });
    vi.setSystemTime(NOON + 3 * DAY_MS);
    await evaluate(tenant);
    const [digest] = await digestsOf(tenant);
    const [process] = digest.processes;
    expect(process).toMatchObject({
      process_id: processId,
      name: "New business",
      open: { count: 105, amount: 105_000 },
    });
    expect(process.change).toMatchObject({ since: "2026-11-24", count: 5, amount: 5_000 });
    expect(process.change.figures.hollow).toBeCloseTo(process.figures.hollow.value - 0.1, 4);
    expect(digest.message).toContain("5 more than on 2026-11-24");
  });

  test("is not made up for when slots were missed: one tells of all the time, the next is in the future", async () => {
    const { tenant } = await hollowCompany(0);
    await setDigest(tenant, { every: "daily", at: "13:00" });
    vi.setSystemTime(NOON + 4 * DAY_MS);
    await evaluate(tenant);
    const digests = await digestsOf(tenant);
    expect(digests.map(({ period }) => period)).toEqual([
      { from: "2026-11-23T11:00:00.000Z", to: at(NOON + 4 * DAY_MS) },
    ]);
    expect((await scheduleOf(tenant))?.digest_due_at).toBe(Date.parse("2026-11-28T11:00:00Z"));
  });

  test("keeps its hour on the company's clocks when these change", async () => {
    vi.setSystemTime("2026-10-24T03:00:00Z");
    const { tenant } = await hollowCompany(0);
    await setDigest(tenant, { every: "daily", at: "08:00" });
    for (const time of ["2026-10-24T05:00:00Z", "2026-10-25T05:00:00Z", "2026-10-25T06:00:00Z"]) {
      vi.setSystemTime(time);
      await evaluate(tenant);
    }
    expect((await digestsOf(tenant)).map(({ period }) => period.to)).toEqual([
      "2026-10-24T05:00:00.000Z",
      "2026-10-25T06:00:00.000Z",
    ]);
  });

  test("is sent once by evaluations that run at once", async () => {
    const { tenant } = await hollowCompany(25);
    await setDigest(tenant, { every: "daily", at: "13:00" });
    vi.setSystemTime(NOON + HOUR_MS);
    await Promise.all(Array.from({ length: 5 }, () => evaluate(tenant)));
    expect(await digestsOf(tenant)).toHaveLength(1);
  });

  test("is not sent when the company has stopped wanting it while it was made", async () => {
    const { tenant } = await hollowCompany(0);
    await setDigest(tenant, { every: "daily", at: "13:00" });
    vi.setSystemTime(NOON + HOUR_MS);
    beforeNextCommit(() => setDigest(tenant, null));
    await evaluate(tenant);
    expect(await digestsOf(tenant)).toEqual([]);
    expect((await scheduleOf(tenant))?.digest_due_at).toBeNull();
  });

  test("is no business of the evaluation of one process", async () => {
    const { tenant, processId } = await hollowCompany(0);
    await setDigest(tenant, { every: "daily", at: "13:00" });
    vi.setSystemTime(NOON + HOUR_MS);
    await evaluate(tenant, { process_id: processId });
    expect(await digestsOf(tenant)).toEqual([]);
    await evaluate(tenant);
    expect(await digestsOf(tenant)).toHaveLength(1);
  });

  test("is delivered to whoever wants it, and costs one round trip more", async () => {
    const { tenant } = await hollowCompany(25);
    await createEndpoint(tenant, receiver().url, ["funnel.digest"]);
    await setDigest(tenant, { every: "daily", at: "13:00" });
    await evaluate(tenant);
    const quiet = await evaluate(tenant);
    vi.setSystemTime(NOON + HOUR_MS);
    // The credential is looked up anew after so long.
    await tenant.call("GET", "/v1/tenant");
    const sent = await evaluate(tenant);
    expect(await digestsOf(tenant)).toHaveLength(1);
    expect(sent.d1.roundTrips).toBe(quiet.d1.roundTrips + 1);
    expect(sent.d1.roundTrips).toBeLessThanOrEqual(4);
    const deliveries = await tenant.call("GET", "/v1/webhook-deliveries");
    expect(deliveries.body.data.map(({ event_type }: { event_type: string }) => event_type)).toEqual(["funnel.digest"]);
  });
});

describe("the digest of now", () => {
  test("is what would be sent", async () => {
    const { tenant } = await hollowCompany(25);
    await evaluate(tenant);
    await setDigest(tenant, { every: "daily", at: "13:00" });
    vi.setSystemTime(NOON + HOUR_MS);
    const shown = await tenant.call("GET", "/v1/funnel/digest");
    expect(shown.status).toBe(200);
    await evaluate(tenant);
    expect(await digestsOf(tenant)).toEqual([shown.body]);
  });

  test("is of a week where the company has not set one, and empty where nothing is published", async () => {
    const tenant = await foundTenant();
    const { body } = await tenant.call("GET", "/v1/funnel/digest");
    expect(body).toMatchObject({
      period: { from: at(NOON - 7 * DAY_MS), to: at(NOON) },
      processes: [],
      alerts: { live: [], live_count: 0, opened: 0 },
    });
  });

  test("leaves out processes that are put aside, and costs the same however many alerts and snapshots there have been", async () => {
    const { tenant, processId } = await hollowCompany(25);
    await evaluate(tenant);
    const aside = await publishProcess(tenant, SMALL_DOCUMENT);
    expect((await tenant.call("POST", `/v1/processes/${aside}/archive`)).status).toBe(200);
    await env.DB.batch([
      env.DB.prepare(
        `INSERT INTO alerts (tenant_id, id, process_id, rule, subject, severity, status, value, threshold, n, message, opportunities,
           revision, opened_at, updated_at, resolved_at)
         WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 1000)
         SELECT tenant_id, 'alr_old' || number.n, process_id, rule, subject, severity, 'resolved', value, threshold, alerts.n, message,
           opportunities, 1, 1, 1, 1 FROM alerts, number WHERE tenant_id = ?1`,
      ).bind(tenant.id),
      env.DB.prepare(
        `INSERT INTO funnel_snapshots (tenant_id, process_id, day, funnel, taken_at)
         WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 1000)
         SELECT tenant_id, process_id, number.n, funnel, number.n FROM funnel_snapshots, number WHERE tenant_id = ?1`,
      ).bind(tenant.id),
    ]);
    const { body, d1 } = await tenant.call("GET", "/v1/funnel/digest");
    expect(body.processes.map(({ process_id }: { process_id: string }) => process_id)).toEqual([processId]);
    expect(body.alerts).toMatchObject({ opened: 1, resolved: 0 });
    expect(body.processes[0].change.since).toBe("1972-09-27");
    expect(d1.rowsRead).toBeLessThanOrEqual(1.1 * 100 + 100);
    expect(d1.rowsWritten).toBe(0);
  });
});
