import { env } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { readSettings } from "../../src/env.ts";
import { deliverJob, LEASE_MS } from "../../src/webhooks/deliver.ts";
import { sealSecret } from "../../src/webhooks/endpoint-secret.ts";
import { makeWebhookSecret } from "../../src/webhooks/signature.ts";
import { GIVE_UP_AFTER_MS } from "../../src/webhooks/verdict.ts";
import { foundTenant, type TestTenant } from "../support/api.ts";
import {
  createEndpoint,
  deliveryOf,
  interceptFetch,
  newEvent,
  receiver,
  record,
  recordOne,
  withQuietQueue,
} from "../support/webhooks.ts";

/** The tests' WEBHOOK_RETRY_SECONDS is 1,1,1: four attempts in all. */
const RETRY_MS = 1_000;
const HOUR_MS = 60 * 60 * 1_000;

let tenant: TestTenant;
const quiet = withQuietQueue();

beforeEach(async () => {
  vi.restoreAllMocks();
  interceptFetch();
  quiet.sent.length = 0;
  tenant = await foundTenant();
});

const endpointOf = async (id: string) => (await tenant.call("GET", `/v1/webhook-endpoints/${id}`)).body;

describe("a delivery", () => {
  test("carries the event, signed so that the reference implementation verifies it", async () => {
    const hooks = receiver(() => new Response("thanks", { status: 200 }));
    const { id: endpointId, secret } = await createEndpoint(tenant, hooks.url);
    const job = await recordOne(tenant, newEvent('Ääkköset \u{1f600} "quoted"'));
    await deliverJob(quiet.env, job, Date.now());

    const [event] = (await tenant.call("GET", "/v1/events")).body.data;
    const [request] = hooks.requests;
    expect(hooks.requests).toHaveLength(1);
    expect(request?.redirect).toBe("manual");
    expect(request?.headers).toMatchObject({ "content-type": "application/json", "webhook-id": event.id });
    const { id, type, timestamp, data } = event;
    expect(new Webhook(secret).verify(request?.body ?? "", { ...request?.headers })).toEqual({
      id,
      type,
      timestamp,
      data,
    });

    const delivery = await deliveryOf(tenant, job);
    expect(delivery).toMatchObject({
      endpoint_id: endpointId,
      event_id: event.id,
      event_type: "alert.raised",
      status: "succeeded",
      attempts: 1,
      next_attempt_at: null,
    });
    expect(delivery.finished_at).not.toBeNull();
    expect(delivery.attempt_log).toEqual([
      expect.objectContaining({ attempt: 1, response_status: 200, response_body: "thanks", error: null }),
    ]);
    expect(quiet.sent).toEqual([]);
  });

  test("goes to each endpoint that wants the type, and to no other", async () => {
    const [all, alerts, won] = [receiver(), receiver(), receiver()];
    await createEndpoint(tenant, all.url, ["*"]);
    await createEndpoint(tenant, alerts.url, ["process.published", "alert.*"]);
    await createEndpoint(tenant, won.url, ["opportunity.won"]);
    const jobs = await record(tenant, [newEvent("a", "alert.raised"), newEvent("b", "opportunity.won")]);
    for (const job of jobs) await deliverJob(quiet.env, job, Date.now());
    const typesOf = ({ requests }: typeof all) => requests.map(({ body }) => JSON.parse(body).type).sort();
    expect(typesOf(all)).toEqual(["alert.raised", "opportunity.won"]);
    expect(typesOf(alerts)).toEqual(["alert.raised"]);
    expect(typesOf(won)).toEqual(["opportunity.won"]);
  });

  test("is signed with both secrets while one replaces the other, and then with the new one alone", async () => {
    const hooks = receiver();
    const { id, secret } = await createEndpoint(tenant, hooks.url);
    const previous = makeWebhookSecret();
    const sealed = await sealSecret(readSettings(env).encryptionKey, tenant.id, id, previous);
    const expiresAt = Date.now() + HOUR_MS;
    await env.DB.prepare(
      "UPDATE webhook_endpoints SET previous_secret = ?3, previous_secret_expires_at = ?4 WHERE tenant_id = ?1 AND id = ?2",
    )
      .bind(tenant.id, id, sealed, expiresAt)
      .run();
    await deliverJob(quiet.env, await recordOne(tenant), Date.now());
    await deliverJob(quiet.env, await recordOne(tenant), expiresAt);
    const [during, after] = hooks.requests;
    for (const each of [secret, previous]) new Webhook(each).verify(during?.body ?? "", { ...during?.headers });
    expect(during?.headers["webhook-signature"]?.split(" ")).toHaveLength(2);
    expect(after?.headers["webhook-signature"]?.split(" ")).toHaveLength(1);
  });

  test("is nobody's business but the tenant's", async () => {
    const hooks = receiver();
    await createEndpoint(tenant, hooks.url);
    const job = await recordOne(tenant);
    const stranger = await foundTenant();
    await deliverJob(quiet.env, { ...job, tenantId: stranger.id }, Date.now());
    expect(hooks.requests).toHaveLength(0);
    expect((await stranger.call("GET", `/v1/webhook-deliveries/${job.deliveryId}`)).status).toBe(404);
    expect((await stranger.call("GET", "/v1/webhook-deliveries")).body.data).toEqual([]);
    await deliverJob(quiet.env, job, Date.now());
    expect(hooks.requests).toHaveLength(1);
  });
});

