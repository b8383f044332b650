import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { asOperator, foundTenant, type TestTenant } from "../support/api.ts";
import { beforeNextCommit } from "../support/races.ts";

/** A Tuesday; noon in Helsinki. */
const NOON = Date.parse("2026-11-24T10:00:00Z");
const MINUTE_MS = 60_000;

beforeEach(() => {
  vi.setSystemTime(NOON);
});

const scheduleOf = (tenant: TestTenant) =>
  env.DB.prepare("SELECT evaluate_at, evaluated_at, digest_due_at, revision FROM tenants WHERE id = ?1")
    .bind(tenant.id)
    .first<{ evaluate_at: number; evaluated_at: number | null; digest_due_at: number | null; revision: number }>();

const patch = (tenant: TestTenant, body: object) => tenant.call("PATCH", "/v1/tenant", { body });
const evaluate = (tenant: TestTenant) => tenant.call("POST", "/v1/funnel/evaluate", { body: {} });
const DAILY = { every: "daily", weekday: null, at: "08:00" };

describe("a company's settings of its evaluation", () => {
  test("are an hour, for ever and no digest until it sets them otherwise", async () => {
    const founded = await asOperator("POST", "/v1/tenants", { body: { name: "Virtanen Oy" } });
    const defaults = { evaluation_interval_minutes: 60, snapshot_retention_days: null, digest: null };
    expect(founded.body.tenant).toMatchObject(defaults);
    const tenant = await foundTenant();
    expect((await tenant.call("GET", "/v1/tenant")).body).toMatchObject(defaults);
    const settings = {
      evaluation_interval_minutes: 15,
      snapshot_retention_days: 400,
      digest: { every: "weekly", weekday: 1, at: "08:30" },
    };
    const changed = await patch(tenant, settings);
    expect([changed.status, changed.body.revision]).toEqual([200, 2]);
    expect(changed.body).toMatchObject(settings);
    expect((await tenant.call("GET", "/v1/tenant")).body).toEqual(changed.body);
    expect((await asOperator("GET", `/v1/tenants/${tenant.id}`)).body).toEqual(changed.body);
    // What it reads it may send back, and then nothing changes.
    const again = await patch(tenant, settings);
    expect([again.status, again.body.revision]).toEqual([200, 2]);
    const undone = await patch(tenant, { digest: null, snapshot_retention_days: null });
    expect(undone.body).toMatchObject({ digest: null, snapshot_retention_days: null });
    expect((await scheduleOf(tenant))?.digest_due_at).toBeNull();
  });

  test("name every fault", async () => {
    const tenant = await foundTenant();
    const reply = await patch(tenant, {
      evaluation_interval_minutes: 4,
      snapshot_retention_days: 29,
      digest: { every: "hourly", at: "24:00", day: 1 },
    });
    expect(reply.status).toBe(422);
    expect(reply.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      "/digest/at",
      "/digest/day",
      "/digest/every",
      "/evaluation_interval_minutes",
      "/snapshot_retention_days",
    ]);
    for (const [digest, code] of [
      [{ every: "weekly", at: "08:00" }, "required"],
      [{ every: "daily", weekday: 1, at: "08:00" }, "not_applicable"],
    ] as const) {
      const { body } = await patch(tenant, { digest });
      expect(body.errors).toMatchObject([{ pointer: "/digest/weekday", code }]);
    }
    expect((await patch(tenant, { evaluation_interval_minutes: 1_441 })).status).toBe(422);
  });

  test("have the next digest due by the company's clocks, also when it moves to others", async () => {
    const tenant = await foundTenant();
    await patch(tenant, { digest: DAILY });
    expect((await scheduleOf(tenant))?.digest_due_at).toBe(Date.parse("2026-11-25T06:00:00Z"));
    await patch(tenant, { timezone: "America/New_York" });
    expect((await scheduleOf(tenant))?.digest_due_at).toBe(Date.parse("2026-11-24T13:00:00Z"));
    vi.setSystemTime(NOON + 24 * 60 * MINUTE_MS);
    await patch(tenant, { name: "Moved Oy" });
    expect((await scheduleOf(tenant))?.digest_due_at).toBe(Date.parse("2026-11-24T13:00:00Z"));
  });

  test("hold from the next evaluation on, which comes soon", async () => {
    const tenant = await foundTenant();
    await evaluate(tenant);
    expect((await scheduleOf(tenant))?.evaluated_at).toBe(NOON);
    await patch(tenant, { evaluation_interval_minutes: 5 });
    expect((await scheduleOf(tenant))?.evaluate_at).toBeLessThanOrEqual(NOON);
    await evaluate(tenant);
    const { evaluate_at = 0 } = (await scheduleOf(tenant)) ?? {};
    expect(evaluate_at).toBeGreaterThan(NOON);
    expect(evaluate_at).toBeLessThanOrEqual(NOON + 5 * MINUTE_MS);
    await patch(tenant, { name: "No matter Oy" });
    expect((await scheduleOf(tenant))?.evaluate_at).toBe(evaluate_at);
  });

  test("hold for an evaluation that they overtake, too", async () => {
    const tenant = await foundTenant();
    await patch(tenant, { evaluation_interval_minutes: 1_440 });
    beforeNextCommit(() => patch(tenant, { evaluation_interval_minutes: 5 }));
    await evaluate(tenant);
    expect((await scheduleOf(tenant))?.evaluate_at).toBeLessThanOrEqual(NOON + 5 * MINUTE_MS);
  });
});
