import { env } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { readSettings } from "../../src/env.ts";
import { commit } from "../../src/events/commit.ts";
import { inSystemScope } from "../../src/tenancy/system-scope.ts";
import { MAX_ENDPOINTS } from "../../src/webhooks/endpoint.ts";
import { changeEndpoint, type EndpointPatch } from "../../src/webhooks/update-endpoint.ts";
import { foundTenant, type TestTenant, withScopes } from "../support/api.ts";
import {
  createEndpoint,
  deliverWhatIsDue,
  interceptFetch,
  newEvent,
  receiver,
  record,
  recordOne,
} from "../support/webhooks.ts";

const PATH = "/v1/webhook-endpoints";
const URL_OF_NOBODY = "https://hooks.example.com/infield";

let tenant: TestTenant;

beforeEach(async () => {
  vi.restoreAllMocks();
  interceptFetch();
  tenant = await foundTenant();
});

const rowsOf = async (table: string) =>
  (await env.DB.prepare(`SELECT count(*) AS count FROM ${table} WHERE tenant_id = ?1`)
    .bind(tenant.id)
    .first("count")) as number;

describe("a webhook endpoint", () => {
  test("is made with a secret that is shown this once and sealed in the database", async () => {
    const body = {
      url: URL_OF_NOBODY,
      event_types: ["opportunity.*", "alert.raised", "alert.raised"],
      description: "CRM",
    };
    const made = await tenant.call("POST", PATH, { body });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      url: URL_OF_NOBODY,
      description: "CRM",
      event_types: ["opportunity.*", "alert.raised"],
      status: "enabled",
      disabled_reason: null,
      failing_since: null,
      revision: 1,
    });
    expect(made.body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(made.headers.get("location")).toBe(`${PATH}/${made.body.id}`);

    const read = await tenant.call("GET", `${PATH}/${made.body.id}`);
    const { secret, ...rest } = made.body;
    expect(read.body).toEqual(rest);
    expect(read.headers.get("etag")).toBe('"1"');
    const row = await env.DB.prepare("SELECT * FROM webhook_endpoints WHERE id = ?1").bind(made.body.id).first();
    expect(JSON.stringify(row)).not.toContain(secret.slice("whsec_".length));
  });

  test("is made once for one Idempotency-Key, and its secret comes again", async () => {
    const request = { body: { url: URL_OF_NOBODY, event_types: ["*"] }, headers: { "idempotency-key": "k-1" } };
    const [first, again] = [await tenant.call("POST", PATH, request), await tenant.call("POST", PATH, request)];
    expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([201, "true"]);
    expect(again.body).toEqual(first.body);
    expect(await rowsOf("webhook_endpoints")).toBe(1);
  });

  test("names every fault of what was sent", async () => {
    const body = {
      url: "http://user@10.0.0.1/",
      event_types: ["*", "deal.won", "oppo.*", "opportunity.migrated"],
      description: "",
      secret: "mine",
    };
    const reply = await tenant.call("POST", PATH, { body });
    expect([reply.status, reply.body.code]).toEqual([422, "validation_failed"]);
    expect(
      reply.body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]).sort(),
    ).toEqual([
      ["/description", "blank"],
      ["/event_types/1", "unknown_event_type"],
      ["/event_types/2", "unknown_event_type"],
      ["/event_types/3", "undelivered_event_type"],
      ["/secret", "unknown_field"],
      ["/url", "address_not_public"],
      ["/url", "credentials_not_allowed"],
      ["/url", "scheme_not_allowed"],
    ]);
    expect(await rowsOf("webhook_endpoints")).toBe(0);
  });

  test.each([
    [{}, ["/url", "/event_types"]],
    [{ url: 7, event_types: "alert.*" }, ["/url", "/event_types"]],
    [{ url: URL_OF_NOBODY, event_types: [] }, ["/event_types"]],
    [{ url: URL_OF_NOBODY, event_types: Array.from({ length: 51 }, () => "*") }, ["/event_types"]],
    [{ url: `${URL_OF_NOBODY}/${"a".repeat(3_000)}`, event_types: ["*"] }, ["/url"]],
    [{ url: URL_OF_NOBODY, event_types: ["*"], description: "a\u0007b" }, ["/description"]],
  ])("is refused: %j", async (body, pointers) => {
    const reply = await tenant.call("POST", PATH, { body });
    expect(reply.status).toBe(422);
    expect(reply.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
  });

  test("can be one of twenty, even when many are made at once", async () => {
    for (let made = 0; made < MAX_ENDPOINTS - 1; made++) await createEndpoint(tenant, URL_OF_NOBODY);
    const body = { url: URL_OF_NOBODY, event_types: ["*"] };
    const replies = await Promise.all(Array.from({ length: 4 }, () => tenant.call("POST", PATH, { body })));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    const refused = replies.find(({ status }) => status === 409);
    expect(refused?.body.code).toBe("too_many_webhook_endpoints");
    expect(await rowsOf("webhook_endpoints")).toBe(MAX_ENDPOINTS);
  });

  test("is listed page by page, without its secret", async () => {
    const ids: string[] = [];
    for (let made = 0; made < 3; made++) ids.push((await createEndpoint(tenant, URL_OF_NOBODY)).id);
    const first = await tenant.call("GET", `${PATH}?limit=2`);
    const second = await tenant.call("GET", `${PATH}?limit=2&cursor=${first.body.next_cursor}`);
    const listed = [...first.body.data, ...second.body.data];
    expect(listed.map(({ id }) => id)).toEqual(ids);
    expect(second.body.next_cursor).toBeNull();
    expect(JSON.stringify(listed)).not.toContain("whsec_");
  });

  test("is changed field by field, under If-Match where that is sent", async () => {
    const { id } = await createEndpoint(tenant, URL_OF_NOBODY, ["alert.*"]);
    const changed = await tenant.call("PATCH", `${PATH}/${id}`, {
      body: { description: "Now with words", event_types: ["process.published"] },
      headers: { "if-match": '"1"' },
    });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({
      url: URL_OF_NOBODY,
      description: "Now with words",
      event_types: ["process.published"],
      revision: 2,
    });
    expect(changed.headers.get("etag")).toBe('"2"');
    const late = await tenant.call("PATCH", `${PATH}/${id}`, {
      body: { description: null },
      headers: { "if-match": '"1"' },
    });
    expect([late.status, late.body.code]).toEqual([412, "precondition_failed"]);
    const bad = await tenant.call("PATCH", `${PATH}/${id}`, {
      body: { url: "https://localhost.local/", status: "gone" },
    });
    expect(bad.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(["/url", "/status"]);
    expect((await tenant.call("GET", `${PATH}/${id}`)).body).toEqual(changed.body);
  });

  test("keeps its revision when nothing is changed", async () => {
    const { id } = await createEndpoint(tenant, URL_OF_NOBODY, ["alert.*"]);
    const before = await tenant.call("GET", `${PATH}/${id}`);
    for (const body of [
      {},
      { url: URL_OF_NOBODY, event_types: ["alert.*", "alert.*"], description: null, status: "enabled" },
    ]) {
      const reply = await tenant.call("PATCH", `${PATH}/${id}`, { body });
      expect([reply.status, reply.headers.get("etag"), reply.d1.rowsWritten]).toEqual([200, '"1"', 0]);
      expect(reply.body).toEqual(before.body);
    }
    expect((await tenant.call("GET", `${PATH}/${id}`)).body).toEqual(before.body);
  });

  test("is changed without touching what attempts say of it meanwhile, unless it starts afresh", async () => {
    const { id } = await createEndpoint(tenant, URL_OF_NOBODY);
    const patch = async (change: EndpointPatch, failingSince: number | null) => {
      await inSystemScope(env, { shard: 0, tenantId: tenant.id }, Date.now(), async (scope) => {
        const decision = await changeEndpoint(scope, readSettings(env), id, "*", change);
        // Between the decision and its commit an attempt writes how the endpoint is.
        await env.DB.prepare("UPDATE webhook_endpoints SET failing_since = ?2 WHERE id = ?1")
          .bind(id, failingSince)
          .run();
        await commit(scope, decision);
      });
      const { failing_since } = (await tenant.call("GET", `${PATH}/${id}`)).body;
      return failing_since && Date.parse(failing_since);
    };
    expect(await patch({ description: "one" }, 5_000)).toBe(5_000);
    expect(await patch({ description: "two" }, null)).toBeNull();
    expect(await patch({ status: "disabled" }, 6_000)).toBe(6_000);
    expect(await patch({ status: "enabled" }, 6_000)).toBeNull();
    expect(await patch({ url: `${URL_OF_NOBODY}/2` }, 7_000)).toBeNull();
  });

  test("is owed nothing while it is disabled; that is an event, enabling is none", async () => {
    const { id } = await createEndpoint(tenant, URL_OF_NOBODY);
    const disabled = await tenant.call("PATCH", `${PATH}/${id}`, { body: { status: "disabled" } });
    expect(disabled.body).toMatchObject({ status: "disabled", disabled_reason: "requested" });
    await tenant.call("PATCH", `${PATH}/${id}`, { body: { status: "disabled" } });
    expect(await record(tenant, [newEvent("unheard")])).toEqual([]);
    const enabled = await tenant.call("PATCH", `${PATH}/${id}`, { body: { status: "enabled" } });
    expect(enabled.body).toMatchObject({ status: "enabled", disabled_reason: null });
    await recordOne(tenant);
    const events = (await tenant.call("GET", "/v1/events?types=webhook_endpoint.*")).body.data;
    expect(events).toHaveLength(1);
    expect(events[0].data).toEqual({ webhook_endpoint: disabled.body, previous: { status: "enabled" } });
  });

  test("is there for its own company only, and for keys with the scope", async () => {
    const { id } = await createEndpoint(tenant, URL_OF_NOBODY);
    const stranger = await foundTenant();
    for (const { call, status } of [
      { call: stranger.call, status: 404 },
      { call: await withScopes(tenant, ["webhooks:read"]), status: 403 },
    ]) {
      expect((await call("PATCH", `${PATH}/${id}`, { body: { status: "disabled" } })).status).toBe(status);
      expect((await call("DELETE", `${PATH}/${id}`)).status).toBe(status);
      expect((await call("POST", `${PATH}/${id}/test`)).status).toBe(status);
    }
    expect((await stranger.call("GET", `${PATH}/${id}`)).status).toBe(404);
    expect((await stranger.call("GET", PATH)).body.data).toEqual([]);
    const nobody = await withScopes(tenant, ["events:read"]);
    expect((await nobody("GET", `${PATH}/${id}`)).status).toBe(403);
    expect((await tenant.call("GET", `${PATH}/${id}`)).body).toMatchObject({ status: "enabled", revision: 1 });
  });
});

