import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { foundTenant, type TestTenant, withScopes } from "../support/api.ts";
import { createDeal, meet, move, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

let tenant: TestTenant;
let processId: string;

beforeAll(async () => {
  tenant = await foundTenant();
  processId = await publishProcess(tenant, SMALL_DOCUMENT);
});

const read = async (id: string) => (await tenant.call("GET", `/v1/opportunities/${id}`)).body;
const historyOf = async (id: string) => (await tenant.call("GET", `/v1/opportunities/${id}/history`)).body;

describe("a new opportunity", () => {
  test("starts at the first stage of the default process, with nothing earned", async () => {
    const deal = await createDeal(tenant, { expected_close_date: "2027-03-31", external_id: "CRM-1" });
    expect(deal).toMatchObject({
      external_id: "CRM-1",
      amount: 12_500,
      currency: "EUR",
      expected_close_date: "2027-03-31",
      process_id: processId,
      version: 1,
      status: "open",
      stage: "find",
      earned_stage: "find",
      hollow: false,
      score: 0,
      days_in_stage: 0,
      revision: 1,
    });
    expect((await historyOf(deal.id)).visits).toEqual([
      {
        stage: "find",
        entered_at: deal.created_at,
        left_at: null,
        score_at_entry: 0,
        score_at_exit: null,
        direction: "entry",
      },
    ]);
  });

  test("needs a published process", async () => {
    const newcomer = await foundTenant();
    const reply = await newcomer.call("POST", "/v1/opportunities", { body: { name: "Too early" } });
    expect([reply.status, reply.body.code]).toEqual([409, "process_not_published"]);
  });

  test("cannot take an external_id that another has", async () => {
    await createDeal(tenant, { external_id: "CRM-2" });
    const reply = await tenant.call("POST", "/v1/opportunities", { body: { name: "Again", external_id: "CRM-2" } });
    expect([reply.status, reply.body.code]).toEqual([409, "external_id_taken"]);
  });

  test("is made once for one Idempotency-Key, and the first answer comes again", async () => {
    const request = { body: { name: "Once only", external_id: "ONCE" }, headers: { "idempotency-key": "k-1" } };
    const first = await tenant.call("POST", "/v1/opportunities", request);
    const again = await tenant.call("POST", "/v1/opportunities", request);
    expect([first.status, again.status, again.headers.get("idempotent-replayed")]).toEqual([201, 201, "true"]);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get("etag")).toBe(first.headers.get("etag"));
    const other = await tenant.call("POST", "/v1/opportunities", { ...request, body: { name: "Something else" } });
    expect([other.status, other.body.code]).toEqual([422, "idempotency_key_reused"]);
  });

  test("is made once even when two requests with one key arrive together", async () => {
    const request = { body: { name: "Both at once" }, headers: { "idempotency-key": "k-2" } };
    const replies = await Promise.all([1, 2, 3].map(() => tenant.call("POST", "/v1/opportunities", request)));
    const ids = new Set(replies.filter((reply) => reply.status === 201).map((reply) => reply.body.id));
    expect(ids.size).toBe(1);
    for (const reply of replies) if (reply.status !== 201) expect(reply.body.code).toBe("idempotency_in_progress");
    expect((await tenant.call("POST", "/v1/opportunities", request)).body.id).toBe([...ids][0]);
  });
});

