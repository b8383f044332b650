import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { EventType } from "../../src/events/catalogue.ts";
import { type DeliverJob, deliverJob, LEASE_MS } from "../../src/webhooks/deliver.ts";
import { deliverMessages, PUT_OFF_MS } from "../../src/webhooks/queue.ts";
import { TIMEOUT_MS } from "../../src/webhooks/send.ts";
import { DUE_AT_ONCE, sweepDeliveries } from "../../src/webhooks/sweep.ts";
import { foundTenant, type TestTenant } from "../support/api.ts";
import {
  createEndpoint,
  deadReceiver,
  deliverWhatIsDue,
  deliveryOf,
  holdTimeouts,
  interceptFetch,
  newEvent,
  receiver,
  record,
  recordOne,
  withQuietQueue,
} from "../support/webhooks.ts";

let tenant: TestTenant;
const quiet = withQuietQueue();

beforeEach(async () => {
  vi.restoreAllMocks();
  interceptFetch();
  quiet.sent.length = 0;
  tenant = await foundTenant();
});

// A sweep looks at every tenant: what a test leaves behind would be found by the next.
afterEach(() => env.DB.prepare("UPDATE webhook_deliveries SET status = 'cancelled' WHERE status = 'pending'").run());

const message = (body: DeliverJob) => ({ body, ack: vi.fn(), retry: vi.fn() });

const eventsOf = (count: number, type?: EventType) =>
  Array.from({ length: count }, (_, index) => newEvent(`event ${index}`, type));

