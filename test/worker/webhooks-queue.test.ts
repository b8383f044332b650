import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type DeliverJob, deliverJob, LEASE_MS } from "../../src/webhooks/deliver.ts";
import { deliverMessages } from "../../src/webhooks/queue.ts";
import { sweepDeliveries } from "../../src/webhooks/sweep.ts";
import { foundTenant, type TestTenant } from "../support/api.ts";
import {
  createEndpoint,
  deliverWhatIsDue,
  deliveryOf,
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

describe("a batch of the queue", () => {
  test("is worked through a few at once, each message acknowledged by itself", async () => {
    let [open, most] = [0, 0];
    const hooks = receiver(async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setTimeout(resolve, 5));
      open -= 1;
      return new Response(null, { status: 204 });
    });
    await createEndpoint(tenant, hooks.url);
    const jobs = await record(
      tenant,
      Array.from({ length: 20 }, (_, index) => newEvent(`event ${index}`)),
    );
    const messages = jobs.map(message);
    await deliverMessages(quiet.env, messages);
    expect(hooks.requests).toHaveLength(20);
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

  test("is held up by a dead endpoint for no longer than its own message takes", async () => {
    let release: (response: Response) => void = () => undefined;
    const dead = receiver(() => new Promise((resolve) => (release = resolve)));
    const live = receiver();
    await createEndpoint(tenant, dead.url, ["alert.raised"]);
    await createEndpoint(tenant, live.url, ["alert.resolved"]);
    const [stuck] = await record(tenant, [newEvent("stuck")]);
    const others = await record(
      tenant,
      Array.from({ length: 20 }, (_, index) => newEvent(`${index}`, "alert.resolved")),
    );
    if (!stuck) throw new Error("a delivery is owed to the dead endpoint");
    const batch = deliverMessages(quiet.env, [stuck, ...others].map(message));
    try {
      await vi.waitFor(() => expect(live.requests).toHaveLength(20));
    } finally {
      release(new Response(null, { status: 500 }));
    }
    await batch;
    expect(dead.requests).toHaveLength(1);
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

  test("takes the oldest thousand of a backlog, and reads no more than that", async () => {
    const { id } = await createEndpoint(tenant, receiver().url, ["alert.*"]);
    const job = await recordOne(tenant, newEvent("first of many"), 1_000_000);
    await env.DB.prepare(
      `INSERT INTO webhook_deliveries (tenant_id, id, endpoint_id, event_id, status, next_attempt_at, created_at)
       WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
       SELECT tenant_id, 'dlv_x' || i, ?2, event_id, 'pending', 1000000 + i, 0 FROM webhook_deliveries, n WHERE id = ?1`,
    )
      .bind(job.deliveryId, id)
      .run();
    await sweepDeliveries(quiet.env, Date.now());
    expect(quiet.sent).toHaveLength(1_000);
    expect(quiet.sent[0]?.job).toEqual(job);
    expect(quiet.sent[999]?.job).toMatchObject({ deliveryId: "dlv_x999" });
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
