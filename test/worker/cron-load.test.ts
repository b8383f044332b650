import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CLAIMED_AT_ONCE, claimDueTenants, LEASE_MS } from "../../src/alerts/claim.ts";
import { D1Connection } from "../../src/db/d1.ts";
import type { Env } from "../../src/env.ts";
import { forgetMany, foundMany } from "../support/many-tenants.ts";
import { withQuietQueue } from "../support/webhooks.ts";

// What the cron trigger claims when there are many tenants, when some of them fail for ever and when the queue is down.

const NOW = Date.parse("2026-11-24T10:00:00Z");
const MINUTE_MS = 60_000;

beforeEach(async () => {
  vi.setSystemTime(NOW);
  await env.DB.prepare("DELETE FROM tenants").run();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await forgetMany();
});

/** The tenants that one tick claims, in the order in which the queue is told. */
async function tick(now: number, bindings: Partial<Env> = {}): Promise<string[]> {
  const { env: quiet, sent } = withQuietQueue(bindings);
  await claimDueTenants(quiet, now);
  return sent.flatMap(({ job }) => (job.kind === "evaluate" ? [job.tenantId] : []));
}

/** What the claims of a tick read and wrote. */
async function costOf(work: () => Promise<unknown>) {
  const { write } = D1Connection.prototype;
  const cost = { rowsRead: 0, rowsWritten: 0, roundTrips: 0 };
  const spy = vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (
    this: D1Connection,
    statements,
  ) {
    const rows = await write.call(this, statements);
    for (const name of ["rowsRead", "rowsWritten", "roundTrips"] as const) cost[name] += this.counts[name];
    return rows;
  });
  await work();
  spy.mockRestore();
  return cost;
}

/** Evaluates as far as the claims are concerned: the tenant is due again after so long. */
const done = (ids: readonly string[], at: number) =>
  env.DB.prepare(
    `UPDATE tenants SET evaluate_at = ?2, evaluation_lease_until = 0, evaluation_claims = 0
     WHERE id IN (SELECT value FROM json_each(?1))`,
  )
    .bind(JSON.stringify(ids), at)
    .run();

const leaseOf = (id: string) =>
  env.DB.prepare("SELECT evaluation_lease_until AS until, evaluation_claims AS claims FROM tenants WHERE id = ?1")
    .bind(id)
    .first();

describe("10,000 tenants that are due at once", () => {
  test("are all claimed within the ticks that it takes, the longest overdue first, each once", async () => {
    await foundMany(10_000, `${NOW} - n`);
    const ticks: string[][] = [];
    for (let minute = 0; minute < 8; minute++) ticks.push(await tick(NOW + minute * MINUTE_MS));
    expect(ticks.map((ids) => ids.length)).toEqual([1_500, 1_500, 1_500, 1_500, 1_500, 1_500, 1_000, 0]);
    expect(CLAIMED_AT_ONCE).toBe(1_500);
    expect(new Set(ticks.flat()).size).toBe(10_000);
    const first = ticks[0]?.map((id) => Number(id.slice("ten_many".length))) ?? [];
    expect(Math.min(...first)).toBe(10_000 - 1_500 + 1);
  });

  test("cost a tick rows in proportion to what it claims", async () => {
    await foundMany(10_000, `${NOW} - n`);
    const cost = await costOf(() => tick(NOW));
    expect(cost.roundTrips).toBe(1);
    // In the index, in the list that it comes to, and the row itself, each looked at and looked up.
    expect(cost.rowsRead).toBeLessThanOrEqual(5 * CLAIMED_AT_ONCE + 5);
    // The row and its entry in the index of what can be claimed.
    expect(cost.rowsWritten).toBeLessThanOrEqual(3 * CLAIMED_AT_ONCE);
  });

  test("cost the next ticks nothing while their leases last, nor do those that are not due", async () => {
    await foundMany(10_000, `CASE WHEN n <= 9000 THEN ${NOW} ELSE ${NOW} + 60000000 END`);
    await env.DB.prepare("UPDATE tenants SET evaluation_lease_until = ?1 WHERE evaluate_at <= ?2")
      .bind(NOW + LEASE_MS, NOW)
      .run();
    const idle = await costOf(() => tick(NOW + MINUTE_MS));
    expect(idle).toMatchObject({ rowsWritten: 0 });
    expect(idle.rowsRead).toBeLessThanOrEqual(5);
    await done(["ten_many7"], NOW);
    const cost = await costOf(async () => expect(await tick(NOW + MINUTE_MS)).toEqual(["ten_many7"]));
    expect(cost.rowsRead).toBeLessThanOrEqual(10);
  });

  test("of whom two ticks come at once go to one of them each", async () => {
    await foundMany(2_000, NOW);
    const [one, other] = await Promise.all([tick(NOW), tick(NOW)]);
    expect([one.length, other.length].toSorted()).toEqual([1_500, 500].toSorted());
    expect(new Set([...one, ...other]).size).toBe(2_000);
  });
});

