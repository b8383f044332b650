import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type TestTenant, withScopes } from "../support/api.ts";
import { alertEventsOf, evaluate, hollowCompany } from "../support/hollow-company.ts";
import { beforeNextCommit } from "../support/races.ts";
import { interceptFetch } from "../support/webhooks.ts";

const HOUR_MS = 3_600_000;
const NOON = Date.parse("2026-11-24T10:00:00Z");

beforeAll(interceptFetch);

beforeEach(() => {
  vi.setSystemTime(NOON);
});

/** A company with one alert, a warning. */
async function alarmed(hollow = 25) {
  const company = await hollowCompany(hollow);
  await evaluate(company.tenant);
  const { body } = await company.tenant.call("GET", "/v1/alerts?live=true");
  expect(body.data).toHaveLength(1);
  const path = `/v1/alerts/${body.data[0].id}`;
  const act = (verb: string, request: object = {}) => company.tenant.call("POST", `${path}/${verb}`, request);
  const read = async () => (await company.tenant.call("GET", path)).body;
  const told = async () => (await alertEventsOf(company.tenant)).slice(1);
  return { ...company, alert: body.data[0], path, act, read, told };
}

const at = (time: number) => new Date(time).toISOString();
const typesOf = (events: readonly { type: string }[]) => events.map(({ type }) => type);

describe("acknowledging", () => {
  test("says who takes care of it, since when, and what it was", async () => {
    const { act, read, alert, told } = await alarmed();
    const reply = await act("acknowledge");
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({
      ...alert,
      status: "acknowledged",
      acknowledged_at: at(NOON),
      acknowledged_by: expect.stringMatching(/^key_/),
    });
    expect(reply.headers.get("etag")).toBe('"2"');
    expect(await read()).toEqual(reply.body);
    expect(await told()).toEqual([
      {
        type: "alert.acknowledged",
        actor: reply.body.acknowledged_by,
        alert: reply.body,
        previous: { status: "open", acknowledged_at: null, acknowledged_by: null },
      },
    ]);
  });

  test("twice changes nothing and says nothing twice", async () => {
    const { act, told } = await alarmed();
    const first = await act("acknowledge", { body: { comment: "On it" } });
    const second = await act("acknowledge", { body: { comment: "On it" } });
    expect([second.status, second.body, second.headers.get("etag")]).toEqual([200, first.body, '"2"']);
    expect(typesOf(await told())).toEqual(["alert.acknowledged", "alert.commented"]);
    // Who has something else to say is heard.
    await act("acknowledge", { body: { comment: "Still on it" } });
    expect(typesOf(await told())).toEqual(["alert.acknowledged", "alert.commented", "alert.commented"]);
  });

  test("holds no escalation back, which opens it again", async () => {
    const { act, read, tenant, setHollow, told } = await alarmed();
    await act("acknowledge");
    await setHollow(40);
    const { body } = await evaluate(tenant);
    expect(body.alerts.escalated).toHaveLength(1);
    expect(await read()).toMatchObject({ status: "open", severity: "critical", acknowledged_at: null });
    expect((await told()).at(-1)).toMatchObject({
      type: "alert.escalated",
      reason: "critical",
      previous: { status: "acknowledged", severity: "warning", acknowledged_at: at(NOON) },
    });
  });
});

