import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { foundTenant, type Reply, type TestTenant, withScopes } from "../support/api.ts";
import { createDeal, meet, move, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

let tenant: TestTenant;

beforeAll(async () => {
  tenant = await foundTenant();
  await publishProcess(tenant, SMALL_DOCUMENT);
});

type Item = Readonly<Record<string, unknown>>;

const batch = (items: readonly unknown[], more: Readonly<Record<string, unknown>> = {}, of = tenant) =>
  of.call("POST", "/v1/opportunities/batch", { body: { items, ...more } });
const read = async (id: string) => (await tenant.call("GET", `/v1/opportunities/${id}`)).body;
const historyOf = async (id: string) => (await tenant.call("GET", `/v1/opportunities/${id}/history`)).body;
const statusesOf = ({ body }: Reply) => body.items.map(({ status }: { status: number }) => status);
const codesOf = ({ body }: Reply) =>
  body.items.map(({ problem, status }: { problem?: { code: string }; status: number }) => problem?.code ?? status);

const create = (external_id: string, more: Item = {}): Item => ({
  op: "create",
  opportunity: { name: `Deal ${external_id}`, external_id, ...more },
});
const met = (external_id: string, criterion: string): Item => ({
  op: "set_criterion",
  external_id,
  criterion,
  change: { state: "met" },
});
const to = (external_id: string, stage: string, more: Item = {}): Item => ({
  op: "move",
  external_id,
  transition: { to: stage, ...more },
});

describe("the items of a batch", () => {
  test("are carried out in their order, and find what those before them have left", async () => {
    const reply = await batch([
      create("B-1", { amount: 100 }),
      met("B-1", "problem"),
      to("B-1", "agree"),
      { op: "upsert", external_id: "B-1", opportunity: { amount: 200 } },
      { op: "update", external_id: "B-1", patch: { external_id: "B-1b" }, if_match: 4 },
      to("B-1b", "find"),
      { op: "upsert", external_id: "B-1", opportunity: { name: "Another" } },
    ]);
    expect(reply.status).toBe(207);
    expect(reply.body).toMatchObject({ succeeded: 7, failed: 0 });
    expect(statusesOf(reply)).toEqual([201, 200, 200, 200, 200, 200, 201]);
    expect(
      reply.body.items.map(({ opportunity }: { opportunity: { revision: number } }) => opportunity.revision),
    ).toEqual([1, 2, 3, 4, 5, 6, 1]);
    const { id } = reply.body.items[0].opportunity;
    expect(await read(id)).toMatchObject({ ...reply.body.items[5].opportunity, amount: 200, stage: "find", score: 20 });
    const { visits, changes } = await historyOf(id);
    expect(visits.map((visit: Item) => [visit["stage"], visit["direction"], visit["left_at"] === null])).toEqual([
      ["find", "entry", false],
      ["agree", "forward", false],
      ["find", "backward", true],
    ]);
    expect(changes.map((change: { type: string }) => change.type)).toEqual([
      "opportunity.created",
      "opportunity.criterion_changed",
      "opportunity.stage_changed",
      "opportunity.updated",
      "opportunity.updated",
      "opportunity.stage_changed",
    ]);
  });

  test("stand or fall each by itself, with the answer of the single call", async () => {
    const deal = await createDeal(tenant, { external_id: "B-2" });
    const rep = await withScopes(tenant, ["opportunities:write"]);
    const items = [
      { op: "update", id: deal.id, patch: { amount: 1 }, if_match: 9 },
      { op: "update", id: "opp_none", patch: { amount: 1 } },
      to("B-2", "close"),
      to("B-2", "won", { override: true, reason: "Signed" }),
      { op: "update", id: deal.id, patch: { amount: 1.234, currency: "EUR", custom: { nobody: 1 } } },
      { op: "set_criterion", id: deal.id, criterion: "need", change: { state: "not_applicable", level: 50 } },
      { op: "set_criterion", id: deal.id, criterion: "nothing_of_ours", change: { state: "met" } },
      create("B-2"),
      { op: "create", opportunity: { name: "Cranes", process_id: "prc_none" } },
      { op: "update", id: deal.id, patch: { owner: "Eino" }, if_match: '"1"' },
    ];
    const reply = await rep("POST", "/v1/opportunities/batch", { body: { items } });
    expect(codesOf(reply)).toEqual([
      "precondition_failed",
      "not_found",
      "gate_blocked",
      "forbidden",
      "validation_failed",
      "validation_failed",
      "not_found",
      "external_id_taken",
      "not_found",
      200,
    ]);
    expect(statusesOf(reply)).toEqual([412, 404, 409, 403, 422, 422, 404, 409, 404, 200]);
    const problems = reply.body.items.map(({ problem }: { problem?: Item }) => problem);
    const single = await move(tenant, deal.id, "close");
    expect(problems[2].missing).toEqual(single.body.missing);
    const faults = (index: number) =>
      problems[index].errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]);
    expect(faults(4)).toEqual([
      ["/items/4/patch/amount", "amount_decimals"],
      ["/items/4/patch/custom/nobody", "unknown_custom_field"],
    ]);
    expect(faults(5)).toEqual([
      ["/items/5/change/state", "not_applicable_not_allowed"],
      ["/items/5/change/level", "level_not_allowed"],
    ]);
    expect(faults(8)).toEqual([["/items/8/opportunity/process_id", "not_found"]]);
    expect(await read(deal.id)).toMatchObject({ owner: "Eino", revision: 2, stage: "find" });
  });

  test("are read each by itself: the shape of one does not hold up the others", async () => {
    const reply = await batch([
      { op: "create", opportunity: { nam: "Cranes" } },
      { op: "paint" },
      "nonsense",
      { op: "update", patch: {} },
      { op: "update", id: "a", external_id: "b", patch: {} },
      { op: "create", opportunity: { name: "Cranes", tags: ["a", "a"] }, colour: "red" },
      create("B-3"),
    ]);
    expect(statusesOf(reply)).toEqual([422, 422, 422, 422, 422, 422, 201]);
    const faults = reply.body.items.flatMap(({ problem }: { problem?: { errors: Item[] } }) => problem?.errors ?? []);
    expect(faults.map((fault: Item) => `${fault["pointer"]} ${fault["code"]}`)).toEqual([
      "/items/0/opportunity/name required",
      "/items/0/opportunity/nam unknown_field",
      "/items/1/op invalid_union",
      "/items/2 invalid_type",
      "/items/3/id required",
      "/items/4/external_id named_twice",
      "/items/5/opportunity/tags repeated",
      "/items/5/colour unknown_field",
    ]);
  });

  test("number 1 to 1,000", async () => {
    const none = await batch([]);
    const tooMany = await batch(Array.from({ length: 1_001 }, () => create("B-4")));
    for (const reply of [none, tooMany]) expect([reply.status, reply.body.errors[0].pointer]).toEqual([422, "/items"]);
  });

  test("may hand an external_id from one opportunity to another, or swap two", async () => {
    const [a, b] = [await createDeal(tenant, { external_id: "B-5" }), await createDeal(tenant, { external_id: "B-6" })];
    const named = (id: string, external_id: string | null) => ({ op: "update", id, patch: { external_id } });
    const swapped = await batch([named(a.id, "B-7"), named(b.id, "B-5"), named(a.id, "B-6")]);
    expect(statusesOf(swapped)).toEqual([200, 200, 200]);
    expect([(await read(a.id)).external_id, (await read(b.id)).external_id]).toEqual(["B-6", "B-5"]);
    const handed = await batch([named(a.id, null), create("B-6"), named(b.id, "B-6")]);
    expect(codesOf(handed)).toEqual([200, 201, "external_id_taken"]);
  });

  test("find an opportunity by the external_id that an item before them has given it, with all that was said of it", async () => {
    const { id } = await createDeal(tenant, { external_id: "R-1" });
    const other = await createDeal(tenant, { external_id: "R-2" });
    await meet(tenant, id, "problem");
    const { body } = await batch([
      { op: "update", external_id: "R-2", patch: { external_id: "R-0" } },
      { op: "update", external_id: "R-1", patch: { external_id: "R-2" } },
      { op: "update", external_id: "R-2", patch: { external_id: "R-3" } },
      met("R-3", "need"),
      to("R-3", "agree"),
      // Fails, so this name is not given, and the next item is about whoever has had it all along.
      { op: "update", external_id: "R-0", patch: { external_id: "R-3" } },
      { op: "set_criterion", external_id: "R-3", criterion: "problem", change: { state: "not_met" } },
    ]);
    expect(codesOf({ body } as Reply)).toEqual([200, 200, 200, 200, 200, "external_id_taken", 200]);
    expect(body.items[3].opportunity.score).toBe(50);
    expect(await read(id)).toMatchObject({ ...body.items[6].opportunity, external_id: "R-3", score: 30, hollow: true });
    expect(await read(other.id)).toMatchObject({ external_id: "R-0", score: 0 });
    const { visits, changes } = await historyOf(id);
    expect(visits.map(({ stage, left_at }: Item) => [stage, left_at === null])).toEqual([
      ["find", false],
      ["agree", true],
    ]);
    expect(changes.at(-1)).toMatchObject({ criterion: "problem", previous: { state: "met" } });
  });

  test("name the survivor of a merge by an external_id that was another one's as well, once that gives it up", async () => {
    const survivor = await createDeal(tenant, { external_id: "T-1" });
    const duplicate = await createDeal(tenant, { external_id: "T-2" });
    const path = `/v1/opportunities/${survivor.id}`;
    await tenant.call("POST", `${path}/merge`, { body: { duplicate_id: duplicate.id } });
    await tenant.call("DELETE", path);
    const taker = await createDeal(tenant, { external_id: "T-2" });
    await meet(tenant, taker.id, "problem");
    expect((await tenant.call("POST", `${path}/restore`)).status).toBe(200);
    await meet(tenant, survivor.id, "need");
    const reply = await batch([
      met("T-2", "funds"),
      { op: "update", external_id: "T-2", patch: { external_id: "T-3" } },
      create("T-2"),
      met("T-2", "funds"),
    ]);
    expect(codesOf(reply)).toEqual([200, 200, "external_id_taken", 200]);
    const [first, , , last] = reply.body.items;
    expect(first.opportunity).toMatchObject({ id: taker.id, score: 60 });
    expect(last.opportunity).toMatchObject({ id: survivor.id, score: 70 });
  });

  test("that name one new external_id twice: the second create is refused, the second upsert an update", async () => {
    const upsert = (amount: number) => ({ op: "upsert", external_id: "B-9", opportunity: { name: "Cranes", amount } });
    const reply = await batch([create("B-8"), create("B-8"), upsert(1), upsert(2)]);
    expect(codesOf(reply)).toEqual([201, "external_id_taken", 201, 200]);
    expect(reply.body.items[3].opportunity).toMatchObject({ amount: 2, revision: 2 });
  });

  test("see no other company's opportunities, and say what an absorbed one was merged into", async () => {
    const stranger = await foundTenant();
    await publishProcess(stranger, SMALL_DOCUMENT);
    const theirs = await createDeal(stranger, { external_id: "B-10" });
    const [kept, gone] = [
      await createDeal(tenant, { external_id: "B-11" }),
      await createDeal(tenant, { external_id: "B-12" }),
    ];
    await tenant.call("POST", `/v1/opportunities/${kept.id}/merge`, { body: { duplicate_id: gone.id } });
    const reply = await batch([
      { op: "update", id: theirs.id, patch: { amount: 1 } },
      { op: "update", external_id: "B-10", patch: { amount: 1 } },
      { op: "update", id: gone.id, patch: { amount: 1 } },
      { op: "update", external_id: "B-12", patch: { amount: 1 } },
      create("B-12"),
    ]);
    expect(codesOf(reply)).toEqual(["not_found", "not_found", "not_found", 200, "external_id_taken"]);
    expect(reply.body.items[2].problem.merged_into).toBe(kept.id);
    expect(reply.body.items[3].opportunity.id).toBe(kept.id);
    expect((await stranger.call("GET", `/v1/opportunities/${theirs.id}`)).body).toEqual({ ...theirs, criteria: [] });
  });

  test("cannot open or reopen anything in an archived process, and the others go on", async () => {
    const archived = (await tenant.call("POST", "/v1/processes", { body: { name: "Old", document: SMALL_DOCUMENT } }))
      .body.id;
    await tenant.call("POST", `/v1/processes/${archived}/publish`);
    const old = await createDeal(tenant, { process_id: archived, external_id: "B-13" });
    await move(tenant, old.id, "lost", { reason: "Gone" });
    expect((await tenant.call("POST", `/v1/processes/${archived}/archive`)).status).toBe(200);
    const reply = await batch([to("B-13", "reopened"), create("B-14", { process_id: archived }), create("B-15")]);
    expect(codesOf(reply)).toEqual(["process_archived", "process_archived", 201]);
  });

  test("that change nothing write nothing", async () => {
    const deal = await createDeal(tenant, { external_id: "B-16" });
    await meet(tenant, deal.id, "problem");
    const reply = await batch([met("B-16", "problem"), { op: "update", id: deal.id, patch: { amount: 12_500 } }]);
    expect([statusesOf(reply), reply.d1.rowsWritten]).toEqual([[200, 200], 0]);
  });

  test("keep the totals of the process right", async () => {
    const other = await foundTenant();
    await publishProcess(other, SMALL_DOCUMENT);
    const win = (name: string) => [
      create(name, { amount: 10 }),
      ...["problem", "need", "funds"].map((key) => met(name, key)),
      to(name, "won"),
    ];
    const items = [...win("T-1"), ...win("T-2"), to("T-2", "reopened"), to("T-2", "lost", { reason: "Gone" })];
    expect((await batch(items, {}, other)).body.failed).toBe(0);
    const changed = { op: "update", external_id: "T-1", patch: { amount: 25 } };
    expect((await batch([changed], {}, other)).body.failed).toBe(0);
    const totals = await env.DB.prepare(
      "SELECT won_count, lost_count, won_minor_by_currency, won_visits_by_stage_days FROM process_rollups WHERE tenant_id = ?",
    )
      .bind(other.id)
      .first();
    expect(totals).toEqual({
      won_count: 1,
      lost_count: 1,
      won_minor_by_currency: '{"EUR":2500}',
      won_visits_by_stage_days: '{"find:0":1}',
    });
  });
});

