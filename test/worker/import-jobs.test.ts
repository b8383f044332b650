import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { D1Connection } from "../../src/db/d1.ts";
import { BATCHES_A_JOB } from "../../src/opportunities/import/job/continue-import.ts";
import { PARTS_KEPT_MS } from "../../src/opportunities/import/job/sweep.ts";
import { consumeJobs } from "../../src/queue.ts";
import type { TestTenant } from "../support/api.ts";
import { importOf, queue, runJob, runToEnd, send, stateOf, sweptAt, wideCsv } from "../support/import-jobs.ts";
import { byExternalId, countRows, counts, csvOf, foundCompany, HEADER, issues, PLAIN } from "../support/imports.ts";
import { withQuietQueue } from "../support/webhooks.ts";

afterEach(() => void vi.restoreAllMocks());

const rowsFrom = (start: number, count: number, stage = "find") =>
  Array.from({ length: count }, (_, index) => ({ external_id: `deal-${start + index}`, stage, amount: "10" }));

const mapped = { mapping: JSON.stringify(PLAIN) };

const partsOf = async (tenant: TestTenant) =>
  Number(await env.DB.prepare("SELECT count(*) AS n FROM import_parts WHERE tenant_id = ?").bind(tenant.id).first("n"));

describe("a file that is larger than a request can bring in", () => {
  test("waits for a job, which brings it in part by part and says how far it is", { timeout: 60_000 }, async () => {
    const { tenant } = await foundCompany();
    const sent = await send(tenant, wideCsv(rowsFrom(0, 1_500)), mapped);
    expect(sent.status).toBe(202);
    const { id } = sent.body;
    expect(sent.headers.get("location")).toBe(`/v1/imports/${id}`);
    expect(sent.body).toMatchObject({
      status: "queued",
      kind: "opportunities",
      rows: 1_500,
      processed: 0,
      progress: 0,
    });
    expect(sent.jobs).toEqual([{ kind: "import", shard: 0, tenantId: tenant.id, importId: id }]);
    expect(await importOf(tenant, id)).toEqual(sent.body);
    expect((await countRows(tenant))["opportunities"]).toBe(0);
    const parts = await partsOf(tenant);
    expect(parts).toBeGreaterThan(10);

    expect(await runJob(tenant, id)).toBe(true);
    const underWay = await importOf(tenant, id);
    expect(underWay).toMatchObject({ status: "running", created: underWay.processed });
    expect(underWay.progress).toBeCloseTo(underWay.processed / 1_500);
    expect((await countRows(tenant))["opportunities"]).toBe(underWay.processed);
    expect(await runToEnd(tenant, id)).toBe(Math.ceil((parts + 1) / BATCHES_A_JOB) - 1);
    expect(await importOf(tenant, id)).toMatchObject({
      status: "completed",
      created: 1_500,
      processed: 1_500,
      progress: 1,
    });
    expect((await countRows(tenant))["opportunities"]).toBe(1_500);
    expect(await partsOf(tenant)).toBe(0);
    const [event, ...more] = (await tenant.call("GET", "/v1/events?types=import.completed")).body.data;
    expect([event.data.import.created, event.actor.startsWith("key_"), more]).toEqual([1_500, true, []]);
  });

  test("comes to the same as the same rows in one request", async () => {
    const rows = [
      ...rowsFrom(0, 120),
      ...rowsFrom(60, 10, "agree"),
      { external_id: "won", stage: "won", closed_on: "2026-01-05", amount: "5" },
      { external_id: "", stage: "find" },
      { external_id: "x", stage: "nowhere" },
      ...rowsFrom(200, 150),
      { external_id: "deal-0", stage: "nowhere" },
    ];
    const [{ tenant: one }, { tenant: other }] = [await foundCompany(), await foundCompany()];
    const now = await send(one, wideCsv(rows), mapped);
    expect(now.status).toBe(200);
    const id = await queue(other, wideCsv(rows));
    expect(await partsOf(other)).toBeGreaterThan(2);
    await runToEnd(other, id);
    const { id: _, created_at: __, mapping: ___, ...result } = await importOf(other, id);
    const { id: ____, created_at: _____, mapping: ______, ...expected } = now.body;
    expect(result).toEqual(expected);
    expect(counts(result)).toEqual({ rows: 284, created: 271, updated: 0, unchanged: 0, failed: 13 });
    expect(issues(result.errors).slice(0, 2)).toEqual([
      "122 external_id duplicate_external_id",
      "123 external_id duplicate_external_id",
    ]);
    expect(await stateOf(other)).toEqual(await stateOf(one));
  });

  test("has said of it as a whole what is to be said, once", async () => {
    const { tenant } = await foundCompany();
    const columns = { external_id: "external_id", stage: "stage" };
    const id = await queue(tenant, wideCsv(rowsFrom(0, 300, "won")), { columns });
    await runToEnd(tenant, id);
    const result = await importOf(tenant, id);
    expect([result.created, result.warnings_left_out]).toEqual([300, 0]);
    expect(issues(result.warnings)).toEqual(["1 null closed_on_not_mapped"]);
  });

  test("changes nothing when it comes again", async () => {
    const { tenant } = await foundCompany();
    const csv = wideCsv(rowsFrom(0, 150));
    await runToEnd(tenant, await queue(tenant, csv));
    const before = await stateOf(tenant);
    const again = await queue(tenant, csv);
    await runToEnd(tenant, again);
    expect(counts(await importOf(tenant, again))).toMatchObject({ created: 0, unchanged: 150 });
    expect({ ...Object(await stateOf(tenant)), events: 0 }).toEqual({ ...Object(before), events: 0 });
  });

  test("may be looked at first: a dry run writes its result and nothing else", async () => {
    const { tenant } = await foundCompany();
    const csv = wideCsv([...rowsFrom(0, 150), { external_id: "deal-3", stage: "find" }]);
    const id = await queue(tenant, csv, PLAIN, { dry_run: "true" });
    await runToEnd(tenant, id);
    expect(await importOf(tenant, id)).toMatchObject({ status: "completed", dry_run: true, created: 150, failed: 1 });
    expect(await countRows(tenant)).toMatchObject({ opportunities: 0, stage_visits: 0, imports: 1 });
    expect((await tenant.call("GET", "/v1/events?types=import.completed")).body.data).toEqual([]);
    expect((await tenant.call("GET", `/v1/imports/${id}/errors.csv`)).body).toContain("duplicate_external_id");
  });

  test("is held against the day on which it was sent, however late its job comes", async () => {
    const { tenant } = await foundCompany();
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const rows = [-1, 3].map((days) => ({ external_id: `${days}`, stage: "find", opened_on: day(days) }));
    const id = await queue(tenant, csvOf(...rows));
    await runToEnd(tenant, id, Date.now() + 9 * 86_400_000);
    expect(issues((await importOf(tenant, id)).errors)).toEqual(["3 opened_on date_in_future"]);
  });

  test("is decided by the plan of its request, whatever is published meanwhile", async () => {
    const { tenant, processId } = await foundCompany();
    const id = await queue(tenant, wideCsv(rowsFrom(0, 20)));
    await env.DB.prepare(
      `INSERT INTO process_versions SELECT tenant_id, process_id, 2, published_at, published_by,
         replace(document, '"find"', '"seek"') FROM process_versions WHERE tenant_id = ?`,
    )
      .bind(tenant.id)
      .run();
    await env.DB.prepare("UPDATE processes SET current_version = 2 WHERE tenant_id = ? AND id = ?")
      .bind(tenant.id, processId)
      .run();
    await runToEnd(tenant, id);
    expect(counts(await importOf(tenant, id))).toMatchObject({ created: 20, failed: 0 });
    expect(await byExternalId(tenant, "deal-1")).toMatchObject({ version: 1, stage: "find" });
  });
});

