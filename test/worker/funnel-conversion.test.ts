import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { foundTenant, type Reply, type TestTenant } from "../support/api.ts";
import { createDeal, move, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

afterEach(() => void vi.useRealTimers());

const DAY_MS = 86_400_000;
const STAGES = ["find", "agree", "close"];

async function company() {
  const tenant = await foundTenant({ timezone: "Europe/Helsinki" });
  return { tenant, processId: await publishProcess(tenant, { ...SMALL_DOCUMENT, gate_policy: "advisory" }) };
}

async function get(tenant: TestTenant, path: string): Promise<Reply["body"]> {
  const { status, body } = await tenant.call("GET", `/v1/funnel/${path}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

async function at(day: string, tenant: TestTenant, id: string, to: string): Promise<void> {
  vi.setSystemTime(`${day}T10:00:00Z`);
  const reply = await move(tenant, id, to, { reason: "So it was" });
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
}

/** Six deals found on 1 October: five are agreed on, two of these are closed and won, one is lost; one is lost at once. */
async function story() {
  vi.setSystemTime("2026-10-01T10:00:00Z");
  const { tenant, processId } = await company();
  const ids: string[] = [];
  for (let n = 0; n < 6; n++) ids.push((await createDeal(tenant, { amount: 1_000 })).id);
  const [a = "", b = "", c = "", d = "", e = "", f = ""] = ids;
  for (const id of [a, b, c, d, e]) await at("2026-10-11", tenant, id, "agree");
  for (const id of [a, b]) await at("2026-10-21", tenant, id, "close");
  for (const id of [a, b]) await at("2026-10-31", tenant, id, "won");
  await at("2026-11-01", tenant, c, "lost");
  await at("2026-11-02", tenant, f, "lost");
  vi.setSystemTime("2026-11-24T10:00:00Z");
  return { tenant, processId };
}

describe("conversion", () => {
  test("follows the deals that entered a stage in the window, lost ones too", async () => {
    const { tenant, processId } = await story();
    const view = await get(tenant, `conversion?process_id=${processId}`);
    expect(view).toMatchObject({ from: "2026-08-27", to: "2026-11-24", closes_needed: 2, target_id: null });
    expect(
      view.stages.map(({ key, entered, passed, rate, open }: Reply["body"]) => [
        key,
        entered,
        passed,
        rate.value,
        open,
      ]),
    ).toEqual([
      ["find", 6, 5, 0.8333, 0],
      ["agree", 5, 2, 0.4, 2],
      ["close", 2, 2, null, 0],
    ]);
    expect(view.closed).toMatchObject({ won: 2, lost: 2, win_rate: { value: null, n: 4, interval: null } });
    expect(view.stages.map(({ required }: Reply["body"]) => required)).toEqual([null, null, null]);
    const agreed = await get(tenant, "conversion?from=2026-10-02&to=2026-10-31");
    expect(agreed.stages.map(({ entered, passed }: Reply["body"]) => [entered, passed])).toEqual([
      [0, 0],
      [5, 2],
      [2, 2],
    ]);
    expect(agreed.closed).toMatchObject({ won: 2, lost: 0 });
  });

  test("beside a target tells how many deals each stage takes", async () => {
    const { tenant } = await story();
    const target = await tenant.call("POST", "/v1/targets", { body: { period: "2026-Q4", amount: 9_000 } });
    expect(target.status, JSON.stringify(target.body)).toBe(201);
    const more: string[] = [];
    for (let n = 0; n < 3; n++) more.push((await createDeal(tenant, { amount: 1_000 })).id);
    for (const id of more) for (const to of ["agree", "close", "won"]) await at("2026-11-24", tenant, id, to);
    const view = await get(tenant, "conversion");
    // 9,000 − 5 × 1,000 at 1,000 each; rates 8/9, 5/8, 5/5.
    expect(view).toMatchObject({ closes_needed: 4, target_id: target.body.id });
    expect(view.stages.map(({ required }: Reply["body"]) => required)).toEqual([8, 7, 4]);
  });

  test("refuses a window that cannot be, and a process that is not the company's", async () => {
    const { tenant, processId } = await story();
    for (const path of ["conversion", "velocity"]) {
      const future = await tenant.call("GET", `/v1/funnel/${path}?from=2026-12-02&to=2026-12-01`);
      expect([future.status, future.body.errors.map(({ pointer }: Reply["body"]) => pointer)]).toEqual([
        422,
        ["/query/to", "/query/from"],
      ]);
      expect((await tenant.call("GET", `/v1/funnel/${path}?from=2026-11-02&to=2026-11-01`)).status).toBe(422);
      const other = await foundTenant();
      expect((await other.call("GET", `/v1/funnel/${path}`)).status).toBe(409);
      expect((await other.call("GET", `/v1/funnel/${path}?process_id=${processId}`)).status).toBe(404);
    }
  });
});

describe("velocity", () => {
  test("is silent about a few, and tells times as they were", async () => {
    const { tenant } = await story();
    const view = await get(tenant, "velocity");
    expect(view).toMatchObject({
      from: null,
      to: null,
      currency: "EUR",
      open: 2,
      velocity: { value: null, n: 2 },
      win_rate: { value: null, n: 4 },
      mean_won_amount: { value: null, n: 2 },
      won_cycle_days: { n: 2, p50: null },
      lost_cycle_days: { n: 2, p50: null },
    });
  });

  test("of all time and of a window", async () => {
    vi.setSystemTime("2026-10-01T10:00:00Z");
    const { tenant } = await company();
    const ids: string[] = [];
    for (let n = 0; n < 12; n++) ids.push((await createDeal(tenant, { amount: 1_000 * (n + 1) })).id);
    for (const id of ids.slice(0, 5)) await at("2026-10-21", tenant, id, "won");
    for (const id of ids.slice(5, 7)) await at("2026-10-31", tenant, id, "lost");
    await at("2026-11-10", tenant, ids[7] ?? "", "won");
    vi.setSystemTime("2026-11-24T10:00:00Z");
    // 4 × 6/8 × (1 + 2 + 3 + 4 + 5 + 8 thousand) / 6 ÷ 20
    const always = await get(tenant, "velocity");
    expect(always).toMatchObject({
      open: 4,
      win_rate: { value: 0.75, n: 8 },
      mean_won_amount: { value: 3_833.33, n: 6 },
      won_cycle_days: { n: 6, p50: 20, p90: 30 },
      velocity: { value: 575, n: 6 },
    });
    expect(always.stages[0]).toMatchObject({
      key: "find",
      won_days: { n: 6, p50: 20 },
      open_days: { n: 4, p50: null },
    });
    // 4 × 5/7 × 3,000 ÷ 20
    const october = await get(tenant, "velocity?from=2026-10-01&to=2026-10-31");
    expect(october).toMatchObject({
      from: "2026-10-01",
      to: "2026-10-31",
      win_rate: { value: 0.7143, n: 7 },
      mean_won_amount: { value: 3_000, n: 5 },
      velocity: { value: 428.57, n: 5 },
    });
    expect((await get(tenant, "velocity?from=2026-11-01")).velocity).toMatchObject({ value: null, n: 1 });
  });
});

test("conversion and velocity cost one round trip and never read closed deals", async () => {
  const { tenant } = await story();
  for (const path of ["conversion", "velocity", "velocity?from=2026-10-01"]) {
    await get(tenant, path);
    const { d1 } = await tenant.call("GET", `/v1/funnel/${path}`);
    expect(d1).toMatchObject({ roundTrips: 1, rowsWritten: 0 });
    expect(d1.rowsRead).toBeLessThan(50);
  }
});

const step = fc.record({
  minutes: fc.integer({ min: 1, max: 4_000 }),
  deal: fc.nat(7),
  to: fc.constantFrom(...STAGES, "won", "lost", "new", "new"),
});

test("whatever has happened, conversion is what the histories of the deals tell", async () => {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Helsinki", dateStyle: "short" });
  const dayOf = (time: string) => format.format(Date.parse(time));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), fc.nat(20), fc.nat(20), async (steps, a, b) => {
      let now = Date.parse("2026-10-15T20:00:00Z");
      const start = now;
      vi.setSystemTime(now);
      const { tenant } = await company();
      const ids: string[] = [];
      for (const { minutes, deal, to } of steps) {
        now += minutes * 60_000;
        vi.setSystemTime(now);
        const id = ids[deal];
        if (id === undefined || to === "new") ids.push((await createDeal(tenant)).id);
        else await move(tenant, id, to, { reason: "So it was" });
        // A closed one is taken up again now and then.
        if (id !== undefined && minutes % 3 === 0) await move(tenant, id, "reopened");
      }
      const [from, to] = [Math.min(a, b), Math.max(a, b)].map((days) =>
        dayOf(new Date(start + days * DAY_MS).toISOString()),
      );
      vi.setSystemTime(start + 90 * DAY_MS);
      const within = (time: string) => dayOf(time) >= (from ?? "") && dayOf(time) <= (to ?? "");
      const naive = STAGES.map((key) => ({ key, entered: 0, passed: 0 }));
      const closed = { won: 0, lost: 0 };
      for (const id of ids) {
        const deal = (await tenant.call("GET", `/v1/opportunities/${id}`)).body;
        const { visits } = (await tenant.call("GET", `/v1/opportunities/${id}/history`)).body;
        for (const [index, stage] of naive.entries()) {
          const first = visits.findIndex((visit: Reply["body"]) => visit.stage === stage.key);
          if (first === -1 || !within(visits[first].entered_at)) continue;
          stage.entered++;
          const later = visits.slice(first).some((visit: Reply["body"]) => STAGES.indexOf(visit.stage) > index);
          if (later || deal.status === "won") stage.passed++;
        }
        if (deal.closed_at && within(deal.closed_at)) closed[deal.status as "won" | "lost"]++;
      }
      const view = await get(tenant, `conversion?from=${from}&to=${to}`);
      expect(view.stages.map(({ key, entered, passed }: Reply["body"]) => ({ key, entered, passed }))).toEqual(naive);
      expect(view.closed).toMatchObject(closed);
    }),
    { numRuns: 8, endOnFailure: true },
  );
});