describe("changing an opportunity", () => {
  test("honours If-Match and says what changed", async () => {
    const deal = await createDeal(tenant);
    const path = `/v1/opportunities/${deal.id}`;
    const changed = await tenant.call("PATCH", path, {
      body: { amount: 15_000.5, owner: null },
      headers: { "if-match": '"1"' },
    });
    expect([changed.status, changed.body.amount, changed.body.owner, changed.headers.get("etag")]).toEqual([
      200,
      15_000.5,
      null,
      '"2"',
    ]);
    const stale = await tenant.call("PATCH", path, { body: { amount: 1 }, headers: { "if-match": '"1"' } });
    expect([stale.status, stale.body.code, (await read(deal.id)).amount]).toEqual([
      412,
      "precondition_failed",
      15_000.5,
    ]);
    const { changes } = await historyOf(deal.id);
    expect(changes.at(-1)).toMatchObject({
      type: "opportunity.updated",
      previous: { amount: 12_500, owner: "Aino" },
      current: { amount: 15_000.5, owner: null },
    });
  });

  test("to what it is already writes nothing", async () => {
    const deal = await createDeal(tenant);
    const same = await tenant.call("PATCH", `/v1/opportunities/${deal.id}`, { body: { amount: 12_500 } });
    expect([same.status, same.body.revision, same.d1.rowsWritten]).toEqual([200, 1, 0]);
  });

  test("counts a later close date as a push, an earlier one not", async () => {
    const deal = await createDeal(tenant, { expected_close_date: "2027-01-10" });
    const path = `/v1/opportunities/${deal.id}`;
    for (const [date, pushes] of [
      ["2027-01-20", 1],
      ["2027-01-05", 1],
      ["2027-02-01", 2],
      [null, 2],
      ["2027-03-01", 2],
    ] as const) {
      expect((await tenant.call("PATCH", path, { body: { expected_close_date: date } })).body.pushes).toBe(pushes);
    }
  });

  test("of two writers without If-Match both get through", async () => {
    const deal = await createDeal(tenant);
    const path = `/v1/opportunities/${deal.id}`;
    const replies = await Promise.all([
      tenant.call("PATCH", path, { body: { owner: "Eino" } }),
      tenant.call("PATCH", path, { body: { amount: 99 } }),
    ]);
    expect(replies.map((reply) => reply.status)).toEqual([200, 200]);
    expect(await read(deal.id)).toMatchObject({ owner: "Eino", amount: 99, revision: 3 });
  });
});

