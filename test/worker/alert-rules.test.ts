import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { RULES } from "../../src/alerts/levels.ts";
import { foundTenant, type TestTenant, withScopes } from "../support/api.ts";
import { changeDeals, insertDeals, times } from "../support/open-deals.ts";
import { beforeNextCommit } from "../support/races.ts";
import { publishProcess, SMALL_DOCUMENT } from "../support/story.ts";
import { interceptFetch } from "../support/webhooks.ts";

/** A Tuesday; noon in Helsinki. */
const NOON = Date.parse("2026-11-24T10:00:00Z");
const HOUR_MS = 3_600_000;

beforeAll(interceptFetch);

beforeEach(() => {
  vi.setSystemTime(NOON);
});

async function company(settings = {}): Promise<{ tenant: TestTenant; processId: string }> {
  const tenant = await foundTenant(settings);
  return { tenant, processId: await publishProcess(tenant, SMALL_DOCUMENT) };
}

const path = (rule: string, processId?: string) =>
  `/v1/alert-rules/${rule}${processId === undefined ? "" : `?process_id=${processId}`}`;

async function set(tenant: TestTenant, rule: string, body: object, processId?: string) {
  const reply = await tenant.call("PATCH", path(rule, processId), { body });
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body;
}

async function evaluate(tenant: TestTenant, body: object = {}) {
  const reply = await tenant.call("POST", "/v1/funnel/evaluate", { body });
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body;
}

const liveOf = async (tenant: TestTenant) =>
  (await tenant.call("GET", "/v1/alerts?live=true")).body.data.map((alert: { rule: string }) => alert.rule).sort();
const lastOf = async (tenant: TestTenant, rule: string) =>
  (await tenant.call("GET", `/v1/alerts?rule=${rule}`)).body.data[0];
const faultsOf = (body: { errors: { pointer: string; code: string }[] }) =>
  body.errors.map(({ pointer, code }) => `${pointer} ${code}`);

async function eventsOf(tenant: TestTenant, type: string) {
  const { body } = await tenant.call("GET", "/v1/events?limit=100");
  return body.data.filter((event: { type: string }) => event.type === type);
}

const evaluateAt = async (tenant: TestTenant) =>
  (
    await env.DB.prepare("SELECT evaluate_at FROM tenants WHERE id = ?1")
      .bind(tenant.id)
      .first<{ evaluate_at: number }>()
  )?.evaluate_at;