describe("the queue", () => {
  const message = (importId: string, tenantId: string) => ({
    body: { kind: "import" as const, shard: 0, tenantId, importId },
    ack: vi.fn(),
    retry: vi.fn(),
  });

  test("brings imports in by itself", { timeout: 30_000 }, async () => {
    const { tenant } = await foundCompany();
    const form = new FormData();
    form.set("mapping", JSON.stringify(PLAIN));
    form.set("file", new File([csvOf(...rowsFrom(0, 5))], "deals.csv"));
    const reply = await tenant.call("POST", "/v1/imports?async=true", { rawBody: form });
    expect(reply.status).toBe(202);
    const { id } = reply.body;
    await vi.waitFor(
      async () => expect(await importOf(tenant, id)).toMatchObject({ status: "completed", created: 5 }),
      20_000,
    );
  });

  test("does two imports an invocation, and leaves the others to the sweep", async () => {
    const companies = await Promise.all(Array.from({ length: 4 }, () => foundCompany()));
    const messages: ReturnType<typeof message>[] = [];
    for (const { tenant } of companies)
      messages.push(message(await queue(tenant, csvOf(...rowsFrom(0, 2))), tenant.id));
    const { env: quiet } = withQuietQueue();
    await consumeJobs(quiet, "infield-jobs", messages);
    for (const { ack } of messages) expect(ack).toHaveBeenCalledOnce();
    const done = await Promise.all(companies.map(async ({ tenant }) => (await countRows(tenant))["opportunities"]));
    expect(done).toEqual([2, 2, 0, 0]);
    const due = messages.slice(2).map(({ body }) => body.importId);
    expect(await sweptAt(Date.now())).toEqual(expect.arrayContaining(due));
  });
});

