import { createScheduledController } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { D1Connection } from "../../src/db/d1.ts";
import { DomainError } from "../../src/errors.ts";
import worker from "../../src/index.ts";
import type { Job } from "../../src/jobs.ts";
import { CHUNK_CRITERIA, LEASE_MS, MOST_FAILURES } from "../../src/opportunities/migration/run.ts";
import { consumeJobs } from "../../src/queue.ts";
import { foundTenant, type TestTenant } from "../support/api.ts";
import { csvOf, PLAIN, upload } from "../support/imports.ts";
import {
  countWhere,
  MAPPING,
  migrate,
  migrationOf,
  publishNext,
  publishTwice,
  runJob,
  runToEnd,
  storeMigration,
  sweptAt,
} from "../support/migrations.ts";
import { insertDeals, times } from "../support/open-deals.ts";
import { createDeal, publishProcess } from "../support/story.ts";
import { withQuietQueue } from "../support/webhooks.ts";

afterEach(() => void vi.restoreAllMocks());

/** A company with deals in version 1 of a process whose version 2 is published, and a migration that has been asked for. */
async function companyWith(count: number) {
  const tenant = await foundTenant();
  const processId = await publishTwice(tenant, (id) => insertDeals(tenant, id, times(count, { stage: "agree" })));
  return { tenant, processId, id: await storeMigration(tenant, processId, { opportunities: count }) };
}

const jobOf = (tenant: TestTenant, migrationId: string): Job => ({
  kind: "migrate",
  shard: 0,
  tenantId: tenant.id,
  migrationId,
});

function message(body: Job) {
  return { body, ack: vi.fn(), retry: vi.fn() };
}

/** Lets each commit that moves deals fail, for as long as it is asked to. */
function failChunks(error: Error, times = Number.POSITIVE_INFINITY) {
  const { write } = D1Connection.prototype;
  let failed = 0;
  return vi.spyOn(D1Connection.prototype, "write").mockImplementation(function (this: D1Connection, statements) {
    const isChunk = statements.some(({ sql }) => sql.startsWith("UPDATE opportunities"));
    return isChunk && failed++ < times ? Promise.reject(error) : write.call(this, statements);
  });
}

describe("the queue", () => {
  test("does a few migrations an invocation, and leaves the others to the sweep", async () => {
    const companies = await Promise.all(Array.from({ length: 6 }, () => companyWith(2)));
    const messages = companies.map(({ tenant, id }) => message(jobOf(tenant, id)));
    await consumeJobs(withQuietQueue().env, "infield-jobs", messages);
    expect(messages.map(({ ack, retry }) => [ack.mock.calls.length, retry.mock.calls.length])).toEqual(
      messages.map(() => [1, 0]),
    );
    const swept = await sweptAt(Date.now());
    expect(companies.map(({ id }) => swept.includes(id))).toEqual([false, false, false, false, true, true]);
  });

  test("goes on to the next when one goes wrong, and brings none back", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const [wrong, right] = [await companyWith(2), await companyWith(2)];
    failChunks(new Error("D1_ERROR: no such table"), 1);
    const messages = [wrong, right].map(({ tenant, id }) => message(jobOf(tenant, id)));
    await consumeJobs(withQuietQueue().env, "infield-jobs", messages);
    expect(messages.map(({ ack, retry }) => [ack.mock.calls.length, retry.mock.calls.length])).toEqual([
      [1, 0],
      [1, 0],
    ]);
    expect(error).toHaveBeenCalledOnce();
    expect(await migrationOf(right.tenant, right.processId, right.id)).toMatchObject({ status: "completed" });
    expect(await migrationOf(wrong.tenant, wrong.processId, wrong.id)).toMatchObject({ status: "running", moved: 0 });
  });
});