describe("a batch of the queue", () => {
  test("is worked through a few at once, one at each endpoint, each message acknowledged by itself", async () => {
    let most = 0;
    const open = new Map<string, number>();
    const hooks = Array.from({ length: 7 }, () =>
      receiver(async (_, { url }) => {
        open.set(url, (open.get(url) ?? 0) + 1);
        expect(open.get(url)).toBe(1);
        most = Math.max(most, open.size);
        await new Promise((resolve) => setTimeout(resolve, 5));
        open.delete(url);
        return new Response(null, { status: 204 });
      }),
    );
    for (const { url } of hooks) await createEndpoint(tenant, url);
    const messages = (await record(tenant, eventsOf(4))).map(message);
    await deliverMessages(quiet.env, messages);
    expect(hooks.map(({ requests }) => requests.length)).toEqual(hooks.map(() => 4));
    expect(most).toBe(5);
    for (const { ack, retry } of messages) {
      expect(ack).toHaveBeenCalledTimes(1);
      expect(retry).not.toHaveBeenCalled();
    }
  });

  test("brings back only the message that went wrong, once its lease has ended", async () => {
    const hooks = receiver();
    await createEndpoint(tenant, hooks.url);
    const jobs = await record(tenant, [newEvent("a"), newEvent("b"), newEvent("c")]);
    const messages = jobs.map(message);
    const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const unlucky = messages[1]?.body.deliveryId ?? "";
    await deliverMessages(withQuietQueue({ DB: failingFor(unlucky) }).env, messages);
    expect(messages.map(({ ack }) => ack.mock.calls.length)).toEqual([1, 0, 1]);
    expect(messages.map(({ retry }) => retry.mock.calls)).toEqual([[], [[{ delaySeconds: LEASE_MS / 1_000 }]], []]);
    expect(hooks.requests).toHaveLength(2);
    expect(error.mock.calls.flat().join()).toContain(unlucky);
    expect(error.mock.calls.flat().join()).not.toContain(hooks.url);
  });

  test("tries a dead endpoint once and waits with nobody else; what else it is owed is put off uncounted", async () => {
    const timeouts = holdTimeouts();
    const dead = deadReceiver();
    const live = Array.from({ length: 5 }, () => receiver());
    await createEndpoint(tenant, dead.url, ["alert.raised"]);
    for (const { url } of live) await createEndpoint(tenant, url, ["alert.resolved"]);
    const stuck = await record(tenant, eventsOf(30));
    const others = await record(tenant, eventsOf(4, "alert.resolved"));
    const elsewhere = await record(tenant, eventsOf(3)); // to the dead one as well, in another batch
    const messages = [...stuck, ...others].map(message);
    const batch = deliverMessages(quiet.env, messages);
    try {
      await vi.waitFor(() => expect(live.map(({ requests }) => requests.length)).toEqual([4, 4, 4, 4, 4]));
      expect(dead.requests).toHaveLength(1);
    } finally {
      timeouts.pass();
    }
    await batch;
    const putOffAt = Date.now() + PUT_OFF_MS;
    expect(dead.requests).toHaveLength(1);
    for (const { ack, retry } of messages) {
      expect(ack).toHaveBeenCalledTimes(1);
      expect(retry).not.toHaveBeenCalled();
    }
    for (const job of others) expect(await deliveryOf(tenant, job)).toMatchObject({ status: "succeeded", attempts: 1 });

    const deliveries = await Promise.all([...stuck, ...elsewhere].map((job) => deliveryOf(tenant, job)));
    const [tried, ...spared] = deliveries.toSorted((a, b) => b.attempts - a.attempts);
    expect(tried).toMatchObject({ status: "pending", attempts: 1, attempt_log: [{ attempt: 1, error: "timeout" }] });
    expect(spared).toHaveLength(32);
    for (const delivery of spared) {
      expect(delivery).toMatchObject({ status: "pending", attempts: 0, attempt_log: [] });
      expect(Math.abs(Date.parse(delivery.next_attempt_at) - putOffAt)).toBeLessThan(5_000);
    }

    await deliverMessages(quiet.env, elsewhere.map(message));
    expect(dead.requests).toHaveLength(1);
    await sweepDeliveries(quiet.env, putOffAt);
    const found = new Set(quiet.sent.map(({ job }) => job.kind === "deliver" && job.deliveryId));
    expect([...stuck, ...elsewhere].filter(({ deliveryId }) => !found.has(deliveryId))).toEqual([]);
  });

  test("serves endpoints that have been failing after all others, however many they are", async () => {
    const timeouts = holdTimeouts();
    const dead = Array.from({ length: 6 }, deadReceiver);
    const live = receiver();
    for (const { url } of dead) await createEndpoint(tenant, url, ["alert.raised"]);
    await env.DB.prepare("UPDATE webhook_endpoints SET failing_since = 1 WHERE tenant_id = ?1").bind(tenant.id).run();
    await createEndpoint(tenant, live.url, ["alert.resolved"]);
    const jobs = await record(tenant, [...eventsOf(2), ...eventsOf(3, "alert.resolved")]);
    const batch = deliverMessages(quiet.env, jobs.map(message));
    await vi.waitFor(() => expect(live.requests).toHaveLength(3));
    await vi.waitFor(() => expect(dead.filter(({ requests }) => requests.length > 0)).toHaveLength(5));
    timeouts.pass();
    await vi.waitFor(() => expect(dead.every(({ requests }) => requests.length === 1)).toBe(true));
    timeouts.pass();
    await batch;
    expect(dead.map(({ requests }) => requests.length)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test("that dead endpoints used up brings back at once whoever had no turn", async () => {
    const timeouts = holdTimeouts();
    const dead = Array.from({ length: 5 }, deadReceiver);
    const live = receiver();
    for (const { url } of dead) await createEndpoint(tenant, url, ["alert.raised"]);
    await createEndpoint(tenant, live.url, ["alert.resolved"]);
    const stuck = (await record(tenant, eventsOf(2))).map(message);
    const waiting = (await record(tenant, eventsOf(2, "alert.resolved"))).map(message);
    const batch = deliverMessages(quiet.env, [...stuck, ...waiting]);
    await vi.waitFor(() => expect(dead.every(({ requests }) => requests.length === 1)).toBe(true));
    const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now() + TIMEOUT_MS);
    timeouts.pass();
    await batch;
    clock.mockRestore();
    expect(live.requests).toEqual([]);
    expect(stuck.map(({ ack, retry }) => [ack.mock.calls.length, retry.mock.calls.length])).toEqual(
      stuck.map(() => [1, 0]),
    );
    for (const { ack, retry } of waiting) {
      expect(ack).not.toHaveBeenCalled();
      expect(retry.mock.calls).toEqual([[{ delaySeconds: 0 }]]);
    }
    await deliverMessages(quiet.env, waiting);
    expect(live.requests).toHaveLength(2);
  });

  test("begins nothing more once a slow endpoint has used up its time: the rest stays due", async () => {
    const start = Date.now();
    const clock = vi.spyOn(Date, "now");
    const slow = receiver((count) => {
      if (count === 2) clock.mockReturnValue(start + 2 * TIMEOUT_MS);
      return new Response(null, { status: 204 });
    });
    await createEndpoint(tenant, slow.url);
    const jobs = await record(tenant, eventsOf(5));
    const messages = jobs.map(message);
    await deliverMessages(quiet.env, messages);
    clock.mockRestore();
    expect(slow.requests).toHaveLength(2);
    for (const { ack } of messages) expect(ack).toHaveBeenCalledTimes(1);
    await sweepDeliveries(quiet.env, Date.now());
    expect(quiet.sent.map(({ job }) => job)).toHaveLength(3);
  });
});

describe("the sweep", () => {
  test("finds a delivery whose hint was lost, and it is delivered", async () => {
    const hooks = receiver();
    await createEndpoint(tenant, hooks.url);
    const job = await recordOne(tenant); // its hint went nowhere
    await sweepDeliveries(quiet.env, Date.now());
    expect(quiet.sent).toEqual([{ job, delaySeconds: 0 }]);
    await deliverWhatIsDue();
    expect(hooks.requests).toHaveLength(1);
    expect(await deliveryOf(tenant, job)).toMatchObject({ status: "succeeded" });
    quiet.sent.length = 0;
    await sweepDeliveries(quiet.env, Date.now() + 1_000_000);
    expect(quiet.sent).toEqual([]);
  });

  test("finds what is due and nothing else, the oldest first, and changes nothing", async () => {
    await createEndpoint(tenant, receiver().url);
    const now = Date.now();
    const late = await recordOne(tenant, newEvent("late"), now - 2_000);
    const due = await recordOne(tenant, newEvent("due"), now);
    const older = await recordOne(tenant, newEvent("older"), now - 5_000);
    await recordOne(tenant, newEvent("not yet"), now + 1);
    for (const time of ["first", "again"]) {
      quiet.sent.length = 0;
      await sweepDeliveries(quiet.env, now);
      expect(
        quiet.sent.map(({ job }) => job),
        time,
      ).toEqual([older, late, due]);
    }
  });

  test("finds a delivery again once the lease of a consumer that died has ended", async () => {
    const hooks = receiver(() => new Promise(() => {}));
    await createEndpoint(tenant, hooks.url);
    const now = Date.now();
    const job = await recordOne(tenant, newEvent("orphan"), now);
    void deliverJob(quiet.env, job, now); // never comes back
    await vi.waitFor(() => expect(hooks.requests).toHaveLength(1));
    await sweepDeliveries(quiet.env, now + LEASE_MS - 1);
    expect(quiet.sent).toEqual([]);
    await sweepDeliveries(quiet.env, now + LEASE_MS);
    expect(quiet.sent.map((sent) => sent.job)).toEqual([job]);
  });

  test("lets a backlog take the room that the others leave, and nobody's place", async () => {
    const backlogged = await createEndpoint(tenant, receiver().url, ["alert.raised"]);
    const job = await recordOne(tenant, newEvent("first of many"), 1_000_000);
    await copyDeliveries(job, [backlogged.id], 1_500);
    await createEndpoint(tenant, receiver().url, ["alert.resolved"]);
    const young = await recordOne(tenant, newEvent("young", "alert.resolved"));
    await sweepDeliveries(quiet.env, Date.now());
    expect(quiet.sent).toHaveLength(DUE_AT_ONCE);
    expect(quiet.sent.slice(0, 3).map((sent) => sent.job)).toEqual([
      job,
      young,
      { ...job, deliveryId: `dlv_${backlogged.id}_1` },
    ]);
  });

  test("takes a thousand in all", async () => {
    const ids: string[] = [];
    const other = receiver();
    for (let made = 0; made < 20; made++) ids.push((await createEndpoint(tenant, other.url, ["alert.resolved"])).id);
    const stranger = await foundTenant();
    await createEndpoint(stranger, other.url);
    const theirs = await recordOne(stranger, newEvent("theirs"));
    const [job] = await record(tenant, [newEvent("for all", "alert.resolved")], 1_000_000);
    if (!job) throw new Error("a delivery is owed");
    await copyDeliveries(job, ids, 60);
    await sweepDeliveries(quiet.env, Date.now());
    expect(quiet.sent).toHaveLength(DUE_AT_ONCE);
    expect(quiet.sent.map((sent) => sent.job)).toContainEqual(theirs);
  });

  test("of one shard does not wait for another that fails", async () => {
    await createEndpoint(tenant, receiver().url);
    const job = await recordOne(tenant);
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const shards = withQuietQueue({ DB_1: failingFor("") } as object);
    await sweepDeliveries(shards.env, Date.now());
    expect(shards.sent.map((sent) => sent.job)).toEqual([job]);
  });
});

/** Owes each of the endpoints the event of a delivery so many times more. */
async function copyDeliveries({ deliveryId }: DeliverJob, endpointIds: readonly string[], copies: number) {
  await env.DB.prepare(
    `INSERT INTO webhook_deliveries (tenant_id, id, endpoint_id, event_id, status, next_attempt_at, created_at)
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?3)
     SELECT tenant_id, 'dlv_' || endpoint.value || '_' || i, endpoint.value, event_id, 'pending', 1000000 + i, 0
     FROM webhook_deliveries AS delivery, n, json_each(?2) AS endpoint WHERE delivery.id = ?1`,
  )
    .bind(deliveryId, JSON.stringify(endpointIds), copies)
    .run();
}

/** A database that fails whatever has this among its parameters; '' fails everything. */
function failingFor(parameter: string): D1Database {
  const broken = new WeakSet<object>();
  const proxied = {
    prepare: (sql: string) => ({
      bind: (...params: unknown[]) => {
        const statement = env.DB.prepare(sql).bind(...params);
        if (parameter === "" || params.includes(parameter)) broken.add(statement);
        return statement;
      },
    }),
    batch: (statements: D1PreparedStatement[]) =>
      statements.some((statement) => broken.has(statement))
        ? Promise.reject(new Error("the database is broken"))
        : env.DB.batch(statements),
  };
  return proxied as unknown as D1Database; // the two methods that are called
}