describe("an atomic batch", () => {
  const items = [create("C-1"), create("C-1"), { op: "paint" }, to("C-1", "close"), met("C-1", "problem")];

  test("in which any item fails is refused whole, and every failure is named", async () => {
    const countRows = () => rowsOf(tenant, "opportunities");
    const before = await countRows();
    const asQuery = await tenant.call("POST", "/v1/opportunities/batch?atomic=true", { body: { items } });
    for (const reply of [await batch(items, { atomic: true }), asQuery]) {
      expect([reply.status, reply.body.code]).toEqual([422, "batch_refused"]);
      expect(codesOf(reply)).toEqual(["external_id_taken", "validation_failed", "gate_blocked"]);
      expect(reply.body.items.map(({ index }: { index: number }) => index)).toEqual([1, 2, 3]);
      expect(reply.body.items[2].problem.missing).toHaveLength(2);
      expect(reply.body.errors.map((fault: Item) => [fault["pointer"], fault["code"]])).toEqual([
        ["/items/1", "external_id_taken"],
        ["/items/2/op", "invalid_union"],
        ["/items/3", "gate_blocked"],
      ]);
    }
    expect(await countRows()).toEqual(before);
  });

  test("in which none fails is written", async () => {
    const reply = await batch([create("C-2"), met("C-2", "problem"), to("C-2", "agree")], { atomic: true });
    expect(statusesOf(reply)).toEqual([201, 200, 200]);
    expect(await read(reply.body.items[0].opportunity.id)).toMatchObject({ stage: "agree", score: 20 });
  });
});

