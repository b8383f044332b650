import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { D1Connection, type PlainStatement } from "../../src/db/d1.ts";
import { DomainError } from "../../src/errors.ts";
import { LEASE_MS, MOST_FAILURES } from "../../src/opportunities/import/job/continue-import.ts";
import type { TestTenant } from "../support/api.ts";
import { dieAt } from "../support/dying-process.ts";
import { importOf, queue, runJob, runToEnd, send, stateOf, sweptAt, wideCsv } from "../support/import-jobs.ts";
import { byExternalId, countRows, counts, csvOf, foundCompany, PLAIN, upload } from "../support/imports.ts";
import { meet } from "../support/story.ts";

afterEach(() => void vi.restoreAllMocks());

const STAGES = ["find", "agree", "won", "lost", "nowhere"];

/** A file of some parts: deals in every state with all their dates, ones that are told twice in parts far apart, rows that are no good. */
const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    external_id: index % 97 === 96 ? "deal-5" : `deal-${index}`,
    name: `Deal ${index}`,
    stage: STAGES[index % STAGES.length] ?? "",
    amount: index % 31 === 30 ? "lots" : String(index),
    opened_on: "2026-01-05",
    stage_entered_on: "2026-02-03",
    closed_on: ["won", "lost"].includes(STAGES[index % STAGES.length] ?? "") ? "2026-02-04" : "",
    lost_reason: index % STAGES.length === 3 ? "Price" : "",
  }));

/** What undisturbed work comes to, of a file that is brought in over what an earlier one has left. */
async function undisturbed(rows: ReturnType<typeof rowsOf>) {
  const { tenant } = await companyBefore(rows);
  const id = await queue(tenant, wideCsv(rows));
  const jobs = await runToEnd(tenant, id);
  return { state: await stateOf(tenant), result: resultOf(await importOf(tenant, id)), jobs };
}

/** A company that knows some of the deals already, in other places. */
async function companyBefore(rows: ReturnType<typeof rowsOf>) {
  const company = await foundCompany();
  const some = rows
    .filter((_, index) => index % 7 === 0)
    .map((row) => ({ ...row, stage: "find", amount: "1", lost_reason: "", closed_on: "" }));
  expect((await upload(company.tenant, csvOf(...some), PLAIN)).status).toBe(200);
  return company;
}

function resultOf({ id: _, created_at: __, mapping: ___, ...result }: Record<string, unknown>) {
  return result;
}

async function expectUndisturbed(tenant: TestTenant, id: string, expected: Awaited<ReturnType<typeof undisturbed>>) {
  expect(resultOf(await importOf(tenant, id))).toEqual(expected.result);
  expect(await stateOf(tenant)).toEqual(expected.state);
}

describe("a consumer that dies", { timeout: 60_000 }, () => {
  const rows = rowsOf(250);
  let expected: Awaited<ReturnType<typeof undisturbed>>;
  beforeAll(async () => {
    expected = await undisturbed(rows);
  });

  // A claim, three parts, the end.
  const deaths = [1, 2, 3, 4, 5].flatMap((n) => (["before", "after"] as const).map((when) => [when, n] as const));

  test.each(deaths)("%s commit %i loses nothing and doubles nothing", async (when, n) => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { tenant } = await companyBefore(rows);
    const id = await queue(tenant, wideCsv(rows));
    const start = Date.now();
    const death = dieAt(n, when);
    await runToEnd(tenant, id, start).catch(() => undefined);
    expect(death.revive()).toBe(true);
    const { status } = await importOf(tenant, id);
    // Nobody else goes on while its lease lasts; after that the sweep finds what is left.
    if (n > 1 || when === "after") expect(await runJob(tenant, id, start + LEASE_MS - 1)).toBe(false);
    const later = start + LEASE_MS + 60_000;
    expect(await sweptAt(later)).toEqual(status === "completed" ? [] : [id]);
    await runToEnd(tenant, id, later);
    await expectUndisturbed(tenant, id, expected);
    expect(await sweptAt(later)).toEqual([]);
  });
});

describe("a job that is killed again and again", { timeout: 120_000 }, () => {
  const rows = rowsOf(1_100);
  let expected: Awaited<ReturnType<typeof undisturbed>>;
  beforeAll(async () => {
    expected = await undisturbed(rows);
  }, 60_000);

  test.each([1, 2, 3, 4])("ends as if it had not been: seed %i", async (seed) => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const random = randomOf(seed);
    const { tenant } = await companyBefore(rows);
    const id = await queue(tenant, wideCsv(rows));
    let now = Date.now();
    let deaths = 0;
    for (let kills = 0; kills < 12; kills++) {
      // Past the claim, so that work is done between the deaths; before a commit goes through, or after it when its answer is lost.
      const death = dieAt(2 + Math.floor(random() * 3), random() < 0.5 ? "before" : "after");
      const jobs = random() < 0.3 ? [runJob(tenant, id, now), runJob(tenant, id, now)] : [runJob(tenant, id, now)];
      await Promise.allSettled(jobs);
      if (death.revive()) deaths += 1;
      now += LEASE_MS + 60_000;
    }
    expect(deaths).toBeGreaterThanOrEqual(3);
    await runToEnd(tenant, id, now);
    await expectUndisturbed(tenant, id, expected);
  });
});

