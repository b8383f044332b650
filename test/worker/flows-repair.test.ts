import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { D1Connection } from "../../src/db/d1.ts";
import { LEASE_MS, MOST_FAILURES } from "../../src/funnel/repairs/run.ts";
import { sweepRepairs } from "../../src/funnel/repairs/sweep.ts";
import {
  NOTHING_REPAIRED,
  type RollupProgress,
  type RollupTurn,
  workOnRollups,
} from "../../src/opportunities/rollup-repair/repair-rollups.ts";
import { consumeJobs } from "../../src/queue.ts";
import { inSystemScope } from "../../src/tenancy/system-scope.ts";
import { type TestTenant, withScopes } from "../support/api.ts";
import { dieAt } from "../support/dying-process.ts";
import {
  countedFromScratch,
  expectCountsRight,
  repair,
  repairsOf,
  runRepairJob,
  storedCounts,
  storeRepair,
} from "../support/flows.ts";
import { csvOf, foundCompany, PLAIN, upload } from "../support/imports.ts";
import { beforeNextCommit } from "../support/races.ts";
import { createDeal, move, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";
import { withQuietQueue } from "../support/webhooks.ts";

afterEach(() => void vi.restoreAllMocks());

const advisory = { ...SMALL_DOCUMENT, gate_policy: "advisory" };

/** A company whose deals were brought in, won, lost and worked on. */
async function companyWithHistory() {
  const { tenant, processId } = await foundCompany(advisory);
  const rows = ["find", "agree", "close"].flatMap((stage, index) =>
    ["", "2026-03-20"].map((closed_on) => ({
      external_id: `${stage}${closed_on}`,
      stage: closed_on ? "lost" : stage,
      opened_on: "2026-01-05",
      stage_entered_on: `2026-02-1${index}`,
      closed_on,
      amount: "100",
      lost_reason: closed_on && "Price",
      expected_close_date: "2026-03-31",
    })),
  );
  const imported = await upload(tenant, csvOf(...rows), PLAIN);
  expect(imported.body).toMatchObject({ created: 6 });
  const { id } = await createDeal(tenant, { amount: 500 });
  for (const to of ["agree", "won"]) {
    await move(tenant, id, to, { reason: "So it is", ...(to === "won" ? { override: true } : {}) });
  }
  return { tenant, processId };
}

const run = (sql: string, ...params: unknown[]) =>
  env.DB.prepare(sql)
    .bind(...params)
    .run();

async function damage({ id }: TestTenant, processId: string): Promise<void> {
  await run(
    "UPDATE process_rollups SET won_count = 7, lost_cycle_days = '{\"3\":9}' WHERE tenant_id = ?1 AND process_id = ?2",
    id,
    processId,
  );
  await run(
    'UPDATE process_flows SET counts = \'{"entered:find:20000":4,"due:680":-1}\' WHERE tenant_id = ?1 AND process_id = ?2',
    id,
    processId,
  );
}

/** As deals were stored before their days were kept. */
async function makeOld({ id }: TestTenant, processId: string): Promise<void> {
  await run("UPDATE opportunities SET closed_day = NULL, first_expected_day = NULL WHERE tenant_id = ?", id);
  await run("UPDATE stage_visits SET entered_day = NULL, position = NULL WHERE tenant_id = ?", id);
  await run("DELETE FROM process_flows WHERE tenant_id = ?", id);
  await run(
    "UPDATE process_rollups SET won_cycle_days = '{}', lost_cycle_days = '{}', won_count_by_currency = '{}', outcomes_by_stage = '{}' WHERE tenant_id = ?1 AND process_id = ?2",
    id,
    processId,
  );
}

describe("a repair", () => {
  test("finds nothing where nothing is wrong, and writes nothing but that", async () => {
    const { tenant, processId } = await companyWithHistory();
    const before = await run("SELECT * FROM process_flows WHERE tenant_id = ? ORDER BY week", tenant.id);
    expect(await repair(tenant, processId)).toEqual({ opportunities: 7, completed: 0, differences: 0, differing: [] });
    const after = await run("SELECT * FROM process_flows WHERE tenant_id = ? ORDER BY week", tenant.id);
    expect(after.results).toEqual(before.results);
  });

  test("that only verifies says what differs, and leaves it", async () => {
    const { tenant, processId } = await companyWithHistory();
    await damage(tenant, processId);
    const damaged = await storedCounts(tenant, processId);
    const { differing, ...found } = await repair(tenant, processId, true);
    expect(found).toMatchObject({ opportunities: 7, completed: 0 });
    expect(found.differences).toBe(differing.length);
    expect(differing).toContainEqual({ key: "won_count", stored: 7, counted: 1 });
    expect(differing).toContainEqual({ key: "flows.entered:find:20000", stored: 4, counted: 0 });
    expect(differing).toContainEqual({ key: "lost_cycle_days.74", stored: 0, counted: 3 });
    expect(await storedCounts(tenant, processId)).toEqual(damaged);
  });

  test("puts right what differs, and finds nothing more then", async () => {
    const { tenant, processId } = await companyWithHistory();
    const right = await storedCounts(tenant, processId);
    await damage(tenant, processId);
    expect(await storedCounts(tenant, processId)).not.toEqual(right);
    expect((await repair(tenant, processId)).differences).toBeGreaterThan(5);
    expect(await storedCounts(tenant, processId)).toEqual(right);
    expect(await repair(tenant, processId)).toMatchObject({ differences: 0 });
  });

  test("stays with its own process and company", async () => {
    const { tenant, processId } = await companyWithHistory();
    const other = await publishProcess(tenant, advisory);
    await createDeal(tenant, { process_id: other, expected_close_date: "2027-01-01" });
    const stranger = await companyWithHistory();
    const untouched = () =>
      Promise.all([storedCounts(tenant, other), storedCounts(stranger.tenant, stranger.processId)]);
    const before = await untouched();
    await damage(tenant, processId);
    expect(await repair(tenant, processId)).toMatchObject({ opportunities: 7 });
    expect(await untouched()).toEqual(before);
  });

  test("tells of no more than a hundred differences, and counts them all", async () => {
    const { tenant, processId } = await companyWithHistory();
    const counts = Object.fromEntries(Array.from({ length: 150 }, (_, day) => [`entered:find:${20_000 + day}`, 1]));
    await run(
      "INSERT INTO process_flows (tenant_id, process_id, week, counts) VALUES (?, ?, 1, ?)",
      tenant.id,
      processId,
      JSON.stringify(counts),
    );
    const found = await repair(tenant, processId, true);
    expect([found.differences, found.differing.length]).toEqual([150, 100]);
  });
});

describe("deals from before their days were kept", () => {
  test("are in no flow until a repair has filled them in, and are counted as all others then", async () => {
    const { tenant, processId } = await companyWithHistory();
    const right = await storedCounts(tenant, processId);
    await makeOld(tenant, processId);
    expect(await repair(tenant, processId, true)).toMatchObject({ opportunities: 7, completed: 7 });
    expect(await repair(tenant, processId)).toMatchObject({ opportunities: 7, completed: 7 });
    expect(await storedCounts(tenant, processId)).toEqual(right);
    expect(await repair(tenant, processId)).toMatchObject({ completed: 0, differences: 0 });
  });

  test("go on being kept right by whoever works on them before that", async () => {
    const { tenant, processId } = await companyWithHistory();
    await makeOld(tenant, processId);
    const { body } = await tenant.call("GET", "/v1/opportunities?limit=100");
    for (const { id, status } of body.data) {
      await move(tenant, id, status === "open" ? "lost" : "reopened", { reason: "So it is" });
    }
    const flows = (counts: Readonly<Record<string, number>>) =>
      Object.entries(counts).filter(([key]) => key.startsWith("flows."));
    // Deals that have no days were in no flow and have come into it with their new ones.
    expect(flows(await storedCounts(tenant, processId))).toEqual(flows(await countedFromScratch(tenant, processId)));
    await repair(tenant, processId);
    await expectCountsRight(tenant, processId);
  });

  test("that somebody works on meanwhile are completed as they are then", async () => {
    const { tenant, processId } = await companyWithHistory();
    await makeOld(tenant, processId);
    const { body } = await tenant.call("GET", "/v1/opportunities?status=open&limit=100");
    const { write } = D1Connection.prototype;
    let meddled = 0;
    vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (this: D1Connection, statements) {
      const storesDays = statements.some(({ sql }) => sql.startsWith("UPDATE opportunities SET closed_day"));
      const [deal] = storesDays ? body.data.splice(0, 1) : [];
      if (deal) {
        meddled += 1;
        await move(tenant, deal.id, "lost", { reason: "Meanwhile" });
      }
      return write.call(this, statements);
    });
    await repair(tenant, processId);
    expect(meddled).toBeGreaterThan(1);
    await expectCountsRight(tenant, processId);
    expect(await repair(tenant, processId, true)).toMatchObject({ completed: 0, differences: 0 });
  });
});

