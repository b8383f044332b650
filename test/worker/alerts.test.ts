import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { foundTenant, type TestTenant, withScopes } from "../support/api.ts";
import { changeDeals, insertDeals, times } from "../support/open-deals.ts";
import { publishProcess, SMALL_DOCUMENT } from "../support/story.ts";
import { createEndpoint, interceptFetch, receiver } from "../support/webhooks.ts";

const HOUR_MS = 3_600_000;
const NOON = Date.parse("2026-11-24T10:00:00Z");

beforeAll(interceptFetch);

beforeEach(() => {
  vi.setSystemTime(NOON);
});

/** The small document, where the last stage says what to do and what to ask. */
const GUIDED_DOCUMENT = {
  ...SMALL_DOCUMENT,
  stages: SMALL_DOCUMENT.stages.map((stage) =>
    stage.key === "close"
      ? {
          ...stage,
          guidance: "Ask for the decision.",
          criteria: stage.criteria.map((each) => (each.key === "funds" ? { ...each, questions: ["Who pays?"] } : each)),
        }
      : stage,
  ),
};

async function company(settings = {}): Promise<{ tenant: TestTenant; processId: string }> {
  const tenant = await foundTenant(settings);
  return { tenant, processId: await publishProcess(tenant, SMALL_DOCUMENT) };
}

async function evaluate(tenant: TestTenant, body?: object) {
  const reply = await tenant.call("POST", "/v1/funnel/evaluate", body ? { body } : {});
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply;
}

const alertsOf = async (tenant: TestTenant, query = "") => (await tenant.call("GET", `/v1/alerts${query}`)).body.data;
const counts = ({ alerts }: { alerts: Record<string, string[]> }) =>
  Object.fromEntries(Object.entries(alerts).map(([kind, ids]) => [kind, ids.length]));
const NOTHING = { raised: 0, escalated: 0, reopened: 0, updated: 0, resolved: 0 };

async function eventsOf(tenant: TestTenant) {
  const { results } = await env.DB.prepare(
    "SELECT type, actor, data FROM events WHERE tenant_id = ?1 AND type LIKE 'alert.%' ORDER BY id",
  )
    .bind(tenant.id)
    .all<{ type: string; actor: string; data: string }>();
  return results.map(({ data, ...event }) => ({ ...event, ...JSON.parse(data) }));
}

/** 100 deals of which `hollow` are: the figure of hollow_pipeline is their percentage. All else is healthy. */
async function hollowCompany(hollow: number) {
  const made = await company();
  const ids = await insertDeals(made.tenant, made.processId, times(100, { stage: "find" }));
  const setHollow = (count: number) => changeDeals(made.tenant, `hollow = (id < '${ids[count] ?? "z"}')`, "1");
  await setHollow(hollow);
  return { ...made, setHollow };
}

