import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDate } from "../../src/values/calendar.ts";
import { foundTenant, type Reply, type TestTenant } from "../support/api.ts";
import { type Operation, operationsOf } from "../support/deal-operations.ts";
import { expectCountsRight, expectDaysRight, repair, storedCounts } from "../support/flows.ts";
import { csvOf, foundCompany, PLAIN, upload } from "../support/imports.ts";
import { NEXT_DOCUMENT, publishNext, publishTwice, runToEnd, storeMigration } from "../support/migrations.ts";
import { createDeal, meet, move, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";
import { createEndpoint } from "../support/webhooks.ts";
import { workDeal } from "../support/work-deal.ts";

const STAGES = ["find", "agree", "close"];
const vocabulary = { criteria: ["problem", "need", "funds"], stages: STAGES };
const advisory = { ...SMALL_DOCUMENT, gate_policy: "advisory" };

/** What the flows hold of some kinds of counts. */
async function flowsOf(tenant: TestTenant, processId: string, kinds: RegExp): Promise<Record<string, number>> {
  const all = Object.entries(await storedCounts(tenant, processId));
  return Object.fromEntries(all.filter(([key]) => key.startsWith("flows.") && kinds.test(key.slice("flows.".length))));
}

describe("what happens to deals, whoever makes it happen", () => {
  type Act =
    | { readonly kind: "work"; readonly deal: number; readonly operation: Operation }
    | { readonly kind: "remove" | "restore" | "note" | "amount" | "import" | "upsert"; readonly deal: number }
    | { readonly kind: "merge"; readonly deal: number; readonly into: number };

  const deal = fc.nat(3);
  const step = fc.record({
    kind: fc.constant("move" as const),
    to: fc.constantFrom(...STAGES, "agree", "won", "lost", "reopened", "reopened"),
    reason: fc.constant("So it is"),
    override: fc.constant(true),
  });
  const work = (operation: fc.Arbitrary<Operation>) =>
    fc.record({ kind: fc.constant("work" as const), deal, operation });
  const other = fc.constantFrom(
    "remove",
    "restore",
    "restore",
    "note",
    "amount",
    "import",
    "import",
    "import",
    "upsert",
  );
  const anyAct: fc.Arbitrary<Act> = fc.oneof(
    { weight: 8, arbitrary: work(step) },
    { weight: 3, arbitrary: work(operationsOf(vocabulary)) },
    { weight: 6, arbitrary: fc.record({ kind: other, deal }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("merge" as const), deal, into: deal }) },
  );

  const OUTCOMES = ["open", "won", "lost"];

  /** What a file says of a deal: something else from time to time. */
  function rowOf(externalId: string, turn: number) {
    const status = OUTCOMES[turn % 3] ?? "open";
    return {
      external_id: externalId,
      name: externalId,
      stage: turn % 4 === 3 ? "" : (STAGES[(turn * 2) % 3] ?? "find"),
      status,
      amount: String(100 * turn),
      opened_on: turn % 5 === 4 ? "" : "2026-01-05",
      stage_entered_on: turn % 2 === 0 ? "2026-02-10" : "",
      closed_on: status === "open" ? "" : "2026-03-20",
      expected_close_date: "2026-03-31",
      lost_reason: status === "lost" ? "Price" : "",
    };
  }

  async function act(tenant: TestTenant, ids: readonly string[], one: Act, turn: number): Promise<Reply | undefined> {
    const id = ids[one.deal] ?? "";
    const path = `/v1/opportunities/${id}`;
    switch (one.kind) {
      case "work":
        return workDeal(tenant, id, one.operation);
      case "remove":
        return tenant.call("DELETE", path);
      case "restore":
        return tenant.call("POST", `${path}/restore`);
      case "note":
        return tenant.call("POST", `${path}/notes`, { body: { text: "Rang them" } });
      case "amount":
        return tenant.call("PATCH", path, { body: { amount: turn, currency: turn % 2 ? "EUR" : "SEK" } });
      case "upsert":
        return tenant.call("PUT", `/v1/opportunities/by-external-id/CRM-${one.deal}`, {
          body: { name: "By its id", expected_close_date: "2027-04-30" },
        });
      case "merge": {
        const body = { duplicate_id: ids[one.into] };
        return one.into === one.deal ? undefined : tenant.call("POST", `${path}/merge`, { body });
      }
      default: {
        const rows = [rowOf(`CRM-${one.deal}`, turn), rowOf("CRM-9", turn + 1)];
        const columns = Object.keys(rows[0] ?? {});
        const csv = [columns.join(","), ...rows.map((row) => Object.values(row).join(","))].join("\n");
        return upload(tenant, csv, { columns: Object.fromEntries(columns.map((name) => [name, name])) });
      }
    }
  }

  test("is in the totals and the flows as the deals and visits that are there tell it", {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyAct, { minLength: 10, maxLength: 40, size: "max" }), async (acts) => {
        const { tenant, processId } = await foundCompany(advisory);
        const ids: string[] = [];
        for (let index = 0; index < 4; index++) {
          const fields = { external_id: `CRM-${index}`, expected_close_date: index % 2 ? "2026-12-31" : null };
          ids.push((await createDeal(tenant, fields)).id);
        }
        for (const [turn, one] of acts.entries()) {
          const reply = await act(tenant, ids, one, turn);
          expect(reply?.status ?? 200, JSON.stringify([one, reply?.body])).toBeLessThan(500);
        }
        await expectCountsRight(tenant, processId);
        await expectDaysRight(tenant, "Europe/Helsinki");
        await publishNext(tenant, processId, { ...NEXT_DOCUMENT, gate_policy: "advisory" });
        await runToEnd(tenant, await storeMigration(tenant, processId));
        await expectCountsRight(tenant, processId);
        for (const id of ids) {
          await move(tenant, id, "afford", { reason: "Further" });
          await move(tenant, id, "won", { override: true, reason: "Signed" });
        }
        await expectCountsRight(tenant, processId);
        expect(await repair(tenant, processId, true)).toMatchObject({ completed: 0, differences: 0, differing: [] });
      }),
      { numRuns: 15 },
    );
  });
});