describe("a large batch", () => {
  const SIZE = 1_000;

  test("costs few round trips and statements, and writes no more rows than its items would by themselves", async () => {
    const large = await foundTenant();
    await publishProcess(large, SMALL_DOCUMENT);
    const hooks = { url: "https://ops.example.com/hooks", event_types: ["opportunity.created", "opportunity.updated"] };
    await large.call("POST", "/v1/webhook-endpoints", { body: hooks });
    const names = Array.from({ length: SIZE }, (_, index) => `L-${index}`);
    const single = await large.call("POST", "/v1/opportunities", { body: { name: "Alone", external_id: "alone" } });
    const created = await batch(
      names.map((name) => create(name)),
      {},
      large,
    );
    expect(created.body.succeeded).toBe(SIZE);
    expect(created.d1.roundTrips).toBeLessThanOrEqual(8);
    expect(created.d1.queries).toBeLessThan(40);
    expect(created.d1.rowsWritten).toBeLessThanOrEqual(SIZE * single.d1.rowsWritten);

    const mixed = names.map((name, index) => {
      if (index % 3 === 0) return { op: "update", external_id: name, patch: { owner: "Eino" } };
      return index % 3 === 1 ? met(name, "problem") : to(name, "lost", { reason: "Gone" });
    });
    const changed = await large.call("POST", "/v1/opportunities/batch", {
      body: { items: mixed },
      headers: { "idempotency-key": "large" },
    });
    expect(changed.body.succeeded).toBe(SIZE);
    expect(changed.d1.roundTrips).toBeLessThanOrEqual(8);
    expect(changed.d1.queries).toBeLessThan(40);
    expect(changed.d1.rowsWritten).toBeLessThanOrEqual(12 * SIZE);
    expect(changed.d1.rowsRead).toBeLessThan(20 * SIZE);
    const again = await large.call("POST", "/v1/opportunities/batch", {
      body: { items: mixed },
      headers: { "idempotency-key": "large" },
    });
    expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([207, "true"]);
    expect(again.body).toEqual(changed.body);

    // However many opportunities the company has: a few of them are found by their ids, not looked for among all.
    const { id } = created.body.items[0].opportunity;
    const few = [
      { op: "update", id, patch: { owner: "Aino" } },
      met("L-1", "need"),
      to("L-4", "lost", { reason: "Gone" }),
    ];
    expect((await batch(few, {}, large)).d1.rowsRead).toBeLessThan(100);

    const { events, deliveries } = await countsOf(large);
    // Publishing its process was the company's first event.
    expect(events).toBe(1 + 1 + SIZE + SIZE + few.length);
    expect(deliveries).toBe(1 + SIZE + Math.ceil(SIZE / 3) + 1);
  });

  test("whose events take several statements owes a delivery for each of them", async () => {
    const chatty = await foundTenant();
    await publishProcess(chatty, SMALL_DOCUMENT);
    const hooks = { url: "https://ops.example.com/hooks", event_types: ["opportunity.*"] };
    await chatty.call("POST", "/v1/webhook-endpoints", { body: hooks });
    const contacts = Array.from({ length: 20 }, (_, index) => ({
      name: `${index} `.padEnd(200, "x"),
      role: "y".repeat(200),
    }));
    const items = Array.from({ length: 350 }, (_, index) => create(`M-${index}`, { contacts }));
    expect((await batch(items, {}, chatty)).body.succeeded).toBe(350);
    expect(await countsOf(chatty)).toEqual({ events: 351, deliveries: 350 });
  });

  test("of which one long opportunity would come to too much leaves items over for another batch", async () => {
    const contacts = Array.from({ length: 20 }, () => ({ name: "n".repeat(200), role: "r".repeat(200) }));
    await createDeal(tenant, { external_id: "V-1", contacts });
    const items = Array.from({ length: 1_000 }, (_, index) => ({
      op: "update",
      external_id: "V-1",
      patch: { next_step: `Step ${index}` },
    }));
    const { body, status } = await batch(items);
    expect(status).toBe(207);
    expect(body.succeeded).toBeGreaterThan(900);
    expect(body.failed).toBeGreaterThan(0);
    expect(body.items.at(-1).problem).toMatchObject({ status: 413, code: "payload_too_large" });
    const last = body.items[body.succeeded - 1].opportunity;
    expect(await read(last.id)).toMatchObject({ next_step: `Step ${body.succeeded - 1}`, revision: last.revision });
    expect((await batch(items, { atomic: true })).body.code).toBe("batch_refused");
  });
});

async function rowsOf({ id }: TestTenant, table: string): Promise<number> {
  const query = env.DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE tenant_id = ?`).bind(id);
  return (await query.first<number>("n")) ?? 0;
}

async function countsOf(of: TestTenant) {
  return { events: await rowsOf(of, "events"), deliveries: await rowsOf(of, "webhook_deliveries") };
}
