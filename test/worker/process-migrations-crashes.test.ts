import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { D1Connection, type PlainStatement } from "../../src/db/d1.ts";
import { CHUNK_DEALS, CHUNKS_A_JOB, LEASE_MS, MOST_FAILURES } from "../../src/opportunities/migration/run.ts";
import { foundTenant, type TestTenant } from "../support/api.ts";
import { dieAt } from "../support/dying-process.ts";
import {
  countWhere,
  dealsOf,
  MAPPING,
  migrate,
  migrationOf,
  publishTwice,
  runJob,
  runToEnd,
  storeMigration,
  sweptAt,
} from "../support/migrations.ts";
import { insertDeals, times } from "../support/open-deals.ts";
import { meet } from "../support/story.ts";

afterEach(() => void vi.restoreAllMocks());

/** A company with so many deals in the second stage of version 1, each with something said of two criteria. */
async function companyWith(count: number, stage = "agree") {
  const tenant = await foundTenant();
  let ids: string[] = [];
  const processId = await publishTwice(tenant, async (id) => {
    for (let made = 0; made < count; made += 2_000) {
      ids = [
        ...ids,
        ...(await insertDeals(tenant, id, times(Math.min(2_000, count - made), { stage, score_hundredths: 2_000 }))),
      ];
    }
  });
  for (const [criterion, state] of [
    ["problem", "met"],
    ["funds", "not_met"],
  ]) {
    await env.DB.prepare(
      `INSERT INTO opportunity_criteria (tenant_id, opportunity_id, criterion, state, actor, changed_at)
       SELECT tenant_id, id, ?2, ?3, 'key_test', 1 FROM opportunities WHERE tenant_id = ?1`,
    )
      .bind(tenant.id, criterion, state)
      .run();
  }
  await env.DB.prepare(
    `INSERT INTO stage_visits (tenant_id, opportunity_id, visit, process_id, stage, direction, entered_at)
     SELECT tenant_id, id, 1, process_id, stage, 'entry', stage_entered_at FROM opportunities WHERE tenant_id = ?1`,
  )
    .bind(tenant.id)
    .run();
  return { tenant, processId, ids, migrationId: await storeMigration(tenant, processId, { opportunities: count }) };
}

/** What must hold once all of so many deals are through, whatever happened on the way: each moved once, with one event. */
async function expectAllMoved(tenant: TestTenant, processId: string, migrationId: string, count: number) {
  expect(await migrationOf(tenant, processId, migrationId)).toMatchObject({
    status: "completed",
    moved: count,
    effects: { changes_stage: count, loses_score: 0, gains_score: 0, becomes_hollow: 0, unaffected: 0 },
    stage_changes: [{ from: "agree", to: "understand", opportunities: count }],
  });
  expect(await countWhere(tenant, "opportunities WHERE version = 2 AND stage = 'understand' AND revision = 2")).toBe(
    count,
  );
  expect(await countWhere(tenant, "stage_visits WHERE stage = 'understand'")).toBe(count);
  expect(await countWhere(tenant, "opportunity_criteria WHERE criterion = 'budget' AND state = 'not_met'")).toBe(count);
  expect(await countWhere(tenant, "opportunity_criteria WHERE true")).toBe(2 * count);
  const events = "events WHERE type = 'opportunity.migrated'";
  expect(await countWhere(tenant, events)).toBe(count);
  const distinct = await env.DB.prepare(`SELECT count(DISTINCT opportunity_id) AS n FROM ${events} AND tenant_id = ?`);
  expect(await distinct.bind(tenant.id).first("n")).toBe(count);
  expect(await countWhere(tenant, "events WHERE type = 'migration.completed'")).toBe(1);
}