describe("snoozing", () => {
  test("puts it off until a time, at which the next evaluation opens it again", async () => {
    const { act, read, tenant, alert, setHollow, told } = await alarmed();
    const until = NOON + HOUR_MS;
    // Any offset will do.
    const reply = await act("snooze", { body: { until: "2026-11-24T13:00:00+02:00", comment: "After lunch" } });
    expect([reply.status, reply.body]).toEqual([200, { ...alert, status: "snoozed", snoozed_until: at(until) }]);
    vi.setSystemTime(until - 1);
    await setHollow(30);
    expect((await evaluate(tenant)).body.alerts).toMatchObject({ reopened: [], updated: [alert.id] });
    expect(await read()).toMatchObject({ status: "snoozed", value: 0.3 });
    vi.setSystemTime(until);
    expect((await evaluate(tenant)).body.alerts).toMatchObject({ reopened: [alert.id], raised: [] });
    expect(await read()).toMatchObject({ status: "open", snoozed_until: null, opened_at: at(NOON) });
    const events = await told();
    expect(typesOf(events)).toEqual(["alert.snoozed", "alert.commented", "alert.reopened"]);
    expect(events[0].previous).toEqual({ status: "open", snoozed_until: null });
    expect(events[1].comment.text).toBe("After lunch");
    expect(events[2].previous).toEqual({ status: "snoozed", snoozed_until: at(until) });
  });

  test("has the company evaluated when it ends, and lets an evaluation that is under way know", async () => {
    const { act, tenant } = await alarmed();
    const dueAt = async () => (await readTenant(tenant)).evaluate_at;
    const before = await dueAt();
    // When it is due by itself lies with the company's id, so these lie between now and then.
    const [until, later] = [3, 2].map((part) => Math.floor(NOON + (before - NOON) / part)) as [number, number];
    await act("snooze", { body: { until: at(until) } });
    expect(await dueAt()).toBe(until);
    await act("snooze", { body: { until: at(NOON + 80 * 24 * HOUR_MS) } });
    expect(await dueAt()).toBe(until - 1);

    vi.setSystemTime(until);
    await evaluate(tenant);
    beforeNextCommit(() => act("snooze", { body: { until: at(later) } }));
    await evaluate(tenant);
    expect(await dueAt()).toBe(later);
  });

  test("wakes at once when it becomes critical", async () => {
    const { act, read, tenant, setHollow, told } = await alarmed();
    await act("snooze", { body: { until: at(NOON + HOUR_MS) } });
    await setHollow(40);
    await evaluate(tenant);
    expect(await read()).toMatchObject({ status: "open", severity: "critical", snoozed_until: null });
    expect(typesOf(await told())).toEqual(["alert.snoozed", "alert.escalated"]);
  });

  test("until the same time again says nothing; until another time it does", async () => {
    const { act, told } = await alarmed();
    const first = await act("snooze", { body: { until: at(NOON + HOUR_MS) } });
    const again = await act("snooze", { body: { until: at(NOON + HOUR_MS) } });
    expect([again.body, again.headers.get("etag")]).toEqual([first.body, '"2"']);
    await act("snooze", { body: { until: at(NOON + 2 * HOUR_MS) } });
    const events = await told();
    expect(typesOf(events)).toEqual(["alert.snoozed", "alert.snoozed"]);
    expect(events[1].previous).toEqual({ snoozed_until: at(NOON + HOUR_MS) });
  });

  test.each([
    [at(NOON), "in_the_past"],
    [at(NOON - 1), "in_the_past"],
    [at(NOON + 90 * 24 * HOUR_MS + 1), "too_late"],
    ["tomorrow", "invalid_format"],
    [undefined, "required"],
  ])("until %s is refused: %s", async (until, code) => {
    const { act, told } = await alarmed();
    const { status, body } = await act("snooze", { body: { until } });
    expect([status, body.errors]).toMatchObject([422, [{ pointer: "/until", code }]]);
    expect(await told()).toEqual([]);
  });

  test("is for 90 days at most", async () => {
    const { act } = await alarmed();
    expect((await act("snooze", { body: { until: at(NOON + 90 * 24 * HOUR_MS) } })).status).toBe(200);
  });
});

describe("resolving by hand", () => {
  test("says who did it, and holds the same back until the figure has been well once", async () => {
    const { act, tenant, setHollow, alert, told } = await alarmed();
    const reply = await act("resolve", { body: { comment: "It is as it should be" } });
    expect([reply.status, reply.body]).toEqual([
      200,
      { ...alert, status: "resolved", resolved_at: at(NOON), resolved_by: expect.stringMatching(/^key_/) },
    ]);
    const courses: [number, number][] = [];
    for (const hollow of [25, 39, 16, 15, 19, 20]) {
      await setHollow(hollow);
      const { body } = await evaluate(tenant);
      courses.push([hollow, body.alerts.raised.length]);
    }
    expect(courses).toEqual([
      [25, 0],
      [39, 0],
      [16, 0],
      [15, 0],
      [19, 0],
      [20, 1],
    ]);
    const events = await told();
    expect(typesOf(events)).toEqual(["alert.resolved", "alert.commented", "alert.raised"]);
    expect(events[0]).toMatchObject({ alert: { resolved_by: reply.body.resolved_by }, previous: { status: "open" } });
  });

  test("does not hold back what is worse", async () => {
    const { act, tenant, setHollow, alert } = await alarmed();
    await act("resolve");
    await setHollow(40);
    const { body } = await evaluate(tenant);
    expect(body.alerts.raised).toHaveLength(1);
    expect(body.alerts.raised[0]).not.toBe(alert.id);
    expect(await heldOf(tenant)).toEqual([]);
    // And that one can be resolved by hand as well.
    expect((await tenant.call("POST", `/v1/alerts/${body.alerts.raised[0]}/resolve`)).status).toBe(200);
    expect((await evaluate(tenant)).body.alerts.raised).toEqual([]);
    expect(await heldOf(tenant)).toEqual(body.alerts.raised);
  });

  test("twice changes nothing; what the figure has resolved is not resolved by hand", async () => {
    const first = await alarmed();
    const once = await first.act("resolve");
    const twice = await first.act("resolve");
    expect([twice.status, twice.body]).toEqual([200, once.body]);
    expect(typesOf(await first.told())).toEqual(["alert.resolved"]);

    const second = await alarmed();
    await second.setHollow(0);
    await evaluate(second.tenant);
    const refused = await second.act("resolve");
    expect([refused.status, refused.body.code]).toEqual([409, "alert_resolved"]);
    expect(await heldOf(second.tenant)).toEqual([]);
  });
});