describe("criteria", () => {
  test("earn the score, with evidence, and give it back when they turn out not to be met", async () => {
    const { id } = await createDeal(tenant);
    const path = `/v1/opportunities/${id}/criteria/problem`;
    const evidence = { text: "Forklifts stand still every Friday" };
    const met = await tenant.call("PUT", path, { body: { state: "met", evidence, confirmed_by: "buyer" } });
    expect(met.body).toMatchObject({ score: 20, earned_stage: "agree", hollow: false, revision: 2 });
    expect(met.body.criteria).toMatchObject([
      { key: "problem", state: "met", evidence, confirmed_by: "buyer", level: null },
    ]);
    const withdrawn = await tenant.call("PUT", path, { body: { state: "not_met" } });
    expect(withdrawn.body).toMatchObject({ score: 0, earned_stage: "find" });
    expect((await historyOf(id)).changes.at(-1)).toMatchObject({
      type: "opportunity.criterion_changed",
      criterion: "problem",
      previous: { state: "met", evidence, confirmed_by: "buyer" },
      current: { state: "not_met", evidence: null, confirmed_by: null },
      score: { previous: 20, current: 0 },
    });
    await tenant.call("PUT", path, { body: { state: "not_met", note: "They asked the depot" } });
    expect((await historyOf(id)).changes.at(-1)).not.toHaveProperty("score");
  });

  test("may be graded, and may not apply where that is allowed", async () => {
    const { id } = await createDeal(tenant);
    const put = (key: string, body: unknown) => tenant.call("PUT", `/v1/opportunities/${id}/criteria/${key}`, { body });
    expect((await put("champion", { state: "met", level: 50 })).body.score).toBe(5);
    await meet(tenant, id, "problem");
    expect((await put("champion", { state: "not_applicable" })).body.score).toBe(22.22);
    const refused = await put("need", { state: "not_applicable", level: 50, evidence: { text: "x" } });
    expect(refused.body.errors.map((fault: { code: string }) => fault.code)).toEqual([
      "not_applicable_not_allowed",
      "level_not_allowed",
    ]);
    expect((await put("champion", { state: "met", level: 30 })).body.errors[0].code).toBe("unknown_level");
    expect((await put("nothing_of_ours", { state: "met" })).status).toBe(404);
  });

  test("are shown by what may be chosen, where that is laid down", async () => {
    const chooser = await foundTenant();
    const criterion = { key: "model", name: "Model chosen", weight: 100, evidence: "choice" };
    const choices = ["Leasing", "Purchase"];
    const criteria = [
      { ...criterion, weight: 50, choices },
      { ...criterion, key: "any", weight: 50 },
    ];
    await publishProcess(chooser, { stages: [{ key: "only", name: "Only", criteria }] });
    const { id } = await createDeal(chooser);
    const put = (key: string, evidence: unknown) =>
      chooser.call("PUT", `/v1/opportunities/${id}/criteria/${key}`, { body: { state: "met", evidence } });
    expect((await put("model", { choice: "Leasing" })).body).toMatchObject({ score: 50 });
    expect((await put("model", { choice: "Rent" })).body.errors).toEqual([
      { pointer: "/evidence/choice", code: "unknown_choice", detail: "The choices are Leasing, Purchase." },
    ]);
    expect((await put("model", { text: "Leasing" })).body.errors[0].code).toBe("evidence_kind");
    expect((await put("any", { choice: "Rent" })).body).toMatchObject({ score: 100 });
  });

  test("said twice the same writes nothing the second time", async () => {
    const { id } = await createDeal(tenant);
    await meet(tenant, id, "problem");
    const again = await tenant.call("PUT", `/v1/opportunities/${id}/criteria/problem`, { body: { state: "met" } });
    expect([again.body.revision, again.d1.rowsWritten]).toEqual([2, 0]);
  });

  test("of one deal set at once are all kept", async () => {
    const { id } = await createDeal(tenant);
    const keys = ["problem", "need", "funds"];
    const replies = await Promise.all(
      keys.map((key) => tenant.call("PUT", `/v1/opportunities/${id}/criteria/${key}`, { body: { state: "met" } })),
    );
    expect(replies.map((reply) => reply.status)).toEqual([200, 200, 200]);
    expect(await read(id)).toMatchObject({ score: 90, revision: 4 });
  });
});