describe("the sweep", () => {
  test("is made by the cron trigger", async () => {
    const { tenant, id } = await companyWith(1);
    const { env: quiet, sent } = withQuietQueue();
    await worker.scheduled(createScheduledController({ scheduledTime: new Date(), cron: "* * * * *" }), quiet);
    expect(sent.map(({ job }) => job)).toContainEqual(jobOf(tenant, id));
  });

  test("is held up by no company that is suspended", async () => {
    const suspended = await companyWith(1);
    await env.DB.prepare("UPDATE tenants SET status = 'suspended' WHERE id = ?").bind(suspended.tenant.id).run();
    const { id } = await companyWith(1);
    const swept = await sweptAt(Date.now());
    expect(swept).toContain(id);
    expect(swept).not.toContain(suspended.id);
  });
});

describe("a migration that dies each time, without a word", () => {
  test("is given up, and holds up no other", async () => {
    const { tenant, processId, id } = await companyWith(3);
    const { write } = D1Connection.prototype;
    const dying = vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (
      this: D1Connection,
      statements,
    ) {
      const rows = await write.call(this, statements);
      if (statements.some(({ sql }) => sql.includes("SET status = 'running'"))) throw new Error("the isolate is gone");
      return rows;
    });
    let now = Date.now();
    for (let death = 1; death <= MOST_FAILURES; death++, now += LEASE_MS)
      await runJob(tenant, id, now).catch(() => undefined);
    dying.mockRestore();
    expect(await migrationOf(tenant, processId, id)).toMatchObject({ status: "running", moved: 0 });
    expect(await runJob(tenant, id, now)).toBe(false);
    expect(await migrationOf(tenant, processId, id)).toMatchObject({ status: "failed", moved: 0 });
    expect((await migrate(tenant, processId, { from: 1, mapping: MAPPING })).status).toBe(202);
  });

  test("but now and then gets something done is not", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { tenant, processId, id } = await companyWith(1_200);
    let now = Date.now();
    for (let round = 1; round <= 2 * MOST_FAILURES; round++, now += 60 * 60_000) {
      if (round % 2 === 1) {
        const failing = failChunks(new Error("D1_ERROR: out of luck"));
        await expect(runJob(tenant, id, now)).rejects.toThrow("out of luck");
        failing.mockRestore();
        continue;
      }
      // One chunk goes through before the next fails.
      const { write } = D1Connection.prototype;
      let chunks = 0;
      const failing = vi.spyOn(D1Connection.prototype, "write").mockImplementation(function (
        this: D1Connection,
        statements,
      ) {
        const isChunk = statements.some(({ sql }) => sql.startsWith("UPDATE opportunities"));
        if (isChunk && ++chunks > 1) return Promise.reject(new Error("D1_ERROR: out of luck"));
        return write.call(this, statements);
      });
      await runJob(tenant, id, now).catch(() => undefined);
      failing.mockRestore();
    }
    await runToEnd(tenant, id, now);
    expect(await migrationOf(tenant, processId, id)).toMatchObject({ status: "completed", moved: 1_200 });
  });

  test("for want of a database that is not busy is not", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { tenant, processId, id } = await companyWith(3);
    let now = Date.now();
    const busy = failChunks(new DomainError("unavailable", "The database is busy."));
    for (let round = 1; round <= 2 * MOST_FAILURES; round++, now += 30_000) {
      expect(await sweptAt(now)).toContain(id);
      await runJob(tenant, id, now).catch(() => undefined);
    }
    busy.mockRestore();
    await runToEnd(tenant, id, now);
    expect(await migrationOf(tenant, processId, id)).toMatchObject({ status: "completed", moved: 3 });
  });
});