describe("the rules in force", () => {
  test("are all 14, as the product sets them, in the company's language", async () => {
    const [english, finnish] = [await company(), await company({ locale: "fi" })];
    const { body, status } = await english.tenant.call("GET", "/v1/alert-rules");
    expect(status).toBe(200);
    expect(body.data.map(({ rule }: { rule: string }) => rule)).toEqual([...RULES]);
    expect(body.next_cursor).toBeNull();
    expect(body.data.find(({ rule }: { rule: string }) => rule === "thin_top")).toEqual({
      rule: "thin_top",
      process_id: null,
      enabled: true,
      warning: 0.6,
      critical: 0.4,
      minimum_n: 5,
      window_days: 28,
      owners: null,
      mute: [],
      escalate_after_hours: null,
      source: "default",
      description: expect.stringContaining("Entries into the first stage"),
      unit: "ratio",
      worse: "below",
      revision: 0,
      updated_at: null,
    });
    const one = await finnish.tenant.call("GET", path("thin_top", finnish.processId));
    expect(one.body).toMatchObject({
      process_id: finnish.processId,
      description: expect.stringContaining("vaiheeseen"),
    });
    expect(one.headers.get("etag")).toBe('"0"');
  });

  test("come in pages", async () => {
    const { tenant, processId } = await company();
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query = `process_id=${processId}&limit=5${cursor && `&cursor=${cursor}`}`;
      const { body }: { body: { data: { rule: string }[]; next_cursor: string | null } } = await tenant.call(
        "GET",
        `/v1/alert-rules?${query}`,
      );
      seen.push(...body.data.map(({ rule }) => rule));
      cursor = body.next_cursor;
    }
    expect(seen).toEqual([...RULES]);
  });

  test("of a process come before the company's, and these before the default, field by field", async () => {
    const { tenant, processId } = await company();
    await set(tenant, "stalled", { warning: 0.3, critical: 0.6, owners: ["Ann"] });
    await set(tenant, "stalled", { warning: 0.4, minimum_n: 2 }, processId);
    const inForce = { warning: 0.4, critical: 0.6, minimum_n: 2, owners: ["Ann"], source: "process", revision: 1 };
    expect((await tenant.call("GET", path("stalled", processId))).body).toMatchObject(inForce);
    expect((await tenant.call("GET", path("stalled"))).body).toMatchObject({
      warning: 0.3,
      minimum_n: 5,
      source: "company",
    });
    // Everybody's deals, although the company says Ann's; then what the company says again.
    expect(await set(tenant, "stalled", { owners: [] }, processId)).toMatchObject({ owners: null });
    expect(await set(tenant, "stalled", { owners: null }, processId)).toMatchObject({ owners: ["Ann"] });
    expect(await set(tenant, "stalled", { critical: null })).toMatchObject({ critical: 0.5 });
    const reset = await tenant.call("DELETE", path("stalled", processId));
    expect(reset.body).toMatchObject({ warning: 0.3, critical: 0.5, source: "company", revision: 4 });
    expect((await tenant.call("DELETE", path("stalled"))).body).toMatchObject({ warning: 0.25, source: "default" });
    const again = await tenant.call("DELETE", path("stalled"));
    expect([again.status, again.body.revision]).toEqual([200, 3]);
  });

  test("are each company's own: another's process is not there", async () => {
    const [ours, theirs] = [await company(), await company()];
    for (const [method, more] of [
      ["GET", {}],
      ["PATCH", { body: { warning: 0.3 } }],
      ["DELETE", {}],
    ] as const) {
      for (const id of [theirs.processId, "prc_nothing"]) {
        const reply = await ours.tenant.call(method, path("stalled", id), more);
        expect([reply.status, reply.body.errors[0].pointer]).toEqual([404, "/query/process_id"]);
      }
      expect((await ours.tenant.call(method, path("no_such_rule"), more)).status).toBe(404);
    }
    expect((await ours.tenant.call("GET", `/v1/alert-rules?process_id=${theirs.processId}`)).status).toBe(404);
    await set(theirs.tenant, "stalled", { warning: 0.4 });
    expect((await ours.tenant.call("GET", path("stalled"))).body.warning).toBe(0.25);
    const reader = await withScopes(ours.tenant, ["alerts:read"]);
    expect((await reader("PATCH", path("stalled"), { body: { warning: 0.3 } })).status).toBe(403);
  });
});