test("a resolved alert is neither acknowledged nor snoozed, but may be commented on", async () => {
  const { act, told } = await alarmed();
  await act("resolve");
  for (const [verb, body] of [
    ["acknowledge", { comment: "Too late" }],
    ["snooze", { until: at(NOON + HOUR_MS) }],
  ] as const) {
    const { status, body: problem } = await act(verb, { body });
    expect([verb, status, problem.code]).toEqual([verb, 409, "alert_resolved"]);
  }
  expect((await act("comments", { body: { text: "What was it?" } })).status).toBe(201);
  expect(typesOf(await told())).toEqual(["alert.resolved", "alert.commented"]);
});

describe("comments", () => {
  test("stand beside the alert, newest first, page by page", async () => {
    const { act, tenant, path, read, told } = await alarmed();
    const written: object[] = [];
    for (const text of ["One", "Two\nlines", "Kolme"]) {
      vi.setSystemTime(NOON + written.length + 1);
      const { status, body } = await act("comments", { body: { text } });
      expect([status, body]).toEqual([
        201,
        {
          id: expect.stringMatching(/^cmt_/),
          alert_id: (await read()).id,
          text,
          author: expect.stringMatching(/^key_/),
          created_at: at(NOON + written.length + 1),
        },
      ]);
      written.unshift(body);
    }
    expect((await tenant.call("GET", `${path}/comments`)).body).toEqual({ data: written, next_cursor: null });
    const page = await tenant.call("GET", `${path}/comments?limit=2`);
    expect(page.body.data).toEqual(written.slice(0, 2));
    const rest = await tenant.call("GET", `${path}/comments?limit=2&cursor=${page.body.next_cursor}`);
    expect(rest.body).toEqual({ data: written.slice(2), next_cursor: null });
    expect((await tenant.call("GET", path)).headers.get("etag")).toBe('"1"');
    expect(typesOf(await told())).toEqual(["alert.commented", "alert.commented", "alert.commented"]);
    expect((await told())[0].comment).toEqual(written.at(-1));
  });

  test("say something, and not too much", async () => {
    const { act } = await alarmed();
    for (const [verb, body, pointer] of [
      ["comments", { text: " " }, "/text"],
      ["comments", { text: "x".repeat(4_001) }, "/text"],
      ["acknowledge", { comment: "" }, "/comment"],
      ["resolve", { comment: "x".repeat(4_001) }, "/comment"],
    ] as const) {
      const reply = await act(verb, { body });
      expect([reply.status, reply.body.errors.map((fault: { pointer: string }) => fault.pointer)]).toEqual([
        422,
        [pointer],
      ]);
    }
    expect((await act("comments", { body: { text: "x".repeat(4_000) } })).status).toBe(201);
  });
});

describe("If-Match", () => {
  test.each(["acknowledge", "snooze", "resolve"])("is honoured by %s", async (verb) => {
    const { act, read } = await alarmed();
    const body = verb === "snooze" ? { until: at(NOON + HOUR_MS) } : {};
    const stale = await act(verb, { body, headers: { "if-match": '"7"' } });
    expect([stale.status, stale.body.code]).toEqual([412, "precondition_failed"]);
    expect(await read()).toMatchObject({ status: "open" });
    expect((await act(verb, { body, headers: { "if-match": '"1"' } })).status).toBe(200);
  });
});

