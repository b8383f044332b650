import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { D1Connection } from "../../src/db/d1.ts";
import { DomainError } from "../../src/errors.ts";
import type { Reply, TestTenant } from "../support/api.ts";
import { send } from "../support/import-jobs.ts";
import { byExternalId, countRows, counts, csvOf, foundCompany, PLAIN, rollupOf, upload } from "../support/imports.ts";
import { meet } from "../support/story.ts";

afterEach(() => void vi.restoreAllMocks());

describe("nothing is lost or doubled", () => {
  const rows = Array.from({ length: 3_500 }, (_, index) => ({
    external_id: `deal-${index}`,
    stage: index % 2 === 0 ? "won" : "find",
    amount: "10",
    closed_on: index % 2 === 0 ? "2026-01-05" : "",
  }));
  const csv = csvOf(...rows);

  /** Lets the database fail at the n-th commit of opportunities from now on, once. */
  function failCommit(n: number, error: Error) {
    const { write } = D1Connection.prototype;
    let commits = 0;
    vi.spyOn(D1Connection.prototype, "write").mockImplementation(function (this: D1Connection, statements) {
      const isChunk = statements.some(({ sql }) => sql.startsWith("INSERT INTO opportunities"));
      if (isChunk) commits += 1;
      return isChunk && commits === n ? Promise.reject(error) : write.call(this, statements);
    });
  }

  test("when the database fails between two chunks: whole chunks are in, and the file again brings the rest", async () => {
    const { tenant, processId } = await foundCompany();
    failCommit(2, new DomainError("unavailable", "The database is busy."));
    const headers = { "idempotency-key": "once" };
    expect((await upload(tenant, csv, PLAIN, { headers })).status).toBe(503);
    expect(await countRows(tenant)).toMatchObject({
      opportunities: 3_000,
      stage_visits: 3_000,
      imports: 1,
      idempotency_keys: 0,
    });
    const failure = { code: "unavailable", detail: "The database is busy." };
    const { data } = (await tenant.call("GET", "/v1/imports")).body;
    expect(data).toMatchObject([{ status: "failed", created: 3_000, failure }]);
    expect(await rollupOf(tenant, processId)).toMatchObject({ won: 1_500, wonMinor: { EUR: 1_500_000 } });

    const again = await upload(tenant, csv, PLAIN, { headers });
    expect(counts(again.body)).toMatchObject({ created: 500, unchanged: 3_000, failed: 0 });
    expect(await rollupOf(tenant, processId)).toMatchObject({ won: 1_750, wonMinor: { EUR: 1_750_000 } });
  });

  const dueOf = async (tenant: TestTenant) => {
    const sql = "SELECT evaluate_at FROM tenants WHERE id = ?";
    return (await env.DB.prepare(sql).bind(tenant.id).first<{ evaluate_at: number }>())?.evaluate_at ?? Number.NaN;
  };
  const setDue = (tenant: TestTenant, at: number) =>
    env.DB.prepare("UPDATE tenants SET evaluate_at = ? WHERE id = ?").bind(at, tenant.id).run();
  const completions = async (tenant: TestTenant) =>
    (await tenant.call("GET", "/v1/events?types=import.completed")).body.data.map(
      (event: Reply["body"]) => `${event.data.import.status} ${event.data.import.created}`,
    );

  test("when it fails midway: webhooks are told what went in, and the funnel is judged", async () => {
    const { tenant } = await foundCompany();
    const endpoint = { url: "http://127.0.0.1:9/hook", event_types: ["import.*"] };
    expect((await tenant.call("POST", "/v1/webhook-endpoints", { body: endpoint })).status).toBe(201);
    await setDue(tenant, Date.now() + 9e6);
    failCommit(2, new DomainError("unavailable", "The database is busy."));
    expect((await upload(tenant, csv, PLAIN)).status).toBe(503);
    expect(await completions(tenant)).toEqual(["failed 3000"]);
    const sql = "SELECT count(*) AS n FROM webhook_deliveries WHERE tenant_id = ?";
    expect(await env.DB.prepare(sql).bind(tenant.id).first("n")).toBe(1);
    expect(await dueOf(tenant)).toBeLessThanOrEqual(Date.now());
  });

  test("when a commit goes through, but its answer is lost: what is said is what is stored", async () => {
    const { tenant } = await foundCompany();
    const { write } = D1Connection.prototype;
    let losesAnswer: (sql: string) => boolean = (sql) => sql.startsWith("INSERT INTO opportunities");
    vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (this: D1Connection, statements) {
      const results = await write.call(this, statements);
      if (!statements.some(({ sql }) => losesAnswer(sql))) return results;
      losesAnswer = () => false;
      throw new DomainError("unavailable", "The database is busy.");
    });
    const row = csvOf({ external_id: "1", stage: "find" });
    expect((await upload(tenant, row, PLAIN)).status).toBe(503);
    expect(await completions(tenant)).toEqual(["failed 1"]);

    losesAnswer = (sql) => sql.startsWith("UPDATE tenants SET evaluate_at");
    expect((await upload(tenant, row, PLAIN)).status).toBe(503);
    expect(await completions(tenant), "a completed import stays so").toEqual(["failed 1", "completed 0"]);
    const { data } = (await tenant.call("GET", "/v1/imports")).body;
    expect(data).toMatchObject([
      { status: "failed", created: 1 },
      { status: "completed", unchanged: 1 },
    ]);
  });

  test("when a file is minutes on its way: it is brought in when it is there, and nobody takes it for one that died", async () => {
    const { tenant } = await foundCompany();
    const start = Date.now();
    const slowMs = 10 * 60_000;
    let now = start;
    vi.spyOn(Date, "now").mockImplementation(() => now);
    const [head, rest] = [csvOf(), csvOf({ external_id: "1", stage: "find" }).slice(csvOf().length)];
    const file = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(head)),
      pull(controller) {
        now = start + slowMs;
        controller.enqueue(new TextEncoder().encode(rest));
        controller.close();
      },
    });
    const reply = await send(tenant, file, { mapping: JSON.stringify(PLAIN) });
    expect(counts(reply.body)).toMatchObject({ rows: 1, created: 1 });
    expect(Date.parse((await byExternalId(tenant, "1")).updated_at)).toBe(start + slowMs);
    const lease = env.DB.prepare("SELECT lease_until FROM imports WHERE tenant_id = ?").bind(tenant.id);
    expect(await lease.first("lease_until")).toBeGreaterThan(start + slowMs);
  });

  test("of a request to judge the funnel: also by a file that changes nothing, and seen by whoever is judging", async () => {
    const { tenant } = await foundCompany();
    const row = csvOf({ external_id: "1", stage: "find" });
    await upload(tenant, row, PLAIN);
    await setDue(tenant, Date.now() + 9e6);
    expect(counts((await upload(tenant, row, PLAIN)).body)).toMatchObject({ unchanged: 1 });
    const due = await dueOf(tenant);
    expect(due).toBeLessThanOrEqual(Date.now());
    await upload(tenant, row, PLAIN);
    expect(await dueOf(tenant)).toBeLessThan(due);
  });

  test("when two send the same file at once", async () => {
    const { tenant, processId } = await foundCompany();
    const replies = await Promise.all([upload(tenant, csv, PLAIN), upload(tenant, csv, PLAIN)]);
    expect(replies.map((reply) => reply.status)).toEqual([200, 200]);
    const sum = (of: "created" | "unchanged" | "failed") => replies.reduce((total, { body }) => total + body[of], 0);
    expect([sum("created"), sum("unchanged"), sum("failed")]).toEqual([3_500, 3_500, 0]);
    expect(await countRows(tenant)).toMatchObject({ opportunities: 3_500, stage_visits: 3_500 });
    expect(await rollupOf(tenant, processId)).toMatchObject({ won: 1_750, wonMinor: { EUR: 1_750_000 } });
  });

  test("when a deal moves while its row is decided: the row is decided again", async () => {
    const { tenant } = await foundCompany();
    await upload(tenant, csvOf({ external_id: "1", stage: "find" }), PLAIN);
    const { id } = await byExternalId(tenant, "1");
    const { write } = D1Connection.prototype;
    let meddled = false;
    vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (this: D1Connection, statements) {
      if (!meddled && statements.some(({ sql }) => sql.startsWith("UPDATE opportunities"))) {
        meddled = true;
        await meet(tenant, id, "problem");
      }
      return write.call(this, statements);
    });
    const reply = await upload(tenant, csvOf({ external_id: "1", stage: "agree" }), PLAIN);
    expect(counts(reply.body)).toMatchObject({ updated: 1 });
    expect(await byExternalId(tenant, "1")).toMatchObject({
      stage: "agree",
      earned_stage: "agree",
      hollow: false,
      score: 20,
    });
  });

  test("when a request is repeated with its key, at once and later", async () => {
    const { tenant } = await foundCompany();
    const form = new FormData();
    form.set("file", csv);
    form.set("mapping", JSON.stringify(PLAIN));
    const request = new Request("https://infield.test", { method: "POST", body: form });
    const contentType = request.headers.get("content-type") ?? "";
    const headers = { "idempotency-key": "once", "content-type": contentType };
    const rawBody = await request.arrayBuffer();
    const send = () => tenant.call("POST", "/v1/imports", { rawBody, headers });

    const [one, two] = await Promise.all([send(), send()]);
    const isFirst = (reply: Reply) => reply.status === 200 && !reply.headers.has("idempotent-replayed");
    const [first, second] = isFirst(one) ? [one, two] : [two, one];
    expect([first.status, first.body.created]).toEqual([200, 3_500]);
    // The later one is told to wait, or what the first one was told, if that has just been answered.
    if (second.status === 200) expect([isFirst(second), second.body]).toEqual([false, first.body]);
    else expect([second.status, second.body.code]).toEqual([409, "idempotency_in_progress"]);

    const replay = await send();
    expect(replay.headers.get("idempotent-replayed")).toBe("true");
    expect(replay.body).toEqual(first.body);
    expect((await countRows(tenant))["imports"]).toBe(1);
  });
});