describe("moving", () => {
  test("past a missing milestone is refused with what is missing, and changes nothing", async () => {
    const { id } = await createDeal(tenant);
    await meet(tenant, id, "need");
    const before = [await read(id), await historyOf(id)];
    const reply = await move(tenant, id, "close");
    expect([reply.status, reply.body.code]).toEqual([409, "gate_blocked"]);
    expect(reply.body.missing).toEqual([
      { criterion: "problem", stage: "find", name: "Has a problem we solve", weight: 20, questions: ["What hurts?"] },
    ]);
    expect([await read(id), await historyOf(id)]).toEqual(before);
  });

  test("with the milestones met closes a visit and opens one", async () => {
    const { id } = await createDeal(tenant);
    await meet(tenant, id, "problem");
    const reply = await move(tenant, id, "agree");
    expect([reply.status, reply.body.stage, reply.body.hollow]).toEqual([200, "agree", false]);
    const { visits } = await historyOf(id);
    expect(visits).toMatchObject([
      { stage: "find", score_at_entry: 0, score_at_exit: 20, direction: "entry" },
      { stage: "agree", left_at: null, score_at_entry: 20, score_at_exit: null, direction: "forward" },
    ]);
    expect(visits[0].left_at).toBe(visits[1].entered_at);
  });

  test("back leaves it where it stands, and hollow shows what was not earned", async () => {
    const { id } = await createDeal(tenant);
    await meet(tenant, id, "problem");
    await move(tenant, id, "agree");
    await tenant.call("PUT", `/v1/opportunities/${id}/criteria/problem`, { body: { state: "not_met" } });
    expect(await read(id)).toMatchObject({ stage: "agree", earned_stage: "find", hollow: true });
    expect((await move(tenant, id, "find")).body).toMatchObject({ stage: "find", hollow: false });
    expect((await historyOf(id)).visits.at(-1).direction).toBe("backward");
  });

  test("to won, lost and reopened keeps one visit open or none, and the totals of the process right", async () => {
    const other = await foundTenant();
    await publishProcess(other, SMALL_DOCUMENT);
    const totals = async () =>
      await env.DB.prepare(
        "SELECT won_count, lost_count, won_minor_by_currency, won_visits_by_stage_days FROM process_rollups WHERE tenant_id = ?",
      )
        .bind(other.id)
        .first();
    const { id } = await createDeal(other);
    expect((await move(other, id, "lost")).body.errors[0]).toMatchObject({
      pointer: "/reason",
      code: "reason_required",
    });
    expect((await move(other, id, "lost", { reason: "No budget this year" })).body).toMatchObject({
      status: "lost",
      lost_reason: "No budget this year",
    });
    expect(await totals()).toMatchObject({ won_count: 0, lost_count: 1 });
    expect((await move(other, id, "agree")).body.code).toBe("opportunity_closed");
    expect((await move(other, id, "reopened")).body).toMatchObject({
      status: "open",
      stage: "find",
      closed_at: null,
      lost_reason: null,
    });
    expect(await totals()).toMatchObject({ won_count: 0, lost_count: 0 });
    expect((await move(other, id, "won")).body.missing.map((one: { criterion: string }) => one.criterion)).toEqual([
      "problem",
      "need",
      "funds",
    ]);
    await meet(other, id, "problem", "need", "funds");
    expect((await move(other, id, "won")).body).toMatchObject({ status: "won", score: 90 });
    expect(await totals()).toEqual({
      won_count: 1,
      lost_count: 0,
      won_minor_by_currency: '{"EUR":1250000}',
      won_visits_by_stage_days: '{"find:0":1}',
    });
    await other.call("PATCH", `/v1/opportunities/${id}`, { body: { amount: 20_000, currency: "SEK" } });
    expect(await totals()).toMatchObject({ won_count: 1, won_minor_by_currency: '{"EUR":0,"SEK":2000000}' });
    const { visits } = (await other.call("GET", `/v1/opportunities/${id}/history`)).body;
    expect(visits.filter((visit: { left_at: string | null }) => visit.left_at === null)).toEqual([]);
  });

  test("to won past milestones takes a manager's override and a reason", async () => {
    const { id } = await createDeal(tenant);
    const rep = await withScopes(tenant, ["opportunities:read", "opportunities:write"]);
    const body = { to: "won", override: true, reason: "Signed at the fair" };
    expect((await rep("POST", `/v1/opportunities/${id}/transitions`, { body })).status).toBe(403);
    expect((await tenant.call("POST", `/v1/opportunities/${id}/transitions`, { body })).body.status).toBe("won");
    expect((await historyOf(id)).changes.at(-1)).toMatchObject({
      type: "opportunity.won",
      reason: "Signed at the fair",
      bypassed: ["problem", "need", "funds"],
    });
  });

  test("twice at once moves once: the other is told, and one visit is open afterwards", async () => {
    for (let round = 0; round < 5; round++) {
      const { id } = await createDeal(tenant);
      await meet(tenant, id, "problem", "need");
      const replies = await Promise.all([move(tenant, id, "agree"), move(tenant, id, "close")]);
      const statuses = replies.map((reply) => reply.status).toSorted();
      expect(statuses[0]).toBe(200);
      expect([409, 412]).toContain(statuses[1]);
      const { visits } = await historyOf(id);
      expect(visits.filter((visit: { left_at: string | null }) => visit.left_at === null)).toHaveLength(1);
      expect(visits).toHaveLength(2);
    }
  });

  test("under an advisory gate goes past milestones for a reason, and the deal is hollow", async () => {
    const advisory = await publishProcess(tenant, { ...SMALL_DOCUMENT, gate_policy: "advisory" });
    const { id } = await createDeal(tenant, { process_id: advisory });
    expect((await move(tenant, id, "close")).body).toMatchObject({ code: "gate_blocked", allowed_with_reason: true });
    expect((await move(tenant, id, "close", { reason: "They are in a hurry" })).body).toMatchObject({
      stage: "close",
      earned_stage: "find",
      hollow: true,
    });
  });
});

