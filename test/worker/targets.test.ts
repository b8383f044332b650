import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { D1Connection } from "../../src/db/d1.ts";
import { TenantDb } from "../../src/db/tenant-db.ts";
import { listTargetsAt, toRuleTargets } from "../../src/funnel/targets-store.ts";
import { parseDate } from "../../src/values/calendar.ts";
import { foundTenant, type TestTenant } from "../support/api.ts";
import { faultsOf } from "../support/process.ts";
import { publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

beforeEach(() => {
  vi.setSystemTime(Date.parse("2026-11-24T10:00:00Z"));
});

async function company() {
  const tenant = await foundTenant();
  return { tenant, processId: await publishProcess(tenant, SMALL_DOCUMENT) };
}

const send = (tenant: TestTenant, body: object) => tenant.call("POST", "/v1/targets", { body });
const list = async (tenant: TestTenant, query = "") => (await tenant.call("GET", `/v1/targets${query}`)).body.data;

describe("a target", () => {
  test("is set for a period, in the reporting currency unless told", async () => {
    const { tenant, processId } = await company();
    const { status, body, headers } = await send(tenant, { period: "2026-Q4", amount: 250_000.5 });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^tgt_/),
      period: "2026-Q4",
      process_id: null,
      owner: null,
      amount: 250_000.5,
      currency: "EUR",
      revision: 1,
      created_at: "2026-11-24T10:00:00.000Z",
      updated_at: "2026-11-24T10:00:00.000Z",
    });
    expect(headers.get("location")).toBe(`/v1/targets/${body.id}`);
    expect(headers.get("etag")).toBe('"1"');
    const theirs = { period: "2026-11", process_id: processId, owner: "Aino", amount: 7, currency: "JPY" };
    expect((await send(tenant, theirs)).body).toMatchObject(theirs);
    expect((await tenant.call("GET", `/v1/targets/${body.id}`)).body).toEqual(body);
  });

  test("names every fault of what was sent", async () => {
    const { tenant } = await company();
    const { status, body } = await send(tenant, {
      period: "2026-13",
      amount: 0,
      owner: " ",
      currency: "EURO",
      colour: 1,
    });
    expect(status).toBe(422);
    expect(
      faultsOf(body)
        .map((fault) => fault.split(" ")[0])
        .toSorted(),
    ).toEqual(["/amount", "/colour", "/currency", "/owner", "/period"]);
    expect(faultsOf((await send(tenant, { period: "2026", amount: 1.5, currency: "JPY" })).body)).toEqual([
      "/amount amount_decimals",
    ]);
    const foreign = await company();
    const missing = await send(tenant, { period: "2026", amount: 1, process_id: foreign.processId });
    expect([missing.status, faultsOf(missing.body)]).toEqual([404, ["/process_id not_found"]]);
  });

  test("is the only one of its period, process and owner, also of two set at once", async () => {
    const { tenant, processId } = await company();
    const target = { period: "2026-11", process_id: processId, owner: "Aino", amount: 10 };
    const both = await Promise.all([send(tenant, target), send(tenant, { ...target, amount: 20 })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect(both.find(({ status }) => status === 409)?.body.code).toBe("target_exists");
    // What differs in one of the three is another one.
    for (const other of [{ period: "2026" }, { process_id: null }, { owner: null }]) {
      expect((await send(tenant, { ...target, ...other })).status).toBe(201);
    }
    const [first, second] = await list(tenant);
    const patch = { period: second.period, process_id: second.process_id, owner: second.owner };
    const moved = await tenant.call("PATCH", `/v1/targets/${first.id}`, { body: patch });
    expect([moved.status, moved.body.code]).toEqual([409, "target_exists"]);
  });

  test("is changed and deleted at the revision that was read", async () => {
    const { tenant } = await company();
    const { id } = (await send(tenant, { period: "2026-11", amount: 10 })).body;
    const path = `/v1/targets/${id}`;
    const change = (body: object, tag = '"1"') => tenant.call("PATCH", path, { body, headers: { "if-match": tag } });
    expect((await change({ amount: 10 })).body.revision).toBe(1);
    expect((await change({ amount: 12, period: "2026-Q4" })).body).toMatchObject({
      amount: 12,
      period: "2026-Q4",
      revision: 2,
    });
    expect((await change({ amount: 13 })).status).toBe(412);
    expect((await change({ amount: 1.555 }, '"2"')).status).toBe(422);
    const days = await env.DB.prepare("SELECT first_day, last_day FROM targets WHERE id = ?").bind(id).first();
    expect(days).toEqual({ first_day: parseDate("2026-10-01"), last_day: parseDate("2026-12-31") });
    expect((await tenant.call("DELETE", path, { headers: { "if-match": '"1"' } })).status).toBe(412);
    expect((await tenant.call("DELETE", path)).status).toBe(204);
    expect((await tenant.call("GET", path)).status).toBe(404);
    expect((await tenant.call("DELETE", path)).status).toBe(404);
  });

  test("is told of once at each change, with what was before; what is refused or changes nothing is not", async () => {
    const { tenant } = await company();
    const made = (await send(tenant, { period: "2026-11", amount: 10, owner: "Aino" })).body;
    expect((await send(tenant, { period: "2026-11", amount: 20, owner: "Aino" })).status).toBe(409);
    const path = `/v1/targets/${made.id}`;
    const change = async (body: object) => (await tenant.call("PATCH", path, { body })).body;
    const changed = await change({ amount: 12.5, period: "2026-11", owner: null });
    expect(await change({ amount: 12.5 })).toEqual(changed);
    const remove = (tag: string) => tenant.call("DELETE", path, { headers: { "if-match": tag } });
    expect([(await remove('"1"')).status, (await remove('"2"')).status]).toEqual([412, 204]);
    const events = (await tenant.call("GET", "/v1/events?types=target.*")).body.data;
    expect(events.map(({ type, data }: { type: string; data: object }) => [type, data])).toEqual([
      ["target.created", { target: made }],
      ["target.updated", { target: changed, previous: { amount: 10, owner: "Aino" } }],
      ["target.deleted", { target: changed }],
    ]);
  });

  test("is listed by period, process and owner, in pages", async () => {
    const { tenant, processId } = await company();
    for (const target of [
      { period: "2026-11" },
      { period: "2026-12", owner: "Aino" },
      { period: "2026-12", process_id: processId },
    ]) {
      await send(tenant, { amount: 1, ...target });
    }
    const periods = (targets: { period: string }[]) => targets.map(({ period }) => period);
    expect(periods(await list(tenant))).toEqual(["2026-11", "2026-12", "2026-12"]);
    expect(await list(tenant, "?period=2026-12&owner=Aino")).toMatchObject([{ owner: "Aino" }]);
    expect(await list(tenant, `?process_id=${processId}`)).toMatchObject([{ process_id: processId }]);
    const page = (await tenant.call("GET", "/v1/targets?limit=1&period=2026-12")).body;
    const next = await tenant.call("GET", `/v1/targets?limit=1&period=2026-12&cursor=${page.next_cursor}`);
    expect(next.body).toMatchObject({ data: [{ process_id: processId }], next_cursor: null });
    expect((await tenant.call("GET", `/v1/targets?limit=1&cursor=${page.next_cursor}`)).status).toBe(422);
  });

  test("of a thousand is the last", async () => {
    const { tenant } = await company();
    await env.DB.prepare(
      `INSERT INTO targets (tenant_id, id, period, first_day, last_day, owner, amount_minor, currency, created_at, updated_at)
       WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 999)
       SELECT ?1, 'tgt_' || n, '2026', 1, 2, 'Owner ' || n, 1, 'EUR', 1, 1 FROM number`,
    )
      .bind(tenant.id)
      .run();
    const both = await Promise.all(["2026-11", "2026-12"].map((period) => send(tenant, { period, amount: 1 })));
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect(both.find(({ status }) => status === 409)?.body.code).toBe("too_many_targets");
  });
});

