import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { D1Connection } from "../../src/db/d1.ts";
import { DomainError } from "../../src/errors.ts";
import { asOperator, foundTenant, type Reply, type TestTenant, withScopes } from "../support/api.ts";
import { countExport, EXPORT_MAPPING, generateExport } from "../support/generated-pipeline.ts";
import { faultsOf } from "../support/process.ts";
import { createDeal, meet, move, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

afterEach(() => void vi.restoreAllMocks());

interface Upload {
  readonly dryRun?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a file with its mapping, as a client's form would. */
function upload(
  tenant: Pick<TestTenant, "call">,
  csv: string | Uint8Array,
  mapping: unknown,
  more: Upload = {},
): Promise<Reply> {
  const form = new FormData();
  form.set("file", new File([csv], "pipeline.csv", { type: "text/csv" }));
  form.set("mapping", typeof mapping === "string" ? mapping : JSON.stringify(mapping));
  const path = more.dryRun ? "/v1/imports?dry_run=true" : "/v1/imports";
  return tenant.call("POST", path, { rawBody: form, headers: more.headers ?? {} });
}

/** A mapping in which every column has the name of its field. */
const FIELDS = ["external_id", "name", "account", "owner", "stage", "amount", "currency", "opened_on"] as const;
const DATES = ["stage_entered_on", "closed_on", "expected_close_date", "lost_reason"] as const;
const HEADER = [...FIELDS, ...DATES].join(",");
const PLAIN = { columns: Object.fromEntries([...FIELDS, ...DATES].map((field) => [field, field])) };

type Row = Readonly<Partial<Record<(typeof FIELDS)[number] | (typeof DATES)[number], string>>>;

/** A file of rows that name only what they have. */
function csvOf(...rows: readonly Row[]) {
  const lines = rows.map((row) => [...FIELDS, ...DATES].map((field) => row[field] ?? "").join(","));
  return `${[HEADER, ...lines].join("\n")}\n`;
}

async function foundCompany(document: unknown = SMALL_DOCUMENT) {
  const tenant = await foundTenant();
  return { tenant, processId: await publishProcess(tenant, document) };
}

async function listAll(tenant: TestTenant, query = ""): Promise<Reply["body"][]> {
  const reply = await tenant.call("GET", `/v1/opportunities?limit=100${query}`);
  expect(reply.status).toBe(200);
  return reply.body.data;
}

async function byExternalId(tenant: TestTenant, externalId: string): Promise<Reply["body"]> {
  return (await listAll(tenant)).find((deal) => deal.external_id === externalId);
}

async function historyOf(tenant: TestTenant, id: string): Promise<Reply["body"]> {
  return (await tenant.call("GET", `/v1/opportunities/${id}/history`)).body;
}

/** How many rows a tenant has in each table that an import writes. */
async function countRows(tenant: TestTenant): Promise<Record<string, number>> {
  const tables = ["opportunities", "stage_visits", "events", "imports", "idempotency_keys"];
  const counts = await env.DB.batch<{ n: number }>(
    tables.map((table) => env.DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE tenant_id = ?`).bind(tenant.id)),
  );
  return Object.fromEntries(tables.map((table, index) => [table, counts[index]?.results[0]?.n ?? -1]));
}

async function rollupOf(tenant: TestTenant, processId: string) {
  const sql = "SELECT * FROM process_rollups WHERE tenant_id = ? AND process_id = ?";
  const row = await env.DB.prepare(sql).bind(tenant.id, processId).first<Record<string, string>>();
  return {
    won: row?.["won_count"],
    lost: row?.["lost_count"],
    wonMinor: withoutZeros(row?.["won_minor_by_currency"]),
    visits: withoutZeros(row?.["won_visits_by_stage_days"]),
  };
}

function withoutZeros(json = "null"): Record<string, number> {
  const totals: Record<string, number> = JSON.parse(json);
  return Object.fromEntries(Object.entries(totals).filter(([, total]) => total !== 0));
}

const counts = ({ rows, created, updated, unchanged, failed }: Reply["body"]) => ({
  rows,
  created,
  updated,
  unchanged,
  failed,
});
const issues = (list: readonly { row: number; column: string | null; code: string }[]) =>
  list.map(({ row, column, code }) => `${row} ${column} ${code}`);

describe("a whole pipeline", () => {
  const TWO_STAGES = {
    stages: ["prospecting", "engaging"].map((key) => ({
      key,
      name: key,
      criteria: [{ key: `${key}_done`, name: key, weight: 50, required: true }],
    })),
  };
  const generated = generateExport(7, 8_800).csv;
  const files = [
    { name: "generated", csv: generated },
    ...(env.REAL_PIPELINE_CSV ? [{ name: "real", csv: env.REAL_PIPELINE_CSV }] : []),
  ];

  test.each(files)("goes in by one call, and again without a change: $name", { timeout: 60_000 }, async ({ csv }) => {
    const { tenant, processId } = await foundCompany(TWO_STAGES);
    const totals = countExport(csv);
    const reply = await upload(tenant, csv, { process_id: processId, ...EXPORT_MAPPING });

    expect(reply.status, JSON.stringify(reply.body).slice(0, 2_000)).toBe(200);
    expect(counts(reply.body)).toEqual({ rows: 8_800, created: 8_800, updated: 0, unchanged: 0, failed: 0 });
    expect(reply.body).toMatchObject({ status: "completed", dry_run: false, errors: [], warnings: [] });
    expect(reply.d1.roundTrips).toBeLessThanOrEqual(20);
    expect(reply.d1.queries).toBeLessThanOrEqual(40);
    expect(reply.d1.rowsWritten / 8_800).toBeLessThanOrEqual(6);

    const sql =
      "SELECT status, stage, count(*) AS n, sum(amount_minor) AS minor FROM opportunities WHERE tenant_id = ? GROUP BY 1, 2";
    const { results } = await env.DB.prepare(sql).bind(tenant.id).all();
    expect(results).toEqual([
      { status: "lost", stage: "engaging", n: totals.lost, minor: 0 },
      { status: "open", stage: "engaging", n: totals.engaging, minor: null },
      { status: "open", stage: "prospecting", n: totals.prospecting, minor: null },
      { status: "won", stage: "engaging", n: totals.won, minor: totals.wonTotal * 100 },
    ]);
    const rollup = await rollupOf(tenant, processId);
    expect(rollup).toMatchObject({ won: totals.won, lost: totals.lost, wonMinor: { USD: totals.wonTotal * 100 } });
    const visits = Object.values(rollup.visits);
    expect(visits.reduce((sum, count) => sum + count, 0)).toBe(totals.won);

    const before = await countRows(tenant);
    const again = await upload(tenant, csv, { process_id: processId, ...EXPORT_MAPPING });
    expect(counts(again.body)).toEqual({ rows: 8_800, created: 0, updated: 0, unchanged: 8_800, failed: 0 });
    expect(again.d1.rowsWritten).toBeLessThanOrEqual(5);
    expect(await countRows(tenant)).toEqual({ ...before, events: (before["events"] ?? 0) + 1, imports: 2 });
    expect(await rollupOf(tenant, processId)).toEqual(rollup);
  });

  test("with every row changed stays far below the limits of the platform", { timeout: 60_000 }, async () => {
    const { tenant, processId } = await foundCompany(TWO_STAGES);
    await upload(tenant, generated, { process_id: processId, ...EXPORT_MAPPING });
    const reopened = generated
      .replaceAll(",Won,", ",Prospecting,")
      .replaceAll(",Lost,", ",Won,")
      .replaceAll(",Engaging,", ",Lost,");
    const reply = await upload(tenant, reopened, {
      process_id: processId,
      ...EXPORT_MAPPING,
      defaults: { currency: "EUR" },
    });
    expect(counts(reply.body)).toMatchObject({ created: 0, updated: 8_800, unchanged: 0, failed: 0 });
    expect(reply.d1.roundTrips).toBeLessThanOrEqual(20);
    expect(reply.d1.queries).toBeLessThanOrEqual(48);
    const totals = countExport(reopened);
    expect(await rollupOf(tenant, processId)).toMatchObject({ won: totals.won, lost: totals.lost });
  });
});

describe("rows that are not good", () => {
  test("are each named by row and column, and the good ones go in", async () => {
    const { tenant } = await foundCompany();
    const csv = [
      "id,deal,stage,value,opened",
      "1,Good,find,100.50,2026-01-05",
      "2,Bad date,find,100,2026-02-30",
      "3,Unknown stage,dreaming,100,2026-01-05",
      "1,Duplicate,find,100,2026-01-05",
      '4,"Broken,find,100,2026-01-05',
      "5,Short,find",
      ",No id,find,100,2026-01-05",
      "6,Many faults,nowhere,1 000,tomorrow",
      "7,\u0007Bell,find,1.005,2199-01-01",
      `8,${"x".repeat(301)},,100,2026-01-05`,
      "",
      '9,"Good, with ""quotes""",agree,,',
    ].join("\r\n");
    const columns = { external_id: "id", name: "deal", stage: "stage", amount: "value", opened_on: "opened" };
    const reply = await upload(tenant, csv, { columns });
    expect(reply.status).toBe(200);
    expect(counts(reply.body)).toEqual({ rows: 11, created: 2, updated: 0, unchanged: 0, failed: 9 });
    expect(issues(reply.body.errors)).toEqual([
      "3 opened bad_date",
      "4 stage unknown_stage",
      "5 id duplicate_external_id",
      "6 deal broken_quote",
      "7 value wrong_field_count",
      "8 id external_id_missing",
      "9 stage unknown_stage",
      "9 value bad_amount",
      "9 opened bad_date",
      "10 deal control_characters",
      "10 value amount_decimals",
      "10 opened date_in_future",
      "11 stage stage_missing",
      "11 deal too_long",
    ]);
    const deals = await listAll(tenant);
    expect(
      deals.map(({ external_id, name, stage, amount, opened_on }) => [external_id, name, stage, amount, opened_on]),
    ).toEqual(
      expect.arrayContaining([
        ["1", "Good", "find", 100.5, "2026-01-05"],
        ["9", 'Good, with "quotes"', "agree", null, null],
      ]),
    );
  });

  test.each([
    [{ closed_on: "2026-01-04", opened_on: "2026-01-05", stage: "won" }, "closed_on closed_before_opened"],
    [
      { closed_on: "2026-01-04", stage_entered_on: "2026-01-05", stage: "won" },
      "closed_on closed_before_stage_entered",
    ],
    [
      { stage_entered_on: "2026-01-04", opened_on: "2026-01-05", stage: "agree" },
      "stage_entered_on stage_entered_before_opened",
    ],
    [{ closed_on: "2190-01-01", stage: "won" }, "closed_on date_in_future"],
    [{ stage: "find", currency: "XQZ" }, "currency bad_currency"],
    [{ stage: "find", amount: "-5" }, "amount bad_amount"],
    [{ stage: "find", amount: "1e3" }, "amount bad_amount"],
    [{ stage: "find", amount: "1000000000001" }, "amount bad_amount"],
    [{ stage: "find", amount: "10.5", currency: "JPY" }, "amount amount_decimals"],
  ])("%j", async (fields, fault) => {
    const { tenant } = await foundCompany();
    const reply = await upload(tenant, csvOf({ external_id: "1", ...fields }), PLAIN);
    expect(issues(reply.body.errors)).toEqual([`2 ${fault}`]);
    expect(counts(reply.body)).toMatchObject({ created: 0, failed: 1 });
  });

  test("are not text of a field: what looks like a row in a note is no deal", async () => {
    const { tenant } = await foundCompany();
    const csv = 'id,st,n,o\n1,won,Good,"Line one\n666,lost,PHANTOM,evil\nLine three"\n2,won,b,c\n';
    const reply = await upload(tenant, csv, { columns: { external_id: "id", stage: "st", name: "n" } });
    expect(counts(reply.body)).toMatchObject({ rows: 2, created: 2, failed: 0 });
    expect((await listAll(tenant)).map(({ external_id }) => external_id)).toEqual(["1", "2"]);
  });

  test("leave their id to the first good row that has it", async () => {
    const { tenant } = await foundCompany();
    const rows = ["2026-99-99", "2026-01-01", "2026-01-02"].map((opened_on) => ({
      external_id: "7",
      stage: "find",
      opened_on,
    }));
    const reply = await upload(tenant, csvOf(...rows), PLAIN);
    expect(counts(reply.body)).toMatchObject({ created: 1, failed: 2 });
    expect(issues(reply.body.errors)).toEqual(["2 opened_on bad_date", "4 external_id duplicate_external_id"]);
    expect((await byExternalId(tenant, "7")).opened_on).toBe("2026-01-01");
  });

  test("are told of a decimal comma", async () => {
    const { tenant } = await foundCompany();
    const reply = await upload(tenant, csvOf({ external_id: "1", stage: "find", amount: '"1000,50"' }), PLAIN);
    expect(issues(reply.body.errors)).toEqual(["2 amount bad_amount"]);
    expect(reply.body.errors[0].detail).toContain("A decimal point is expected");
  });

  test("are told of as far as there is room for it", async () => {
    const { tenant } = await foundCompany();
    const dates = ["opened_on", "stage_entered_on", "closed_on", "expected_close_date"];
    const name = (field: string) => `${field}${"\u0001".repeat(250)}`;
    const columns = {
      external_id: "id",
      stage: "stage",
      ...Object.fromEntries(dates.map((field) => [field, name(field)])),
    };
    const header = `id,stage,${dates.map(name).join(",")}`;
    const rows = Array.from({ length: 400 }, (_, index) => `${index},find,x,x,x,x`);
    const reply = await upload(tenant, [header, ...rows].join("\n"), { columns });
    expect(reply.status).toBe(200);
    expect(counts(reply.body)).toMatchObject({ rows: 400, failed: 400 });
    expect(reply.body.errors.length).toBeGreaterThan(100);
    expect(reply.body.errors.length + reply.body.errors_left_out).toBe(1_600);
    const sql = "SELECT length(CAST(result AS BLOB)) AS bytes FROM imports WHERE tenant_id = ?";
    const stored = await env.DB.prepare(sql).bind(tenant.id).first<{ bytes: number }>();
    expect(stored?.bytes).toBeLessThanOrEqual(1_000_000);
    expect(stored?.bytes).toBeGreaterThan(900_000);
  });

  test("are all counted, though only the first thousand are told", async () => {
    const { tenant } = await foundCompany();
    const rows = Array.from({ length: 1_200 }, (_, index) => ({ external_id: `${index}`, stage: "nowhere" }));
    const reply = await upload(tenant, csvOf(...rows), PLAIN);
    expect(reply.body.failed).toBe(1_200);
    expect(reply.body.errors).toHaveLength(1_000);
    expect(reply.body).toMatchObject({ errors_left_out: 200, warnings_left_out: 0 });
  });
});

describe("what goes in", () => {
  test("stands where the file says, with the age that the file knows", async () => {
    const { tenant, processId } = await foundCompany();
    const reply = await upload(
      tenant,
      csvOf(
        { external_id: "aged", name: "Aged", stage: "agree", opened_on: "2026-01-05", stage_entered_on: "2026-02-01" },
        {
          external_id: "opened",
          account: "Virtanen Oy",
          stage: "close",
          opened_on: "2026-01-05",
          closed_on: "2026-01-06",
        },
        { external_id: "ageless", stage: "find", currency: "sek", amount: "10" },
        { external_id: "won", stage: "won", opened_on: "2026-01-05", closed_on: "2026-01-15", amount: "99.90" },
        { external_id: "lost", stage: "lost", amount: "0", lost_reason: "Too dear" },
      ),
      PLAIN,
    );
    expect(counts(reply.body)).toMatchObject({ created: 5, failed: 0 });
    expect(issues(reply.body.warnings)).toEqual(["3 closed_on closed_on_ignored", "6 closed_on closed_on_missing"]);
    const deals = new Map((await listAll(tenant)).map((deal) => [deal.external_id, deal]));
    expect(deals.get("aged")).toMatchObject({
      name: "Aged",
      stage: "agree",
      earned_stage: "find",
      hollow: true,
      score: 0,
      opened_on: "2026-01-05",
    });
    expect(deals.get("opened")).toMatchObject({ name: "Virtanen Oy", status: "open", stage: "close", closed_at: null });
    expect(deals.get("ageless")).toMatchObject({
      name: "ageless",
      amount: 10,
      currency: "SEK",
      days_in_stage: null,
      hollow: false,
    });
    expect(deals.get("won")).toMatchObject({
      status: "won",
      stage: "close",
      amount: 99.9,
      currency: "EUR",
      closed_at: "2026-01-14T22:00:00.000Z",
      days_in_stage: 10,
    });
    expect(deals.get("lost")).toMatchObject({
      status: "lost",
      stage: "close",
      amount: 0,
      lost_reason: "Too dear",
      closed_at: null,
    });

    const aged = await historyOf(tenant, deals.get("aged").id);
    expect(aged.visits).toEqual([
      {
        stage: "agree",
        direction: "entry",
        entered_at: "2026-01-31T22:00:00.000Z",
        left_at: null,
        score_at_entry: 0,
        score_at_exit: null,
      },
    ]);
    expect(aged.changes).toMatchObject([{ type: "opportunity.created", actor: expect.stringMatching(/^key_/) }]);
    const won = await historyOf(tenant, deals.get("won").id);
    expect(won.visits).toMatchObject([
      { stage: "close", entered_at: "2026-01-04T22:00:00.000Z", left_at: "2026-01-14T22:00:00.000Z", score_at_exit: 0 },
    ]);
    expect(await rollupOf(tenant, processId)).toEqual({
      won: 1,
      lost: 1,
      wonMinor: { EUR: 9_990 },
      visits: { "close:10": 1 },
    });
  });

  test.each([
    ["DD.MM.YYYY", "05.01.2026"],
    ["D.M.YYYY", "5.1.2026"],
    ["DD/MM/YYYY", "05/01/2026"],
    ["MM/DD/YYYY", "01/05/2026"],
  ])("has dates as %s", async (date_format, date) => {
    const { tenant } = await foundCompany();
    const csv = `\ufeffid;stage;opened\r\n1;find;${date}\r\n2;find;2026-01-05\r\n`;
    const columns = { external_id: "id", stage: "stage", opened_on: "opened" };
    const reply = await upload(tenant, csv, { columns, date_format, delimiter: ";" });
    expect(issues(reply.body.errors)).toEqual(["3 opened bad_date"]);
    expect((await byExternalId(tenant, "1")).opened_on).toBe("2026-01-05");
  });

  test("takes its defaults where the file has nothing", async () => {
    const { tenant } = await foundCompany();
    const defaults = { owner: "Aino", currency: "USD", stage: "New", name: "Unnamed" };
    const mapping = { ...PLAIN, stages: { New: "find" }, defaults };
    await upload(
      tenant,
      csvOf({ external_id: "1", amount: "5" }, { external_id: "2", owner: "Eero", stage: "agree" }),
      mapping,
    );
    expect(await byExternalId(tenant, "1")).toMatchObject({
      owner: "Aino",
      currency: "USD",
      stage: "find",
      name: "Unnamed",
    });
    expect(await byExternalId(tenant, "2")).toMatchObject({ owner: "Eero", stage: "agree" });
  });

  test("is told to webhooks by one event, and the funnel is judged soon", async () => {
    const { tenant } = await foundCompany();
    const endpoint = { url: "http://127.0.0.1:9/hook", event_types: ["*"] };
    expect((await tenant.call("POST", "/v1/webhook-endpoints", { body: endpoint })).status).toBe(201);
    const dueSql = "SELECT evaluate_at FROM tenants WHERE id = ?";
    await env.DB.prepare("UPDATE tenants SET evaluate_at = ? WHERE id = ?")
      .bind(Date.now() + 9e6, tenant.id)
      .run();
    const reply = await upload(
      tenant,
      csvOf({ external_id: "1", stage: "find" }, { external_id: "2", stage: "find" }),
      PLAIN,
    );

    const deliverySql =
      "SELECT e.type, e.data FROM webhook_deliveries d JOIN events e ON e.tenant_id = d.tenant_id AND e.id = d.event_id WHERE d.tenant_id = ?";
    const { results } = await env.DB.prepare(deliverySql).bind(tenant.id).all<{ type: string; data: string }>();
    expect(results.map(({ type }) => type)).toEqual(["import.completed"]);
    expect(JSON.parse(results[0]?.data ?? "")).toMatchObject({
      import: { id: reply.body.id, created: 2, status: "completed" },
    });
    const created = (await tenant.call("GET", "/v1/events?types=opportunity.created")).body.data;
    expect(created).toHaveLength(2);
    expect(created[0].data).toMatchObject({ import_id: reply.body.id, opportunity: { external_id: "1" } });
    const due = await env.DB.prepare(dueSql).bind(tenant.id).first<{ evaluate_at: number }>();
    expect(due?.evaluate_at).toBeLessThanOrEqual(Date.now());
  });

  test("is read back by its id and in the list", async () => {
    const { tenant, processId } = await foundCompany();
    const reply = await upload(
      tenant,
      csvOf({ external_id: "1", stage: "find" }, { external_id: "2", stage: "x" }),
      PLAIN,
    );
    expect((await tenant.call("GET", `/v1/imports/${reply.body.id}`)).body).toEqual(reply.body);
    expect(reply.body.mapping).toMatchObject({ process_id: processId, date_format: "YYYY-MM-DD", delimiter: "," });
    const list = await tenant.call("GET", "/v1/imports");
    const long = ["errors", "warnings", "errors_left_out", "warnings_left_out", "mapping"];
    const summary = Object.fromEntries(Object.entries(reply.body).filter(([name]) => !long.includes(name)));
    expect(list.body).toEqual({ data: [summary], next_cursor: null });
  });
});

describe("the same deals again", () => {
  const first = {
    external_id: "1",
    name: "Forklifts",
    owner: "Aino",
    amount: "100",
    stage: "find",
    opened_on: "2026-01-05",
  };

  async function imported(...rows: readonly Row[]) {
    const company = await foundCompany();
    const reply = await upload(company.tenant, csvOf(...rows), PLAIN);
    expect(counts(reply.body)).toMatchObject({ created: rows.length, failed: 0 });
    return { ...company, deal: await byExternalId(company.tenant, "1") };
  }

  test("change where the file differs; an empty cell erases nothing", async () => {
    const { tenant, deal } = await imported({ ...first, expected_close_date: "2026-03-01" });
    const next = { ...first, owner: "", amount: "150", currency: "USD", expected_close_date: "2026-04-01" };
    const reply = await upload(tenant, csvOf(next), PLAIN);
    expect(counts(reply.body)).toMatchObject({ updated: 1, unchanged: 0, failed: 0 });
    const after = await byExternalId(tenant, "1");
    expect(after).toMatchObject({ id: deal.id, owner: "Aino", amount: 150, currency: "USD", pushes: 1, revision: 2 });
    const { changes } = await historyOf(tenant, deal.id);
    expect(changes[1]).toMatchObject({
      type: "opportunity.updated",
      previous: { amount: 100, currency: "EUR", expected_close_date: "2026-03-01" },
    });
    const again = await upload(tenant, csvOf(next), PLAIN);
    expect(counts(again.body)).toMatchObject({ updated: 0, unchanged: 1 });
  });

  test("move with the file's dates, and keep what was proved", async () => {
    const { tenant, deal, processId } = await imported(first);
    await meet(tenant, deal.id, "problem");
    await upload(tenant, csvOf({ ...first, stage: "close", stage_entered_on: "2026-02-01" }), PLAIN);
    expect(await byExternalId(tenant, "1")).toMatchObject({
      stage: "close",
      earned_stage: "agree",
      hollow: true,
      score: 20,
    });
    await upload(tenant, csvOf({ ...first, stage: "won", closed_on: "2026-02-11" }), PLAIN);
    const history = await historyOf(tenant, deal.id);
    expect(history.visits).toMatchObject([
      { stage: "find", entered_at: "2026-01-04T22:00:00.000Z", left_at: "2026-01-31T22:00:00.000Z", score_at_exit: 20 },
      {
        stage: "close",
        direction: "forward",
        entered_at: "2026-01-31T22:00:00.000Z",
        left_at: "2026-02-10T22:00:00.000Z",
      },
    ]);
    expect(history.changes.map(({ type }: { type: string }) => type)).toEqual([
      "opportunity.created",
      "opportunity.criterion_changed",
      "opportunity.stage_changed",
      "opportunity.won",
    ]);
    expect(history.changes[3]).toMatchObject({
      bypassed: ["need", "funds"],
      previous: { status: "open", closed_at: null },
    });
    expect(await rollupOf(tenant, processId)).toEqual({
      won: 1,
      lost: 0,
      wonMinor: { EUR: 10_000 },
      visits: { "find:27": 1, "close:10": 1 },
    });
  });

  test("are put back where the file says when they were moved here since, with both in the history", async () => {
    const { tenant, deal } = await imported(first);
    await meet(tenant, deal.id, "problem");
    expect((await move(tenant, deal.id, "agree")).status).toBe(200);
    const reply = await upload(tenant, csvOf(first), PLAIN);
    expect(counts(reply.body)).toMatchObject({ updated: 1 });
    const { visits } = await historyOf(tenant, deal.id);
    expect(visits.map((visit: Reply["body"]) => [visit.stage, visit.direction, visit.left_at === null])).toEqual([
      ["find", "entry", false],
      ["agree", "forward", false],
      ["find", "backward", true],
    ]);
    expect(visits[2].entered_at >= visits[1].entered_at).toBe(true);
    expect(counts((await upload(tenant, csvOf(first), PLAIN)).body)).toMatchObject({ unchanged: 1 });
  });

  test("are reopened by an engine that knows it, and corrected from won to lost", async () => {
    const won = { ...first, stage: "won", closed_on: "2026-02-01" };
    const { tenant, deal, processId } = await imported(won, { ...won, external_id: "2" });
    const reply = await upload(
      tenant,
      csvOf({ ...first, stage: "agree" }, { ...won, external_id: "2", stage: "lost" }),
      PLAIN,
    );
    expect(counts(reply.body)).toMatchObject({ updated: 2, failed: 0 });
    expect(await byExternalId(tenant, "1")).toMatchObject({ status: "open", stage: "agree", closed_at: null });
    expect((await historyOf(tenant, deal.id)).visits.map((visit: Reply["body"]) => visit.direction)).toEqual([
      "entry",
      "reopened",
      "backward",
    ]);
    const lost = await byExternalId(tenant, "2");
    expect(lost).toMatchObject({ status: "lost", closed_at: "2026-01-31T22:00:00.000Z" });
    const { visits } = await historyOf(tenant, lost.id);
    expect(visits).toMatchObject([
      { direction: "entry" },
      { direction: "reopened", left_at: "2026-01-31T22:00:00.000Z" },
    ]);
    expect(await rollupOf(tenant, processId)).toEqual({ won: 0, lost: 1, wonMinor: {}, visits: {} });
  });

  test("have their dates corrected: of entry, of closing, and the reason", async () => {
    const lost = { ...first, external_id: "2", stage: "lost", closed_on: "2026-02-01" };
    const { tenant, processId } = await imported(first, lost, {
      ...first,
      external_id: "3",
      stage: "won",
      closed_on: "2026-01-25",
    });
    const rows = [
      { ...first, opened_on: "2025-12-01" },
      { ...lost, closed_on: "2026-02-02", lost_reason: "Too dear" },
      { ...first, external_id: "3", stage: "won", closed_on: "2026-01-15" },
    ];
    expect(counts((await upload(tenant, csvOf(...rows), PLAIN)).body)).toMatchObject({ updated: 3, failed: 0 });
    const deal = await byExternalId(tenant, "1");
    expect(deal.opened_on).toBe("2025-12-01");
    expect((await historyOf(tenant, deal.id)).visits).toMatchObject([{ entered_at: "2025-11-30T22:00:00.000Z" }]);
    expect(await byExternalId(tenant, "2")).toMatchObject({
      lost_reason: "Too dear",
      closed_at: "2026-02-01T22:00:00.000Z",
    });
    expect((await rollupOf(tenant, processId)).visits).toEqual({ "close:10": 1 });
    expect(counts((await upload(tenant, csvOf(...rows), PLAIN)).body)).toMatchObject({ unchanged: 3 });
  });

  test("also when they were made here; a history that the file contradicts keeps its order", async () => {
    const { tenant } = await foundCompany();
    const deal = await createDeal(tenant, { external_id: "1", name: "Forklifts" });
    await meet(tenant, deal.id, "problem");
    await move(tenant, deal.id, "agree");
    const row = { external_id: "1", stage: "agree", stage_entered_on: "2026-01-05" };
    expect(counts((await upload(tenant, csvOf(row), PLAIN)).body)).toMatchObject({ unchanged: 1, updated: 0 });
    const closed = { external_id: "1", stage: "lost", closed_on: "2026-01-06" };
    expect(counts((await upload(tenant, csvOf(closed), PLAIN)).body)).toMatchObject({ updated: 1 });
    const { visits } = await historyOf(tenant, deal.id);
    expect(visits[1].left_at).toBe(visits[1].entered_at);
  });

  test("fail, by name, when they are in another process or in a version without the stage", async () => {
    const { tenant } = await imported(first);
    const other = await publishProcess(tenant, SMALL_DOCUMENT);
    const elsewhere = await upload(tenant, csvOf(first), { ...PLAIN, process_id: other });
    expect(issues(elsewhere.body.errors)).toEqual(["2 external_id other_process"]);

    const listed = (await tenant.call("GET", "/v1/processes")).body.data;
    await renameStage(tenant, listed.find((process: Reply["body"]) => process.id !== other).id);
    const reply = await upload(
      tenant,
      csvOf({ ...first, stage: "finish" }, { ...first, external_id: "new", stage: "finish" }),
      PLAIN,
    );
    expect(counts(reply.body)).toMatchObject({ created: 1, failed: 1 });
    expect(issues(reply.body.errors)).toEqual(["2 stage unknown_stage"]);
    expect(reply.body.errors[0].detail).toContain("pinned to version 1");
  });

  test("may be in stages of the version that they are pinned to, and new ones only in those of the current one", async () => {
    const { tenant, processId } = await imported(first);
    await renameStage(tenant, processId);
    const known = { ...first, stage: "close" };
    const fresh = { ...first, external_id: "new", stage: "close" };

    const unmapped = await upload(tenant, csvOf(known, fresh), PLAIN);
    expect(counts(unmapped.body)).toMatchObject({ updated: 1, created: 0, failed: 1 });
    expect(issues(unmapped.body.errors)).toEqual(["3 stage unknown_stage"]);
    expect(unmapped.body.errors[0].detail).toContain("takes version 2");
    expect(await byExternalId(tenant, "1")).toMatchObject({ stage: "close", version: 1 });

    const mapping = { ...PLAIN, stages: { Signing: "close", Ending: "finish" }, defaults: { stage: "Signing" } };
    const mapped = await upload(tenant, csvOf({ ...known, stage: "Signing" }, { ...fresh, stage: "Ending" }), mapping);
    expect(counts(mapped.body)).toMatchObject({ unchanged: 1, created: 1, failed: 0 });
    expect(await byExternalId(tenant, "new")).toMatchObject({ stage: "finish", version: 2 });

    const noneThere = await upload(tenant, csvOf({ ...fresh, external_id: "3" }), mapping);
    expect(faultsOf(noneThere.body)).toEqual(["/mapping/stages/Signing unknown_stage"]);
  });

  /** Publishes a next version of `SMALL_DOCUMENT` whose stage `close` is called `finish`. */
  async function renameStage(tenant: TestTenant, processId: string): Promise<void> {
    const stages = SMALL_DOCUMENT.stages.map((stage) => (stage.key === "close" ? { ...stage, key: "finish" } : stage));
    const draft = { body: { ...SMALL_DOCUMENT, stages }, headers: { "if-match": "*" } };
    expect((await tenant.call("PUT", `/v1/processes/${processId}/draft`, draft)).status).toBe(200);
    expect((await tenant.call("POST", `/v1/processes/${processId}/publish`)).status).toBe(201);
  }
});

describe("a dry run", () => {
  test("comes to the same and writes nothing", async () => {
    const { tenant } = await foundCompany();
    await upload(tenant, csvOf({ external_id: "1", stage: "find" }, { external_id: "2", stage: "find" }), PLAIN);
    const before = await countRows(tenant);
    const csv = csvOf(
      { external_id: "1", stage: "agree" },
      { external_id: "2", stage: "find" },
      { external_id: "3", stage: "won" },
      { stage: "x" },
    );
    const dry = await upload(tenant, csv, PLAIN, { dryRun: true });
    expect(dry.body).toMatchObject({
      dry_run: true,
      status: "completed",
      created: 1,
      updated: 1,
      unchanged: 1,
      failed: 1,
    });
    expect(dry.d1.rowsWritten).toBe(0);
    expect(await countRows(tenant)).toEqual(before);
    expect((await tenant.call("GET", `/v1/imports/${dry.body.id}`)).status).toBe(404);

    const real = await upload(tenant, csv, PLAIN);
    expect({ ...real.body, id: "", created_at: "", dry_run: true }).toEqual({ ...dry.body, id: "", created_at: "" });
  });
});

describe("a request is refused whole", () => {
  const csv = csvOf({ external_id: "1", stage: "find" });

  test.each([
    ["an unknown field", { ...PLAIN, sheet: 1 }, ["/mapping/sheet unknown_field"]],
    [
      "an unknown column field",
      { columns: { external_id: "external_id", stage: "stage", colour: "x" } },
      ["/mapping/columns/colour unknown_field"],
    ],
    [
      "no required columns",
      { columns: {} },
      ["/mapping/columns/external_id required", "/mapping/columns/stage required"],
    ],
    ["no mapping at all", [], ["/mapping invalid_type"]],
    [
      "columns and stages that are not there",
      {
        columns: { external_id: "id", stage: "stage", amount: "value" },
        stages: { Won: "won", "a/b": "heaven" },
        defaults: { stage: "x" },
      },
      [
        "/mapping/columns/external_id unknown_column",
        "/mapping/columns/amount unknown_column",
        "/mapping/stages/a~1b unknown_stage",
        "/mapping/defaults/stage unknown_stage",
      ],
    ],
    [
      "a strange format",
      { ...PLAIN, date_format: "YY-MM-DD", delimiter: "x" },
      ["/mapping/date_format invalid_value", "/mapping/delimiter invalid_value"],
    ],
    [
      "a default that is none",
      { ...PLAIN, defaults: { currency: "EURO", owner: "a\nb" } },
      ["/mapping/defaults/owner control_characters", "/mapping/defaults/currency invalid_currency"],
    ],
    [
      "names that JSON has and objects do not",
      `{"__proto__": {}, "columns": {"external_id": "external_id", "stage": "stage", "__proto__": "x"}, "stages": {"__proto__": "won"}}`,
      [
        "/mapping/stages/__proto__ unknown_field",
        "/mapping/columns/__proto__ unknown_field",
        "/mapping/__proto__ unknown_field",
      ],
    ],
  ])("for %s in the mapping", async (_name, mapping, faults) => {
    const { tenant } = await foundCompany();
    const reply = await upload(tenant, csv, mapping);
    expect(reply.status).toBe(422);
    expect(faultsOf(reply.body)).toEqual(faults);
    expect((await countRows(tenant))["opportunities"]).toBe(0);
  });

  test("for what is no CSV", async () => {
    const { tenant } = await foundCompany();
    const refusal = async (file: string | Uint8Array, mapping: unknown = PLAIN) => {
      const { status, body } = await upload(tenant, file, mapping);
      return [status, body.code, ...faultsOf(body)];
    };
    expect(await refusal("")).toEqual([422, "invalid_csv", "/file header_missing"]);
    expect(await refusal(new Uint8Array([0x61, 0xff, 0x0a]))).toEqual([422, "invalid_csv", "/file invalid_utf8"]);
    expect(await refusal(`${HEADER},${"x".repeat(301)}\n`)).toEqual([422, "invalid_csv", "/file column_name_too_long"]);
    expect(await refusal(`${HEADER},stage,name\n`)).toEqual([
      422,
      "validation_failed",
      "/file duplicate_column",
      "/file duplicate_column",
    ]);
    const many = Array.from({ length: 10_001 }, (_, index) => ({ external_id: `${index}`, stage: "find" }));
    expect(await refusal(csvOf(...many))).toEqual([422, "too_many_rows"]);
    expect(await refusal(csv, "{")).toEqual([400, "malformed_json", "/mapping malformed_json"]);
    expect(await refusal(HEADER)).toEqual([200, undefined]);
  });

  test("for a body that is no such form", async () => {
    const { tenant } = await foundCompany();
    const send = async (rawBody: BodyInit, headers: Record<string, string> = {}, path = "/v1/imports") => {
      const { status, body } = await tenant.call("POST", path, { rawBody, headers });
      return [status, body.code, ...faultsOf(body)];
    };
    expect(await send("{}", { "content-type": "application/json" })).toEqual([415, "unsupported_media_type"]);
    expect(await send("x", { "content-type": "multipart/form-data" })).toEqual([
      422,
      "validation_failed",
      " malformed_multipart",
    ]);
    expect(await send("x", { "content-type": "multipart/form-data; boundary=b" })).toEqual([
      422,
      "validation_failed",
      " malformed_multipart",
    ]);
    const form = new FormData();
    form.append("mapping", "{}");
    form.append("mapping", "{}");
    form.append("colour", "red");
    expect(await send(form)).toEqual([
      422,
      "validation_failed",
      "/colour unknown_field",
      "/file required",
      "/mapping repeated",
      "/mapping/columns required",
    ]);
    expect(await send(new FormData(), {}, "/v1/imports?dry_run=maybe")).toEqual([
      422,
      "validation_failed",
      "/query/dry_run invalid_value",
    ]);
    const huge = new FormData();
    huge.set("file", new File([new Uint8Array(26 * 1_048_576)], "huge.csv"));
    expect((await send(huge))[0]).toBe(413);
  });

  test("for a process that is not there, not published, or another company's", async () => {
    const { processId } = await foundCompany();
    const tenant = await foundTenant();
    const none = await upload(tenant, csv, PLAIN);
    expect([none.status, none.body.code]).toEqual([409, "process_not_published"]);
    for (const process_id of [processId, "prc_none"]) {
      const reply = await upload(tenant, csv, { ...PLAIN, process_id });
      expect([reply.status, ...faultsOf(reply.body)]).toEqual([404, "/mapping/process_id not_found"]);
    }
  });

  test("without the scope, and another company's import is not there", async () => {
    const { tenant } = await foundCompany();
    const { tenant: other } = await foundCompany();
    const reader = await withScopes(tenant, ["imports:read"]);
    expect((await upload({ call: reader }, csv, PLAIN)).status).toBe(403);
    const { body } = await upload(tenant, csv, PLAIN);
    expect((await reader("GET", `/v1/imports/${body.id}`)).status).toBe(200);
    expect((await other.call("GET", `/v1/imports/${body.id}`)).status).toBe(404);
    expect((await other.call("GET", "/v1/imports")).body.data).toEqual([]);
    expect((await asOperator("GET", "/v1/imports")).status).toBe(401);

    const own = await upload(other, csv, PLAIN);
    expect(counts(own.body), "the same external_id elsewhere is another deal").toMatchObject({ created: 1 });
  });
});

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
    expect((await tenant.call("GET", "/v1/imports")).body.data).toMatchObject([{ status: "failed", created: 3_000 }]);
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