describe("a deal that is brought in", () => {
  test("is in the flows by its own days, in the company's zone, on days that begin or end an hour late too", async () => {
    // In São Paulo the clocks skipped midnight of 2018-11-04, and showed 23:00 of 2018-02-17 twice.
    const tenant = await foundTenant({ timezone: "America/Sao_Paulo" });
    const processId = await publishProcess(tenant, SMALL_DOCUMENT);
    const rows = [
      { external_id: "A", stage: "agree", stage_entered_on: "2018-11-04", opened_on: "2018-02-17" },
      { external_id: "B", stage: "agree", opened_on: "2018-02-18", stage_entered_on: "2018-11-03" },
    ];
    await upload(tenant, csvOf(...rows), PLAIN);
    const [saturday, sunday] = [parseDate("2018-11-03"), parseDate("2018-11-04")];
    expect(await flowsOf(tenant, processId, /^entered/)).toEqual({
      [`flows.entered:agree:${saturday}`]: 1,
      [`flows.entered:agree:${sunday}`]: 1,
    });
    await expectCountsRight(tenant, processId);
  });

  test("keeps the days that it was counted with, whatever zone the company has gone to since", async () => {
    const tenant = await foundTenant({ timezone: "Pacific/Auckland" });
    const processId = await publishProcess(tenant, SMALL_DOCUMENT);
    const deal = {
      external_id: "A",
      stage: "agree",
      status: "won",
      opened_on: "2026-05-04",
      closed_on: "2026-05-20T20:00:00Z",
      visits: [
        { stage: "find", entered_at: "2026-05-04T20:00:00Z", left_at: "2026-05-06T20:00:00Z" },
        { stage: "agree", entered_at: "2026-05-06T20:00:00Z", left_at: "2026-05-20T20:00:00Z" },
      ],
    };
    const send = (more: object) => {
      const columns = Object.fromEntries(Object.keys({ ...deal, ...more }).map((name) => [name, name]));
      return upload(tenant, `${JSON.stringify({ ...deal, ...more })}\n`, { format: "ndjson", columns });
    };
    expect((await send({})).body).toMatchObject({ created: 1 });
    const before = await flowsOf(tenant, processId, /./);
    const [entered, closed] = [parseDate("2026-05-05"), parseDate("2026-05-21")];
    expect(before).toMatchObject({ [`flows.entered:find:${entered}`]: 1, [`flows.won:${closed}:17`]: 1 });
    // Where all of it was on the day before.
    expect((await tenant.call("PATCH", "/v1/tenant", { body: { timezone: "America/Los_Angeles" } })).status).toBe(200);
    expect((await send({})).body).toMatchObject({ unchanged: 1 });
    expect((await send({ criteria: [{ key: "problem", state: "met" }] })).body).toMatchObject({ updated: 1 });
    expect(await flowsOf(tenant, processId, /./)).toEqual(before);
    await expectCountsRight(tenant, processId);
  });

  test.each([
    ["by itself", {}],
    ["with its visits", { visits: [{ stage: "agree", entered_at: "2026-05-06T20:00:00Z" }] }],
  ])("is closed on the day that a later file corrects it to, told %s", async (_, more) => {
    const { tenant, processId } = await foundCompany();
    for (const [closed_on, result] of [
      ["2026-05-20", "created"],
      ["2026-06-30", "updated"],
    ]) {
      const deal = { external_id: "A", status: "won", stage: "agree", opened_on: "2026-05-04", closed_on, ...more };
      const columns = Object.fromEntries(Object.keys(deal).map((name) => [name, name]));
      const reply = await upload(tenant, `${JSON.stringify(deal)}\n`, { format: "ndjson", columns });
      expect(reply.body).toMatchObject({ [result ?? ""]: 1 });
    }
    const day = parseDate("2026-06-30");
    expect(await flowsOf(tenant, processId, /^won/)).toEqual({ [`flows.won:${day}:57`]: 1 });
    await expectDaysRight(tenant, "Europe/Helsinki");
    await expectCountsRight(tenant, processId);
  });

  test("asks for the snapshots of its past, in the commit that ends the import", async () => {
    const { tenant, processId } = await foundCompany();
    const read = () =>
      env.DB.prepare("SELECT process_id, kind FROM funnel_repairs WHERE tenant_id = ?").bind(tenant.id).all();
    await upload(tenant, csvOf({ external_id: "A", stage: "find" }), PLAIN, { dryRun: true });
    expect((await read()).results).toEqual([]);
    await upload(tenant, csvOf({ external_id: "A", stage: "find" }), PLAIN);
    expect((await read()).results).toEqual([{ process_id: processId, kind: "snapshots" }]);
    await env.DB.prepare("DELETE FROM funnel_repairs WHERE tenant_id = ?").bind(tenant.id).run();
    await upload(tenant, csvOf({ external_id: "A", stage: "find" }), PLAIN);
    expect((await read()).results, "the same file again tells of nothing").toEqual([]);
  });
});

