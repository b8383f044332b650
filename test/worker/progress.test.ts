import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { foundTenant, type Reply, type TestTenant } from "../support/api.ts";
import { faultsOf } from "../support/process.ts";
import { createDeal, meet, move, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

const DAY_MS = 86_400_000;
const ADVISORY = { ...SMALL_DOCUMENT, gate_policy: "advisory" };

const day = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

async function progressOf(tenant: TestTenant, id: string, query = ""): Promise<Reply["body"]> {
  const reply = await tenant.call("GET", `/v1/opportunities/${id}/progress${query}`);
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body;
}

/** As if the deal had entered its stage so many days ago. */
async function age(tenant: TestTenant, id: string, days: number): Promise<void> {
  const at = Date.now() - days * DAY_MS;
  await env.DB.batch([
    env.DB.prepare("UPDATE opportunities SET stage_entered_at = ?3 WHERE tenant_id = ?1 AND id = ?2").bind(
      tenant.id,
      id,
      at,
    ),
    env.DB.prepare(
      "UPDATE stage_visits SET entered_at = ?3 WHERE tenant_id = ?1 AND opportunity_id = ?2 AND left_at IS NULL",
    ).bind(tenant.id, id, at),
  ]);
}

/** As if what has happened to the deal until now had happened so many hours ago. */
async function putBack(tenant: TestTenant, id: string, hours: number): Promise<void> {
  const ms = hours * 3_600_000;
  const { results } = await env.DB.prepare("SELECT * FROM events WHERE tenant_id = ?1 AND opportunity_id = ?2")
    .bind(tenant.id, id)
    .all<{ id: string; type: string; at: number; actor: string; data: string }>();
  await env.DB.batch([
    env.DB.prepare("DELETE FROM webhook_deliveries WHERE tenant_id = ?1").bind(tenant.id),
    env.DB.prepare("DELETE FROM events WHERE tenant_id = ?1 AND opportunity_id = ?2").bind(tenant.id, id),
    ...results.map((event) =>
      env.DB.prepare(
        "INSERT INTO events (tenant_id, id, type, at, actor, opportunity_id, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      ).bind(tenant.id, event.id, event.type, event.at - ms, event.actor, id, event.data),
    ),
    env.DB.prepare(
      "UPDATE stage_visits SET entered_at = entered_at - ?3, left_at = left_at - ?3 WHERE tenant_id = ?1 AND opportunity_id = ?2",
    ).bind(tenant.id, id, ms),
    env.DB.prepare(
      "UPDATE opportunities SET created_at = created_at - ?3, stage_entered_at = stage_entered_at - ?3 WHERE tenant_id = ?1 AND id = ?2",
    ).bind(tenant.id, id, ms),
  ]);
}

async function importRow(tenant: TestTenant, row: Readonly<Record<string, string>>): Promise<string> {
  const rawBody = new FormData();
  const csv = `${Object.keys(row).join(",")}\n${Object.values(row).join(",")}\n`;
  rawBody.set("file", new File([csv], "deals.csv", { type: "text/csv" }));
  const columns = Object.fromEntries(Object.keys(row).map((column) => [column, column]));
  rawBody.set("mapping", JSON.stringify({ columns }));
  const reply = await tenant.call("POST", "/v1/imports", { rawBody });
  expect(reply.body, JSON.stringify(reply.body)).toMatchObject({ failed: 0 });
  const found = await tenant.call("GET", `/v1/opportunities?external_id=${row["external_id"]}`);
  return found.body.data[0].id;
}

describe("the time in the stage", () => {
  test("is held against the limit that the process sets", async () => {
    const tenant = await foundTenant();
    await publishProcess(tenant, SMALL_DOCUMENT);
    const { id } = await createDeal(tenant);
    const fresh = { days_in_stage: 0, max_days: 14, limit_days: 14, limit_source: "max_days", overdue_days: 0 };
    expect(await progressOf(tenant, id)).toMatchObject({ ...fresh, stalled: false });
    await age(tenant, id, 16);
    expect(await progressOf(tenant, id)).toMatchObject({ days_in_stage: 16, overdue_days: 2, stalled: true });
    await move(tenant, id, "lost", { reason: "Gone" });
    expect(await progressOf(tenant, id)).toMatchObject({ overdue_days: null, stalled: false });
  });

  test("is held against what won deals took, where the process sets none", async () => {
    const tenant = await foundTenant();
    const [first, ...rest] = SMALL_DOCUMENT.stages;
    await publishProcess(tenant, { ...SMALL_DOCUMENT, stages: [{ ...first, max_days: null }, ...rest] });
    const { id } = await createDeal(tenant);
    const unknown = { max_days: null, limit_days: null, limit_source: null, overdue_days: null, stalled: false };
    expect(await progressOf(tenant, id)).toMatchObject(unknown);

    const { id: won } = await createDeal(tenant);
    await age(tenant, won, 10);
    await meet(tenant, won, "problem", "need", "funds");
    await move(tenant, won, "agree");
    await move(tenant, won, "won");
    await age(tenant, id, 16);
    const late = { max_days: null, limit_days: 15, limit_source: "won_deals", overdue_days: 1, stalled: true };
    expect(await progressOf(tenant, id)).toMatchObject(late);
  });
});

describe("what lies ahead", () => {
  let tenant: TestTenant;

  beforeAll(async () => {
    tenant = await foundTenant({ timezone: "UTC" });
    await publishProcess(tenant, SMALL_DOCUMENT);
  });

  test("is the next step with its due date, late from the day after", async () => {
    const { id } = await createDeal(tenant);
    expect((await progressOf(tenant, id)).next_step).toBeNull();
    const says = async (body: object) => {
      await tenant.call("PATCH", `/v1/opportunities/${id}`, { body });
      return (await progressOf(tenant, id)).next_step;
    };
    expect(await says({ next_step: "Call Virtanen" })).toEqual({
      text: "Call Virtanen",
      due_date: null,
      overdue: false,
    });
    expect(await says({ next_step_due_date: day(0) })).toMatchObject({ due_date: day(0), overdue: false });
    expect(await says({ next_step_due_date: day(-1) })).toMatchObject({ due_date: day(-1), overdue: true });
    await move(tenant, id, "lost", { reason: "Gone" });
    expect((await progressOf(tenant, id)).next_step.overdue).toBe(false);
  });

  test("is the expected close date, with how far off it is and how often it was moved later", async () => {
    const { id } = await createDeal(tenant);
    expect((await progressOf(tenant, id)).expected_close).toEqual({ date: null, days_left: null, pushes: 0 });
    for (const days of [-3, 10]) {
      await tenant.call("PATCH", `/v1/opportunities/${id}`, { body: { expected_close_date: day(days) } });
      const pushes = days === 10 ? 1 : 0;
      expect((await progressOf(tenant, id)).expected_close).toEqual({ date: day(days), days_left: days, pushes });
    }
    await move(tenant, id, "lost", { reason: "Gone" });
    expect((await progressOf(tenant, id)).expected_close).toEqual({ date: day(10), days_left: null, pushes: 1 });
  });

  test("hangs on one contact, or does not", async () => {
    const { id } = await createDeal(tenant, { contacts: [{ name: "Virtanen" }] });
    expect((await progressOf(tenant, id)).single_threaded).toBe(true);
    const contacts = [{ name: "Virtanen" }, { name: "Korhonen" }];
    await tenant.call("PATCH", `/v1/opportunities/${id}`, { body: { contacts } });
    expect((await progressOf(tenant, id)).single_threaded).toBe(false);
  });
});

test("the path shows what is really behind a deal, whatever stage it is declared in", async () => {
  const tenant = await foundTenant();
  await publishProcess(tenant, ADVISORY);
  const { id } = await createDeal(tenant);
  const reached = async () =>
    (await progressOf(tenant, id)).path.map(({ stage, reached: is }: Reply["body"]) => (is ? stage : "")).join(" ");
  expect((await progressOf(tenant, id)).path).toEqual([
    { stage: "find", name: "Find", base: "first", reached: false },
    { stage: "agree", name: "Agree", base: null, reached: false },
    { stage: "close", name: "Close", base: "home", reached: false },
  ]);
  await meet(tenant, id, "problem", "need");
  expect(await reached()).toBe("  ");
  await move(tenant, id, "agree");
  expect(await reached()).toBe("find  ");
  await tenant.call("PUT", `/v1/opportunities/${id}/criteria/problem`, { body: { state: "not_met" } });
  expect(await reached()).toBe("  ");
  await move(tenant, id, "won", { reason: "Signed" });
  expect(await reached()).toBe("find agree close");
});

describe("why a deal is hollow", () => {
  let tenant: TestTenant;
  const missing = (...keys: string[]) => keys.map((criterion) => expect.objectContaining({ criterion }));

  beforeAll(async () => {
    tenant = await foundTenant();
    await publishProcess(tenant, ADVISORY);
  });

  test("is asked of hollow ones only, and no event is read for the others", async () => {
    const { id } = await createDeal(tenant);
    await meet(tenant, id, "problem", "need", "funds", "champion");
    const reply = await tenant.call("GET", `/v1/opportunities/${id}/progress`);
    expect([reply.body.hollow, reply.body.why_hollow]).toEqual([false, null]);
    expect(reply.d1.roundTrips).toBe(1);
    // The deal for itself, for its process and for its events, its four criteria, and the totals of the process.
    expect(reply.d1.rowsRead).toBeLessThanOrEqual(3 + 4 + 1);
  });

  test("is that it was moved past milestones for a reason, in one round trip", async () => {
    const { id } = await createDeal(tenant);
    await move(tenant, id, "agree", { reason: "Trust me" });
    await move(tenant, id, "close", { reason: "Still" });
    const reply = await tenant.call("GET", `/v1/opportunities/${id}/progress`);
    expect(reply.d1.roundTrips).toBe(1);
    const { why_hollow: why } = reply.body;
    expect(why).toMatchObject({ stage: "close", earned_stage: "find", missing: missing("problem", "need") });
    expect(why.missing[0]).toEqual({
      criterion: "problem",
      stage: "find",
      name: "Has a problem we solve",
      weight: 20,
      questions: ["What hurts?"],
    });
    expect(why.how).toEqual([
      expect.objectContaining({ way: "advisory", reason: "Trust me", bypassed: ["problem"] }),
      expect.objectContaining({ way: "advisory", reason: "Still", bypassed: ["need"] }),
    ]);
    expect(why.since).toBe(why.how[0].at);
    expect(why.sentence).toMatch(/^The deal is declared in “Close”.*“Trust me”\.$/);
  });

  test("ends when what is missing is met, and begins anew when it is taken back", async () => {
    const { id } = await createDeal(tenant);
    await move(tenant, id, "agree", { reason: "Trust me" });
    await meet(tenant, id, "problem");
    expect((await progressOf(tenant, id)).why_hollow).toBeNull();
    await tenant.call("PUT", `/v1/opportunities/${id}/criteria/problem`, { body: { state: "unknown" } });
    const { why_hollow: why } = await progressOf(tenant, id);
    expect(why.how.map(({ way }: Reply["body"]) => way)).toEqual(["criterion_changed"]);
  });

  test("is that an import brought it in so", async () => {
    const id = await importRow(tenant, { external_id: "X-1", name: "Cranes", stage: "close" });
    const { why_hollow: why } = await progressOf(tenant, id);
    expect(why).toMatchObject({ missing: missing("problem", "need"), how: [{ way: "import" }] });
    expect(why.sentence).toContain("An import put it there on ");
  });

  test("outlives deletion and restoring, and notes", async () => {
    const { id } = await createDeal(tenant);
    await move(tenant, id, "agree", { reason: "Trust me" });
    const before = (await progressOf(tenant, id)).why_hollow;
    await tenant.call("DELETE", `/v1/opportunities/${id}`);
    await tenant.call("POST", `/v1/opportunities/${id}/restore`);
    await tenant.call("POST", `/v1/opportunities/${id}/notes`, { body: { text: "Beside" } });
    expect((await progressOf(tenant, id)).why_hollow).toEqual(before);
  });

  test("is said in the language of the company", async () => {
    const finnish = await foundTenant({ locale: "fi" });
    await publishProcess(finnish, ADVISORY);
    const { id } = await createDeal(finnish);
    await move(finnish, id, "agree", { reason: "Luota minuun" });
    expect((await progressOf(finnish, id)).why_hollow.sentence).toMatch(/^Kauppa on merkitty.*”Luota minuun”\.$/);
  });
});

describe("what has changed since a time", () => {
  let tenant: TestTenant;
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

  beforeAll(async () => {
    tenant = await foundTenant();
    await publishProcess(tenant, ADVISORY);
  });

  test("is not told where nobody asks", async () => {
    const { id } = await createDeal(tenant);
    expect((await progressOf(tenant, id)).changes_since).toBeNull();
  });

  test("is told newest first, with where the deal stood then, in one round trip", async () => {
    const { id } = await createDeal(tenant);
    await meet(tenant, id, "problem");
    await putBack(tenant, id, 5);
    await meet(tenant, id, "need");
    await move(tenant, id, "agree");
    await putBack(tenant, id, 5);
    await meet(tenant, id, "funds");

    const since = async (hours: number) => (await progressOf(tenant, id, `?since=${hoursAgo(hours)}`)).changes_since;
    const typesOf = ({ changes }: Reply["body"]) => changes.map(({ type }: Reply["body"]) => type.split(".")[1]);
    expect(await since(0)).toMatchObject({ changes: [], more: false, stage_then: "agree", score_then: 90 });
    expect(await since(2)).toMatchObject({ stage_then: "agree", score_then: 50 });
    expect(typesOf(await since(2))).toEqual(["criterion_changed"]);
    expect(await since(7)).toMatchObject({ stage_then: "find", score_then: 20 });
    expect(typesOf(await since(7))).toEqual(["criterion_changed", "stage_changed", "criterion_changed"]);
    expect(await since(24)).toMatchObject({ stage_then: null, score_then: null });
    expect(typesOf(await since(24)).at(-1)).toBe("created");
    const reply = await tenant.call("GET", `/v1/opportunities/${id}/progress?since=${hoursAgo(7)}`);
    expect(reply.d1.roundTrips).toBe(1);
  });

  test("says the same as the history", async () => {
    const { id } = await createDeal(tenant);
    await meet(tenant, id, "problem", "need");
    const { changes } = (await tenant.call("GET", `/v1/opportunities/${id}/history`)).body;
    const told = (await progressOf(tenant, id, `?since=${hoursAgo(1)}`)).changes_since;
    expect(told.changes).toEqual(changes.toReversed());
  });

  test("is bounded, and says that there is more", async () => {
    const { id } = await createDeal(tenant);
    const insert = env.DB.prepare(
      `INSERT INTO events (tenant_id, id, type, at, actor, opportunity_id, data)
       SELECT ?1, 'evt_9' || printf('%012d', value) || 'aaaaaaaaaaaa', 'opportunity.updated', ?3, 'system', ?2,
              '{"opportunity":{"amount":2},"previous":{"amount":1}}'
       FROM json_each(?4)`,
    );
    const told = async (from: number, count: number) => {
      const numbers = JSON.stringify(Array.from({ length: count }, (_, index) => from + index));
      await insert.bind(tenant.id, id, Date.now(), numbers).run();
      const { changes, more } = (await progressOf(tenant, id, `?since=${hoursAgo(1)}`)).changes_since;
      return [changes.length, more];
    };
    // With the one that created it.
    expect(await told(0, 99)).toEqual([100, false]);
    expect(await told(99, 1)).toEqual([100, true]);
  });

  test("is read from the deal's own events, however much else has happened in the company", async () => {
    const { id } = await createDeal(tenant);
    await move(tenant, id, "agree", { reason: "Trust me" });
    const { id: other } = await createDeal(tenant);
    const rowsRead = async () => {
      const reply = await tenant.call("GET", `/v1/opportunities/${id}/progress?since=${hoursAgo(1)}`);
      expect(reply.body.why_hollow.how).toHaveLength(1);
      return reply.d1.rowsRead;
    };
    const before = await rowsRead();
    const numbers = JSON.stringify(Array.from({ length: 500 }, (_, index) => index));
    await env.DB.prepare(
      `INSERT INTO events (tenant_id, id, type, at, actor, opportunity_id, data)
       SELECT ?1, 'evt_8' || printf('%012d', value) || 'aaaaaaaaaaaa', 'opportunity.updated', ?3, 'system', ?2, '{"opportunity":{}}'
       FROM json_each(?4)`,
    )
      .bind(tenant.id, other, Date.now(), numbers)
      .run();
    expect(await rowsRead()).toBe(before);
  });

  test("takes a time in any zone, and nothing that is none", async () => {
    const { id } = await createDeal(tenant);
    const told = await progressOf(tenant, id, `?since=${encodeURIComponent("2026-01-01T02:00:00+02:00")}`);
    expect(told.changes_since.since).toBe("2026-01-01T00:00:00.000Z");
    for (const bad of ["yesterday", "2026-01-01", "2026-02-30T00:00:00Z", "1", ""]) {
      const reply = await tenant.call("GET", `/v1/opportunities/${id}/progress?since=${bad}`);
      expect([reply.status, ...faultsOf(reply.body)]).toEqual([422, "/query/since invalid_format"]);
    }
    for (const odd of ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]) {
      const reply = await tenant.call("GET", `/v1/opportunities/${id}/progress?since=${odd}`);
      expect(reply.status).toBe(200);
    }
  });
});