describe("a job that comes twice", { timeout: 60_000 }, () => {
  test("at once does its work once", async () => {
    const rows = rowsOf(250);
    const expected = await undisturbed(rows);
    const { tenant } = await companyBefore(rows);
    const id = await queue(tenant, wideCsv(rows));
    await Promise.all(Array.from({ length: 5 }, () => runJob(tenant, id)));
    await expectUndisturbed(tenant, id, expected);
    expect(await runJob(tenant, id, Date.now() + 9e9), "after the end there is nothing to do").toBe(false);
    await expectUndisturbed(tenant, id, expected);
  });

  test("when another consumer has taken over, because the first was too slow, brings nothing more in", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const rows = rowsOf(250);
    const expected = await undisturbed(rows);
    const { tenant } = await companyBefore(rows);
    const id = await queue(tenant, wideCsv(rows));
    const start = Date.now();
    const { write } = D1Connection.prototype;
    let overtaken = false;
    vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (this: D1Connection, statements) {
      if (!overtaken && isChunk(statements)) {
        overtaken = true;
        await runToEnd(tenant, id, start + LEASE_MS);
      }
      return write.call(this, statements);
    });
    await runJob(tenant, id, start).catch(() => undefined);
    await expectUndisturbed(tenant, id, expected);
  });

  test("when another consumer has taken over and is still at it, counts no row twice", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { tenant } = await foundCompany();
    const csv = wideCsv(Array.from({ length: 1_100 }, (_, index) => ({ external_id: `${index}`, stage: "find" })));
    const id = await queue(tenant, csv, PLAIN, { dry_run: "true" });
    const start = Date.now();
    const { write } = D1Connection.prototype;
    let overtaken = false;
    vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (this: D1Connection, statements) {
      if (!overtaken && statements.some(({ sql }) => sql.startsWith("UPDATE imports SET status = ?4"))) {
        overtaken = true;
        expect(await runJob(tenant, id, start + LEASE_MS)).toBe(true);
      }
      return write.call(this, statements);
    });
    await runJob(tenant, id, start).catch(() => undefined);
    const { processed } = await importOf(tenant, id);
    await runToEnd(tenant, id, start + LEASE_MS + 1);
    expect(processed).toBeGreaterThan(500);
    expect(counts(await importOf(tenant, id))).toEqual({
      rows: 1_100,
      created: 1_100,
      updated: 0,
      unchanged: 0,
      failed: 0,
    });
  });
});

describe("somebody who works on a deal while it is brought in", () => {
  test("loses nothing: the row is decided on what they have left", async () => {
    const { tenant } = await foundCompany();
    await upload(tenant, csvOf({ external_id: "deal-7", stage: "find" }), PLAIN);
    const { id: deal } = await byExternalId(tenant, "deal-7");
    const id = await queue(
      tenant,
      wideCsv(Array.from({ length: 120 }, (_, n) => ({ external_id: `deal-${n}`, stage: "agree" }))),
    );
    const { write } = D1Connection.prototype;
    let meddled = false;
    vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (this: D1Connection, statements) {
      if (!meddled && isChunk(statements)) {
        meddled = true;
        await meet(tenant, deal, "problem");
      }
      return write.call(this, statements);
    });
    await runToEnd(tenant, id);
    expect(counts(await importOf(tenant, id))).toMatchObject({ created: 119, updated: 1, failed: 0 });
    expect(await byExternalId(tenant, "deal-7")).toMatchObject({ stage: "agree", score: 20, hollow: false });
  });

  test("without a pause holds it up, and what is tried without success is not tried again at once", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { tenant } = await foundCompany();
    await upload(tenant, csvOf({ external_id: "deal-0", stage: "find" }), PLAIN);
    const rows = Array.from({ length: 20 }, (_, n) => ({ external_id: `deal-${n}`, stage: "agree" }));
    const id = await queue(tenant, wideCsv(rows));
    const { write } = D1Connection.prototype;
    let busy = true;
    vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (this: D1Connection, statements) {
      if (busy && statements.some(({ sql }) => sql.startsWith("UPDATE opportunities"))) {
        const sql = "UPDATE opportunities SET revision = revision + 1 WHERE tenant_id = ? AND external_id = 'deal-0'";
        await env.DB.prepare(sql).bind(tenant.id).run();
      }
      return write.call(this, statements);
    });
    const start = Date.now();
    expect(await runJob(tenant, id, start).catch(() => false)).toBe(false);
    expect([await sweptAt(start + 1_000), await sweptAt(start + 60_000)]).toEqual([[], [id]]);
    busy = false;
    await runToEnd(tenant, id, start + 60_000);
    expect(counts(await importOf(tenant, id))).toMatchObject({ created: 19, updated: 1 });
  });

  test("by making one that the file has as well is found by it", async () => {
    const { tenant } = await foundCompany();
    const id = await queue(
      tenant,
      wideCsv(rowsOf(20).map((row) => ({ ...row, stage: "find", amount: "1", closed_on: "" }))),
    );
    const { write } = D1Connection.prototype;
    let meddled = false;
    vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (this: D1Connection, statements) {
      if (!meddled && isChunk(statements)) {
        meddled = true;
        const body = { name: "Mine", external_id: "deal-3" };
        expect((await tenant.call("POST", "/v1/opportunities", { body })).status).toBe(201);
      }
      return write.call(this, statements);
    });
    await runToEnd(tenant, id);
    expect(counts(await importOf(tenant, id))).toMatchObject({ created: 19, updated: 1, failed: 0 });
  });
});