describe("of two at once", () => {
  test("an evaluation that escalates does not undo what somebody does meanwhile, and goes on from there", async () => {
    const { act, read, tenant, setHollow, told } = await alarmed();
    await setHollow(40);
    beforeNextCommit(() => act("acknowledge"));
    await evaluate(tenant);
    // Acknowledged as a warning, and then critical.
    expect(await read()).toMatchObject({ status: "open", severity: "critical" });
    expect(typesOf(await told())).toEqual(["alert.acknowledged", "alert.escalated"]);
  });

  test("who acknowledges what an evaluation has just escalated acknowledges that", async () => {
    const { act, read, tenant, setHollow, told } = await alarmed();
    await setHollow(40);
    beforeNextCommit(() => evaluate(tenant));
    expect((await act("acknowledge")).body).toMatchObject({ status: "acknowledged", severity: "critical" });
    expect(await read()).toMatchObject({ status: "acknowledged", severity: "critical" });
    expect(typesOf(await told())).toEqual(["alert.escalated", "alert.acknowledged"]);
  });

  test("who has seen the warning only is told that it has changed", async () => {
    const { act, read, tenant, setHollow } = await alarmed();
    await setHollow(40);
    beforeNextCommit(() => evaluate(tenant));
    const reply = await act("resolve", { headers: { "if-match": '"1"' } });
    expect([reply.status, reply.body.code]).toEqual([412, "precondition_failed"]);
    expect(await read()).toMatchObject({ status: "open", severity: "critical" });
  });

  test("who acknowledges what somebody has just resolved is told", async () => {
    const { act, told } = await alarmed();
    beforeNextCommit(() => act("resolve"));
    const reply = await act("acknowledge");
    expect([reply.status, reply.body.code]).toEqual([409, "alert_resolved"]);
    expect(typesOf(await told())).toEqual(["alert.resolved"]);
  });

  test("who resolves what its figure has just resolved is told, and nothing is held back", async () => {
    const { act, tenant, setHollow } = await alarmed();
    await setHollow(0);
    beforeNextCommit(() => evaluate(tenant));
    expect((await act("resolve")).body.code).toBe("alert_resolved");
    await setHollow(20);
    expect((await evaluate(tenant)).body.alerts.raised).toHaveLength(1);
  });

  test("an evaluation that read before an alert was raised and resolved by hand does not raise it again", async () => {
    const { tenant, processId } = await hollowCompany(25);
    // Of one process: nothing but the database stands between the two.
    beforeNextCommit(async () => {
      const { body } = await evaluate(tenant);
      await tenant.call("POST", `/v1/alerts/${body.alerts.raised[0]}/resolve`);
    });
    expect((await evaluate(tenant, { process_id: processId })).body.alerts.raised).toEqual([]);
    expect(typesOf(await alertEventsOf(tenant))).toEqual(["alert.raised", "alert.resolved"]);
  });

  test("ten who say the same at once are one", async () => {
    const { act, told } = await alarmed();
    const replies = await Promise.all(Array.from({ length: 10 }, () => act("acknowledge")));
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(typesOf(await told())).toEqual(["alert.acknowledged"]);
  });
});

describe("an alert that nobody acknowledges", () => {
  test("is told of once more, as its rule says", async () => {
    const { tenant, alert, told } = await alarmed();
    const patched = await tenant.call("PATCH", "/v1/alert-rules/hollow_pipeline", {
      body: { escalate_after_hours: 4 },
    });
    expect(patched.status, JSON.stringify(patched.body)).toBe(200);
    for (const hours of [3, 4, 5, 50]) {
      vi.setSystemTime(NOON + hours * HOUR_MS);
      const { body } = await evaluate(tenant);
      expect([hours, body.alerts.escalated]).toEqual([hours, hours === 4 ? [alert.id] : []]);
    }
    const reminders = (await told()).filter(({ type }) => type === "alert.escalated");
    expect(reminders).toMatchObject([{ reason: "unacknowledged", alert: { severity: "warning", status: "open" } }]);
  });

  test("has its company evaluated when that is due, however seldom it is otherwise", async () => {
    const { tenant } = await alarmed();
    await tenant.call("PATCH", "/v1/tenant", { body: { evaluation_interval_minutes: 1_440 } });
    await tenant.call("PATCH", "/v1/alert-rules/hollow_pipeline", { body: { escalate_after_hours: 4 } });
    vi.setSystemTime(NOON + HOUR_MS);
    await evaluate(tenant);
    expect((await readTenant(tenant)).evaluate_at).toBeLessThanOrEqual(NOON + 4 * HOUR_MS);
  });

  test("has it evaluated also where only its process was when the alert was raised", async () => {
    const { tenant, processId, setHollow } = await hollowCompany(0);
    await tenant.call("PATCH", "/v1/tenant", { body: { evaluation_interval_minutes: 1_440 } });
    await tenant.call("PATCH", "/v1/alert-rules/hollow_pipeline", { body: { escalate_after_hours: 1 } });
    await evaluate(tenant);
    const dueAt = async () => (await readTenant(tenant)).evaluate_at;
    // When it is due by itself lies with the company's id: on one in 24 that is within the hour anyway, and only told to hurry.
    const byItself = await dueAt();
    await setHollow(25);
    await evaluate(tenant, { process_id: processId });
    expect(await dueAt()).toBe(Math.min(byItself - 1, NOON + HOUR_MS));
  });
});

