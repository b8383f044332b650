import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import { foundTenant, type TestTenant, withScopes } from "../support/api.ts";
import { insertDeals, times } from "../support/open-deals.ts";
import { createDeal, meet, move, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

// No midnight passes while ages are counted.
vi.setSystemTime("2026-11-24T10:00:00Z");

async function company(settings = {}): Promise<{ tenant: TestTenant; processId: string }> {
  const tenant = await foundTenant(settings);
  return { tenant, processId: await publishProcess(tenant, SMALL_DOCUMENT) };
}

const stagesOf = (funnel: { stages: { key: string }[] }) => new Map(funnel.stages.map((stage) => [stage.key, stage]));

describe("the live funnel", () => {
  test("of nothing is empty, not wrong", async () => {
    const { tenant, processId } = await company();
    const { status, body } = await tenant.call("GET", "/v1/funnel");
    expect(status).toBe(200);
    expect(body).toMatchObject({
      process_id: processId,
      version: 1,
      open: { count: 0, amount: 0, weighted_amount: 0, currency: "EUR" },
      unconverted: [],
      inversion: { formula: "inversion_index", value: null, n: 0 },
      won: { count: 0, amount: 0, unconverted: [] },
      lost: { count: 0 },
    });
    expect(body.stages.map((stage: { key: string }) => stage.key)).toEqual(["find", "agree", "close"]);
    expect(body.stages[0]).toMatchObject({
      count: 0,
      mean_score: null,
      median_days_in_stage: null,
      max_days: 14,
      limit_days: 14,
    });
  });

  test("adds up deals that were worked through the API", async () => {
    const { tenant } = await company();
    const first = await createDeal(tenant, { amount: 1_000 });
    await createDeal(tenant, { amount: 250.5 });
    const won = await createDeal(tenant, { amount: 4_000 });
    const lost = await createDeal(tenant, { amount: null });
    await meet(tenant, first.id, "problem");
    expect((await move(tenant, first.id, "agree")).status).toBe(200);
    await meet(tenant, won.id, "problem", "need", "funds");
    expect((await move(tenant, won.id, "won")).status).toBe(200);
    expect((await move(tenant, lost.id, "lost", { reason: "No budget" })).status).toBe(200);

    const { body } = await tenant.call("GET", "/v1/funnel");
    expect(body.open).toEqual({ count: 2, amount: 1_250.5, weighted_amount: 200, currency: "EUR" });
    expect(stagesOf(body).get("find")).toMatchObject({ count: 1, amount: 250.5, weighted_amount: 0, mean_score: 0 });
    expect(stagesOf(body).get("agree")).toMatchObject({
      count: 1,
      amount: 1_000,
      weighted_amount: 200,
      mean_score: 20,
    });
    expect(body.inversion).toMatchObject({ value: 0, n: 2 });
    expect(body.won).toEqual({ count: 1, amount: 4_000, unconverted: [] });
    expect(body.lost).toEqual({ count: 1 });
  });

  test("counts what is stalled and hollow, and is upside down where deals crowd late", async () => {
    const { tenant, processId } = await company();
    await insertDeals(tenant, processId, [
      ...times(2, { stage: "find", ageDays: 14 }),
      { stage: "find", ageDays: 15 },
      { stage: "find", ageDays: null },
      ...times(6, { stage: "close", ageDays: 40, hollow: 1, score_hundredths: 5_000 }),
    ]);
    const { body } = await tenant.call("GET", `/v1/funnel?process_id=${processId}`);
    // I = (max(0, 0 − 4) + max(0, 6 − 0)) / 10
    expect(body.inversion).toMatchObject({ value: 0.6, n: 10 });
    expect(stagesOf(body).get("find")).toMatchObject({ count: 4, stalled: 1, hollow: 0, median_days_in_stage: 14 });
    expect(stagesOf(body).get("close")).toMatchObject({
      count: 6,
      stalled: 6,
      hollow: 6,
      median_days_in_stage: 40,
      mean_score: 50,
    });
  });

  test("converts by the company's rates, and says what it could not", async () => {
    const { tenant, processId } = await company();
    await insertDeals(tenant, processId, [
      { stage: "find", amount_minor: 10_000, currency: "USD", score_hundredths: 5_000 },
      { stage: "find", amount_minor: 10_000, currency: "JPY" },
      { stage: "find", amount_minor: 10_000, currency: "JPY" },
    ]);
    const before = (await tenant.call("GET", "/v1/funnel")).body;
    expect(before.open).toMatchObject({ count: 3, amount: 0 });
    expect(before.unconverted).toEqual([
      { currency: "JPY", count: 2, amount: 20_000 },
      { currency: "USD", count: 1, amount: 100 },
    ]);
    expect((await tenant.call("PUT", "/v1/currency-rates", { body: { rates: { USD: 0.92 } } })).status).toBe(200);
    const after = (await tenant.call("GET", "/v1/funnel")).body;
    expect(after.open).toMatchObject({ count: 3, amount: 92, weighted_amount: 46 });
    expect(after.unconverted).toEqual([{ currency: "JPY", count: 2, amount: 20_000 }]);
  });

  test("takes the limit of a stage without max_days from the won deals", async () => {
    const { tenant, processId } = await company();
    const document = structuredClone(SMALL_DOCUMENT);
    const [first, ...rest] = document.stages;
    const { max_days: _, ...unlimited } = first ?? { max_days: 0 };
    await tenant.call("PUT", `/v1/processes/${processId}/draft`, {
      body: { ...document, stages: [unlimited, ...rest] },
      headers: { "if-match": "*" },
    });
    expect((await tenant.call("POST", `/v1/processes/${processId}/publish`)).status).toBe(201);
    await insertDeals(
      tenant,
      processId,
      [10, 86, 85].map((ageDays) => ({ stage: "find", version: 2, ageDays })),
    );
    const unknown = (await tenant.call("GET", "/v1/funnel")).body;
    expect(stagesOf(unknown).get("find")).toMatchObject({ max_days: null, limit_days: null, stalled: 0 });

    await env.DB.prepare(
      `UPDATE process_rollups SET won_count = 4, won_visits_by_stage_days = '{"find:50":1,"find:57":2,"find:99":1,"agree:1":4}'
       WHERE tenant_id = ?1`,
    )
      .bind(tenant.id)
      .run();
    const known = (await tenant.call("GET", "/v1/funnel")).body;
    expect(stagesOf(known).get("find")).toMatchObject({ max_days: null, limit_days: 85.5, stalled: 1 });
  });

  test("keeps deals of a stage that the current version no longer has", async () => {
    const { tenant, processId } = await company();
    await insertDeals(tenant, processId, [...times(3, { stage: "agree", ageDays: 22 }), { stage: "find" }]);
    const [find, , close] = SMALL_DOCUMENT.stages;
    const body = {
      ...SMALL_DOCUMENT,
      stages: [
        { ...find, name: "Search" },
        { ...close, criteria: [{ key: "funds", name: "Funds", weight: 80 }] },
      ],
    };
    await tenant.call("PUT", `/v1/processes/${processId}/draft`, { body, headers: { "if-match": "*" } });
    expect((await tenant.call("POST", `/v1/processes/${processId}/publish`)).status).toBe(201);

    const funnel = (await tenant.call("GET", "/v1/funnel")).body;
    expect(funnel).toMatchObject({ version: 2, open: { count: 4, amount: 4_000 }, inversion: { n: 4, value: 0 } });
    expect(
      funnel.stages.map((stage: { name: string; retired: boolean; count: number }) => [
        stage.name,
        stage.retired,
        stage.count,
      ]),
    ).toEqual([
      ["Search", false, 1],
      ["Close", false, 0],
      ["Agree", true, 3],
    ]);
    // Each deal is measured by the version it is pinned to: 22 days in a stage that allowed 21.
    expect(stagesOf(funnel).get("agree")).toMatchObject({ stalled: 3, limit_days: null });
  });

  test("stays upside down when the stage that its deals crowd is renamed", async () => {
    const { tenant, processId } = await company();
    await insertDeals(tenant, processId, times(25, { stage: "close" }));
    const stages = SMALL_DOCUMENT.stages.map((stage) => (stage.key === "close" ? { ...stage, key: "closing" } : stage));
    const body = { ...SMALL_DOCUMENT, stages };
    await tenant.call("PUT", `/v1/processes/${processId}/draft`, { body, headers: { "if-match": "*" } });
    expect((await tenant.call("POST", `/v1/processes/${processId}/publish`)).status).toBe(201);
    await insertDeals(tenant, processId, times(5, { stage: "closing", version: 2 }));

    const funnel = (await tenant.call("GET", "/v1/funnel")).body;
    // (0 + 30) / 30
    expect(funnel).toMatchObject({ version: 2, open: { count: 30 }, inversion: { n: 30, value: 1 } });
    expect(funnel.stages.map(({ key, retired, count }: Record<string, unknown>) => [key, retired, count])).toEqual([
      ["find", false, 0],
      ["agree", false, 0],
      ["closing", false, 5],
      ["close", true, 25],
    ]);
  });

  test("is of the company's own processes only", async () => {
    const [ours, theirs] = [await company(), await company()];
    await insertDeals(ours.tenant, ours.processId, times(3, { stage: "find" }));
    const own = await ours.tenant.call("GET", `/v1/funnel?process_id=${ours.processId}`);
    expect([own.status, own.body.open.count]).toEqual([200, 3]);
    for (const path of ["/v1/funnel", "/v1/funnel/snapshots"]) {
      const foreign = await theirs.tenant.call("GET", `${path}?process_id=${ours.processId}`);
      expect([foreign.status, foreign.body.code, foreign.body.errors[0].pointer]).toEqual([
        404,
        "not_found",
        "/query/process_id",
      ]);
    }
    expect((await theirs.tenant.call("GET", "/v1/funnel")).body.open.count).toBe(0);
  });

  test("needs a published process, and the permission", async () => {
    const tenant = await foundTenant();
    const none = await tenant.call("GET", "/v1/funnel");
    expect([none.status, none.body.code]).toEqual([409, "process_not_published"]);
    const draft = await tenant.call("POST", "/v1/processes", { body: { name: "Draft", document: SMALL_DOCUMENT } });
    const unpublished = await tenant.call("GET", `/v1/funnel?process_id=${draft.body.id}`);
    expect([unpublished.status, unpublished.body.code]).toEqual([409, "process_not_published"]);
    const limited = await withScopes(tenant, ["alerts:read"]);
    expect((await limited("GET", "/v1/funnel")).status).toBe(403);
    expect((await tenant.call("GET", "/v1/funnel?stage=find")).body.errors[0].code).toBe("unknown_field");
  });

  test("costs one round trip and reads the open deals, never the closed ones", async () => {
    const { tenant, processId } = await company();
    await insertDeals(tenant, processId, times(300, { stage: "agree" }));
    await insertDeals(tenant, processId, times(700, { stage: "agree", status: "lost", closed_at: Date.now() }));
    await tenant.call("GET", "/v1/funnel");
    for (const path of ["/v1/funnel", `/v1/funnel?process_id=${processId}`]) {
      const { body, d1 } = await tenant.call("GET", path);
      expect(body.open.count).toBe(300);
      expect(d1).toMatchObject({ roundTrips: 1, rowsWritten: 0 });
      expect(d1.rowsRead).toBeLessThanOrEqual(1.1 * 300 + 100);
    }
  });
});

describe("snapshots", () => {
  test("of an earlier release are still listed, as they were", async () => {
    const { tenant, processId } = await company();
    expect((await tenant.call("POST", "/v1/funnel/evaluate")).status).toBe(200);
    const { lost: _, ...older } = (await tenant.call("GET", "/v1/funnel")).body;
    const stored = { ...older, as_of: "2026-11-23", open: { ...older.open, since_given_up: 1 } };
    await env.DB.prepare(
      `INSERT INTO funnel_snapshots (tenant_id, process_id, day, funnel, taken_at)
       SELECT tenant_id, process_id, day - 1, ?2, taken_at - 86400000 FROM funnel_snapshots WHERE tenant_id = ?1`,
    )
      .bind(tenant.id, JSON.stringify(stored))
      .run();
    const { status, body } = await tenant.call("GET", `/v1/funnel/snapshots?process_id=${processId}`);
    expect(status).toBe(200);
    expect(body.data.map(({ date }: { date: string }) => date)).toEqual(["2026-11-24", "2026-11-23"]);
    expect(body.data[1].funnel).toEqual(stored);
  });
});

describe("currency rates", () => {
  test("are replaced as a whole, to six decimals", async () => {
    const tenant = await foundTenant();
    const put = (rates: unknown) => tenant.call("PUT", "/v1/currency-rates", { body: { rates } });
    const list = async () =>
      (await tenant.call("GET", "/v1/currency-rates")).body.data.map((row: { currency: string; rate: number }) => [
        row.currency,
        row.rate,
      ]);
    expect((await put({ USD: 0.92, IDR: 0.000056 })).body.data).toHaveLength(2);
    expect(await list()).toEqual([
      ["IDR", 0.000056],
      ["USD", 0.92],
    ]);
    expect((await put({ USD: 0.93, SEK: 0.0871 })).status).toBe(200);
    expect(await list()).toEqual([
      ["SEK", 0.0871],
      ["USD", 0.93],
    ]);
    const page = await tenant.call("GET", "/v1/currency-rates?limit=1");
    expect(page.body).toMatchObject({ data: [{ currency: "SEK" }] });
    expect((await tenant.call("GET", `/v1/currency-rates?cursor=${page.body.next_cursor}`)).body).toMatchObject({
      data: [{ currency: "USD" }],
      next_cursor: null,
    });
    expect((await put({})).body).toEqual({ data: [], next_cursor: null });
    expect(await list()).toEqual([]);
  });

  test("name every fault and change nothing then", async () => {
    const tenant = await foundTenant();
    await tenant.call("PUT", "/v1/currency-rates", { body: { rates: { USD: 0.92 } } });
    const wrong = await tenant.call("PUT", "/v1/currency-rates", {
      body: { rates: { SEK: 0, NOK: 0.1234567, USD: "1" }, more: 1 },
    });
    expect(wrong.status).toBe(422);
    expect(wrong.body.errors.map((fault: { pointer: string }) => fault.pointer).sort()).toEqual([
      "/more",
      "/rates/NOK",
      "/rates/SEK",
      "/rates/USD",
    ]);
    const unknown = await tenant.call("PUT", "/v1/currency-rates", { body: { rates: { XYZ: 1 } } });
    expect([unknown.status, unknown.body.errors]).toEqual([
      422,
      [{ pointer: "/rates/XYZ", code: "invalid_currency", detail: "must be an ISO 4217 code such as EUR" }],
    ]);
    const both = await tenant.call("PUT", "/v1/currency-rates", { body: { rates: { "a/b": 0, NOK: 0 } } });
    expect(both.body.errors.map((fault: { pointer: string }) => fault.pointer)).toEqual([
      "/rates/a~1b",
      "/rates/a~1b",
      "/rates/NOK",
    ]);
    // JSON.parse makes an own property of it, which a literal would not.
    const rawBody = '{"rates":{"__proto__":1}}';
    const headers = { "content-type": "application/json" };
    const proto = await tenant.call("PUT", "/v1/currency-rates", { rawBody, headers });
    expect([proto.status, proto.body.errors]).toMatchObject([
      422,
      [{ pointer: "/rates/__proto__", code: "invalid_currency" }],
    ]);
    for (const rates of [null, [], [["USD", 1]], "USD", 1]) {
      const shapeless = await tenant.call("PUT", "/v1/currency-rates", { body: { rates } });
      expect([shapeless.status, shapeless.body.errors]).toMatchObject([
        422,
        [{ pointer: "/rates", detail: "must be an object of rates by currency" }],
      ]);
    }
    const missing = await tenant.call("PUT", "/v1/currency-rates", { body: {} });
    expect([missing.status, missing.body.errors]).toMatchObject([422, [{ pointer: "/rates" }]]);
    const own = await tenant.call("PUT", "/v1/currency-rates", { body: { rates: { EUR: 1 } } });
    expect(own.body.errors).toMatchObject([{ pointer: "/rates/EUR", code: "reporting_currency" }]);
    expect((await tenant.call("GET", "/v1/currency-rates")).body.data).toMatchObject([{ currency: "USD", rate: 0.92 }]);
  });

  test("are each company's own", async () => {
    const [ours, theirs] = [await foundTenant(), await foundTenant()];
    await ours.call("PUT", "/v1/currency-rates", { body: { rates: { USD: 0.5 } } });
    await theirs.call("PUT", "/v1/currency-rates", { body: { rates: {} } });
    expect((await ours.call("GET", "/v1/currency-rates")).body.data).toHaveLength(1);
    expect((await theirs.call("GET", "/v1/currency-rates")).body.data).toEqual([]);
  });
});
