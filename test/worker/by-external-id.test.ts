import { beforeAll, describe, expect, test } from "vitest";
import { foundTenant, type TestTenant } from "../support/api.ts";
import { createDeal, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

let tenant: TestTenant;
let processId: string;

beforeAll(async () => {
  tenant = await foundTenant();
  processId = await publishProcess(tenant, SMALL_DOCUMENT);
});

const pathOf = (externalId: string) => `/v1/opportunities/by-external-id/${encodeURIComponent(externalId)}`;
const put = (externalId: string, body: unknown, headers: Record<string, string> = {}) =>
  tenant.call("PUT", pathOf(externalId), { body, headers });
const historyOf = async (id: string) => (await tenant.call("GET", `/v1/opportunities/${id}/history`)).body;

describe("an upsert", () => {
  test("creates what is not there, and changes what is, leaving alone what it leaves out", async () => {
    const created = await put("A-1", { name: "Cranes", owner: "Aino", amount: 100, tags: ["vip"] });
    expect([created.status, created.headers.get("etag")]).toEqual([201, '"1"']);
    expect(created.headers.get("location")).toBe(`/v1/opportunities/${created.body.id}`);
    expect(created.body).toMatchObject({ external_id: "A-1", stage: "find", process_id: processId });
    const changed = await put("A-1", { amount: 200, external_id: "A-1", process_id: processId });
    expect([changed.status, changed.headers.get("etag"), changed.headers.get("location")]).toEqual([200, '"2"', null]);
    expect(changed.body).toMatchObject({
      id: created.body.id,
      name: "Cranes",
      owner: "Aino",
      amount: 200,
      tags: ["vip"],
    });
    expect((await historyOf(created.body.id)).changes.map((change: { type: string }) => change.type)).toEqual([
      "opportunity.created",
      "opportunity.updated",
    ]);
  });

  test("that differs in nothing writes nothing", async () => {
    await put("A-2", { name: "Cranes", amount: 100 });
    const again = await put("A-2", { name: "Cranes", amount: 100 });
    expect([again.status, again.body.revision, again.d1.rowsWritten]).toEqual([200, 1, 0]);
  });

  test("of something new needs its name, and names another's faults at once", async () => {
    const nameless = await put("A-3", { amount: 1 });
    expect([nameless.status, nameless.body.errors]).toMatchObject([422, [{ pointer: "/name", code: "required" }]]);
    const other = await put("A-3", { name: "Cranes", external_id: "A-4" });
    expect(other.body.errors).toMatchObject([{ pointer: "/external_id", code: "external_id_differs" }]);
    expect((await put("A-3", { name: "Cranes", process_id: "prc_none" })).status).toBe(404);
    expect((await tenant.call("GET", pathOf("A-3"))).status).toBe(404);
  });

  test("leaves an opportunity in its process", async () => {
    await put("A-5", { name: "Cranes" });
    const moved = await put("A-5", { process_id: "prc_another", external_id: null, amount: 5 });
    expect([moved.status, moved.body.errors.map((fault: { code: string }) => fault.code)]).toEqual([
      422,
      ["external_id_differs", "process_fixed"],
    ]);
  });

  test("takes conditions: only the revision that was read, only a new one", async () => {
    await put("A-6", { name: "Cranes" });
    expect((await put("A-6", { amount: 1 }, { "if-match": '"1"' })).status).toBe(200);
    expect((await put("A-6", { amount: 2 }, { "if-match": '"1"' })).status).toBe(412);
    expect((await put("A-6", { amount: 2 }, { "if-none-match": "*" })).body.code).toBe("precondition_failed");
    expect((await put("A-7", { name: "New" }, { "if-match": "*" })).status).toBe(412);
    expect((await put("A-7", { name: "New" }, { "if-none-match": '"1"' })).status).toBe(422);
    expect((await put("A-7", { name: "New" }, { "if-none-match": "*" })).status).toBe(201);
  });

  test("of the same new one by many at once creates one, which the others bring up to date", async () => {
    const owners = ["Aino", "Eino", "Ilta", "Onni"];
    const replies = await Promise.all(owners.map((owner) => put("A-8", { name: "Cranes", owner })));
    expect(replies.map((reply) => reply.status).toSorted()).toEqual([200, 200, 200, 201]);
    expect(new Set(replies.map((reply) => reply.body.id)).size).toBe(1);
    expect((await tenant.call("GET", pathOf("A-8"))).body.revision).toBe(4);
  });

  test("of one that a merge has left over leaves the survivor as it is", async () => {
    const survivor = await createDeal(tenant, { external_id: "A-9" });
    const duplicate = await createDeal(tenant, { external_id: "A-10" });
    await tenant.call("POST", `/v1/opportunities/${survivor.id}/merge`, { body: { duplicate_id: duplicate.id } });
    const reply = await put("A-10", { name: "What the other system says" });
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({ id: survivor.id, external_id: "A-9", name: survivor.name, revision: 2 });
    expect((await tenant.call("GET", pathOf("A-10"))).body.id).toBe(survivor.id);
  });
});

describe("the address of an external_id", () => {
  test.each([
    "a/b/c",
    "v1.2.3",
    "..x",
    "50 %",
    "%2F",
    "?q=1#x",
    "ä&ö+å",
    "progress",
    "history",
    "😀",
    "a\\b",
    '"quoted"',
  ])("holds %s", async (externalId) => {
    const created = await put(externalId, { name: "Cranes" });
    expect([created.status, created.body.external_id]).toEqual([201, externalId]);
    const read = await tenant.call("GET", pathOf(externalId));
    expect([read.status, read.body.id, read.body.criteria]).toEqual([200, created.body.id, []]);
  });

  test("is refused where no external_id can be such", async () => {
    expect((await tenant.call("GET", pathOf("x".repeat(201)))).status).toBe(422);
    expect((await tenant.call("GET", pathOf("a\u0000b"))).status).toBe(422);
  });

  test("of another company is nothing here", async () => {
    const other = await foundTenant();
    await put("A-11", { name: "Cranes" });
    expect((await other.call("GET", pathOf("A-11"))).status).toBe(404);
  });
});
