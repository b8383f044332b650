import { env } from "cloudflare:workers";
import { beforeEach, expect, test, vi } from "vitest";
import type { TestTenant } from "../support/api.ts";
import { consumeAt, HOUR_MS, illCompany, settleEverybody, tickAt } from "../support/evaluations.ts";

// The trigger knows nothing of time zones; that every company is evaluated at its own midnight is seen in what comes of its ticks.

const MINUTE_MS = 60_000;
/** The longest from a company's midnight to its evaluation: those of one zone are spread over ten minutes, and the trigger comes every minute. */
const LATEST_MS = 11 * MINUTE_MS;

beforeEach(settleEverybody);

const instants = (...times: readonly string[]) => times.map((time) => Date.parse(time));

/** A time zone, a stretch of time, and the midnights and days in it as a calendar on the wall has them. */
const CASES = [
  {
    name: "Helsinki, when the clocks are put on (a day of 23 hours)",
    timezone: "Europe/Helsinki",
    from: "2027-03-26T10:00:00Z",
    midnights: instants("2027-03-26T22:00:00Z", "2027-03-27T22:00:00Z", "2027-03-28T21:00:00Z"),
    days: ["2027-03-26", "2027-03-27", "2027-03-28", "2027-03-29"],
  },
  {
    name: "Helsinki, when the clocks are put back (a day of 25 hours)",
    timezone: "Europe/Helsinki",
    from: "2027-10-29T10:00:00Z",
    midnights: instants("2027-10-29T21:00:00Z", "2027-10-30T21:00:00Z", "2027-10-31T22:00:00Z"),
    days: ["2027-10-29", "2027-10-30", "2027-10-31", "2027-11-01"],
  },
  {
    name: "Kiritimati, fourteen hours before Greenwich",
    timezone: "Pacific/Kiritimati",
    from: "2027-03-26T12:00:00Z",
    midnights: instants("2027-03-27T10:00:00Z", "2027-03-28T10:00:00Z"),
    days: ["2027-03-27", "2027-03-28", "2027-03-29"],
  },
  {
    name: "Santiago, where midnight itself is skipped",
    timezone: "America/Santiago",
    from: "2027-09-04T12:00:00Z",
    midnights: instants("2027-09-05T04:00:00Z", "2027-09-06T03:00:00Z"),
    days: ["2027-09-04", "2027-09-05", "2027-09-06"],
  },
];

test.each(CASES)("$name: is evaluated at each midnight, and has a snapshot of each day", async (place) => {
  const start = Date.parse(place.from);
  vi.setSystemTime(start);
  const tenant = await illCompany({ timezone: place.timezone });
  await setInterval(tenant, 24);
  const end = (place.midnights.at(-1) ?? 0) + HOUR_MS;
  const evaluations = (await evaluationsUntil(start, end)).get(tenant.id) ?? [];
  for (const midnight of place.midnights) {
    const after = evaluations.filter((at) => at >= midnight && at <= midnight + LATEST_MS);
    expect(after.length, new Date(midnight).toISOString()).toBeGreaterThanOrEqual(1);
  }
  // And once a day at its own point of the interval.
  expect(evaluations.length).toBeLessThanOrEqual(1 + 2 * (place.midnights.length + 1));
  const sql = "SELECT date(day * 86400, 'unixepoch') AS day FROM funnel_snapshots WHERE tenant_id = ?1 ORDER BY day";
  const { results } = await env.DB.prepare(sql).bind(tenant.id).all<{ day: string }>();
  expect(results.map(({ day }) => day)).toEqual(place.days);
});

test("companies of three zones are each evaluated at their own midnight, and no other's", async () => {
  const start = Date.parse("2027-01-11T12:00:00Z");
  vi.setSystemTime(start);
  const midnights = new Map<string, number>();
  for (const [timezone, midnight] of [
    ["America/New_York", "2027-01-12T05:00:00Z"],
    ["Europe/Helsinki", "2027-01-11T22:00:00Z"],
    ["Asia/Tokyo", "2027-01-11T15:00:00Z"],
  ] as const) {
    const tenant = await illCompany({ timezone });
    await setInterval(tenant, 24);
    midnights.set(tenant.id, Date.parse(midnight));
  }
  const evaluated = await evaluationsUntil(start, start + 24 * HOUR_MS);
  for (const [id, midnight] of midnights) {
    const times = evaluated.get(id) ?? [];
    expect(times.some((at) => at >= midnight && at <= midnight + LATEST_MS)).toBe(true);
    // At the founding, at its midnight, and at its own point of a day.
    expect(times.length).toBeLessThanOrEqual(3);
  }
});

/** Evaluates whom the ticks of full minutes claim; answers when, by company. Ticks before anybody is due find nothing and are left out. */
async function evaluationsUntil(start: number, end: number): Promise<Map<string, number[]>> {
  const evaluations = new Map<string, number[]>();
  for (let now = start; now <= end; ) {
    const jobs = await tickAt(now);
    for (const { tenantId } of jobs) evaluations.set(tenantId, [...(evaluations.get(tenantId) ?? []), now]);
    expect(await consumeAt(now, jobs)).toEqual([]);
    const due = await env.DB.prepare(
      "SELECT min(max(evaluate_at, evaluation_lease_until)) AS at FROM tenants",
    ).first<number>("at");
    now = Math.ceil(Math.max(due ?? end, now + 1) / MINUTE_MS) * MINUTE_MS;
  }
  return evaluations;
}

const setInterval = (tenant: TestTenant, hours: number) =>
  env.DB.prepare("UPDATE tenants SET evaluation_interval_seconds = ?2 WHERE id = ?1")
    .bind(tenant.id, hours * 3_600)
    .run();