describe("an alert", () => {
  test("tells a manager what is wrong, how badly, which deals and what to do", async () => {
    const tenant = await foundTenant();
    const processId = await publishProcess(tenant, GUIDED_DOCUMENT);
    const ids = await insertDeals(tenant, processId, [
      ...times(4, { stage: "find" }),
      ...times(8, { stage: "close", ageDays: 1 }),
      { stage: "close", ageDays: 2 },
    ]);
    const { body } = await evaluate(tenant, { process_id: processId });
    expect(counts(body)).toEqual({ ...NOTHING, raised: 1 });
    const [alert, ...others] = await alertsOf(tenant, "?status=open");
    expect(others).toEqual([]);
    // I = (0 + 9) / 13
    expect(alert).toMatchObject({
      rule: "inverted_funnel",
      severity: "critical",
      status: "open",
      value: 0.6923,
      threshold: 0.4,
      n: 13,
      subject: "process",
      process_id: processId,
      opened_at: "2026-11-24T10:00:00.000Z",
      resolved_at: null,
    });
    expect(alert.message).toBe(
      "The funnel of “New business” is upside down: inversion 69% of 13 open deals. “Close” holds 9, “Agree” before it only 0. " +
        "Above all: “A deal”, “A deal”, “A deal”. First seen on 2026-11-24.",
    );
    expect(alert.advice).toBe(
      "Check which of these deals have earned their stage, move the others back, and bring new ones in at the start. Your process says of “Close”: “Ask for the decision.” Ask: “Who pays?”",
    );
    expect(alert.opportunities).toHaveLength(9);
    expect(alert.opportunities[0]).toBe(ids.at(-1));
    expect((await tenant.call("GET", `/v1/alerts/${alert.id}`)).body).toEqual(alert);
    expect(await eventsOf(tenant)).toEqual([{ type: "alert.raised", actor: expect.stringMatching(/^key_/), alert }]);
    const figure = body.processes[0].figures.find((each: { rule: string }) => each.rule === "inverted_funnel");
    expect(figure).toEqual({
      rule: "inverted_funnel",
      subject: "process",
      formula: "inversion_index",
      value: 0.6923,
      n: 13,
      interval: null,
      severity: "critical",
      thresholds: { warning: 0.2, critical: 0.4, minimum_n: 10 },
      alert_id: alert.id,
    });
  });

  test("speaks the company's language", async () => {
    const { tenant, processId } = await company({ locale: "fi" });
    await insertDeals(tenant, processId, times(10, { stage: "close" }));
    await evaluate(tenant);
    const [alert] = await alertsOf(tenant);
    expect(alert.message).toMatch(/^Prosessin ”New business” suppilo on ylösalaisin: käänteisyys 100 %/);
  });

  test("is raised by each rule that is breached, and by no other", async () => {
    const { tenant, processId } = await company();
    const yesterday = Math.floor(NOON / 86_400_000) - 1;
    await insertDeals(
      tenant,
      processId,
      times(10, { stage: "close", ageDays: 31, hollow: 1, expected_close_day: yesterday }),
    );
    const { body } = await evaluate(tenant);
    expect((await alertsOf(tenant)).map((alert: { rule: string }) => alert.rule).sort()).toEqual([
      "closing_jam",
      "hollow_pipeline",
      "inverted_funnel",
      "past_due",
      "stalled",
    ]);
    expect(body.alerts.raised).toHaveLength(5);

    const healthy = await company();
    await insertDeals(
      healthy.tenant,
      healthy.processId,
      times(10, { stage: "find", expected_close_day: yesterday + 1 }),
    );
    expect(counts((await evaluate(healthy.tenant)).body)).toEqual(NOTHING);
  });

  test("is silent while there is too little data", async () => {
    const { tenant, processId } = await company();
    await insertDeals(tenant, processId, times(4, { stage: "close", ageDays: 99, hollow: 1, expected_close_day: 1 }));
    const { body } = await evaluate(tenant);
    expect(counts(body)).toEqual(NOTHING);
    for (const figure of body.processes[0].figures) {
      expect(figure).toMatchObject({ value: null, interval: null, severity: null, alert_id: null });
      expect(figure.n).toBeLessThanOrEqual(4);
    }
  });

  test("is not raised again by a second evaluation, which changes nothing", async () => {
    const { tenant } = await hollowCompany(30);
    await evaluate(tenant);
    const before = await alertsOf(tenant);
    const again = await evaluate(tenant);
    expect(counts(again.body)).toEqual(NOTHING);
    expect(await alertsOf(tenant)).toEqual(before);
    expect(await eventsOf(tenant)).toHaveLength(1);
  });

  test("is raised once by evaluations that run at once", async () => {
    const { tenant } = await hollowCompany(30);
    const replies = await Promise.all([1, 2, 3, 4].map(() => evaluate(tenant)));
    expect(replies.flatMap(({ body }) => body.alerts.raised)).toHaveLength(1);
    expect(await alertsOf(tenant)).toHaveLength(1);
    expect((await eventsOf(tenant)).map(({ type }) => type)).toEqual(["alert.raised"]);
  });

  test("escalates, calms down, and resolves only below 80 % of the warning level", async () => {
    const { tenant, setHollow } = await hollowCompany(20);
    const lives: unknown[] = [];
    // Warning 20, critical 40; it clears below 16, and is a warning again below 32.
    for (const hollow of [20, 19, 16, 40, 39, 32, 31, 40, 20, 16, 15, 19, 20]) {
      await setHollow(hollow);
      const { body } = await evaluate(tenant);
      const [alert] = await alertsOf(tenant, "?rule=hollow_pipeline&status=open");
      const [kind] = Object.entries(counts(body)).find(([, count]) => count > 0) ?? [];
      lives.push([hollow, kind, alert?.severity]);
    }
    expect(lives).toEqual([
      [20, "raised", "warning"],
      [19, "updated", "warning"],
      [16, "updated", "warning"],
      [40, "escalated", "critical"],
      [39, "updated", "critical"],
      [32, "updated", "critical"],
      [31, "updated", "warning"],
      [40, "escalated", "critical"],
      [20, "updated", "warning"],
      [16, "updated", "warning"],
      [15, "resolved", undefined],
      [19, undefined, undefined],
      [20, "raised", "warning"],
    ]);
    const events = await eventsOf(tenant);
    expect(events.map(({ type }) => type)).toEqual([
      "alert.raised",
      "alert.escalated",
      "alert.escalated",
      "alert.resolved",
      "alert.raised",
    ]);
    expect(events[1]).toMatchObject({
      alert: { severity: "critical", value: 0.4, threshold: 0.4 },
      previous: { severity: "warning", value: 0.16, threshold: 0.2 },
    });
    expect(events[3]).toMatchObject({
      alert: { status: "resolved", value: 0.15, resolved_at: "2026-11-24T10:00:00.000Z" },
      previous: { status: "open", value: 0.16 },
    });
    expect(events[3].alert.message).toContain("sound again");
    const [second, first] = await alertsOf(tenant);
    expect([second.status, first.status, second.id === first.id]).toEqual(["open", "resolved", false]);
  });

  test("ends when too few deals are left for its figure to stand", async () => {
    const { tenant, processId } = await company();
    await insertDeals(tenant, processId, times(5, { stage: "find", hollow: 1 }));
    expect(counts((await evaluate(tenant)).body)).toMatchObject({ raised: 1 });
    const close = () =>
      changeDeals(
        tenant,
        "status = 'lost', closed_at = 1",
        "id = (SELECT max(id) FROM opportunities WHERE status = 'open')",
      );
    await close();
    expect(counts((await evaluate(tenant)).body)).toMatchObject({ updated: 1, resolved: 0 });
    await close();
    expect(counts((await evaluate(tenant)).body)).toMatchObject({ resolved: 1 });
    const [alert] = await alertsOf(tenant, "?status=resolved");
    expect(alert).toMatchObject({ n: 3, message: expect.stringContaining("Only 3 deals are left") });
  });
});