describe("what is sent", () => {
  const file = csvOf(...rowsFrom(0, 3));

  test("may be the file alone, as CSV or NDJSON", async () => {
    const { tenant } = await foundCompany();
    expect(counts((await send(tenant, file, mapped)).body)).toMatchObject({ created: 3 });
    const lines = rowsFrom(3, 3).map((row) => JSON.stringify(row));
    const columns = { external_id: "external_id", stage: "stage", amount: "amount" };
    const type = { "content-type": "application/x-ndjson" };
    const sent = await send(tenant, lines.join("\n"), { mapping: JSON.stringify({ columns }) }, type);
    expect(counts(sent.body)).toMatchObject({ created: 3 });
    expect((await byExternalId(tenant, "deal-5")).amount).toBe(10);
  });

  test("may be a form whose parts come in any order", async () => {
    for (const order of [
      ["file", "mapping"],
      ["mapping", "file"],
    ]) {
      const { tenant } = await foundCompany();
      const form = new FormData();
      const mapping = JSON.stringify({ ...PLAIN, delimiter: "|", encoding: "windows-1252" });
      const latin = Uint8Array.from(file.replaceAll(",", "|").replaceAll("deal-1", "Ä1"), (c) => c.charCodeAt(0));
      for (const part of order) form.set(part, part === "file" ? new File([latin], "продажи.csv") : mapping);
      const reply = await tenant.call("POST", "/v1/imports", { rawBody: form });
      expect(counts(reply.body), JSON.stringify(reply.body)).toMatchObject({ created: 3 });
      expect(await byExternalId(tenant, "Ä1")).toBeDefined();
    }
  });

  test("is refused when a large file came before the mapping that says it is written otherwise", async () => {
    const { tenant } = await foundCompany();
    const form = new FormData();
    form.set("file", new File([wideCsv(rowsFrom(0, 1_300))], "deals.csv"));
    form.set("mapping", JSON.stringify({ ...PLAIN, delimiter: ";" }));
    const reply = await tenant.call("POST", "/v1/imports", { rawBody: form });
    expect([reply.status, reply.body.errors?.[0]?.pointer, reply.body.errors?.[0]?.code]).toEqual([
      422,
      "/mapping/delimiter",
      "mapping_too_late",
    ]);
    expect(await partsOf(tenant)).toBe(0);
  });

  test("is refused without leaving anything behind, however much of it was taken in", async () => {
    const { tenant } = await foundCompany();
    const broken = `${wideCsv(rowsFrom(0, 1_500))}${"1,,,,find\n".repeat(100_000)}`;
    const many = await send(tenant, broken, mapped);
    expect([many.status, many.body.code, many.body.max_rows]).toEqual([422, "too_many_rows", 100_000]);
    const unknown = await send(tenant, wideCsv(rowsFrom(0, 1_500)), {
      mapping: JSON.stringify({ columns: { external_id: "id", stage: "stage" } }),
    });
    expect([unknown.status, unknown.body.errors?.[0]?.code]).toEqual([422, "unknown_column"]);
    const names = Array.from({ length: 999 }, (_, index) => `${index}${"ä".repeat(290)}`);
    const wide = await send(tenant, `external_id,stage,${names.slice(2).join(",")}\n`, {
      mapping: JSON.stringify({ columns: { external_id: "external_id", stage: "stage" } }),
      async: "true",
    });
    expect(wide.status).toBe(202);
    const widest = await send(tenant, `external_id,stage,${names.slice(2).join(",").replaceAll("ä", "€")}\n`, {
      mapping: JSON.stringify({ columns: { external_id: "external_id", stage: "stage" } }),
    });
    expect([widest.status, widest.body.errors?.[0]?.code]).toEqual([422, "header_too_long"]);
    const long = `${wideCsv(rowsFrom(0, 1_500))}${`1,${"x".repeat(1_000_000)}\n`.repeat(53)}`;
    expect((await send(tenant, long, mapped)).status).toBe(413);
    expect(await partsOf(tenant), "that of the one that was taken").toBe(1);
    expect((await countRows(tenant))["imports"]).toBe(1);
  });

  test.each(["after a little", "after much"])("and breaks off %s is refused, and nothing of it stays", async (when) => {
    const { tenant } = await foundCompany();
    const chunks = wideCsv(rowsFrom(0, when === "after much" ? 1_400 : 20)).match(/[\s\S]{1,100000}/g) ?? [];
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const chunk = chunks.shift();
        if (chunk === undefined) controller.error(new Error("the connection was lost"));
        else controller.enqueue(new TextEncoder().encode(chunk));
      },
    });
    const sent = await send(tenant, body, mapped, { "idempotency-key": "broken" });
    expect([sent.status, sent.body.code]).toEqual([400, "unreadable_body"]);
    expect(await partsOf(tenant)).toBe(0);
    const again = await send(tenant, file, mapped, { "idempotency-key": "broken" });
    expect(counts(again.body), "the key is free").toMatchObject({ created: 3 });
  });

  test("by an upload that broke off is forgotten after a day, and what an import waits for is not", async () => {
    const { tenant } = await foundCompany();
    const id = await queue(tenant, csvOf(...rowsFrom(0, 3)));
    const sql =
      "INSERT INTO import_parts (tenant_id, import_id, part, records, created_at) VALUES (?, 'imp_lost', 0, '[]', ?)";
    await env.DB.prepare(sql).bind(tenant.id, Date.now()).run();
    await sweptAt(Date.now() + PARTS_KEPT_MS - 60_000);
    expect(await partsOf(tenant)).toBe(2);
    await sweptAt(Date.now() + PARTS_KEPT_MS + 60_000);
    expect(await partsOf(tenant)).toBe(1);
    await runToEnd(tenant, id);
    expect(await importOf(tenant, id)).toMatchObject({ created: 3 });
  });
});