/** Lets somebody else write while a repair is under way: after each of its pages, or just before it puts right what differs. */
function meddle(when: "counting" | "replacing", somebodyElse: () => Promise<unknown>, times: number) {
  const { read, write } = D1Connection.prototype;
  let left = times;
  let busy = false;
  const meddleOnce = async () => {
    if (left <= 0 || busy) return;
    left -= 1;
    busy = true;
    await somebodyElse();
    busy = false;
  };
  if (when === "counting") {
    vi.spyOn(D1Connection.prototype, "read").mockImplementation(async function (this: D1Connection, statements) {
      const rows = await read.call(this, statements);
      if (statements.some(({ sql }) => sql.includes("json_group_array(json_array(visit"))) await meddleOnce();
      return rows;
    });
  } else {
    vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (this: D1Connection, statements) {
      if (statements.some(({ sql }) => sql.startsWith("DELETE FROM process_flows"))) await meddleOnce();
      return write.call(this, statements);
    });
  }
  return () => left;
}

describe("a process too large for one job", () => {
  const LIMITS = { pages: 4, deals: 2 };

  /** One job; what it keeps goes through the database on its way to the next. */
  async function turn({ id }: TestTenant, processId: string, progress: RollupProgress): Promise<RollupTurn> {
    const ref = { shard: 0, tenantId: id };
    const done = await inSystemScope(env, ref, Date.now(), (scope) =>
      workOnRollups(scope, processId, false, JSON.parse(JSON.stringify(progress)), LIMITS),
    );
    if (!done) throw new Error("the company is there");
    return done;
  }

  test("is counted by several, as by one", async () => {
    const { tenant, processId } = await companyWithHistory();
    const right = await storedCounts(tenant, processId);
    await makeOld(tenant, processId);
    const kinds: string[] = [];
    let last = await turn(tenant, processId, NOTHING_REPAIRED);
    for (; last.kind !== "found"; last = await turn(tenant, processId, last.progress)) kinds.push(last.kind);
    expect(kinds.length).toBeGreaterThan(1);
    expect(new Set(kinds)).toEqual(new Set(["more"]));
    const { findings, changes } = last;
    expect(findings).toMatchObject({ opportunities: 7, completed: 7 });
    await inSystemScope(env, { shard: 0, tenantId: tenant.id }, Date.now(), ({ db }) => db.commit(changes));
    expect(await storedCounts(tenant, processId)).toEqual(right);
  });

  test("runs no more statements in a job than it reckons with", async () => {
    const { tenant, processId } = await companyWithHistory();
    await makeOld(tenant, processId);
    const { read, write } = D1Connection.prototype;
    let statements = 0;
    vi.spyOn(D1Connection.prototype, "read").mockImplementation(function (this: D1Connection, all) {
      statements += all.length;
      return read.call(this, all);
    });
    vi.spyOn(D1Connection.prototype, "write").mockImplementation(function (this: D1Connection, all) {
      statements += all.length;
      return write.call(this, all);
    });
    // A page of days costs as many statements as eight that are read; what finds the company, and compares at the end, comes to it.
    for (let last = await turn(tenant, processId, NOTHING_REPAIRED); last.kind === "more"; ) {
      expect(statements).toBeLessThanOrEqual(LIMITS.pages + 8 + 4);
      statements = 0;
      last = await turn(tenant, processId, last.progress);
    }
    expect(statements).toBeLessThanOrEqual(LIMITS.pages + 8 + 4);
  });

  test("is counted anew when others have written between two jobs", async () => {
    const { tenant, processId } = await companyWithHistory();
    let last = await turn(tenant, processId, NOTHING_REPAIRED);
    while (last.kind === "more" && !last.progress.counting) last = await turn(tenant, processId, last.progress);
    if (last.kind !== "more") throw new Error("it takes more than one job");
    const { id } = await createDeal(tenant);
    await move(tenant, id, "lost", { reason: "Meanwhile" });
    last = await turn(tenant, processId, last.progress);
    expect(last.kind).toBe("outrun");
    while (last.kind !== "found") last = await turn(tenant, processId, last.progress);
    expect(last.findings).toMatchObject({ opportunities: 8, differences: 0 });
  });
});