describe("a failed attempt", () => {
  test("is repeated with the same id and the same bytes, signed anew: 500, 500, then success", async () => {
    const hooks = receiver((count) => new Response(`answer ${count}`, { status: count < 3 ? 500 : 200 }));
    const { id, secret } = await createEndpoint(tenant, hooks.url);
    const start = Date.now();
    const job = await recordOne(tenant, newEvent("again"), start);

    await deliverJob(quiet.env, job, start);
    const afterFirst = await deliveryOf(tenant, job);
    expect(afterFirst).toMatchObject({ status: "pending", attempts: 1, finished_at: null });
    const dueIn = Date.parse(afterFirst.next_attempt_at) - start;
    expect(dueIn >= RETRY_MS && dueIn < RETRY_MS + 500).toBe(true);
    expect(quiet.sent).toEqual([{ job, delaySeconds: 1 }]);
    const { failing_since } = await endpointOf(id);
    expect(Date.parse(failing_since)).toBeGreaterThanOrEqual(start);

    await deliverJob(quiet.env, job, start + dueIn - 1); // a hint that comes too early is dropped
    expect(hooks.requests).toHaveLength(1);
    await deliverJob(quiet.env, job, start + 2 * RETRY_MS);
    expect((await endpointOf(id)).failing_since).toBe(failing_since);
    await deliverJob(quiet.env, job, start + 4 * RETRY_MS);

    expect(hooks.requests).toHaveLength(3);
    expect(new Set(hooks.requests.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(new Set(hooks.requests.map(({ body }) => body)).size).toBe(1);
    expect(new Set(hooks.requests.map(({ headers }) => headers["webhook-timestamp"])).size).toBe(3);
    for (const { body, headers } of hooks.requests) new Webhook(secret).verify(body, { ...headers });
    const delivery = await deliveryOf(tenant, job);
    expect(delivery).toMatchObject({ status: "succeeded", attempts: 3, next_attempt_at: null });
    expect(delivery.attempt_log).toEqual([
      expect.objectContaining({ attempt: 1, response_status: 500, response_body: "answer 1" }),
      expect.objectContaining({ attempt: 2, response_status: 500, response_body: "answer 2" }),
      expect.objectContaining({ attempt: 3, response_status: 200, response_body: "answer 3" }),
    ]);
    expect((await endpointOf(id)).failing_since).toBeNull();
  });

  test("is the last one when the schedule has ended", async () => {
    const hooks = receiver(() => new Response(null, { status: 503 }));
    await createEndpoint(tenant, hooks.url);
    const start = Date.now();
    const job = await recordOne(tenant, newEvent("hopeless"), start);
    for (let attempt = 0; attempt < 10; attempt++) await deliverJob(quiet.env, job, start + attempt * 2 * RETRY_MS);
    expect(hooks.requests).toHaveLength(4);
    expect(await deliveryOf(tenant, job)).toMatchObject({ status: "failed", attempts: 4, next_attempt_at: null });
    expect(quiet.sent).toHaveLength(3);
  });

  test("is not repeated sooner than the receiver asked", async () => {
    const hooks = receiver(() => new Response(null, { status: 429, headers: { "retry-after": "120" } }));
    await createEndpoint(tenant, hooks.url);
    const start = Date.now();
    const job = await recordOne(tenant, newEvent("slowly"), start);
    await deliverJob(quiet.env, job, start);
    await deliverJob(quiet.env, job, start + 119_000);
    expect(hooks.requests).toHaveLength(1);
    expect(quiet.sent).toEqual([{ job, delaySeconds: 120 }]);
    await deliverJob(quiet.env, job, start + 121_000);
    expect(hooks.requests).toHaveLength(2);
  });

  test("is not hinted to the queue when it is due later than a queue can wait", async () => {
    const hooks = receiver(() => new Response(null, { status: 503, headers: { "retry-after": String(13 * 3_600) } }));
    await createEndpoint(tenant, hooks.url);
    const job = await recordOne(tenant);
    await deliverJob(quiet.env, job, Date.now());
    expect(await deliveryOf(tenant, job)).toMatchObject({ status: "pending" });
    expect(quiet.sent).toEqual([]);
  });

  test.each([301, 302, 307, 308])("is one that was redirected with %d: it is not followed", async (status) => {
    const elsewhere = receiver();
    const hooks = receiver(() => new Response(null, { status, headers: { location: elsewhere.url } }));
    await createEndpoint(tenant, hooks.url);
    const job = await recordOne(tenant);
    await deliverJob(quiet.env, job, Date.now());
    expect(elsewhere.requests).toEqual([]);
    expect(hooks.requests[0]?.redirect).toBe("manual");
    const delivery = await deliveryOf(tenant, job);
    expect(delivery.status).toBe("pending");
    expect(delivery.attempt_log[0]).toMatchObject({ response_status: status, error: null });
  });

  test.each([
    ["connection_failed", new TypeError("connection reset, by https://secret.example.com")],
    ["timeout", new DOMException("too slow", "TimeoutError")],
  ])("is one without an answer: %s", async (code, error) => {
    const hooks = receiver(() => Promise.reject(error));
    await createEndpoint(tenant, hooks.url);
    const job = await recordOne(tenant);
    await deliverJob(quiet.env, job, Date.now());
    const delivery = await deliveryOf(tenant, job);
    expect(delivery.status).toBe("pending");
    expect(delivery.attempt_log[0]).toMatchObject({ response_status: null, response_body: null, error: code });
  });

  test("is one whose secret cannot be opened", async () => {
    const hooks = receiver();
    await createEndpoint(tenant, hooks.url);
    const job = await recordOne(tenant);
    const otherKey = withQuietQueue({ ENCRYPTION_KEY: btoa("x".repeat(32)) });
    await deliverJob(otherKey.env, job, Date.now());
    expect(hooks.requests).toEqual([]);
    expect((await deliveryOf(tenant, job)).attempt_log[0]).toMatchObject({ error: "secret_unreadable" });
  });
});

describe("an answer", () => {
  test("of any size is read for 4 KB and then let go", async () => {
    let [pulled, cancelled] = [0, false];
    const endless = () =>
      new ReadableStream({
        pull(controller) {
          pulled += 1;
          controller.enqueue(new TextEncoder().encode("ä".repeat(500)));
        },
        cancel() {
          cancelled = true;
        },
      });
    const hooks = receiver(() => new Response(endless(), { status: 500 }));
    await createEndpoint(tenant, hooks.url);
    const job = await recordOne(tenant);
    await deliverJob(quiet.env, job, Date.now());
    const [attempt] = (await deliveryOf(tenant, job)).attempt_log;
    expect(attempt.response_body).toBe("ä".repeat(2_048));
    expect(cancelled).toBe(true);
    expect(pulled).toBeLessThan(10);
  });

  test("of bytes that are no text is kept as text of no more than 4 KB", async () => {
    const hooks = receiver(() => new Response(new Uint8Array(5_000).fill(0xff), { status: 500 }));
    const zeros = receiver(() => new Response(new Uint8Array([65, 0, 66]), { status: 500 }));
    await createEndpoint(tenant, hooks.url, ["alert.raised"]);
    await createEndpoint(tenant, zeros.url, ["alert.resolved"]);
    const [first, second] = await record(tenant, [newEvent("a"), newEvent("b", "alert.resolved")]);
    if (!first || !second) throw new Error("two deliveries are owed");
    for (const job of [first, second]) await deliverJob(quiet.env, job, Date.now());
    const bodies: string[] = [];
    for (const job of [first, second]) bodies.push((await deliveryOf(tenant, job)).attempt_log[0].response_body);
    bodies.sort((a, b) => a.length - b.length);
    expect(bodies[0]).toBe("A\ufffdB");
    expect(new TextEncoder().encode(bodies[1]).length).toBeLessThanOrEqual(4_096);
  });

  test("that never ends is given up at the time-out; its status counts", async () => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    const waits: number[] = [];
    vi.spyOn(AbortSignal, "timeout").mockImplementation((delay) => {
      waits.push(delay);
      return timeout(50);
    });
    const dripping = () =>
      new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode("one moment")),
        pull: () => new Promise(() => {}), // and nothing more
      });
    const hooks = receiver(() => new Response(dripping(), { status: 200 }));
    await createEndpoint(tenant, hooks.url);
    const job = await recordOne(tenant);
    await deliverJob(quiet.env, job, Date.now());
    expect(waits).toEqual([15_000]);
    const delivery = await deliveryOf(tenant, job);
    expect(delivery.status).toBe("succeeded");
    expect(delivery.attempt_log[0]).toMatchObject({ response_status: 200, response_body: "one moment" });
  });
});