describe("what an import did not know", () => {
  const importRow = async (of: TestTenant, row: string) => {
    const rawBody = new FormData();
    rawBody.set("file", new File([`id,phase,opened,closed\n${row}\n`], "pipeline.csv"));
    const columns = { external_id: "id", stage: "phase", opened_on: "opened", closed_on: "closed" };
    rawBody.set("mapping", JSON.stringify({ columns, stages: { Won: "won", Lost: "lost" } }));
    expect((await of.call("POST", "/v1/imports", { rawBody })).body.created).toBe(1);
    return (await of.call("GET", `/v1/opportunities?external_id=${row.split(",")[0]}`)).body.data[0];
  };

  test("leaves no visit open when the deal is reopened", async () => {
    const deal = await importRow(tenant, "UNDATED,Lost,2026-01-01,");
    expect((await move(tenant, deal.id, "reopened")).status).toBe(200);
    const { visits } = await historyOf(deal.id);
    expect(visits.map((visit: { left_at: string | null }) => visit.left_at === null)).toEqual([false, true]);
  });

  test("and what a won deal added to the totals is what reopening takes out, whatever the time zone became", async () => {
    const other = await foundTenant({ timezone: "Pacific/Kiritimati" });
    await publishProcess(other, SMALL_DOCUMENT);
    const deal = await importRow(other, "TRAVELLER,Won,2026-03-20,2026-04-05");
    const days = async () =>
      await env.DB.prepare("SELECT won_visits_by_stage_days AS days FROM process_rollups WHERE tenant_id = ?")
        .bind(other.id)
        .first<{ days: string }>();
    expect(await days()).toEqual({ days: '{"close:16":1}' });
    await other.call("PATCH", "/v1/tenant", { body: { timezone: "Europe/Helsinki" } });
    await move(other, deal.id, "reopened");
    expect(Object.values(JSON.parse((await days())?.days ?? ""))).toEqual([0]);
  });
});

test("money as evidence has no more decimals than its currency", async () => {
  const { id } = await createDeal(tenant);
  const put = (evidence: unknown) =>
    tenant.call("PUT", `/v1/opportunities/${id}/criteria/funds`, { body: { state: "met", evidence } });
  expect((await put({ amount: 99.5, currency: "JPY" })).body.errors).toMatchObject([
    { pointer: "/evidence/amount", code: "amount_decimals" },
  ]);
  expect((await put({ amount: 99.5, currency: "EUR" })).status).toBe(200);
});

describe("progress", () => {
  test("says what is done, where the deal really is, and what to ask next", async () => {
    const { id } = await createDeal(tenant);
    const put = (key: string, body: unknown) => tenant.call("PUT", `/v1/opportunities/${id}/criteria/${key}`, { body });
    await put("problem", { state: "met", evidence: { text: "Yes" }, confirmed_by: "buyer" });
    await move(tenant, id, "agree");
    const { body } = await tenant.call("GET", `/v1/opportunities/${id}/progress`);
    expect(body).toMatchObject({
      score: 20,
      stage: "agree",
      earned_stage: "agree",
      base: "first",
      hollow: false,
      days_in_stage: 0,
      max_days: 21,
    });
    expect(body.done).toMatchObject([
      { criterion: "problem", weight: 20, evidence: { text: "Yes" }, confirmed_by: "buyer" },
    ]);
    expect(body.next.map((one: { criterion: string }) => one.criterion)).toEqual(["need", "funds", "champion"]);
    expect(body.needed_to_leave).toMatchObject([
      { criterion: "need", stage: "agree", name: "Need is agreed", weight: 30 },
    ]);
    expect(body.missing.map((one: { criterion: string }) => one.criterion)).toEqual(["need", "funds", "champion"]);
  });
});