test("a batch of the queue carries out the repairs of many small companies, and leaves what it has no room for to the sweep", async () => {
  const companies = await Promise.all(Array.from({ length: 6 }, companyWithHistory));
  const acked: number[] = [];
  const messages = companies.map(({ tenant, processId }, index) => ({
    body: { kind: "repair" as const, shard: 0, tenantId: tenant.id, processId, repair: "rollups" as const },
    ack: () => acked.push(index),
    retry: () => undefined,
  }));
  for (const { tenant, processId } of companies) await storeRepair(tenant, processId);
  await consumeJobs(withQuietQueue().env, "infield-jobs", messages);
  expect(acked).toEqual([0, 1, 2, 3, 4, 5]);
  const statuses = await Promise.all(
    companies.map(async ({ tenant }) => (await repairsOf(tenant)).find(({ kind }) => kind === "rollups")?.status),
  );
  const done = statuses.filter((status) => status === "completed").length;
  expect(done).toBeGreaterThan(2);
  expect(statuses).toEqual(companies.map((_, index) => (index < done ? "completed" : "queued")));
});

describe("a repair that races with others", () => {
  const work = async ({ tenant, processId }: { tenant: TestTenant; processId: string }) => {
    const { id } = await createDeal(tenant, { process_id: processId });
    await move(tenant, id, "lost", { reason: "So it is" });
  };

  test.each(["counting", "replacing"] as const)("while it is %s, counts anew and ends right", async (when) => {
    const company = await companyWithHistory();
    const { tenant, processId } = company;
    await damage(tenant, processId);
    const left = meddle(when, () => work(company), 2);
    await repair(tenant, processId);
    expect(left()).toBe(0);
    await expectCountsRight(tenant, processId);
  });

  test("counts anew what they change that is in no flow, since none of its days is known", async () => {
    const { tenant, processId } = await companyWithHistory();
    const csv = "external_id,status,stage,lost_reason\nundated,lost,find,Price\n";
    const columns = { external_id: "external_id", status: "status", stage: "stage", lost_reason: "lost_reason" };
    expect((await upload(tenant, csv, { columns })).body).toMatchObject({ created: 1 });
    const { body } = await tenant.call("GET", "/v1/opportunities/by-external-id/undated");
    await damage(tenant, processId);
    meddle("replacing", () => tenant.call("DELETE", `/v1/opportunities/${body.id}`), 1);
    expect(await repair(tenant, processId)).toMatchObject({ opportunities: 7 });
    await expectCountsRight(tenant, processId);
  });

  test("that never stop puts itself off, and is given up at last; what is stored stays what they have made of it", async () => {
    const company = await companyWithHistory();
    const { tenant, processId } = company;
    await storeRepair(tenant, processId, true);
    meddle("counting", () => work(company), Number.POSITIVE_INFINITY);
    let now = Date.now();
    for (let tries = 1; tries <= MOST_FAILURES; tries++) {
      expect(await runRepairJob(tenant, processId, now)).toBe(false);
      // Nobody comes to it before its time.
      expect(await sweptAt(now, processId)).toBe(0);
      now += 2 * 3_600_000;
    }
    vi.restoreAllMocks();
    const [done] = (await repairsOf(tenant)).filter(({ kind }) => kind === "rollups");
    expect(done).toMatchObject({ status: "failed", result: { reason: "others kept writing" } });
    await expectCountsRight(tenant, processId);
  });

  test("is done by one of two consumers at once", async () => {
    const { tenant, processId } = await companyWithHistory();
    await damage(tenant, processId);
    await storeRepair(tenant, processId);
    await Promise.all([1, 2, 3].map(() => runRepairJob(tenant, processId)));
    await expectCountsRight(tenant, processId);
    const { revision } = (
      await run("SELECT revision FROM funnel_repairs WHERE tenant_id = ? AND kind = 'rollups'", tenant.id)
    ).results[0] as { revision: number };
    expect(revision).toBe(3);
  });

  test("asked for anew while it is under way, is done anew", async () => {
    const { tenant, processId } = await companyWithHistory();
    await storeRepair(tenant, processId, true);
    meddle("counting", () => tenant.call("POST", "/v1/funnel/repairs", { body: { kind: "rollups" } }), 1);
    await runRepairJob(tenant, processId);
    vi.restoreAllMocks();
    for (let jobs = 1; await runRepairJob(tenant, processId, Date.now() + jobs); jobs++);
    const [done] = (await repairsOf(tenant)).filter(({ kind }) => kind === "rollups");
    expect(done).toMatchObject({ status: "completed", verify_only: false });
  });
});

