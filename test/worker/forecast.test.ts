import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { parseDate } from "../../src/values/calendar.ts";
import { foundTenant, type Reply, type TestTenant } from "../support/api.ts";
import { type DealFields, insertDeals, times } from "../support/open-deals.ts";
import { faultsOf } from "../support/process.ts";
import { createDeal, meet, move, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

const NOON = Date.parse("2026-11-24T10:00:00Z");

beforeEach(() => {
  vi.setSystemTime(NOON);
});

async function company(settings = {}) {
  const tenant = await foundTenant(settings);
  return { tenant, processId: await publishProcess(tenant, SMALL_DOCUMENT) };
}

async function forecast(tenant: TestTenant, query = ""): Promise<Reply["body"]> {
  const reply = await tenant.call("GET", `/v1/funnel/forecast${query}`);
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body;
}

const due = (date: string, fields: Partial<DealFields> = {}): DealFields => ({
  stage: "find",
  expected_close_day: parseDate(date) ?? 0,
  ...fields,
});

/** Deals that were once in these stages: so many won, and lost. */
const setOutcomes = (tenant: TestTenant, outcomes: object, won = 0, lost = 0) =>
  env.DB.prepare(
    "UPDATE process_rollups SET outcomes_by_stage = ?2, won_count = ?3, lost_count = ?4 WHERE tenant_id = ?1",
  )
    .bind(tenant.id, JSON.stringify(outcomes), won, lost)
    .run();

async function win(tenant: TestTenant, id: string) {
  await meet(tenant, id, "problem", "need", "funds");
  expect((await move(tenant, id, "won")).status).toBe(200);
}

describe("the forecast by month", () => {
  test("is by score, by win probability, best and commit", async () => {
    const { tenant, processId } = await company();
    await tenant.call("PUT", "/v1/currency-rates", { body: { rates: { USD: 0.5 } } });
    await setOutcomes(tenant, { "won:find": 10, "lost:find": 30, "won:close": 12, "lost:close": 7 }, 12, 30);
    await insertDeals(tenant, processId, [
      due("2026-11-30", { amount_minor: 1_000_00, score_hundredths: 2_000 }),
      due("2026-11-24", { amount_minor: 400_00, currency: "USD", score_hundredths: 5_000 }),
      due("2026-11-30", { stage: "close", amount_minor: 500_00, score_hundredths: 8_000 }),
      due("2026-12-01", { stage: "close", amount_minor: 300_00, score_hundredths: 9_000, hollow: 1 }),
      due("2026-11-23", { amount_minor: 70_00 }),
      due("2027-02-01", { amount_minor: 60_00 }),
      { stage: "find", amount_minor: 50_00 },
      due("2026-12-24", { amount_minor: 40_00, currency: "SEK" }),
    ]);
    const body = await forecast(tenant);
    expect(body).toMatchObject({ as_of: "2026-11-24", currency: "EUR", process_id: processId });
    expect(body.months[0]).toEqual({
      month: "2026-11",
      count: 3,
      amount: 1_700,
      by_score: 200 + 100 + 400,
      by_win_probability: {
        amount: 300,
        interval: expect.any(Object),
        count: 2,
        unestimated: { count: 1, amount: 500 },
      },
      best: 1_700,
      commit: 500,
      won: { count: 0, amount: 0 },
      target: null,
    });
    // Mean 300; chance (1000² + 200²) · 0.1875 and the estimate (1200 · 0.066346)²: 300 ± z · 448.7, no less than 0.
    expect(body.months[0].by_win_probability.interval.low).toBe(0);
    expect(body.months[0].by_win_probability.interval.high).toBeCloseTo(1_179.5, 0);
    expect(body.months[1]).toMatchObject({
      month: "2026-12",
      count: 2,
      amount: 300,
      commit: 0,
      by_win_probability: { amount: 0, count: 1, unestimated: { count: 1, amount: 300 } },
    });
    expect(body.months[2]).toMatchObject({ month: "2027-01", count: 0, by_win_probability: { amount: null } });
    const apart = [body.overdue, body.later, body.undated].map(({ count, amount }) => [count, amount]);
    expect(apart).toEqual([
      [1, 70],
      [1, 60],
      [1, 50],
    ]);
    expect(body.unconverted).toEqual([{ currency: "SEK", count: 1, amount: 40 }]);
    const [find, agree, close] = body.win_probabilities;
    expect(find).toMatchObject({ stage: "find", value: 0.25, n: 40, interval: { low: 0.1419, high: 0.4019 } });
    expect([agree.value, agree.n, close.value, close.n]).toEqual([null, 0, null, 19]);
  });

  test("begins a month at the company's midnight", async () => {
    const { tenant } = await company();
    await createDeal(tenant, { expected_close_date: "2026-12-01" });
    const count = async () =>
      (await forecast(tenant, "?months=1")).months.map((of: Reply["body"]) => [of.month, of.count]);
    vi.setSystemTime("2026-11-30T21:59:59Z");
    expect(await count()).toEqual([["2026-11", 0]]);
    vi.setSystemTime("2026-11-30T22:00:00Z");
    expect(await count()).toEqual([["2026-12", 1]]);
  });

  test("is of an owner or a team when that is asked for, and then knows of nothing that is won", async () => {
    const { tenant } = await company();
    for (const owner of ["Aino", "Ben", "Cleo"]) await createDeal(tenant, { owner, expected_close_date: "2026-11-30" });
    await tenant.call("PUT", "/v1/teams/north", { body: { name: "North", owners: ["Aino", "Ben"] } });
    for (const target of [{ amount: 9_000 }, { amount: 500, owner: "Aino" }]) {
      await tenant.call("POST", "/v1/targets", { body: { period: "2026-11", ...target } });
    }
    const of = async (query: string) => (await forecast(tenant, query)).months[0];
    expect((await of("")).target).toMatchObject({ owner: null, amount: 9_000, gap: 9_000 });
    expect(await of("?owner=Aino")).toMatchObject({
      count: 1,
      won: null,
      target: { owner: "Aino", amount: 500, won: null, gap: null, coverage: { value: null, n: 1 } },
    });
    expect(await of("?team=north")).toMatchObject({ count: 2, won: null, target: null });
    expect((await forecast(tenant, "?team=north")).earlier).toBeNull();
    const missing = await tenant.call("GET", "/v1/funnel/forecast?team=south");
    expect([missing.status, faultsOf(missing.body)]).toEqual([404, ["/query/team not_found"]]);
  });

  test("holds targets against what is won and what is due", async () => {
    const { tenant, processId } = await company();
    const { id } = await createDeal(tenant, { amount: 300 });
    await win(tenant, id);
    await setOutcomes(tenant, {}, 5, 15);
    await insertDeals(tenant, processId, [
      due("2026-11-30", { amount_minor: 700_00, score_hundredths: 5_000 }),
      due("2026-11-02", { amount_minor: 100_00, score_hundredths: 5_000 }),
      due("2026-12-31", { amount_minor: 200_00, score_hundredths: 5_000 }),
    ]);
    for (const [period, amount] of [
      ["2026-11", 1_000],
      ["2026-12", 100],
      ["2026-Q4", 2_300],
      ["2026", 300],
      ["2027-Q1", 5],
    ] as const) {
      expect((await tenant.call("POST", "/v1/targets", { body: { period, amount } })).status).toBe(201);
    }
    const { months, targets } = await forecast(tenant);
    const needed = { formula: "one_over_win_rate", value: 4, n: 20, interval: null };
    // What is overdue in the month is still due in it.
    expect(months[0]).toMatchObject({
      won: { count: 1, amount: 300 },
      target: { amount: 1_000, won: 300, gap: 700, coverage: { value: 0.5714, n: 2 }, needed },
    });
    expect(months[1].target).toMatchObject({ period: "2026-12", won: 0, gap: 100, coverage: { value: 1, n: 1 } });
    expect(months[2].target).toBeNull();
    expect(targets).toMatchObject([
      { period: "2026", gap: 0, coverage: { value: null, n: 3 } },
      { period: "2026-Q4", won: 300, gap: 2_000, coverage: { value: 0.25, n: 3 } },
    ]);
  });

  test("refuses what it does not know, and a process that is not there or not published", async () => {
    const [{ tenant }, other] = [await company(), await company()];
    for (const query of ["?months=0", "?months=13", "?months=x", "?process=1"]) {
      expect((await tenant.call("GET", `/v1/funnel/forecast${query}`)).status).toBe(422);
    }
    expect((await forecast(tenant, "?months=12")).months).toHaveLength(12);
    expect((await tenant.call("GET", `/v1/funnel/forecast?process_id=${other.processId}`)).status).toBe(404);
    const nothing = await foundTenant();
    expect((await nothing.call("GET", "/v1/funnel/forecast")).body.code).toBe("process_not_published");
  });

  test("reads the open deals only, in one round trip", async () => {
    const { tenant, processId } = await company();
    await insertDeals(tenant, processId, times(300, due("2026-11-30")));
    await insertDeals(tenant, processId, times(700, { stage: "close", status: "won", closed_at: NOON }));
    await forecast(tenant);
    const { d1 } = await tenant.call("GET", "/v1/funnel/forecast");
    expect(d1.roundTrips).toBe(1);
    expect(d1.rowsRead).toBeLessThanOrEqual(1.1 * 300 + 100);
  });
});

describe("earlier months", () => {
  test("tell what was forecast as they began and what came, and how much slipped", async () => {
    const { tenant } = await company();
    vi.setSystemTime("2026-09-10T09:00:00Z");
    const promise = (amount: number, date: string) => createDeal(tenant, { amount, expected_close_date: date });
    const [kept, late, open, early] = [
      await promise(100, "2026-10-20"),
      await promise(200, "2026-10-20"),
      await promise(400, "2026-10-31"),
      await promise(50, "2026-10-05"),
    ];
    await promise(800, "2027-09-01");
    await win(tenant, early.id);
    await meet(tenant, kept.id, "problem");
    vi.setSystemTime("2026-10-02T09:00:00Z");
    const wonOnTheDay = (await createDeal(tenant, { amount: 30 })).id;
    await win(tenant, wonOnTheDay);
    await tenant.call("POST", "/v1/funnel/evaluate");
    vi.setSystemTime("2026-10-09T09:00:00Z");
    await tenant.call("POST", "/v1/funnel/evaluate");
    await win(tenant, kept.id);
    vi.setSystemTime("2026-11-05T09:00:00Z");
    await tenant.call("PATCH", `/v1/opportunities/${open.id}`, { body: { expected_close_date: "2026-12-01" } });
    expect((await move(tenant, late.id, "lost", { reason: "Price" })).status).toBe(200);

    const body = await forecast(tenant);
    expect(body.earlier).toHaveLength(12);
    expect(body.earlier[0]).toMatchObject({ month: "2025-11", forecast: null, slip_rate: { value: null, n: 0 } });
    const [september, october] = body.earlier.slice(-2);
    expect(september).toMatchObject({ month: "2026-09", won: { count: 1, amount: 50 }, forecast: null });
    expect(october).toEqual({
      month: "2026-10",
      won: { count: 2, amount: 130 },
      // Due were four: one closed before, one in the month, one after it, one is open. Four are too few to say.
      slip_rate: { formula: "slip_rate", value: null, n: 4, interval: null },
      forecast: {
        date: "2026-10-02",
        currency: "EUR",
        count: 3,
        by_score: 20,
        by_win_probability: null,
        interval: null,
        best: 700,
        commit: 0,
        came: { count: 1, amount: 100 },
        ratio: { by_score: 5, by_win_probability: null, best: 0.1429, commit: null },
      },
    });
    expect(body).toMatchObject({ mean_pushes: { value: null, n: 2 } });
    expect(body.months[0]).toMatchObject({ month: "2026-11", count: 0 });
    expect(body.months[1]).toMatchObject({ month: "2026-12", count: 1, amount: 400 });

    // A fifth deal, promised long before its month, and others for the first of the months and for one before it.
    await env.DB.prepare(
      `INSERT INTO process_flows (tenant_id, process_id, week, counts)
       SELECT tenant_id, id, 2500, '{"due:681": 1, "due:670": 7, "due:669": 8, "won:17500:3": 9}' FROM processes WHERE tenant_id = ?1`,
    )
      .bind(tenant.id)
      .run();
    const { earlier } = await forecast(tenant);
    const again = earlier.at(-1);
    expect([earlier[0].month, earlier[0].slip_rate.n]).toEqual(["2025-11", 7]);
    expect([again.slip_rate.value, again.slip_rate.n, again.won.count]).toEqual([0.6, 5, 2]);
  });

  test("are told apart from a forecast in another currency, and forget what the company does not keep", async () => {
    const { tenant } = await company();
    vi.setSystemTime("2026-10-01T09:00:00Z");
    await createDeal(tenant, { amount: 100, expected_close_date: "2026-10-20" });
    await tenant.call("POST", "/v1/funnel/evaluate");
    vi.setSystemTime("2026-11-05T09:00:00Z");
    await tenant.call("PATCH", "/v1/tenant", { body: { currency: "SEK" } });
    const { forecast: then } = (await forecast(tenant)).earlier.at(-1);
    expect(then).toMatchObject({ currency: "EUR", best: 100, ratio: { best: null } });
    await env.DB.prepare("UPDATE tenants SET snapshot_retention_days = 30 WHERE id = ?1").bind(tenant.id).run();
    expect((await forecast(tenant)).earlier.at(-1).forecast).toBeNull();
  });
});