describe("a migration", () => {
  test("leaves the deals of other processes alone, and is found in its own only", async () => {
    const { tenant, processId, id } = await companyWith(3);
    const other = await publishTwice(tenant, (process) => insertDeals(tenant, process, times(2, { stage: "find" })));
    await runToEnd(tenant, id);
    expect(await countWhere(tenant, `opportunities WHERE process_id = '${other}' AND version = 1`)).toBe(2);
    expect(await countWhere(tenant, `opportunities WHERE process_id = '${processId}' AND version = 2`)).toBe(3);
    expect((await tenant.call("GET", `/v1/processes/${other}/migrations/${id}`)).status).toBe(404);
    expect((await tenant.call("GET", `/v1/processes/${other}/migrations`)).body.data).toEqual([]);
  });

  test("of a small process costs no more for a large one beside it", async () => {
    const { tenant, processId } = await companyWith(10);
    await env.DB.prepare("UPDATE process_migrations SET finished_at = 1 WHERE tenant_id = ?").bind(tenant.id).run();
    const other = await publishProcess(tenant);
    await insertDeals(tenant, other, times(2_000, { stage: "to_first" }));
    const { body, d1 } = await migrate(tenant, processId, { from: 1, mapping: MAPPING, dry_run: true });
    expect(body).toMatchObject({ opportunities: 10, previewed: 10 });
    expect(d1.rowsRead).toBeLessThan(100);
  });

  test("puts what it takes along in the place of what an earlier one left behind", async () => {
    const { tenant, processId, id } = await companyWith(1);
    const said = (criterion: string, note: string) =>
      env.DB.prepare(
        `INSERT INTO opportunity_criteria (tenant_id, opportunity_id, criterion, state, note, actor, changed_at)
         SELECT tenant_id, id, ?2, 'met', ?3, 'key_test', 1 FROM opportunities WHERE tenant_id = ?1`,
      )
        .bind(tenant.id, criterion, note)
        .run();
    await said("budget", "of long ago");
    await said("funds", "of today");
    await runToEnd(tenant, id);
    expect(await migrationOf(tenant, processId, id)).toMatchObject({ status: "completed", moved: 1 });
    const rows = await env.DB.prepare("SELECT criterion, note FROM opportunity_criteria WHERE tenant_id = ?")
      .bind(tenant.id)
      .all();
    expect(rows.results).toEqual([{ criterion: "budget", note: "of today" }]);
    const [event] = (await tenant.call("GET", "/v1/events?types=opportunity.migrated")).body.data;
    expect(event.data).toMatchObject({ criteria: [{ from: "funds", to: "budget" }], replaced: ["budget"] });
  });

  test("of deals with very much said of them goes in smaller commits", async () => {
    const tenant = await foundTenant();
    const keys = Array.from({ length: 100 }, (_, index) => index);
    const documentOf = (prefix: string) => ({
      stages: [
        {
          key: "only",
          name: "Only",
          criteria: keys.map((n) => ({ key: `${prefix}${n}`, name: `Criterion ${n}`, weight: 1 })),
        },
      ],
    });
    const processId = await publishProcess(tenant, documentOf("old"));
    await insertDeals(tenant, processId, times(120, { stage: "only" }));
    await publishNext(tenant, processId, documentOf("new"));
    await env.DB.prepare(
      `INSERT INTO opportunity_criteria (tenant_id, opportunity_id, criterion, state, note, actor, changed_at)
       SELECT tenant_id, opportunities.id, 'old' || value, 'met', ?3, 'key_test', 1 FROM opportunities, json_each(?2) WHERE tenant_id = ?1`,
    )
      .bind(tenant.id, JSON.stringify(keys), "x".repeat(400))
      .run();
    const mapping = { stages: {}, criteria: Object.fromEntries(keys.map((n) => [`old${n}`, `new${n}`])) };
    const id = await storeMigration(tenant, processId, { mapping });
    const { read, write } = D1Connection.prototype;
    let [mostRekeyed, mostBytesRead] = [0, 0];
    vi.spyOn(D1Connection.prototype, "write").mockImplementation(function (this: D1Connection, statements) {
      const taken = statements.filter(({ sql }) => /SET criterion = '~'/.test(sql));
      const rekeyed = taken.reduce((sum, { params }) => sum + JSON.parse(String(params[1])).length, 0);
      mostRekeyed = Math.max(mostRekeyed, rekeyed);
      return write.call(this, statements);
    });
    vi.spyOn(D1Connection.prototype, "read").mockImplementation(async function (this: D1Connection, statements) {
      const rows = await read.call(this, statements);
      mostBytesRead = Math.max(mostBytesRead, JSON.stringify(rows).length);
      return rows;
    });
    await runToEnd(tenant, id);
    vi.restoreAllMocks();
    expect(mostRekeyed).toBe(CHUNK_CRITERIA);
    expect(mostBytesRead).toBeLessThan(2_000_000); // the standings, and not what was written of them
    expect(await migrationOf(tenant, processId, id)).toMatchObject({ status: "completed", moved: 120 });
    expect(await countWhere(tenant, "opportunity_criteria WHERE criterion GLOB 'new*' AND length(note) = 400")).toBe(
      12_000,
    );
    expect(await countWhere(tenant, "opportunities WHERE score_hundredths = 10000")).toBe(120);
  });

  test("ends only when nobody is left, however late they come", async () => {
    const { tenant, processId, id } = await companyWith(3);
    const { write } = D1Connection.prototype;
    let late = false;
    vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (this: D1Connection, statements) {
      if (!late && statements.some(({ params }) => params.includes("completed"))) {
        late = true;
        await insertDeals(tenant, processId, times(1, { stage: "find" }));
      }
      return write.call(this, statements);
    });
    expect(await runToEnd(tenant, id)).toBe(2);
    expect(await migrationOf(tenant, processId, id)).toMatchObject({ status: "completed", moved: 4 });
    expect(await countWhere(tenant, "opportunities WHERE version = 1")).toBe(0);
  });

  test("and an import of the same deals at once both get through", { timeout: 60_000 }, async () => {
    const tenant = await foundTenant();
    const rows = (amount: string) =>
      csvOf(...Array.from({ length: 3_000 }, (_, index) => ({ external_id: `d${index}`, stage: "find", amount })));
    const processId = await publishTwice(tenant, () => upload(tenant, rows("1"), PLAIN));
    const id = await storeMigration(tenant, processId);
    const [imported] = await Promise.all([upload(tenant, rows("2"), PLAIN), runToEnd(tenant, id)]);
    expect([imported.status, imported.body.updated, imported.body.failed]).toEqual([200, 3_000, 0]);
    await runToEnd(tenant, id, Date.now() + LEASE_MS);
    expect(await migrationOf(tenant, processId, id)).toMatchObject({ status: "completed", moved: 3_000 });
    expect(await countWhere(tenant, "opportunities WHERE version = 2 AND amount_minor = 200")).toBe(3_000);
  });
});