describe("the list", () => {
  test("filters, pages by cursor without loss or repetition, and refuses a cursor of other filters", async () => {
    const other = await foundTenant();
    await publishProcess(other, SMALL_DOCUMENT);
    const ids: string[] = [];
    for (let n = 0; n < 7; n++)
      ids.push((await createDeal(other, { name: `Deal ${n}`, owner: n % 2 ? "Aino" : "Eino" })).id);
    await move(other, ids[0] ?? "", "lost", { reason: "Gone" });
    const all: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page = await other.call("GET", `/v1/opportunities?limit=3${cursor ? `&cursor=${cursor}` : ""}`);
      all.push(...page.body.data.map((deal: { id: string }) => deal.id));
      cursor = page.body.next_cursor;
    }
    expect(all).toEqual(ids);
    const open = await other.call("GET", "/v1/opportunities?status=open&owner=Aino&stage=find&limit=2");
    expect(open.body.data.map((deal: { name: string }) => deal.name)).toEqual(["Deal 1", "Deal 3"]);
    const misused = await other.call("GET", `/v1/opportunities?status=lost&cursor=${open.body.next_cursor}`);
    expect([misused.status, misused.body.code]).toEqual([422, "invalid_cursor"]);
  });
});

describe("the budgets of D1", () => {
  test("read 1 trip and 2 + criteria rows; list 52 rows; criterion ≤ 40 read, ≤ 8 written; transition ≤ 40 read, ≤ 12 written", async () => {
    const other = await foundTenant();
    await publishProcess(other, SMALL_DOCUMENT);
    const endpoint = { url: "https://ops.example.com/hooks", event_types: ["*"] };
    expect((await other.call("POST", "/v1/webhook-endpoints", { body: endpoint })).status).toBe(201);
    const ids: string[] = [];
    for (let n = 0; n < 60; n++) ids.push((await createDeal(other, { name: `Deal ${n}` })).id);
    const id = ids[0] ?? "";
    await meet(other, id, "problem", "need");

    const one = await other.call("GET", `/v1/opportunities/${id}`);
    expect(one.d1).toMatchObject({ roundTrips: 1, rowsWritten: 0 });
    expect(one.d1.rowsRead).toBeLessThanOrEqual(2 + 2);
    for (const filters of ["", "&status=open"]) {
      const list = await other.call("GET", `/v1/opportunities?limit=50${filters}`);
      expect(list.body.data).toHaveLength(50);
      expect(list.d1.roundTrips).toBe(1);
      expect(list.d1.rowsRead, filters).toBeLessThanOrEqual(filters ? 2 * 52 : 52);
    }
    const criterion = await other.call("PUT", `/v1/opportunities/${id}/criteria/funds`, { body: { state: "met" } });
    expect(criterion.d1.roundTrips).toBe(2);
    expect(criterion.d1.rowsRead).toBeLessThanOrEqual(40);
    expect(criterion.d1.rowsWritten).toBeLessThanOrEqual(8);
    for (const to of ["agree", "close", "won"]) {
      const moved = await move(other, id, to);
      expect(moved.status).toBe(200);
      expect(moved.d1.roundTrips, to).toBe(2);
      expect(moved.d1.rowsRead, to).toBeLessThanOrEqual(40);
      expect(moved.d1.rowsWritten, to).toBeLessThanOrEqual(12);
    }
  });
});