describe("an endpoint", () => {
  test("that answers 410 is disabled at once, the others are told, and what it is owed is cancelled", async () => {
    const [gone, other] = [receiver(() => new Response(null, { status: 410 })), receiver()];
    const { id } = await createEndpoint(tenant, gone.url, ["alert.*", "webhook_endpoint.*"]);
    await createEndpoint(tenant, other.url, ["webhook_endpoint.disabled"]);
    const [first, second] = await record(tenant, [newEvent("a"), newEvent("b")]);
    if (!first || !second) throw new Error("two deliveries are owed");

    await deliverJob(quiet.env, first, Date.now());
    expect(await deliveryOf(tenant, first)).toMatchObject({ status: "failed", attempts: 1 });
    expect(await endpointOf(id)).toMatchObject({ status: "disabled", disabled_reason: "gone", revision: 2 });

    await deliverJob(quiet.env, second, Date.now());
    expect(gone.requests).toHaveLength(1);
    expect(await deliveryOf(tenant, second)).toMatchObject({ status: "cancelled", attempts: 0, attempt_log: [] });

    const [hint] = quiet.sent;
    expect(quiet.sent).toHaveLength(1);
    if (hint?.job.kind !== "deliver") throw new Error("the event is owed to the other endpoint");
    await deliverJob(quiet.env, hint.job, Date.now());
    const told = JSON.parse(other.requests[0]?.body ?? "");
    expect(told.type).toBe("webhook_endpoint.disabled");
    expect(told.data).toEqual({ webhook_endpoint: await endpointOf(id), previous: { status: "enabled" } });
    const [event] = (await tenant.call("GET", "/v1/events?types=webhook_endpoint.*")).body.data;
    expect(event.actor).toBe("system");
  });

  test("at which nothing succeeded for five days is disabled", async () => {
    const hooks = receiver(() => new Response(null, { status: 500 }));
    const { id } = await createEndpoint(tenant, hooks.url);
    const start = Date.now();
    await deliverJob(quiet.env, await recordOne(tenant, newEvent("a"), start), start);

    const almost = start + GIVE_UP_AFTER_MS - HOUR_MS;
    await deliverJob(quiet.env, await recordOne(tenant, newEvent("b"), almost), almost);
    expect(await endpointOf(id)).toMatchObject({ status: "enabled" });

    const late = start + GIVE_UP_AFTER_MS + HOUR_MS;
    const job = await recordOne(tenant, newEvent("c"), late);
    await deliverJob(quiet.env, job, late);
    expect(await deliveryOf(tenant, job)).toMatchObject({ status: "failed", attempts: 1 });
    expect(await endpointOf(id)).toMatchObject({ status: "disabled", disabled_reason: "failing" });

    const enabled = await tenant.call("PATCH", `/v1/webhook-endpoints/${id}`, { body: { status: "enabled" } });
    expect(enabled.body).toMatchObject({ status: "enabled", disabled_reason: null, failing_since: null });
  });

  test("that was changed while its 410 was on the way stays enabled; the attempt is recorded", async () => {
    const better = receiver();
    const hooks = receiver(async () => {
      await tenant.call("PATCH", `/v1/webhook-endpoints/${id}`, { body: { url: better.url } });
      return new Response(null, { status: 410 });
    });
    const { id } = await createEndpoint(tenant, hooks.url);
    const job = await recordOne(tenant);
    await deliverJob(quiet.env, job, Date.now());
    expect(await deliveryOf(tenant, job)).toMatchObject({ status: "failed", attempts: 1 });
    expect((await deliveryOf(tenant, job)).attempt_log).toHaveLength(1);
    expect(await endpointOf(id)).toMatchObject({ status: "enabled", url: better.url });
  });

  test("that is disabled meanwhile gets nothing more", async () => {
    const hooks = receiver();
    const { id } = await createEndpoint(tenant, hooks.url);
    const job = await recordOne(tenant);
    await tenant.call("PATCH", `/v1/webhook-endpoints/${id}`, { body: { status: "disabled" } });
    await deliverJob(quiet.env, job, Date.now());
    expect(hooks.requests).toEqual([]);
    expect(await deliveryOf(tenant, job)).toMatchObject({ status: "cancelled", attempts: 0 });
  });

  test("whose URL is not allowed any more fails at once, without a request", async () => {
    const { id } = await createEndpoint(tenant, "http://127.0.0.1:9/hooks");
    const job = await recordOne(tenant);
    const production = withQuietQueue({ WEBHOOK_ALLOW_LOOPBACK: "off" });
    await deliverJob(production.env, job, Date.now());
    expect(fetch).not.toHaveBeenCalled();
    expect(production.sent).toEqual([]);
    const delivery = await deliveryOf(tenant, job);
    expect(delivery).toMatchObject({ status: "failed", endpoint_id: id });
    expect(delivery.attempt_log).toEqual([
      expect.objectContaining({ response_status: null, error: "destination_refused" }),
    ]);
  });
});