describe("a tenant whose evaluation always fails", () => {
  test("is claimed ever less often, at last every 40 minutes", async () => {
    await foundMany(1, NOW);
    const claimedAt: number[] = [];
    for (let minute = 0; minute <= 160; minute++) {
      if ((await tick(NOW + minute * MINUTE_MS)).length > 0) claimedAt.push(minute);
    }
    expect(claimedAt).toEqual([0, 10, 30, 70, 110, 150]);
    expect(await leaseOf("ten_many1")).toMatchObject({ claims: 6 });
    await done(["ten_many1"], NOW);
    await tick(NOW);
    expect(await leaseOf("ten_many1")).toEqual({ until: NOW + LEASE_MS, claims: 1 });
  });

  test("takes no place from others, even where more fail than a tick claims", async () => {
    // All but two have been due for a day, and the leases of their last claims ended after the two became due.
    await foundMany(4_002, `CASE WHEN n <= 4000 THEN ${NOW} - 86400000 ELSE ${NOW} - 60000 END`);
    await env.DB.prepare("UPDATE tenants SET evaluation_lease_until = ?1, evaluation_claims = 5 WHERE evaluate_at < ?2")
      .bind(NOW - 1, NOW - 60_000)
      .run();
    const claimed = await tick(NOW);
    expect(claimed).toHaveLength(CLAIMED_AT_ONCE);
    expect(claimed).toEqual(expect.arrayContaining(["ten_many4001", "ten_many4002"]));
  });
});

describe("a queue that takes nothing", () => {
  const broken = (after: number) => {
    let calls = 0;
    const told: string[] = [];
    const sendBatch = async (messages: Iterable<MessageSendRequest<{ tenantId: string }>>) => {
      if (++calls > after) throw new Error("the queue is down");
      told.push(...[...messages].map(({ body }) => body.tenantId));
    };
    return { JOBS: { sendBatch } as unknown as Env["JOBS"], told }; // the one method called
  };

  test("costs no lease: the next tick claims again, and nobody looks as if they were failing", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    await foundMany(3, NOW);
    await tick(NOW, broken(0));
    await tick(NOW + MINUTE_MS, broken(0));
    expect(await leaseOf("ten_many1")).toEqual({ until: 0, claims: 0 });
    expect(await tick(NOW + 2 * MINUTE_MS)).toHaveLength(3);
  });

  test("after a while leaves those that it has taken leased, and nobody is told of twice", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    await foundMany(350, NOW);
    const queue = broken(2);
    await claimDueTenants({ ...env, ...queue }, NOW);
    expect(queue.told).toHaveLength(200);
    const rest = await tick(NOW + MINUTE_MS);
    expect(rest).toHaveLength(150);
    expect(new Set([...queue.told, ...rest]).size).toBe(350);
  });

  test("leaves alone who was evaluated on request meanwhile", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    await foundMany(1, NOW);
    const JOBS = {
      sendBatch: async () => {
        await done(["ten_many1"], NOW + 60 * MINUTE_MS);
        throw new Error("the queue is down");
      },
    } as unknown as Env["JOBS"]; // the one method called
    await claimDueTenants({ ...env, JOBS }, NOW);
    expect(await leaseOf("ten_many1")).toEqual({ until: 0, claims: 0 });
    expect(await tick(NOW + MINUTE_MS)).toEqual([]);
  });
});

test("a shard that does not answer holds up no other", async () => {
  const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
  await foundMany(2, NOW);
  const down = { prepare: (sql: string) => env.DB.prepare(sql), batch: () => Promise.reject(new Error("down")) };
  expect(await tick(NOW, { DB_1: down } as Partial<Env>)).toHaveLength(2);
  expect(error).toHaveBeenCalledTimes(1);
});

test("a clock that is put back claims nobody early, and forgets nobody", async () => {
  await foundMany(2, `${NOW} - n`);
  expect(await tick(NOW)).toHaveLength(2);
  await done(["ten_many1"], NOW + MINUTE_MS);
  for (let minute = -30; minute < 1; minute++) expect(await tick(NOW + minute * MINUTE_MS)).toEqual([]);
  expect(await tick(NOW + MINUTE_MS)).toEqual(["ten_many1"]);
  expect(await tick(NOW + LEASE_MS)).toEqual(["ten_many2"]);
});