describe("an evaluation", () => {
  test("is of one process when that is asked for, and of all otherwise", async () => {
    const { tenant, processId } = await company();
    const other = await publishProcess(tenant, SMALL_DOCUMENT);
    await tenant.call("POST", "/v1/processes", { body: { name: "Never published" } });
    for (const id of [processId, other]) await insertDeals(tenant, id, times(10, { stage: "close" }));
    const one = await evaluate(tenant, { process_id: other });
    expect(one.body.processes.map((process: { process_id: string }) => process.process_id)).toEqual([other]);
    expect(counts(one.body)).toMatchObject({ raised: 1 });
    const all = await evaluate(tenant);
    expect(all.body.processes).toHaveLength(2);
    expect(counts(all.body)).toMatchObject({ raised: 1 });
    expect(await alertsOf(tenant, `?process_id=${processId}`)).toHaveLength(1);
  });

  test("of a company that has published nothing finds nothing", async () => {
    const tenant = await foundTenant();
    const { body } = await evaluate(tenant);
    expect([body.processes, counts(body)]).toEqual([[], NOTHING]);
  });

  test("refuses a process that is not there, not the caller's, or not published", async () => {
    const [ours, theirs] = [await company(), await company()];
    for (const id of ["prc_nothing", theirs.processId]) {
      const reply = await ours.tenant.call("POST", "/v1/funnel/evaluate", { body: { process_id: id } });
      expect([reply.status, reply.body.code, reply.body.errors[0].pointer]).toEqual([404, "not_found", "/process_id"]);
    }
    const draft = await ours.tenant.call("POST", "/v1/processes", { body: { name: "Draft" } });
    const unpublished = await ours.tenant.call("POST", "/v1/funnel/evaluate", { body: { process_id: draft.body.id } });
    expect([unpublished.status, unpublished.body.code]).toEqual([409, "process_not_published"]);
    const reader = await withScopes(ours.tenant, ["funnel:read"]);
    expect((await reader("POST", "/v1/funnel/evaluate")).status).toBe(403);
    const unknown = await ours.tenant.call("POST", "/v1/funnel/evaluate", { body: { process: "x" } });
    expect([unknown.status, unknown.body.errors[0].code]).toEqual([422, "unknown_field"]);
  });

  test("is answered again for the same Idempotency-Key", async () => {
    const { tenant } = await hollowCompany(30);
    const request = { headers: { "idempotency-key": "evaluate-1" } };
    const first = await tenant.call("POST", "/v1/funnel/evaluate", request);
    const again = await tenant.call("POST", "/v1/funnel/evaluate", request);
    expect(first.body.alerts.raised).toHaveLength(1);
    expect([again.body, again.headers.get("idempotent-replayed")]).toEqual([first.body, "true"]);
  });

  test("keeps one snapshot a day of the company's own calendar", async () => {
    const { tenant, processId } = await company();
    await insertDeals(tenant, processId, times(3, { stage: "find" }));
    await evaluate(tenant);
    await insertDeals(tenant, processId, times(2, { stage: "agree" }));
    // 23:59 and 00:01 in Helsinki.
    for (const time of ["2026-11-24T21:59:00Z", "2026-11-24T22:01:00Z"]) {
      vi.setSystemTime(time);
      await evaluate(tenant);
    }
    const { body } = await tenant.call("GET", "/v1/funnel/snapshots");
    expect(body.data.map((day: { date: string; taken_at: string }) => [day.date, day.taken_at])).toEqual([
      ["2026-11-25", "2026-11-24T22:01:00.000Z"],
      // As it ended: the first look of the next day closes it.
      ["2026-11-24", "2026-11-24T21:59:59.999Z"],
    ]);
    expect(body.data[1].funnel).toMatchObject({ as_of: "2026-11-24", open: { count: 5 } });
    expect(body.data[0].funnel).toMatchObject((await tenant.call("GET", "/v1/funnel")).body);
    const page = await tenant.call("GET", `/v1/funnel/snapshots?limit=1&process_id=${processId}`);
    const next = `/v1/funnel/snapshots?limit=1&process_id=${processId}&cursor=${page.body.next_cursor}`;
    expect((await tenant.call("GET", next)).body).toMatchObject({ data: [{ date: "2026-11-24" }], next_cursor: null });
  });

  test("costs the same however many alerts there have been", async () => {
    const { tenant, setHollow } = await hollowCompany(20);
    await evaluate(tenant);
    await env.DB.prepare(
      `INSERT INTO alerts (tenant_id, id, process_id, rule, subject, severity, status, value, threshold, n, message, opportunities,
         revision, opened_at, updated_at, resolved_at)
       WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 2000)
       SELECT tenant_id, 'alr_old' || number.n, process_id, rule, subject, severity, 'resolved', value, threshold, alerts.n, message,
         opportunities, 1, opened_at, updated_at, updated_at FROM alerts, number WHERE tenant_id = ?1`,
    )
      .bind(tenant.id)
      .run();
    for (const [hollow, kind] of [
      [25, "updated"],
      [40, "escalated"],
      [10, "resolved"],
    ] as const) {
      await setHollow(hollow);
      const { body, d1 } = await evaluate(tenant);
      expect(body.alerts[kind]).toHaveLength(1);
      expect(d1.rowsRead).toBeLessThanOrEqual(2 * 100 + 100);
    }
  });

  test("costs at most 4 round trips, reads the open deals only, and writes little", async () => {
    const { tenant, processId } = await company();
    await createEndpoint(tenant, receiver().url, ["alert.*"]);
    await insertDeals(tenant, processId, times(300, { stage: "close", ageDays: 40, hollow: 1, expected_close_day: 1 }));
    await insertDeals(tenant, processId, times(700, { stage: "close", status: "won", closed_at: NOON }));
    for (const alerts of [5, 0]) {
      const { body, d1 } = await evaluate(tenant);
      expect(body.alerts.raised).toHaveLength(alerts);
      expect(d1.roundTrips).toBeLessThanOrEqual(4);
      expect(d1.rowsRead).toBeLessThanOrEqual(2 * 300 + 1_000);
      expect(d1.rowsWritten).toBeLessThanOrEqual(30 + alerts);
    }
  });
});