describe("ten thousand opportunities", () => {
  test("are moved without passing a limit of the platform", { timeout: 60_000 }, async () => {
    const count = 10_000;
    const { tenant, processId, migrationId } = await companyWith(count);
    const jobs: { statements: number; parameterBytes: number; rowsWritten: number }[] = [];
    for (const method of ["read", "write"] as const) {
      const original = D1Connection.prototype[method];
      vi.spyOn(D1Connection.prototype, method).mockImplementation(async function (this: D1Connection, statements) {
        const job = jobs.at(-1);
        const written = this.counts.rowsWritten;
        const rows = await original.call(this, statements);
        if (!job) return rows;
        job.statements += statements.length;
        job.rowsWritten += this.counts.rowsWritten - written;
        for (const { params } of statements) {
          for (const param of params) job.parameterBytes = Math.max(job.parameterBytes, String(param).length);
        }
        return rows;
      });
    }
    do jobs.push({ statements: 0, parameterBytes: 0, rowsWritten: 0 });
    while (await runJob(tenant, migrationId, Date.now() + jobs.length));
    const ran = [...jobs];
    jobs.length = 0;

    expect(ran).toHaveLength(count / (CHUNK_DEALS * CHUNKS_A_JOB) + 1);
    for (const { statements, parameterBytes } of ran) {
      expect(statements).toBeLessThanOrEqual(100); // of 1,000 that an invocation may run
      expect(parameterBytes).toBeLessThan(2_000_000);
    }
    const rowsWritten = ran.reduce((sum, job) => sum + job.rowsWritten, 0);
    // A deal with the indexes that a move touches, its visit, its event with an index, and a criterion taken out and put back.
    expect(rowsWritten / count).toBeLessThanOrEqual(8.1);
    await expectAllMoved(tenant, processId, migrationId, count);
  });

  test("are looked at in few statements, and the worst are listed", { timeout: 60_000 }, async () => {
    const { tenant, processId } = await companyWith(10_000);
    await env.DB.prepare("UPDATE process_migrations SET finished_at = 1 WHERE tenant_id = ?").bind(tenant.id).run();
    const { status, body, d1 } = await migrate(tenant, processId, { from: 1, mapping: MAPPING, dry_run: true });
    expect(status).toBe(200);
    expect(body).toMatchObject({ opportunities: 10_000, previewed: 10_000, effects: { changes_stage: 10_000 } });
    expect(body.affected).toHaveLength(2_000);
    expect(body.affected_left_out).toBe(8_000);
    expect(d1.queries).toBeLessThanOrEqual(40);
    expect(JSON.stringify(body).length).toBeLessThan(1_500_000);
  });
});

describe("a consumer that dies", () => {
  // Two jobs: a claim, five chunks and a pause; another claim, the last chunk, and the end.
  const count = CHUNK_DEALS * CHUNKS_A_JOB + 20;
  const commits = 1 + CHUNKS_A_JOB + 1 + 3;
  const deaths = Array.from({ length: commits }, (_, index) => index + 1).flatMap((n) =>
    (["before", "after"] as const).map((when) => [when, n] as const),
  );

  test.each(deaths)("%s commit %i loses nothing and doubles nothing", async (when, n) => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { tenant, processId, migrationId } = await companyWith(count);
    const death = dieAt(n, when);
    const start = Date.now();
    await runToEnd(tenant, migrationId, start).catch(() => undefined);
    expect(death.revive()).toBe(true);
    // Nobody else goes on while its lease lasts; after that the sweep finds what is left.
    const later = start + LEASE_MS + 60_000;
    const { status } = await migrationOf(tenant, processId, migrationId);
    expect(await sweptAt(later)).toEqual(status === "completed" ? [] : [migrationId]);
    await runToEnd(tenant, migrationId, later);
    await expectAllMoved(tenant, processId, migrationId, count);
    expect(await sweptAt(later)).toEqual([]);
  });

  test.each([
    ["it has claimed", 1, 0],
    ["its first commit", 2, CHUNK_DEALS],
  ])("after %s keeps others away while its lease lasts, and no longer", async (_, commit, moved) => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const count = CHUNK_DEALS + 10;
    const { tenant, processId, migrationId } = await companyWith(count);
    const start = Date.now();
    const death = dieAt(commit, "after");
    await runJob(tenant, migrationId, start).catch(() => undefined);
    death.revive();
    for (const now of [start, start + LEASE_MS - 1]) {
      expect(await runJob(tenant, migrationId, now)).toBe(false);
      expect(await sweptAt(now)).toEqual([]);
    }
    expect(await countWhere(tenant, "opportunities WHERE version = 2")).toBe(moved);
    expect(await sweptAt(start + LEASE_MS)).toEqual([migrationId]);
    await runToEnd(tenant, migrationId, start + LEASE_MS);
    await expectAllMoved(tenant, processId, migrationId, count);
  });
});