describe("setting a rule", () => {
  test("names every fault at once", async () => {
    const { tenant, processId } = await company();
    const refused = async (rule: string, body: object) => {
      const reply = await tenant.call("PATCH", path(rule, processId), { body });
      expect(reply.status, JSON.stringify(reply.body)).toBe(422);
      return faultsOf(reply.body);
    };
    expect(
      await refused("stalled", {
        warning: 1.5,
        critical: 0.5,
        minimum_n: 0,
        window_days: 14,
        escalate_after_hours: -1,
      }),
    ).toEqual([
      "/warning too_big",
      "/minimum_n too_small",
      "/window_days not_applicable",
      "/escalate_after_hours too_small",
      "/critical level_order",
    ]);
    expect(await refused("thin_top", { warning: 0.3, window_days: 6, owners: ["Ann"] })).toEqual([
      "/window_days too_small",
      "/owners not_applicable",
      "/warning level_order",
    ]);
    expect(await refused("stalled", { warning: 0.5 })).toEqual(["/warning level_order"]);
    expect(await refused("stalled", { enabled: "yes", owner: ["Ann"] })).toEqual([
      "/enabled invalid_type",
      "/owner unknown_field",
    ]);
    expect(await refused("stalled", { mute: [{ from: "24:00", to: "8:00", days: [0, 8] }] })).toEqual([
      "/mute/0/days/0 too_small",
      "/mute/0/days/1 too_big",
      "/mute/0/from invalid_format",
      "/mute/0/to invalid_format",
    ]);
    expect(await refused("stalled", { owners: times(101, { stage: "x" }).map((_, n) => `Rep ${n}`) })).toEqual([
      "/owners too_big",
    ]);
    expect(await refused("stalled", { owners: ["Ann", "Ann"] })).toEqual(["/owners repeated"]);
    expect(await eventsOf(tenant, "alert_rule.changed")).toEqual([]);
  });

  test("for all processes may not spoil the order of the levels in one that sets its own", async () => {
    const { tenant, processId } = await company();
    await set(tenant, "stalled", { warning: 0.6, critical: 0.8 });
    await set(tenant, "stalled", { warning: 0.7 }, processId);
    for (const reply of [
      await tenant.call("PATCH", path("stalled"), { body: { critical: 0.65 } }),
      await tenant.call("PATCH", path("stalled"), { body: { warning: null, critical: null } }),
      await tenant.call("DELETE", path("stalled")),
    ]) {
      expect([reply.status, reply.body.errors[0].code]).toEqual([422, "level_order"]);
      expect(reply.body.errors[0].detail).toContain(processId);
    }
  });

  test("is told once, with what was before; what changes nothing writes nothing", async () => {
    const { tenant } = await company();
    await set(tenant, "stalled", { warning: 0.3, mute: [{ from: "18:00", to: "08:00" }] });
    const rule = await set(tenant, "stalled", { warning: 0.4 });
    expect(await set(tenant, "stalled", { warning: 0.4 })).toEqual(rule);
    expect(await set(tenant, "stalled", {})).toEqual(rule);
    const events = await eventsOf(tenant, "alert_rule.changed");
    expect(events.map(({ data }: { data: { previous: object } }) => data.previous)).toEqual([
      { warning: 0.25, mute: [], source: "default" },
      { warning: 0.3 },
    ]);
    expect(events[1].data.alert_rule).toEqual(rule);
  });

  test("honours If-Match", async () => {
    const { tenant } = await company();
    const patch = (etag: string, warning: number) =>
      tenant.call("PATCH", path("stalled"), { body: { warning }, headers: { "if-match": etag } });
    expect((await patch('"1"', 0.3)).status).toBe(412);
    const first = await patch('"0"', 0.3);
    expect([first.status, first.headers.get("etag")]).toEqual([200, '"1"']);
    expect((await patch('"0"', 0.35)).status).toBe(412);
    const reset = await tenant.call("DELETE", path("stalled"), { headers: { "if-match": '"0"' } });
    expect(reset.status).toBe(412);
  });

  test("by two at once: both are set, and levels never get out of order between them", async () => {
    const { tenant, processId } = await company();
    const replies = await Promise.all([
      tenant.call("PATCH", path("stalled"), { body: { warning: 0.3 } }),
      tenant.call("PATCH", path("stalled"), { body: { minimum_n: 7 } }),
      tenant.call("PATCH", path("stalled", processId), { body: { enabled: false } }),
    ]);
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await tenant.call("GET", path("stalled", processId))).body).toMatchObject({
      warning: 0.3,
      minimum_n: 7,
      enabled: false,
    });

    // The company lowers the critical level while the process raises its warning above that.
    beforeNextCommit(() => set(tenant, "past_due", { warning: 0.2 }, processId));
    const lowered = await tenant.call("PATCH", path("past_due"), { body: { critical: 0.15 } });
    expect([lowered.status, lowered.body.errors?.[0].code]).toEqual([422, "level_order"]);
    expect((await tenant.call("GET", path("past_due", processId))).body).toMatchObject({
      warning: 0.2,
      critical: 0.25,
    });
  });

  test("has the company evaluated soon", async () => {
    const { tenant } = await company();
    await evaluate(tenant);
    expect(await evaluateAt(tenant)).toBeGreaterThan(NOON);
    await set(tenant, "stalled", { warning: 0.3 });
    expect(await evaluateAt(tenant)).toBeLessThanOrEqual(NOON);
  });
});