describe("an Idempotency-Key", () => {
  test("of a file that waits for a job is answered again, without taking it in again", async () => {
    const { tenant } = await foundCompany();
    const headers = { "idempotency-key": "large" };
    const query = { ...mapped, async: "true" };
    const csv = wideCsv(rowsFrom(0, 150));
    const first = await send(tenant, csv, query, headers);
    expect(first.status).toBe(202);
    const parts = await partsOf(tenant);
    const again = await send(tenant, csv, query, headers);
    expect([again.status, again.headers.get("idempotent-replayed"), again.headers.get("location")]).toEqual([
      202,
      "true",
      `/v1/imports/${first.body.id}`,
    ]);
    expect(again.body).toEqual(first.body);
    expect(await partsOf(tenant)).toBe(parts);
    const other = await send(tenant, csv.replace("deal-7,", "deal-x,"), query, headers);
    expect([other.status, other.body.code]).toEqual([422, "idempotency_key_reused"]);
    const elsewhere = await send(tenant, csv, { ...query, dry_run: "true" }, headers);
    expect([elsewhere.status, elsewhere.body.code]).toEqual([422, "idempotency_key_reused"]);
    expect((await countRows(tenant))["imports"]).toBe(1);
  });

  test("that two send at once makes one import", async () => {
    const { tenant } = await foundCompany();
    const headers = { "idempotency-key": "both" };
    const csv = wideCsv(rowsFrom(0, 150));
    const replies = await Promise.all(
      Array.from({ length: 3 }, () => send(tenant, csv, { ...mapped, async: "true" }, headers)),
    );
    const accepted = replies.filter(({ status }) => status === 202);
    expect(new Set(accepted.map(({ body }) => body.id)).size).toBe(1);
    for (const { status, body } of replies) if (status !== 202) expect(body.code).toBe("idempotency_in_progress");
    expect((await countRows(tenant))["imports"]).toBe(1);
    const [kept] = accepted;
    await runToEnd(tenant, kept?.body.id);
    expect(await importOf(tenant, kept?.body.id)).toMatchObject({ status: "completed", created: 150 });
    expect(await partsOf(tenant), "those of the ones that came too late are gone as well").toBe(0);
  });
});

