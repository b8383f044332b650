import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { LEASE_MS } from "../../src/alerts/claim.ts";
import type { EvaluateJob } from "../../src/alerts/evaluate-job.ts";
import { D1Connection } from "../../src/db/d1.ts";
import { DomainError } from "../../src/errors.ts";
import type { TestTenant } from "../support/api.ts";
import { dieAtCall } from "../support/dying-process.ts";
import {
  consumeAt,
  HOUR_MS,
  illCompany,
  jobFor,
  judgedStateOf,
  scheduleOf,
  settleEverybody,
  tickAt,
} from "../support/evaluations.ts";

// Whatever happens to those who evaluate, it comes to what undisturbed work would have come to, and nothing is told twice.

/** Every test begins here: a day in the middle of which there is no midnight. */
const NOW = Date.parse("2026-11-24T08:00:00Z");

beforeEach(async () => {
  vi.setSystemTime(NOW);
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  await settleEverybody();
});

afterEach(() => void vi.restoreAllMocks());

let undisturbed: Awaited<ReturnType<typeof judgedStateOf>>;
/** How often an evaluation that nothing disturbs asks the database, its claim included. */
let calls: number;

beforeAll(async () => {
  vi.setSystemTime(NOW);
  // The first of an isolate also reads the version of the process, as every new company does.
  const tenant = await illCompany();
  const counting = dieAtCall(Number.POSITIVE_INFINITY, "before");
  await consumeAt(
    NOW,
    (await tickAt(NOW)).filter(({ tenantId }) => tenantId === tenant.id),
  );
  calls = counting.calls();
  counting.revive();
  undisturbed = await judgedStateOf(tenant);
});

test("undisturbed work raises alerts, tells of each once, takes the snapshot and puts the next evaluation off", async () => {
  expect(undisturbed.alerts.length).toBeGreaterThanOrEqual(2);
  expect(undisturbed.events).toEqual([{ type: "alert.raised", n: undisturbed.alerts.length }]);
  expect(undisturbed.deliveries).toEqual([{ n: undisturbed.alerts.length }]);
  expect(undisturbed.snapshots).toHaveLength(1);
  expect(calls).toBeLessThanOrEqual(6);
});

async function expectUndisturbed(tenant: TestTenant, now: number) {
  expect(await judgedStateOf(tenant)).toEqual(undisturbed);
  const schedule = await scheduleOf(tenant);
  expect(schedule).toMatchObject({ evaluation_lease_until: 0, evaluation_claims: 0 });
  expect(schedule.evaluate_at).toBeGreaterThan(now);
  expect(schedule.evaluate_at).toBeLessThanOrEqual(now + HOUR_MS);
}

describe("a process that dies", () => {
  const deaths = [1, 2, 3, 4, 5, 6].flatMap((n) => (["before", "after"] as const).map((when) => [when, n] as const));

  test.each(deaths)("%s its call %i of the database is made good by whoever comes after the lease", async (when, n) => {
    if (n > calls) return;
    const tenant = await illCompany();
    const death = dieAtCall(n, when);
    const jobs = await tickAt(NOW);
    const again = await consumeAt(NOW + 1_000, jobs);
    expect(death.revive()).toBe(true);
    // Where the claim was made and nobody came to an end, the tenant is left alone until the lease has ended.
    const { evaluation_lease_until: until } = await scheduleOf(tenant);
    expect([0, NOW + LEASE_MS]).toContain(until);
    if (until > 0) expect(await tickAt(until - 1)).toEqual([]);
    const later = NOW + LEASE_MS;
    await consumeAt(later, await tickAt(later));
    await expectUndisturbed(tenant, later);
    // The queue brings back what nobody acknowledged, and it does no harm.
    await consumeAt(later + 1_000, again);
    await expectUndisturbed(tenant, later);
  });

  test.each(deaths)("%s its call %i is made good by the message that the queue brings back", async (when, n) => {
    if (n > calls) return;
    const tenant = await illCompany();
    const death = dieAtCall(n, when);
    await consumeAt(NOW + 1_000, await tickAt(NOW));
    expect(death.revive()).toBe(true);
    await consumeAt(NOW + 31_000, [jobFor(tenant)]);
    await expectUndisturbed(tenant, NOW + 31_000);
  });
});

describe("a queue that doubles, reorders and loses messages, and consumers that die", { timeout: 120_000 }, () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])("come to the same in the end: seed %i", async (seed) => {
    const random = randomOf(seed);
    const tenants = [await illCompany(), await illCompany(), await illCompany()];
    const queue: EvaluateJob[] = [];
    let now = NOW;
    let deaths = 0;
    for (let step = 0; step < 50; step++) {
      now += Math.floor(random() * 3 * 60_000);
      const death =
        random() < 0.4 ? dieAtCall(1 + Math.floor(random() * 8), random() < 0.5 ? "before" : "after") : undefined;
      if (random() < 0.3) await askForEvaluation(tenants);
      if (random() < 0.5) queue.push(...(await tickAt(now)));
      const batch = queue.filter(() => random() < 0.5).toSorted(() => random() - 0.5);
      const doubled = batch.filter(() => random() < 0.3);
      const again = await consumeAt(now, [...batch, ...doubled]);
      if (death?.revive()) deaths += 1;
      // What was acknowledged may come again all the same, what was not may be lost.
      queue.splice(0, queue.length, ...[...queue, ...again].filter(() => random() < 0.6));
    }
    expect(deaths).toBeGreaterThanOrEqual(2);
    now += 4 * LEASE_MS;
    vi.setSystemTime(now);
    await consumeAt(now, await tickAt(now));
    await consumeAt(now, queue.toReversed());
    for (const tenant of tenants) {
      expect(await judgedStateOf(tenant)).toEqual(undisturbed);
      expect((await scheduleOf(tenant)).evaluate_at).toBeGreaterThan(now);
    }
  });
});