describe("deleting a webhook endpoint", () => {
  test("takes its log along and leaves the events, other endpoints and their logs", async () => {
    const [doomed, other] = [await createEndpoint(tenant, URL_OF_NOBODY), await createEndpoint(tenant, URL_OF_NOBODY)];
    await record(tenant, [newEvent("a"), newEvent("b")]);
    await deliverWhatIsDue(); // nobody listens: each delivery has an attempt now
    const wrong = await tenant.call("DELETE", `${PATH}/${doomed.id}`, { headers: { "if-match": '"7"' } });
    expect(wrong.status).toBe(412);
    const gone = await tenant.call("DELETE", `${PATH}/${doomed.id}`, { headers: { "if-match": '"1"' } });
    expect([gone.status, gone.body]).toEqual([204, ""]);
    expect(gone.d1.queries).toBeLessThanOrEqual(40);
    expect((await tenant.call("GET", `${PATH}/${doomed.id}`)).status).toBe(404);
    expect((await tenant.call("DELETE", `${PATH}/${doomed.id}`)).status).toBe(404);
    const left = (await tenant.call("GET", "/v1/webhook-deliveries")).body.data;
    expect(left.map(({ endpoint_id }: { endpoint_id: string }) => endpoint_id)).toEqual([other.id, other.id, other.id]);
    expect(await rowsOf("webhook_attempts")).toBe(2);
    expect(await rowsOf("events")).toBe(3); // a, b, and that it was disabled
  });

  test("goes on where it stopped when the log is too long for one request", async () => {
    const { id } = await createEndpoint(tenant, URL_OF_NOBODY, ["alert.*"]);
    await recordOne(tenant);
    await env.DB.prepare(
      `INSERT INTO webhook_deliveries (tenant_id, id, endpoint_id, event_id, status, next_attempt_at, created_at)
       WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8000)
       SELECT tenant_id, 'dlv_x' || i, endpoint_id, event_id, 'failed', 0, 0 FROM webhook_deliveries, n WHERE tenant_id = ?1`,
    )
      .bind(tenant.id)
      .run();
    const headers = { "if-match": '"1"' };
    const busy = await tenant.call("DELETE", `${PATH}/${id}`, { headers });
    expect([busy.status, busy.body.code, busy.headers.get("retry-after")]).toEqual([503, "unavailable", "2"]);
    expect(busy.d1.queries).toBeLessThanOrEqual(40);
    expect((await tenant.call("GET", `${PATH}/${id}`)).body).toMatchObject({
      status: "disabled",
      disabled_reason: "deleted",
    });
    expect((await tenant.call("DELETE", `${PATH}/${id}`, { headers })).status).toBe(204);
    expect(await rowsOf("webhook_deliveries")).toBe(0);
  });
});