async function sweptAt(now: number, processId: string): Promise<number> {
  const { env: quiet, sent } = withQuietQueue();
  await sweepRepairs(quiet, now);
  return sent.filter(({ job }) => job.kind === "repair" && job.processId === processId && job.repair === "rollups")
    .length;
}

describe("a consumer that dies at any commit", () => {
  test.each(["before", "after"] as const)(
    "just %s it has gone through, is followed by one that ends right",
    async (when) => {
      for (let n = 1, hasDied = true; hasDied; n++) {
        expect(n).toBeLessThan(20);
        const { tenant, processId } = await companyWithHistory();
        await makeOld(tenant, processId);
        await storeRepair(tenant, processId);
        const process = dieAt(n, when);
        await runRepairJob(tenant, processId).catch(() => undefined);
        hasDied = process.revive();
        const later = Date.now() + LEASE_MS + 1;
        // Nobody else comes to it while its lease lasts.
        if (hasDied && when === "after") await runRepairJob(tenant, processId);
        expect(await sweptAt(later, processId)).toBeLessThanOrEqual(1);
        for (let jobs = 0; await runRepairJob(tenant, processId, later + jobs); jobs++);
        await expectCountsRight(tenant, processId);
        expect((await repairsOf(tenant)).find(({ kind }) => kind === "rollups")).toMatchObject({ status: "completed" });
        expect(await repair(tenant, processId, true)).toMatchObject({ completed: 0, differences: 0 });
      }
    },
  );
});