describe("the list", () => {
  test("is filtered by state, severity and subject", async () => {
    const { act, tenant, setHollow, alert } = await alarmed();
    await setHollow(0);
    await evaluate(tenant);
    await setHollow(50);
    await evaluate(tenant);
    const idsOf = async (query: string) =>
      (await tenant.call("GET", `/v1/alerts?${query}`)).body.data.map(({ id }: { id: string }) => id);
    const [critical] = await idsOf("live=true");
    expect(await idsOf("live=false")).toEqual([alert.id]);
    expect(await idsOf("severity=critical")).toEqual([critical]);
    expect(await idsOf("severity=warning&status=resolved")).toEqual([alert.id]);
    expect(await idsOf("subject=process")).toEqual([critical, alert.id]);
    expect(await idsOf("subject=owner:Aino")).toEqual([]);
    expect(await idsOf("live=true&status=resolved")).toEqual([]);
    expect((await act("comments", { body: { text: "x" } })).status).toBe(201);
    expect((await tenant.call("GET", "/v1/alerts?live=yes")).status).toBe(422);
    const { body } = await tenant.call("GET", "/v1/alerts?limit=1");
    const cursor = body.next_cursor;
    expect((await tenant.call("GET", `/v1/alerts?limit=1&cursor=${cursor}`)).body.data).toHaveLength(1);
    expect((await tenant.call("GET", `/v1/alerts?limit=1&live=true&cursor=${cursor}`)).status).toBe(422);
  });

  test("of live ones costs the same however many alerts there have been", async () => {
    const { tenant } = await alarmed();
    await env.DB.prepare(
      `INSERT INTO alerts (tenant_id, id, process_id, rule, subject, severity, status, value, threshold, n, message, opportunities,
         revision, opened_at, updated_at, resolved_at)
       WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 1000)
       SELECT tenant_id, 'alr_old' || number.n, process_id, rule, subject, severity, 'resolved', value, threshold, alerts.n, message,
         opportunities, 1, opened_at, updated_at, updated_at FROM alerts, number WHERE tenant_id = ?1`,
    )
      .bind(tenant.id)
      .run();
    const { d1, body } = await tenant.call("GET", "/v1/alerts?live=true&severity=warning");
    expect(body.data).toHaveLength(1);
    expect(d1.rowsRead).toBeLessThanOrEqual(5);
  });
});

test("acting takes its own permission and an Idempotency-Key, and little of the database", async () => {
  const { act, tenant, path, told } = await alarmed();
  const reader = await withScopes(tenant, ["alerts:read"]);
  expect((await reader("POST", `${path}/acknowledge`)).status).toBe(403);
  expect((await reader("GET", `${path}/comments`)).status).toBe(200);
  const request = { body: { comment: "On it" }, headers: { "idempotency-key": "ack-1" } };
  const first = await act("acknowledge", request);
  const again = await act("acknowledge", request);
  expect([again.body, again.headers.get("idempotent-replayed")]).toEqual([first.body, "true"]);
  expect(typesOf(await told())).toEqual(["alert.acknowledged", "alert.commented"]);
  const { d1 } = await act("snooze", { body: { until: at(NOON + HOUR_MS) } });
  expect(d1.roundTrips).toBeLessThanOrEqual(2);
  expect(d1.rowsRead).toBeLessThanOrEqual(40);
  expect(d1.rowsWritten).toBeLessThanOrEqual(8);
});

async function readTenant(tenant: TestTenant) {
  const row = await env.DB.prepare("SELECT evaluate_at FROM tenants WHERE id = ?1")
    .bind(tenant.id)
    .first<{ evaluate_at: number }>();
  if (!row) throw new Error("no such tenant");
  return row;
}

async function heldOf(tenant: TestTenant): Promise<string[]> {
  const { results } = await env.DB.prepare("SELECT id FROM alerts WHERE tenant_id = ?1 AND held = 1")
    .bind(tenant.id)
    .all<{ id: string }>();
  return results.map(({ id }) => id);
}