describe("a test event", () => {
  const test_ = async (id: string, headers = {}) => tenant.call("POST", `${PATH}/${id}/test`, { headers });

  test("reaches the tested endpoint alone, whatever types it wants", async () => {
    const [tested, other] = [receiver(), receiver()];
    const { id, secret } = await createEndpoint(tenant, tested.url, ["process.published"]);
    await createEndpoint(tenant, other.url, ["*"]);
    const reply = await test_(id);
    expect(reply.status).toBe(202);
    expect(reply.body).toMatchObject({
      endpoint_id: id,
      event_type: "webhook_endpoint.test",
      status: "pending",
      attempts: 0,
    });
    expect(reply.headers.get("location")).toBe(`/v1/webhook-deliveries/${reply.body.id}`);

    await deliverWhatIsDue();
    await vi.waitFor(() => expect(tested.requests).toHaveLength(1)); // the queue may have been faster and be at it
    const [request] = tested.requests;
    expect(request?.headers["webhook-id"]).toBe(reply.body.event_id);
    expect(new Webhook(secret).verify(request?.body ?? "", { ...request?.headers })).toMatchObject({
      id: reply.body.event_id,
      type: "webhook_endpoint.test",
      data: { webhook_endpoint: { id } },
    });
    expect(request?.body).not.toContain("whsec_");
    expect(other.requests).toEqual([]);
    expect((await tenant.call("GET", "/v1/webhook-deliveries")).body.data).toHaveLength(1);
  });

  test("is recorded once for one Idempotency-Key", async () => {
    const { id } = await createEndpoint(tenant, receiver().url);
    const headers = { "idempotency-key": "t-1" };
    const [first, again] = [await test_(id, headers), await test_(id, headers)];
    expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([202, "true"]);
    expect(again.body).toEqual(first.body);
    expect(await rowsOf("events")).toBe(1);
  });

  test("is refused for a disabled endpoint, with nothing recorded, and the key can be used again", async () => {
    const { id } = await createEndpoint(tenant, receiver().url);
    await tenant.call("PATCH", `${PATH}/${id}`, { body: { status: "disabled" } });
    const headers = { "idempotency-key": "t-2" };
    const reply = await test_(id, headers);
    expect([reply.status, reply.body.code]).toEqual([409, "webhook_endpoint_disabled"]);
    expect(await rowsOf("webhook_deliveries")).toBe(0);
    await tenant.call("PATCH", `${PATH}/${id}`, { body: { status: "enabled" } });
    expect((await test_(id, headers)).status).toBe(202);
  });
});