describe("a lease", () => {
  test("lets exactly one of many consumers send", async () => {
    const hooks = receiver(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return new Response(null, { status: 204 });
    });
    await createEndpoint(tenant, hooks.url);
    const job = await recordOne(tenant);
    const now = Date.now();
    await Promise.all(Array.from({ length: 5 }, () => deliverJob(quiet.env, job, now)));
    expect(hooks.requests).toHaveLength(1);
    expect(await deliveryOf(tenant, job)).toMatchObject({ status: "succeeded", attempts: 1 });
  });

  test("runs out when the consumer dies between sending and recording: sent again, under the same id", async () => {
    const hooks = receiver();
    await createEndpoint(tenant, hooks.url);
    const start = Date.now();
    const job = await recordOne(tenant, newEvent("twice"), start);
    const dying = withQuietQueue({ DB: failingAfter(1) });
    await expect(deliverJob(dying.env, job, start)).rejects.toThrow("the process was killed");
    expect(hooks.requests).toHaveLength(1);
    expect(await deliveryOf(tenant, job)).toMatchObject({ status: "pending", attempts: 1, attempt_log: [] });

    await deliverJob(quiet.env, job, start + LEASE_MS - 1);
    expect(hooks.requests).toHaveLength(1);
    await deliverJob(quiet.env, job, start + LEASE_MS);
    expect(hooks.requests).toHaveLength(2);
    const [first, second] = hooks.requests;
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(second?.body).toBe(first?.body);
    expect(await deliveryOf(tenant, job)).toMatchObject({ status: "succeeded", attempts: 2 });
  });

  test("that ran out while sending leaves the record to whoever took over", async () => {
    const start = Date.now();
    const hooks = receiver(async (count) => {
      // While the first attempt hangs, its lease runs out and another consumer makes the second.
      if (count === 1) await deliverJob(quiet.env, job, start + LEASE_MS);
      return new Response(null, { status: count === 1 ? 500 : 204 });
    });
    await createEndpoint(tenant, hooks.url);
    const job = await recordOne(tenant, newEvent("slow"), start);
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    await deliverJob(quiet.env, job, start);
    expect(warn.mock.calls.flat().join()).toContain("a lease ran out while sending");
    const delivery = await deliveryOf(tenant, job);
    expect(delivery).toMatchObject({ status: "succeeded", attempts: 2 });
    expect(delivery.attempt_log).toEqual([expect.objectContaining({ attempt: 2, response_status: 204 })]);
    expect(quiet.sent).toEqual([]);
  });

  test("on what is deleted while sending ends without a word", async () => {
    const hooks = receiver(async () => {
      expect((await tenant.call("DELETE", `/v1/webhook-endpoints/${id}`)).status).toBe(204);
      return new Response(null, { status: 500 });
    });
    const { id } = await createEndpoint(tenant, hooks.url);
    const job = await recordOne(tenant);
    const [warn, error] = [vi.spyOn(console, "warn"), vi.spyOn(console, "error")];
    await deliverJob(quiet.env, job, Date.now());
    expect(hooks.requests).toHaveLength(1);
    expect([...warn.mock.calls, ...error.mock.calls]).toEqual([]);
    expect(quiet.sent).toEqual([]);
  });
});

/** A database whose connection breaks after this many commits and reads. */
function failingAfter(batches: number): D1Database {
  let left = batches;
  return new Proxy(env.DB, {
    get(database, property) {
      if (property === "batch" && left-- <= 0) return () => Promise.reject(new Error("the process was killed"));
      const value = Reflect.get(database, property, database);
      return typeof value === "function" ? value.bind(database) : value;
    },
  });
}