describe("the targets of a day", () => {
  const heldAgainst = async (tenant: TestTenant, date: string, processId: string) => {
    const db = new TenantDb(new D1Connection(env.DB), tenant.id);
    const [rows] = await db.read([listTargetsAt(parseDate(date) ?? 0)]);
    return toRuleTargets(rows, processId, "EUR", new Map([["USD", 900_000]])).map((target) => [
      target.period,
      target.owner,
      target.amountMinor,
    ]);
  };

  test("are those whose period it is in, converted; one without a rate is held against nothing", async () => {
    const { tenant, processId } = await company();
    for (const target of [
      { period: "2026-11", amount: 100 },
      { period: "2026-Q4", amount: 200, currency: "USD", process_id: processId },
      { period: "2026", amount: 300, currency: "SEK" },
      { period: "2026", amount: 400, owner: "Aino" },
      { period: "2027", amount: 500 },
    ]) {
      expect((await send(tenant, target)).status).toBe(201);
    }
    const november = ["2026-11", null, 10_000];
    const rest = [
      ["2026", "Aino", 40_000],
      ["2026-Q4", null, 18_000],
    ];
    expect(await heldAgainst(tenant, "2026-11-01", processId)).toEqual([november, ...rest]);
    expect(await heldAgainst(tenant, "2026-11-30", processId)).toEqual([november, ...rest]);
    expect(await heldAgainst(tenant, "2026-12-31", processId)).toEqual(rest);
    expect(await heldAgainst(tenant, "2027-01-01", processId)).toEqual([["2027", null, 50_000]]);
    expect(await heldAgainst(tenant, "2025-12-31", processId)).toEqual([]);
  });

  test("for all processes are held against the only one there is, and none of several", async () => {
    const { tenant, processId } = await company();
    await send(tenant, { period: "2026", amount: 100 });
    expect(await heldAgainst(tenant, "2026-11-24", processId)).toHaveLength(1);
    const other = await publishProcess(tenant, SMALL_DOCUMENT);
    expect(await heldAgainst(tenant, "2026-11-24", processId)).toEqual([]);
    await send(tenant, { period: "2026", amount: 100, process_id: processId });
    expect(await heldAgainst(tenant, "2026-11-24", processId)).toHaveLength(1);
    expect(await heldAgainst(tenant, "2026-11-24", other)).toEqual([]);
  });
});