describe("an evaluation", () => {
  /** 10 of 40 deals are hollow, all of them Ann's. */
  async function hollowDeals() {
    const made = await company();
    await insertDeals(made.tenant, made.processId, [
      ...times(10, { stage: "find", hollow: 1, owner: "Ann" }),
      ...times(10, { stage: "find", owner: "Ann" }),
      ...times(20, { stage: "find", owner: "Bo" }),
    ]);
    return made;
  }
  const figureOf = (body: { processes: { figures: { rule: string }[] }[] }, rule: string) =>
    body.processes[0]?.figures.find((figure) => figure.rule === rule);

  test("goes by the levels, the minimum and the owners that the process sets", async () => {
    const { tenant, processId } = await hollowDeals();
    // All deals stand in one stage, which is the first of three: 10 of 40 are hollow.
    expect(figureOf(await evaluate(tenant), "hollow_pipeline")).toMatchObject({
      value: 0.25,
      n: 40,
      severity: "warning",
    });
    await set(tenant, "hollow_pipeline", { owners: ["Ann", "Nobody"], critical: 0.5 }, processId);
    expect(figureOf(await evaluate(tenant), "hollow_pipeline")).toMatchObject({
      value: 0.5,
      n: 20,
      severity: "critical",
      thresholds: { warning: 0.2, critical: 0.5, minimum_n: 5 },
    });
    expect(await lastOf(tenant, "hollow_pipeline")).toMatchObject({
      severity: "critical",
      value: 0.5,
      n: 20,
      message: expect.stringMatching(/Only the deals of these owners count: “Ann”, “Nobody”\./),
    });
    await set(tenant, "hollow_pipeline", { owners: ["Bo"] }, processId);
    await evaluate(tenant);
    expect(await lastOf(tenant, "hollow_pipeline")).toMatchObject({ status: "resolved", value: 0, n: 20 });
    await set(tenant, "hollow_pipeline", { owners: [], minimum_n: 41 }, processId);
    expect(figureOf(await evaluate(tenant), "hollow_pipeline")).toMatchObject({ value: null, n: 40, severity: null });
  });

  test("leaves out a rule that is disabled, and ends its alert", async () => {
    const { tenant, processId } = await hollowDeals();
    await evaluate(tenant);
    expect(await liveOf(tenant)).toContain("hollow_pipeline");
    await set(tenant, "hollow_pipeline", { enabled: false }, processId);
    const body = await evaluate(tenant);
    expect(figureOf(body, "hollow_pipeline")).toBeUndefined();
    expect(body.alerts.resolved).toHaveLength(1);
    expect(await lastOf(tenant, "hollow_pipeline")).toMatchObject({
      status: "resolved",
      resolved_by: null,
      message: "The rule has been disabled. The alert is closed.",
    });
    expect(await eventsOf(tenant, "alert.resolved")).toHaveLength(1);
    expect((await evaluate(tenant)).alerts.resolved).toEqual([]);
  });

  test("judges no process that is archived, and ends its alerts", async () => {
    const { tenant } = await company();
    const other = await publishProcess(tenant, SMALL_DOCUMENT);
    await insertDeals(tenant, other, times(10, { stage: "find", hollow: 1 }));
    await evaluate(tenant);
    await changeDeals(tenant, "status = 'lost', closed_at = 1", "1");
    const archived = await tenant.call("POST", `/v1/processes/${other}/archive`);
    expect(archived.status, JSON.stringify(archived.body)).toBe(200);
    const body = await evaluate(tenant);
    expect(body.processes.map(({ process_id }: { process_id: string }) => process_id)).not.toContain(other);
    expect(await lastOf(tenant, "hollow_pipeline")).toMatchObject({
      status: "resolved",
      message: "The process has been archived. The alert is closed.",
    });
    const one = await tenant.call("POST", "/v1/funnel/evaluate", { body: { process_id: other } });
    expect([one.status, one.body.code]).toEqual([409, "process_archived"]);
  });

  test("ends an alert whose subject is gone, and raises one for each subject", async () => {
    const { tenant, processId } = await company();
    await insertDeals(tenant, processId, [
      ...times(10, { stage: "close", owner: "Ann" }),
      ...times(10, { stage: "agree", owner: "Bo" }),
      ...times(40, { stage: "find" }),
    ]);
    await evaluate(tenant);
    const subjects = async () =>
      (await tenant.call("GET", "/v1/alerts?live=true&rule=rep_inverted")).body.data
        .map(({ subject }: { subject: string }) => subject)
        .sort();
    expect(await subjects()).toEqual(["owner:Ann", "owner:Bo"]);
    await changeDeals(tenant, "owner = 'Cy'", "owner = 'Ann'");
    const body = await evaluate(tenant);
    expect([body.alerts.raised.length, body.alerts.resolved.length]).toEqual([1, 1]);
    expect(await subjects()).toEqual(["owner:Bo", "owner:Cy"]);
    const { data } = (await tenant.call("GET", "/v1/alerts?status=resolved")).body;
    expect(data).toMatchObject([
      { subject: "owner:Ann", message: "There is nothing left to judge. The alert is closed." },
    ]);
  });

  test("in mute hours neither raises nor resolves; after them it does", async () => {
    const { tenant, processId } = await hollowDeals();
    const mute = [{ from: "11:00", to: "13:00" }];
    await tenant.call("PATCH", "/v1/tenant", { body: { evaluation_interval_minutes: 1_440 } });
    await set(tenant, "hollow_pipeline", { mute });
    expect((await evaluate(tenant)).alerts.raised).toEqual([]);
    // It is looked at again when they end, at 13:00 in Helsinki.
    expect(await evaluateAt(tenant)).toBeLessThanOrEqual(NOON + HOUR_MS);
    vi.setSystemTime(NOON + HOUR_MS);
    expect((await evaluate(tenant)).alerts.raised).toHaveLength(1);
    await changeDeals(tenant, "hollow = 0", "1");
    await set(tenant, "hollow_pipeline", { mute: [{ days: [2], from: "13:00", to: "09:00" }] }, processId);
    expect((await evaluate(tenant)).alerts.resolved).toEqual([]);
    expect(await liveOf(tenant)).toContain("hollow_pipeline");
    vi.setSystemTime(NOON + 22 * HOUR_MS);
    expect((await evaluate(tenant)).alerts.resolved).toHaveLength(1);
  });

  test("tells what to do from the process's own guidance", async () => {
    const { tenant, processId } = await hollowDeals();
    await evaluate(tenant, { process_id: processId });
    const { message, advice } = await lastOf(tenant, "hollow_pipeline");
    expect(message).toContain("hollow");
    expect(message).not.toContain("milestones with");
    expect(advice.length).toBeGreaterThan(20);
  });

  test("raises each alert once, however many are made at once while rules are set", async () => {
    const { tenant, processId } = await hollowDeals();
    await Promise.all([
      ...[1, 2, 3].map(() => evaluate(tenant)),
      ...[1, 2, 3].map(() => evaluate(tenant, { process_id: processId })),
      set(tenant, "hollow_pipeline", { critical: 0.9 }),
      set(tenant, "hollow_pipeline", { warning: 0.15 }, processId),
    ]);
    await evaluate(tenant);
    const hollow = (events: { data: { alert: { rule: string } } }[]) =>
      events.filter(({ data }) => data.alert.rule === "hollow_pipeline");
    expect(hollow(await eventsOf(tenant, "alert.raised"))).toHaveLength(1);
    expect(await eventsOf(tenant, "alert.resolved")).toEqual([]);
    expect(await lastOf(tenant, "hollow_pipeline")).toMatchObject({
      status: "open",
      severity: "warning",
      threshold: 0.15,
    });
  });

  test("that a rule overtakes is decided again by the rule as it is", async () => {
    const { tenant } = await hollowDeals();
    beforeNextCommit(() => set(tenant, "hollow_pipeline", { enabled: false }));
    const body = await evaluate(tenant);
    expect(body.alerts.raised).toEqual([]);
    expect(figureOf(body, "hollow_pipeline")).toBeUndefined();
    expect(await liveOf(tenant)).toEqual([]);
  });
});