describe("asking for a repair", () => {
  const ask = (tenant: TestTenant, body: object) => tenant.call("POST", "/v1/funnel/repairs", { body });

  test("answers what is to be done; the list says how it ended, one of each kind and process", async () => {
    const { tenant, processId } = await companyWithHistory();
    const asked = await ask(tenant, { kind: "rollups" });
    expect([asked.status, asked.body]).toEqual([
      202,
      {
        process_id: processId,
        kind: "rollups",
        verify_only: false,
        status: "queued",
        requested_at: asked.body.requested_at,
        finished_at: null,
        result: null,
      },
    ]);
    await ask(tenant, { kind: "snapshots", process_id: processId });
    const list = await tenant.call("GET", "/v1/funnel/repairs?limit=1");
    expect(list.body.data).toMatchObject([{ kind: "rollups", process_id: processId }]);
    const rest = await tenant.call("GET", `/v1/funnel/repairs?limit=1&cursor=${list.body.next_cursor}`);
    expect(rest.body).toMatchObject({ data: [{ kind: "snapshots" }], next_cursor: null });
  });

  test("of one that waits to change what is wrong does not make it one that only looks", async () => {
    const { tenant, processId } = await companyWithHistory();
    await storeRepair(tenant, processId);
    await run("UPDATE funnel_repairs SET lease_until = 9e15 WHERE tenant_id = ?", tenant.id);
    expect((await ask(tenant, { kind: "rollups", verify_only: true })).body).toMatchObject({ verify_only: false });
  });

  test("to look only does not take the place of one to change that is asked for at the same time", async () => {
    const { tenant, processId } = await companyWithHistory();
    beforeNextCommit(() => storeRepair(tenant, processId));
    expect((await ask(tenant, { kind: "rollups", verify_only: true })).body).toMatchObject({ verify_only: false });
  });

  test("is refused where there is nothing to repair", async () => {
    const { tenant } = await companyWithHistory();
    const draft = await tenant.call("POST", "/v1/processes", { body: { name: "A draft", template: "baseline" } });
    expect((await ask(tenant, { kind: "rollups", process_id: draft.body.id })).body).toMatchObject({
      code: "process_not_published",
    });
    expect((await ask(tenant, { kind: "rollups", process_id: "prc_none" })).body).toMatchObject({
      status: 404,
      errors: [{ pointer: "/process_id" }],
    });
    expect((await ask(tenant, { kind: "snapshots", verify_only: true })).body).toMatchObject({
      status: 422,
      errors: [{ pointer: "/verify_only", code: "not_applicable" }],
    });
    const reader = await withScopes(tenant, ["funnel:read"]);
    expect((await reader("POST", "/v1/funnel/repairs", { body: { kind: "rollups" } })).status).toBe(403);
  });
});