describe("what is sent for a migration", () => {
  test("is refused where a record would swallow it", async () => {
    const { tenant, processId } = await companyWith(1);
    const rawBody = '{"from": 1, "dry_run": true, "mapping": {"stages": {"agree": "understand", "__proto__": "find"}}}';
    const headers = { "content-type": "application/json" };
    const reply = await tenant.call("POST", `/v1/processes/${processId}/migrations`, { rawBody, headers });
    expect([reply.status, reply.body.errors[0].pointer]).toEqual([422, "/mapping/stages/__proto__"]);
  });

  test("is answered shortly, however wrong it is", async () => {
    const { tenant, processId } = await companyWith(1);
    const wrong = (prefix: string) =>
      Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`${prefix}${n}`, `t${n}`]));
    const body = { from: 1, mapping: { stages: wrong("s"), criteria: wrong("c") } };
    const reply = await migrate(tenant, processId, body);
    expect(reply.status).toBe(422);
    expect(JSON.stringify(reply.body).length).toBeLessThan(200_000);
  });

  test("may be looked at with an Idempotency-Key, whatever the deals are called", async () => {
    const tenant = await foundTenant();
    const processId = await publishTwice(tenant, async (id) => {
      await insertDeals(tenant, id, times(2_500, { stage: "agree", name: '"'.repeat(300) }));
      await createDeal(tenant);
    });
    const body = { from: 1, mapping: MAPPING, dry_run: true };
    const reply = await migrate(tenant, processId, body, { "idempotency-key": "look" });
    expect(reply.body.affected.length + reply.body.affected_left_out).toBe(2_500);
    expect(reply.body.affected_left_out).toBeGreaterThan(500);
    const again = await migrate(tenant, processId, body, { "idempotency-key": "look" });
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(again.body).toEqual(reply.body);
  });
});