describe("the log of deliveries", () => {
  test("is listed newest first, page by page, and narrowed by endpoint and status", async () => {
    const [one, two] = [await createEndpoint(tenant, URL_OF_NOBODY), await createEndpoint(tenant, URL_OF_NOBODY)];
    await record(tenant, [newEvent("a"), newEvent("b"), newEvent("c")]);
    await env.DB.prepare(
      "UPDATE webhook_deliveries SET status = 'failed', finished_at = 1 WHERE tenant_id = ?1 AND endpoint_id = ?2",
    )
      .bind(tenant.id, two.id)
      .run();
    const path = "/v1/webhook-deliveries";
    const all = (await tenant.call("GET", path)).body.data;
    expect(all).toHaveLength(6);
    const eventIds = all.map(({ event_id }: { event_id: string }) => event_id);
    expect(eventIds).toEqual(eventIds.toSorted().toReversed());

    const first = await tenant.call("GET", `${path}?endpoint_id=${one.id}&limit=2`);
    const rest = await tenant.call("GET", `${path}?endpoint_id=${one.id}&limit=2&cursor=${first.body.next_cursor}`);
    const ofOne = [...first.body.data, ...rest.body.data];
    expect(ofOne).toEqual(all.filter(({ endpoint_id }: { endpoint_id: string }) => endpoint_id === one.id));
    expect(ofOne[0]).toMatchObject({ event_type: "alert.raised", status: "pending", attempts: 0, finished_at: null });

    const failed = (await tenant.call("GET", `${path}?status=failed`)).body.data;
    expect(failed).toEqual(all.filter(({ endpoint_id }: { endpoint_id: string }) => endpoint_id === two.id));
    expect((await tenant.call("GET", `${path}?status=pending&endpoint_id=${two.id}`)).body.data).toEqual([]);

    const bad = await tenant.call("GET", `${path}?status=lost&page=2`);
    expect(bad.status).toBe(422);
    expect(bad.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      "/query/page",
      "/query/status",
    ]);
    const foreign = await tenant.call("GET", `${path}?status=failed&cursor=${first.body.next_cursor}`);
    expect(foreign.body.code).toBe("invalid_cursor");
    expect((await tenant.call("GET", `${path}/dlv_unknown`)).status).toBe(404);
  });
});
