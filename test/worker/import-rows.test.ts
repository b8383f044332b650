import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import {
  byExternalId,
  counts,
  csvOf,
  foundCompany,
  historyOf,
  issues,
  listAll,
  PLAIN,
  rollupOf,
  upload,
} from "../support/imports.ts";

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
      "6,Many faults,nowhere,lots,tomorrow",
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

  test("are told of a decimal comma in a file that has decimal points", async () => {
    const { tenant } = await foundCompany();
    const amounts = ["1234.5", "0.75", '"1000,50"'];
    const csv = csvOf(...amounts.map((amount, index) => ({ external_id: `${index}`, stage: "find", amount })));
    const reply = await upload(tenant, csv, PLAIN);
    expect(issues(reply.body.errors)).toEqual(["4 amount bad_amount"]);
    const commas = await upload(tenant, csvOf({ external_id: "9", stage: "find", amount: '"1000,50"' }), PLAIN);
    expect([commas.body.created, commas.body.mapping.number_format]).toEqual([1, "decimal_comma"]);
    expect(await byExternalId(tenant, "9")).toMatchObject({ amount: 1000.5 });
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
    expect(reply.body.mapping).toMatchObject({ process_id: processId, date_format: "auto", delimiter: "," });
    const list = await tenant.call("GET", "/v1/imports");
    const long = ["errors", "warnings", "errors_left_out", "warnings_left_out", "mapping", "unmapped_stages"];
    const summary = Object.fromEntries(Object.entries(reply.body).filter(([name]) => !long.includes(name)));
    expect(list.body).toEqual({ data: [summary], next_cursor: null });
  });
});