describe("a batch", () => {
  test("with one that fails brings only that one back", async () => {
    const tenants = [await illCompany(), await illCompany(), await illCompany()];
    const unlucky = tenants[1]?.id ?? "";
    const { write } = D1Connection.prototype;
    vi.spyOn(D1Connection.prototype, "write").mockImplementation(function (this: D1Connection, statements) {
      const isTheirs = statements.some(({ params }) => params[0] === unlucky);
      return isTheirs ? Promise.reject(new DomainError("unavailable", "busy")) : write.call(this, statements);
    });
    const jobs = await tickAt(NOW);
    expect(await consumeAt(NOW, jobs)).toEqual([{ kind: "evaluate", shard: 0, tenantId: unlucky }]);
    vi.restoreAllMocks();
    for (const tenant of tenants) {
      const { alerts } = await judgedStateOf(tenant);
      expect(alerts).toHaveLength(tenant.id === unlucky ? 0 : undisturbed.alerts.length);
    }
  });

  test("of twenty is within the statements of an invocation, and asks a few at once", async () => {
    const tenants: TestTenant[] = [];
    for (let made = 0; made < 20; made++) tenants.push(await illCompany());
    const counts = { statements: 0, underWay: 0, most: 0 };
    for (const method of ["read", "write"] as const) {
      const original = D1Connection.prototype[method];
      vi.spyOn(D1Connection.prototype, method).mockImplementation(async function (this: D1Connection, statements) {
        counts.statements += statements.length;
        counts.most = Math.max(counts.most, ++counts.underWay);
        try {
          return await original.call(this, statements);
        } finally {
          counts.underWay -= 1;
        }
      });
    }
    const jobs = tenants.map(jobFor);
    expect(await consumeAt(NOW, jobs)).toEqual([]);
    // Half of what an invocation may run: the rest is for imports and migrations of the same batch.
    expect(counts.statements).toBeLessThanOrEqual(600);
    expect(counts.most).toBe(4);
    for (const tenant of tenants) expect(await judgedStateOf(tenant)).toEqual(undisturbed);
  });
});

test("a tenant that is suspended after its claim is not evaluated, and is claimed once it is active again", async () => {
  const tenant = await illCompany();
  const setStatus = (status: string) =>
    env.DB.prepare("UPDATE tenants SET status = ?2 WHERE id = ?1").bind(tenant.id, status).run();
  const jobs = await tickAt(NOW);
  await setStatus("suspended");
  expect(await consumeAt(NOW + 1_000, jobs)).toEqual([]);
  expect((await judgedStateOf(tenant)).alerts).toEqual([]);
  expect(await tickAt(NOW + 10 * LEASE_MS)).toEqual([]);
  await setStatus("active");
  const later = NOW + 10 * LEASE_MS;
  await consumeAt(later, await tickAt(later));
  await expectUndisturbed(tenant, later);
});

test("a consumer that is slower than its lease, and the one that took over, raise and tell everything once", async () => {
  const tenant = await illCompany();
  const jobs = await tickAt(NOW);
  const { write } = D1Connection.prototype;
  let overtaken = false;
  vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (this: D1Connection, statements) {
    if (!overtaken) {
      overtaken = true;
      await consumeAt(NOW + LEASE_MS, await tickAt(NOW + LEASE_MS));
    }
    return write.call(this, statements);
  });
  await consumeAt(NOW, jobs);
  await expectUndisturbed(tenant, NOW + LEASE_MS);
});

test("a clock that is put back loses no evaluation: it is made when it is due again", async () => {
  const tenant = await illCompany();
  await env.DB.prepare("UPDATE tenants SET evaluate_at = ?2 WHERE id = ?1").bind(tenant.id, NOW).run();
  const jobs = await tickAt(NOW);
  expect(await consumeAt(NOW - 60_000, jobs)).toEqual([]);
  expect((await judgedStateOf(tenant)).alerts).toEqual([]);
  const later = NOW + LEASE_MS;
  await consumeAt(later, await tickAt(later));
  await expectUndisturbed(tenant, later);
});

/** As an import does when it is done. */
const askForEvaluation = (tenants: readonly TestTenant[]) =>
  env.DB.prepare("UPDATE tenants SET evaluate_at = evaluate_at - 7200000 WHERE id IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify(tenants.map(({ id }) => id)))
    .run();

/** Numbers from 0 to 1, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed * 7_919;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