describe("the list of alerts", () => {
  test("is newest first, in pages, by status, rule and process", async () => {
    const { tenant, processId } = await company();
    await insertDeals(tenant, processId, times(10, { stage: "close", hollow: 1 }));
    await evaluate(tenant);
    vi.setSystemTime(NOON + HOUR_MS);
    await changeDeals(tenant, "hollow = 0", "1");
    await evaluate(tenant);
    await insertDeals(tenant, processId, times(40, { stage: "close", hollow: 1 }));
    await evaluate(tenant);

    const rules = (alerts: { rule: string; status: string }[]) => alerts.map(({ rule, status }) => `${rule} ${status}`);
    const all = await alertsOf(tenant);
    expect(rules(all)[0]).toBe("hollow_pipeline open");
    expect(rules(all).sort()).toEqual(["hollow_pipeline open", "hollow_pipeline resolved", "inverted_funnel open"]);
    expect(rules(await alertsOf(tenant, "?status=open&rule=hollow_pipeline"))).toEqual(["hollow_pipeline open"]);
    expect(rules(await alertsOf(tenant, "?status=resolved"))).toEqual(["hollow_pipeline resolved"]);
    expect(await alertsOf(tenant, "?process_id=prc_other")).toEqual([]);

    for (const filter of ["", "&status=open"]) {
      const seen: string[] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const { body }: { body: { data: { id: string }[]; next_cursor: string | null } } = await tenant.call(
          "GET",
          `/v1/alerts?limit=1${filter}${cursor && `&cursor=${cursor}`}`,
        );
        seen.push(...body.data.map(({ id }) => id));
        cursor = body.next_cursor;
      }
      expect(seen).toEqual((await alertsOf(tenant, `?limit=100${filter}`)).map((alert: { id: string }) => alert.id));
    }
    expect((await tenant.call("GET", "/v1/alerts?status=gone")).status).toBe(422);
  });

  test("is each company's own", async () => {
    const [ours, theirs] = [await hollowCompany(30), await hollowCompany(30)];
    await evaluate(ours.tenant);
    const [alert] = await alertsOf(ours.tenant);
    expect((await ours.tenant.call("GET", `/v1/alerts/${alert.id}`)).status).toBe(200);
    expect((await theirs.tenant.call("GET", `/v1/alerts/${alert.id}`)).status).toBe(404);
    expect(await alertsOf(theirs.tenant)).toEqual([]);
    await evaluate(theirs.tenant);
    expect(await alertsOf(ours.tenant)).toEqual([alert]);
  });
});