describe("a promise to close", () => {
  const dueOf = async (tenant: TestTenant, processId: string) => flowsOf(tenant, processId, /^(due|kept)/);
  const months = (date: string) => (Number(date.slice(0, 4)) - 1970) * 12 + Number(date.slice(5, 7)) - 1;

  test("is the first that was made; pushing or clearing the date does not take it back", async () => {
    const { tenant, processId } = await foundCompany(advisory);
    const { id } = await createDeal(tenant);
    expect(await dueOf(tenant, processId)).toEqual({});
    for (const expected_close_date of ["2027-02-10", "2027-03-10", null, "2027-05-10"]) {
      await tenant.call("PATCH", `/v1/opportunities/${id}`, { body: { expected_close_date } });
    }
    const due = months("2027-02");
    expect(await dueOf(tenant, processId)).toEqual({ [`flows.due:${due}`]: 1 });
    await move(tenant, id, "lost", { reason: "Price" });
    const closed = Object.keys(await dueOf(tenant, processId)).find((key) => key.startsWith("flows.kept"));
    expect(closed).toMatch(new RegExp(`^flows.kept:${due}:\\d+$`));
    await move(tenant, id, "reopened");
    expect(await dueOf(tenant, processId)).toEqual({ [`flows.due:${due}`]: 1 });
  });

  test("of a deal that had been pushed before it was brought in is not known", async () => {
    const { tenant, processId } = await foundCompany(advisory);
    const csv = "external_id,stage,expected_close_date,pushes\nA,find,2027-02-10,3\nB,find,2027-02-10,0\n";
    const columns = {
      external_id: "external_id",
      stage: "stage",
      expected_close_date: "expected_close_date",
      pushes: "pushes",
    };
    expect((await upload(tenant, csv, { columns })).body).toMatchObject({ created: 2 });
    expect(await dueOf(tenant, processId)).toEqual({ [`flows.due:${months("2027-02")}`]: 1 });
    const { body } = await tenant.call("GET", "/v1/opportunities/by-external-id/A");
    await tenant.call("PATCH", `/v1/opportunities/${body.id}`, { body: { owner: "Aino" } });
    expect(await dueOf(tenant, processId)).toEqual({ [`flows.due:${months("2027-02")}`]: 1 });
  });
});