test("a hundred thousand rows pass no limit of the platform", { timeout: 300_000 }, async () => {
  const { tenant } = await foundCompany();
  const invocations: { statements: number; largestBytes: number; rowsWritten: number }[] = [];
  const begin = () => invocations.push({ statements: 0, largestBytes: 0, rowsWritten: 0 });
  for (const method of ["read", "write"] as const) {
    const original = D1Connection.prototype[method];
    vi.spyOn(D1Connection.prototype, method).mockImplementation(async function (this: D1Connection, statements) {
      const invocation = invocations.at(-1);
      const before = this.counts.rowsWritten;
      const rows = await original.call(this, statements);
      if (!invocation) return rows;
      invocation.statements += statements.length;
      invocation.rowsWritten += this.counts.rowsWritten - before;
      for (const { params } of statements)
        for (const param of params) invocation.largestBytes = Math.max(invocation.largestBytes, String(param).length);
      return rows;
    });
  }
  const row = (index: number) =>
    `deal-${index},Deal number ${index},Account ${index % 977},rep${index % 40}@example.com,${["find", "won", "won", "lost"][index % 4]},${index % 5_000}.50,EUR,2026-01-05,,2026-02-06,,`;
  const csv = `${HEADER}\n${Array.from({ length: 100_000 }, (_, index) => row(index)).join("\n")}\n`;
  begin();
  const sent = await send(tenant, csv, mapped);
  expect([sent.status, sent.body.rows]).toEqual([202, 100_000]);
  do begin();
  while (await runJob(tenant, sent.body.id, Date.now() + invocations.length));
  const [request, ...jobs] = invocations.splice(0);
  expect(counts(await importOf(tenant, sent.body.id))).toMatchObject({ created: 100_000, failed: 0 });
  expect(request?.statements).toBeLessThanOrEqual(60);
  for (const { statements, largestBytes } of jobs) {
    expect(statements).toBeLessThanOrEqual(150); // of 1,000 that an invocation may run
    expect(largestBytes).toBeLessThan(2_000_000);
  }
  expect(jobs.length).toBeLessThanOrEqual(7);
  const rowsWritten = jobs.reduce((sum, job) => sum + job.rowsWritten, request?.rowsWritten ?? 0);
  expect(rowsWritten / 100_000).toBeLessThanOrEqual(6);
});
