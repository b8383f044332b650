import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { D1Connection, type PlainStatement } from "../../src/db/d1.ts";
import { foundTenant, type Reply, type TestTenant } from "../support/api.ts";
import { createDeal, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

let tenant: TestTenant;

beforeAll(async () => {
  tenant = await foundTenant();
  await publishProcess(tenant, SMALL_DOCUMENT);
});

afterEach(() => void vi.restoreAllMocks());

const batch = (items: readonly unknown[], more: Readonly<Record<string, unknown>> = {}, headers = {}) =>
  tenant.call("POST", "/v1/opportunities/batch", { body: { items, ...more }, headers });
const read = async (id: string) => (await tenant.call("GET", `/v1/opportunities/${id}`)).body;
const codesOf = ({ body }: Reply) =>
  body.items.map(({ problem, status }: { problem?: { code: string }; status: number }) => problem?.code ?? status);
const patch = (id: string, fields: object) => ({ op: "update", id, patch: fields });

/** Lets something happen between a decision and its commit, for as long as it answers true. */
function beforeCommits(happens: () => Promise<boolean>): void {
  const write = D1Connection.prototype.write;
  let goesOn = true;
  vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (
    this: D1Connection,
    statements: readonly PlainStatement[],
  ) {
    if (goesOn) goesOn = await happens();
    return write.call(this, statements);
  });
}

/** As another writer leaves it. */
async function touch(id: string): Promise<void> {
  await env.DB.prepare("UPDATE opportunities SET revision = revision + 1 WHERE tenant_id = ? AND id = ?")
    .bind(tenant.id, id)
    .run();
}

describe("batches at the same time", () => {
  test("over the same opportunities all get through", async () => {
    const deals = await Promise.all([1, 2, 3].map(() => createDeal(tenant)));
    const replies = await Promise.all(
      ["problem", "need", "funds"].map((criterion) =>
        batch(deals.map(({ id }) => ({ op: "set_criterion", id, criterion, change: { state: "met" } }))),
      ),
    );
    for (const reply of replies) expect(reply.body).toMatchObject({ succeeded: 3, failed: 0 });
    for (const { id } of deals) expect(await read(id)).toMatchObject({ score: 90, revision: 4 });
  });

  test("that create the same opportunities create each once", async () => {
    const items = Array.from({ length: 20 }, (_, index) => ({
      op: "upsert",
      external_id: `R-${index}`,
      opportunity: { name: "Cranes" },
    }));
    const replies = await Promise.all([batch(items), batch(items.toReversed())]);
    const statuses = replies.flatMap(codesOf);
    expect(statuses.filter((status) => status === 201)).toHaveLength(20);
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
  });

  test("and single writers lose nothing of one another", async () => {
    const { id } = await createDeal(tenant, { tags: [] });
    const replies = await Promise.all([
      batch([patch(id, { owner: "Eino" }), patch(id, { amount: 7 })]),
      tenant.call("PATCH", `/v1/opportunities/${id}`, { body: { tags: ["vip"] } }),
      tenant.call("PUT", `/v1/opportunities/${id}/criteria/problem`, { body: { state: "met" } }),
    ]);
    expect(replies.map((reply) => reply.status)).toEqual([207, 200, 200]);
    expect(await read(id)).toMatchObject({ owner: "Eino", amount: 7, tags: ["vip"], score: 20, revision: 5 });
  });
});