describe("a migration", () => {
  const cohorts = async (tenant: TestTenant, processId: string, kinds = /^(entered|passed)/) => {
    const flows = Object.entries(await flowsOf(tenant, processId, kinds));
    return Object.fromEntries(
      flows.map(([key, count]) => [key.split(":").slice(0, 2).join(":").slice("flows.".length), count]),
    );
  };

  test("takes the deal to the cohort of its stage's new key; what it had passed stays passed", async () => {
    const tenant = await foundTenant();
    const processId = await publishTwice(tenant, async (process_id) => {
      const { id } = await createDeal(tenant, { process_id });
      await meet(tenant, id, "problem");
      await move(tenant, id, "agree");
    });
    expect(await cohorts(tenant, processId)).toEqual({ "entered:find": 1, "passed:find": 1, "entered:agree": 1 });
    await runToEnd(tenant, await storeMigration(tenant, processId));
    expect(await cohorts(tenant, processId)).toEqual({ "entered:find": 1, "passed:find": 1, "entered:understand": 1 });
    await expectCountsRight(tenant, processId);
  });

  test.each([
    ["stages are put in before it", ["early", "earlier", "find", "agree", "close"]],
    ["a stage before it is left out", ["agree", "close"]],
  ])("lets later moves pass what they pass where %s", async (_, keys) => {
    const tenant = await foundTenant();
    const processId = await publishProcess(tenant, advisory);
    const { id } = await createDeal(tenant);
    await move(tenant, id, "agree", { reason: "Further" });
    const stages = keys.map((key, index) => ({
      ...(advisory.stages.find((stage) => stage.key === key) ?? { key, name: key }),
      criteria: [
        {
          key: `done_${key}`,
          name: `Done ${key}`,
          weight: index === 0 ? 100 - 10 * (keys.length - 1) : 10,
          required: true,
        },
      ],
    }));
    await publishNext(tenant, processId, { gate_policy: "advisory", stages });
    const before = await cohorts(tenant, processId);
    await runToEnd(
      tenant,
      await storeMigration(tenant, processId, {
        mapping: {
          stages: keys.includes("find") ? {} : { find: "agree" },
          criteria: Object.fromEntries(["problem", "need", "funds", "champion"].map((key) => [key, null])),
        },
      }),
    );
    expect(await cohorts(tenant, processId)).toEqual(before);
    expect((await move(tenant, id, "close", { reason: "Further" })).status).toBe(200);
    expect(await cohorts(tenant, processId)).toEqual({ ...before, "passed:agree": 1, "entered:close": 1 });
    await expectCountsRight(tenant, processId);
  });
});

test("a note is something that happens to a deal, which goes on as it is", async () => {
  const { tenant } = await foundCompany();
  const { id, revision } = await createDeal(tenant);
  await env.DB.prepare("UPDATE opportunities SET last_event_at = 5 WHERE tenant_id = ?").bind(tenant.id).run();
  const lastEvent = () =>
    env.DB.prepare("SELECT last_event_at FROM opportunities WHERE tenant_id = ?")
      .bind(tenant.id)
      .first<number>("last_event_at");
  const started = Date.now();
  const note = await tenant.call("POST", `/v1/opportunities/${id}/notes`, { body: { text: "Rang them" } });
  expect(note.status).toBe(201);
  expect(await lastEvent()).toBeGreaterThanOrEqual(started);
  await env.DB.prepare("UPDATE opportunities SET last_event_at = 5 WHERE tenant_id = ?").bind(tenant.id).run();
  expect((await tenant.call("DELETE", `/v1/opportunities/${id}/notes/${note.body.id}`)).status).toBeLessThan(300);
  expect(await lastEvent()).toBeGreaterThanOrEqual(started);
  expect((await tenant.call("GET", `/v1/opportunities/${id}`)).body.revision).toBe(revision);
});

test("keeping all this costs a change no more than its budget, with an endpoint that is told of it", async () => {
  const { tenant } = await foundCompany(advisory);
  await createEndpoint(tenant, "https://ops.example.com/hooks");
  const { id } = await createDeal(tenant, { expected_close_date: "2027-01-31" });
  const set = await tenant.call("PUT", `/v1/opportunities/${id}/criteria/problem`, { body: { state: "met" } });
  const moves: Reply[] = [];
  for (const to of ["agree", "close", "agree", "won", "reopened", "lost"]) {
    moves.push(await move(tenant, id, to, { reason: "So it is", ...(to === "won" ? { override: true } : {}) }));
  }
  expect(set.d1.rowsWritten).toBeLessThanOrEqual(8);
  for (const { status, d1 } of [set, ...moves]) {
    expect(status).toBe(200);
    expect(d1.roundTrips).toBe(2);
    expect(d1.rowsRead).toBeLessThanOrEqual(40);
    expect(d1.rowsWritten).toBeLessThanOrEqual(12);
  }
});