describe("an import that keeps failing", () => {
  const failing = (error: Error) => {
    const { write } = D1Connection.prototype;
    let chunks = 0;
    return vi.spyOn(D1Connection.prototype, "write").mockImplementation(function (this: D1Connection, statements) {
      return isChunk(statements) && ++chunks > 1 ? Promise.reject(error) : write.call(this, statements);
    });
  };

  test("is tried ever less often, then given up and told of, and the file brings the rest in again", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { tenant } = await foundCompany();
    const csv = wideCsv(Array.from({ length: 250 }, (_, index) => ({ external_id: `${index}`, stage: "find" })));
    const id = await queue(tenant, csv);
    const mock = failing(new Error("D1_ERROR: no such table: secrets"));
    let now = Date.now();
    const waits: number[] = [];
    for (let failure = 1; failure <= MOST_FAILURES; failure++) {
      await runJob(tenant, id, now).catch(() => undefined);
      const due = "SELECT lease_until FROM imports WHERE tenant_id = ? AND id = ?";
      const at = Number(await env.DB.prepare(due).bind(tenant.id, id).first("lease_until"));
      waits.push((at - now) / 1_000);
      now = at;
    }
    expect(waits.slice(0, -1)).toEqual([30, 60, 120, 240, 480]);
    mock.mockRestore();
    const failed = await importOf(tenant, id);
    const failure = { code: "internal_error", detail: "Something went wrong on our side." };
    expect(failed).toMatchObject({ status: "failed", rows: 250, failed: 0, failure });
    expect(failed.created).toBeGreaterThan(50);
    const events = (await tenant.call("GET", "/v1/events?types=import.completed")).body.data;
    expect(events.map((event: { data: { import: object } }) => event.data.import)).toMatchObject([
      { id, status: "failed", created: failed.created },
    ]);
    expect(JSON.stringify(failed)).not.toContain("secrets");
    expect(await sweptAt(now)).toEqual([]);
    const waiting = await env.DB.prepare("SELECT count(*) AS n FROM import_parts WHERE tenant_id = ?")
      .bind(tenant.id)
      .first("n");
    expect(waiting).toBe(0);

    const again = await queue(tenant, csv);
    await runToEnd(tenant, again);
    expect(counts(await importOf(tenant, again))).toMatchObject({
      created: 250 - failed.created,
      unchanged: failed.created,
    });
  });

  test("because the database is busy is not given up", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { tenant } = await foundCompany();
    const id = await queue(tenant, wideCsv(rowsOf(250)));
    const mock = failing(new DomainError("unavailable", "The database is busy."));
    let now = Date.now();
    for (let failure = 0; failure < MOST_FAILURES * 2; failure++, now += 60_000) {
      await runJob(tenant, id, now).catch(() => undefined);
    }
    mock.mockRestore();
    expect((await importOf(tenant, id)).status).toBe("running");
    await runToEnd(tenant, id, now);
    expect(await importOf(tenant, id)).toMatchObject({ status: "completed", processed: 250 });
  });
});

test("a request that died is told of as failed, once nobody can be at it any more", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { tenant } = await foundCompany();
  const csv = csvOf(...Array.from({ length: 3_200 }, (_, index) => ({ external_id: `${index}`, stage: "find" })));
  const death = dieAt(2, "before");
  await send(tenant, csv, { mapping: JSON.stringify(PLAIN) }).catch(() => undefined);
  expect(death.revive()).toBe(true);
  const [{ id, status }] = (await tenant.call("GET", "/v1/imports")).body.data;
  expect([status, (await countRows(tenant))["opportunities"]]).toEqual(["running", 3_000]);
  expect(await sweptAt(Date.now())).toEqual([]);
  const later = Date.now() + 3_600_000;
  expect(await sweptAt(later)).toEqual([id]);
  expect(await runJob(tenant, id, later)).toBe(false);
  expect(await importOf(tenant, id)).toMatchObject({ status: "failed", created: 3_000, progress: 3_000 / 3_200 });
  expect((await importOf(tenant, id)).failure.code).toBe("interrupted");
  const events = (await tenant.call("GET", "/v1/events?types=import.completed")).body.data;
  expect(events.map((event: { data: { import: { status: string } } }) => event.data.import.status)).toEqual(["failed"]);
  expect(await sweptAt(later)).toEqual([]);
});

function isChunk(statements: readonly PlainStatement[]): boolean {
  return statements.some(({ sql }) => /^(INSERT INTO|UPDATE) opportunities/.test(sql));
}

/** Numbers from 0 to 1, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed * 7_919;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