describe("an opportunity that moves under a batch", () => {
  test("is decided on again, but for a move, which rests on where it was seen", async () => {
    const [busy, quiet] = [await createDeal(tenant), await createDeal(tenant)];
    beforeCommits(async () => {
      await touch(busy.id);
      return false;
    });
    const lose = (id: string) => ({ op: "move", id, transition: { to: "lost", reason: "Gone" } });
    const reply = await batch([patch(busy.id, { amount: 1 }), lose(busy.id), lose(quiet.id)]);
    expect(codesOf(reply)).toEqual([200, "conflict", 200]);
    expect(await read(busy.id)).toMatchObject({ amount: 1, status: "open", revision: 3 });
    expect(await read(quiet.id)).toMatchObject({ status: "lost" });
  });

  test("time and again does not hold up the others", async () => {
    const [hot, quiet] = [await createDeal(tenant), await createDeal(tenant)];
    beforeCommits(async () => {
      await touch(hot.id);
      return true;
    });
    const reply = await batch([
      patch(hot.id, { amount: 1 }),
      patch(quiet.id, { amount: 1 }),
      patch(hot.id, { amount: 2 }),
    ]);
    expect(codesOf(reply)).toEqual(["conflict", 200, "conflict"]);
    expect([(await read(hot.id)).amount, (await read(quiet.id)).amount]).toEqual([12_500, 1]);
  });

  test("time and again is the conflict of a whole atomic batch, which writes nothing", async () => {
    const [hot, quiet] = [await createDeal(tenant), await createDeal(tenant)];
    beforeCommits(async () => {
      await touch(hot.id);
      return true;
    });
    const reply = await batch([patch(hot.id, { amount: 1 }), patch(quiet.id, { amount: 1 })], { atomic: true });
    expect([reply.status, reply.body.code]).toEqual([409, "conflict"]);
    expect((await read(quiet.id)).amount).toBe(12_500);
  });

  test("or goes away altogether is not found, and the others go on", async () => {
    const [gone, quiet] = [await createDeal(tenant), await createDeal(tenant)];
    beforeCommits(async () => {
      vi.restoreAllMocks();
      await tenant.call("DELETE", `/v1/opportunities/${gone.id}`);
      return false;
    });
    const reply = await batch([patch(gone.id, { amount: 1 }), patch(quiet.id, { amount: 1 })]);
    expect(codesOf(reply)).toEqual(["not_found", 200]);
  });

  test("by taking an external_id that was free leaves it the other's", async () => {
    const { id } = await createDeal(tenant);
    beforeCommits(async () => {
      vi.restoreAllMocks();
      await createDeal(tenant, { external_id: "R-taken" });
      return false;
    });
    const reply = await batch([
      { op: "create", opportunity: { name: "Cranes", external_id: "R-taken" } },
      patch(id, { external_id: "R-free" }),
    ]);
    expect(codesOf(reply)).toEqual(["external_id_taken", 200]);
  });
});

describe("a repeated batch", () => {
  const items = (name: string) => [
    { op: "create", opportunity: { name: "Cranes", external_id: name } },
    { op: "update", external_id: "R-nobody", patch: { amount: 1 } },
  ];

  test("is answered as the first one was, failures included", async () => {
    const first = await batch(items("R-once"), {}, { "idempotency-key": "batch-1" });
    const again = await batch(items("R-once"), {}, { "idempotency-key": "batch-1" });
    expect([again.status, again.headers.get("idempotent-replayed"), again.body]).toEqual([207, "true", first.body]);
    expect(codesOf(again)).toEqual([201, "not_found"]);
  });

  test("that comes many times at once is carried out once", async () => {
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => batch(items("R-many"), {}, { "idempotency-key": "batch-2" })),
    );
    const carriedOut = replies.filter((reply) => reply.status === 207);
    expect(carriedOut.length).toBeGreaterThan(0);
    for (const reply of carriedOut) expect(reply.body).toEqual(carriedOut[0]?.body);
    for (const reply of replies) if (reply.status !== 207) expect(reply.body.code).toBe("idempotency_in_progress");
  });

  test("may be sent again after a refusal of the whole", async () => {
    const send = () => batch(items("R-refused"), { atomic: true }, { "idempotency-key": "batch-3" });
    expect((await send()).body.code).toBe("batch_refused");
    await createDeal(tenant, { external_id: "R-nobody" });
    expect((await send()).status).toBe(207);
  });
});