describe("a job that comes twice", () => {
  test("at once does its work once", async () => {
    const { tenant, processId, migrationId } = await companyWith(1_200);
    await Promise.all(Array.from({ length: 5 }, () => runJob(tenant, migrationId)));
    await expectAllMoved(tenant, processId, migrationId, 1_200);
  });

  test("after the end does nothing", async () => {
    const { tenant, processId, migrationId } = await companyWith(3);
    await runToEnd(tenant, migrationId);
    expect(await runJob(tenant, migrationId, Date.now() + 9e9)).toBe(false);
    await expectAllMoved(tenant, processId, migrationId, 3);
  });

  test("when another consumer has taken over, because the first was too slow, moves nothing more", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { tenant, processId, migrationId } = await companyWith(30);
    const start = Date.now();
    const { write } = D1Connection.prototype;
    let overtaken = false;
    vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (this: D1Connection, statements) {
      if (!overtaken && isChunk(statements)) {
        overtaken = true;
        await runToEnd(tenant, migrationId, start + LEASE_MS);
      }
      return write.call(this, statements);
    });
    await runJob(tenant, migrationId, start).catch(() => undefined);
    await expectAllMoved(tenant, processId, migrationId, 30);
  });
});

function isChunk(statements: readonly PlainStatement[]): boolean {
  return statements.some(({ sql }) => sql.startsWith("UPDATE opportunities"));
}

