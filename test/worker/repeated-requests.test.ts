import { beforeAll, describe, expect, test } from "vitest";
import { caller, foundTenant, type TestTenant } from "../support/api.ts";
import { createDeal, meet, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

let tenant: TestTenant;

beforeAll(async () => {
  tenant = await foundTenant();
  await publishProcess(tenant, SMALL_DOCUMENT);
});

const keyed = (key: string) => ({ "idempotency-key": key });

describe("an Idempotency-Key", () => {
  test("is the caller's own: another API key is not told what this one was", async () => {
    const request = { body: { name: "Everything", scopes: ["*"] }, headers: keyed("mine") };
    const first = await tenant.call("POST", "/v1/api-keys", request);
    const limited = await tenant.call("POST", "/v1/api-keys", {
      body: { name: "Limited", scopes: ["api_keys:write"] },
    });
    const reply = await caller(limited.body.secret)("POST", "/v1/api-keys", request);
    expect([reply.status, reply.body.code]).toEqual([422, "idempotency_key_reused"]);
    expect(JSON.stringify(reply.body)).not.toContain(first.body.secret);
  });

  test("may be used by two companies, each for its own", async () => {
    const other = await foundTenant();
    await publishProcess(other, SMALL_DOCUMENT);
    const request = { body: { name: "Cranes" }, headers: keyed("shared") };
    const [mine, theirs] = [
      await tenant.call("POST", "/v1/opportunities", request),
      await other.call("POST", "/v1/opportunities", request),
    ];
    expect([mine.status, theirs.status, theirs.headers.get("idempotent-replayed")]).toEqual([201, 201, null]);
    expect(theirs.body.id).not.toBe(mine.body.id);
  });

  test("of a form is that of its parts, whatever its boundary", async () => {
    const upload = () => {
      const rawBody = new FormData();
      rawBody.set("file", new File(["id,phase\nK-1,Find\n"], "pipeline.csv", { type: "text/csv" }));
      rawBody.set(
        "mapping",
        JSON.stringify({ columns: { external_id: "id", stage: "phase" }, stages: { Find: "find" } }),
      );
      return tenant.call("POST", "/v1/imports", { rawBody, headers: keyed("form") });
    };
    const first = await upload();
    const again = await upload();
    expect([first.status, first.body.created]).toEqual([200, 1]);
    expect([again.status, again.headers.get("idempotent-replayed"), again.body]).toEqual([200, "true", first.body]);
  });

  test("sent thirty times at once moves a deal once, and everybody hears of that move or is told to wait", async () => {
    const { id } = await createDeal(tenant);
    await meet(tenant, id, "problem");
    const request = { body: { to: "agree" }, headers: keyed("thirty") };
    const replies = await Promise.all(
      Array.from({ length: 30 }, () => tenant.call("POST", `/v1/opportunities/${id}/transitions`, request)),
    );
    const moved = replies.filter((reply) => reply.status === 200);
    expect(moved.length).toBeGreaterThan(0);
    for (const reply of moved) expect(reply.body).toEqual(moved[0]?.body);
    for (const reply of replies) if (reply.status !== 200) expect(reply.body.code).toBe("idempotency_in_progress");
    expect((await tenant.call("GET", `/v1/opportunities/${id}/history`)).body.visits).toHaveLength(2);
  });

  test("is free again after a refusal", async () => {
    const { id } = await createDeal(tenant);
    const request = { body: { to: "agree" }, headers: keyed("refused") };
    const transition = () => tenant.call("POST", `/v1/opportunities/${id}/transitions`, request);
    expect((await transition()).body.code).toBe("gate_blocked");
    await meet(tenant, id, "problem");
    expect((await transition()).status).toBe(200);
  });
});

describe("many writers of one deal", () => {
  test("all get through: each says what it has to say, in some order", async () => {
    const { id } = await createDeal(tenant);
    const keys = ["problem", "need", "funds", "champion"];
    const replies = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        tenant.call("PUT", `/v1/opportunities/${id}/criteria/${keys[n % 4]}`, {
          body: { state: "met", note: `Note ${n}` },
        }),
      ),
    );
    expect(replies.map((reply) => reply.status)).toEqual(replies.map(() => 200));
    expect((await tenant.call("GET", `/v1/opportunities/${id}`)).body).toMatchObject({ score: 100, revision: 13 });
  });
});

describe("a cursor", () => {
  test("of one list is refused by every other", async () => {
    await createDeal(tenant);
    await createDeal(tenant);
    const cursor = (await tenant.call("GET", "/v1/opportunities?limit=1")).body.next_cursor;
    for (const list of [
      "api-keys",
      "processes",
      "imports",
      "alerts",
      "events",
      "webhook-endpoints",
      "webhook-deliveries",
      "templates",
      "event-types",
      "currency-rates",
    ]) {
      const reply = await tenant.call("GET", `/v1/${list}?cursor=${cursor}`);
      expect([reply.status, reply.body.code], list).toEqual([422, "invalid_cursor"]);
    }
  });
});

test("a body that is not UTF-8 is refused, not mended", async () => {
  const rawBody = new Uint8Array([
    ...new TextEncoder().encode('{"name": "a'),
    0xff,
    0xc0,
    ...new TextEncoder().encode('"}'),
  ]);
  const reply = await tenant.call("POST", "/v1/opportunities", {
    rawBody,
    headers: { "content-type": "application/json" },
  });
  expect([reply.status, reply.body.code]).toEqual([400, "malformed_json"]);
});