describe("somebody who works on a deal while it is moved", () => {
  test("loses nothing: the deal is moved as they have left it, and the others with it", async () => {
    const { tenant, processId, ids, migrationId } = await companyWith(700);
    const worked = ids.toSorted()[3] ?? "";
    const { write } = D1Connection.prototype;
    let meddled = false;
    vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (this: D1Connection, statements) {
      if (!meddled && isChunk(statements)) {
        meddled = true;
        await meet(tenant, worked, "need");
      }
      return write.call(this, statements);
    });
    await runToEnd(tenant, migrationId);
    const read = await tenant.call("GET", `/v1/opportunities/${worked}`);
    expect(read.body).toMatchObject({
      version: 2,
      stage: "understand",
      score: 40,
      earned_stage: "afford",
      revision: 3,
    });
    expect(await migrationOf(tenant, processId, migrationId)).toMatchObject({ status: "completed", moved: 700 });
    expect(await countWhere(tenant, "opportunities WHERE version = 2")).toBe(700);
    expect(await countWhere(tenant, "events WHERE type = 'opportunity.migrated'")).toBe(700);
  });

  test("without a pause holds up that one deal and no other", async () => {
    const { tenant, processId, ids, migrationId } = await companyWith(40);
    const [hot = ""] = ids.toSorted();
    const { write } = D1Connection.prototype;
    let busy = true;
    vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (this: D1Connection, statements) {
      if (
        busy &&
        statements.some(({ sql, params }) => sql.startsWith("UPDATE opportunities") && String(params[1]).includes(hot))
      ) {
        await env.DB.prepare("UPDATE opportunities SET revision = revision + 1 WHERE tenant_id = ? AND id = ?")
          .bind(tenant.id, hot)
          .run();
      }
      return write.call(this, statements);
    });
    expect(await runJob(tenant, migrationId)).toBe(true);
    expect(await migrationOf(tenant, processId, migrationId)).toMatchObject({ status: "running", moved: 39 });
    // Alone with it, nobody tries again at once.
    const start = Date.now();
    expect(await runJob(tenant, migrationId, start)).toBe(false);
    expect([await sweptAt(start + 1_000), await sweptAt(start + 60_000)]).toEqual([[], [migrationId]]);
    busy = false;
    await runToEnd(tenant, migrationId, start + 60_000);
    expect(await migrationOf(tenant, processId, migrationId)).toMatchObject({ status: "completed", moved: 40 });
  });

  test("by reopening one behind the migration has it moved as well", async () => {
    const { tenant, processId, ids, migrationId } = await companyWith(CHUNK_DEALS + 10);
    const [first = ""] = ids.toSorted();
    const lose = { body: { to: "lost", reason: "Gone" } };
    expect((await tenant.call("POST", `/v1/opportunities/${first}/transitions`, lose)).status).toBe(200);
    const { write } = D1Connection.prototype;
    let chunks = 0;
    vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (this: D1Connection, statements) {
      const rows = await write.call(this, statements);
      if (statements.some(({ sql }) => sql.startsWith("UPDATE process_migrations SET status = ?4")) && ++chunks === 1) {
        await tenant.call("POST", `/v1/opportunities/${first}/transitions`, { body: { to: "reopened" } });
      }
      return rows;
    });
    await runToEnd(tenant, migrationId);
    expect(await countWhere(tenant, "opportunities WHERE version = 1")).toBe(0);
    expect(await migrationOf(tenant, processId, migrationId)).toMatchObject({ moved: CHUNK_DEALS + 10 });
  });
});

describe("a migration that keeps failing", () => {
  test("is tried ever less often, then given up, told of, and can be asked for again", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { tenant, processId, migrationId } = await companyWith(600);
    expect(await dealsOf(tenant)).toHaveLength(600);
    const { write } = D1Connection.prototype;
    let chunks = 0;
    const failing = vi.spyOn(D1Connection.prototype, "write").mockImplementation(function (
      this: D1Connection,
      statements,
    ) {
      if (isChunk(statements) && ++chunks > 1) return Promise.reject(new Error("D1_ERROR: no such table: secrets"));
      return write.call(this, statements);
    });
    let now = Date.now();
    const waits: number[] = [];
    for (let failure = 1; failure <= MOST_FAILURES; failure++) {
      await runJob(tenant, migrationId, now).catch(() => undefined);
      const due = "SELECT lease_until FROM process_migrations WHERE tenant_id = ? AND id = ?";
      const at = Number(await env.DB.prepare(due).bind(tenant.id, migrationId).first("lease_until"));
      waits.push((at - now) / 1_000);
      now = at;
    }
    expect(waits.slice(0, -1)).toEqual([30, 60, 120, 240, 480]);
    failing.mockRestore();
    const failed = await migrationOf(tenant, processId, migrationId);
    expect(failed).toMatchObject({ status: "failed", moved: CHUNK_DEALS, finished_at: expect.any(String) });
    const [event] = (await tenant.call("GET", "/v1/events?types=migration.completed")).body.data;
    expect(event.data.migration).toEqual(failed);
    expect(JSON.stringify(event)).not.toContain("secrets");
    expect(await sweptAt(now)).toEqual([]);

    const again = await migrate(tenant, processId, { from: 1, mapping: MAPPING });
    expect([again.status, again.body.opportunities]).toEqual([202, 100]);
    await vi.waitFor(
      async () =>
        expect(await migrationOf(tenant, processId, again.body.id)).toMatchObject({ status: "completed", moved: 100 }),
      5_000,
    );
  });
});
