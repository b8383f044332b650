import { env } from "cloudflare:workers";
import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type Happening,
  happen,
  happenings,
  type Life,
  type Limits,
  type Told,
  UNBORN,
} from "../support/alert-life.ts";
import type { TestTenant } from "../support/api.ts";
import { alertEventsOf, evaluate, type HollowCompany, hollowCompany } from "../support/hollow-company.ts";
import { interceptFetch } from "../support/webhooks.ts";

// The life of an alert in the Worker, whose figure is made by deals, against the model that the rules are held against too.

const HOUR_MS = 3_600_000;
const NOON = Date.parse("2026-11-24T10:00:00Z");
const RULE = "/v1/alert-rules/hollow_pipeline";
const LIMITS: Limits = {
  warns: (percent) => percent >= 20,
  alarms: (percent) => percent >= 40,
  isWell: (percent) => percent < 16,
  isCalm: (percent) => percent < 32,
  toRaise: 5,
  toKeep: 4,
  remindAfterHours: 24,
};
const PERCENTS = [0, 15, 16, 19, 20, 31, 32, 39, 40, 70];

beforeAll(interceptFetch);

beforeEach(() => {
  vi.setSystemTime(NOON);
});

async function watchedCompany(): Promise<HollowCompany> {
  const company = await hollowCompany(0);
  await set(company.tenant, { escalate_after_hours: LIMITS.remindAfterHours });
  return company;
}

async function set(tenant: TestTenant, body: object): Promise<void> {
  const reply = await tenant.call("PATCH", RULE, { body });
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
}

/** Lets it happen in the Worker; answers whether it was refused. */
async function realize({ tenant, setHollow }: HollowCompany, happening: Happening): Promise<boolean> {
  switch (happening.what) {
    case "wait":
      vi.setSystemTime(Date.now() + happening.hours * HOUR_MS);
      return false;
    case "evaluation":
      await setHollow(happening.percent ?? 0);
      await set(tenant, { mute: happening.muted ? [{ from: "00:00", to: "00:00" }] : [] });
      await evaluate(tenant);
      return false;
    case "disable":
      await set(tenant, { enabled: false });
      await evaluate(tenant);
      await set(tenant, { enabled: true });
      return false;
    default: {
      const { body } = await tenant.call("GET", "/v1/alerts?rule=hollow_pipeline&limit=1");
      const [last] = body.data;
      if (!last) return true;
      const until = "hours" in happening ? new Date(Date.now() + happening.hours * HOUR_MS).toISOString() : undefined;
      const reply = await tenant.call("POST", `/v1/alerts/${last.id}/${happening.what}`, { body: { until } });
      if (reply.status === 409) expect(reply.body.code).toBe("alert_resolved");
      else expect(reply.status, JSON.stringify(reply.body)).toBe(200);
      // Who resolves what somebody has resolved already is not refused, and nothing happens.
      return reply.status === 409 || last.status === "resolved";
    }
  }
}

async function toldOf(tenant: TestTenant): Promise<Told[]> {
  const events = await alertEventsOf(tenant);
  return events
    .filter(({ alert }) => alert.rule === "hollow_pipeline")
    .map(({ type, alert: { severity, status } }) => ({ event: type, severity, status }));
}

interface StoredAlert {
  readonly status: string;
  readonly severity: string;
  readonly held: number;
}

async function storedOf(tenant: TestTenant) {
  const { results } = await env.DB.prepare(
    "SELECT status, severity, held FROM alerts WHERE tenant_id = ?1 AND rule = 'hollow_pipeline'",
  )
    .bind(tenant.id)
    .all<StoredAlert>();
  const live = results.filter(({ status }) => status !== "resolved");
  const held = results.filter((alert) => alert.held === 1);
  expect(live.length + held.length).toBeLessThanOrEqual(1);
  return { live: live[0] && [live[0].status, live[0].severity], held: held[0]?.severity };
}

const shapeOf = ({ alert, held }: Life) => ({ live: alert && [alert.status, alert.severity], held });

test("an alert lives as the model says, whatever happens to it", async () => {
  const course = fc.array(happenings(PERCENTS, [100]), { minLength: 10, maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(course, async (happened) => {
      vi.setSystemTime(NOON);
      const company = await watchedCompany();
      let life = UNBORN;
      const told: Told[] = [];
      for (const happening of happened) {
        const refused = await realize(company, happening);
        const expected = happen(life, happening, Date.now(), LIMITS);
        life = expected.life;
        told.push(...expected.told);
        expect({ refused, ...(await storedOf(company.tenant)) }).toEqual({
          refused: expected.refused,
          ...shapeOf(life),
        });
      }
      expect(await toldOf(company.tenant)).toEqual(told);
    }),
    { numRuns: 8 },
  );
}, 120_000);

describe("of two things that happen at once the database makes one after the other:", () => {
  const evaluation = (percent: number): Happening => ({ what: "evaluation", percent, n: 100, muted: false });
  const acts: readonly Happening[] = [
    { what: "acknowledge" },
    { what: "snooze", hours: 5 },
    { what: "resolve" },
    evaluation(25),
  ];
  const pairs = acts.flatMap((one, index) => acts.slice(index).map((other) => [one, other] as const));
  // The figure is the same for both, whoever is first: it stays a warning, becomes critical, or is well.
  const cases = [25, 45, 5].flatMap((percent) => pairs.map(([one, other]) => ({ percent, one, other })));

  test.each(cases)("$one.what and $other.what, at $percent %", async ({ percent, one, other }) => {
    const company = await watchedCompany();
    await realize(company, evaluation(25));
    const before = happen(UNBORN, evaluation(25), NOON, LIMITS).life;
    await company.setHollow(percent);
    const [live] = (await company.tenant.call("GET", "/v1/alerts?live=true")).body.data;
    const start = async (happening: Happening) => {
      if (happening.what === "evaluation") return void (await evaluate(company.tenant));
      const body = { until: new Date(NOON + 5 * HOUR_MS).toISOString() };
      const request = { body: happening.what === "snooze" ? body : {} };
      const { status } = await company.tenant.call("POST", `/v1/alerts/${live.id}/${happening.what}`, request);
      expect([200, 409]).toContain(status);
    };
    await Promise.all([start(one), start(other)]);
    const now = (happening: Happening) => (happening.what === "evaluation" ? evaluation(percent) : happening);
    const orders = [
      [one, other],
      [other, one],
    ].map((order) => {
      let life = before;
      const told = order.flatMap((happening) => {
        const outcome = happen(life, now(happening), NOON, LIMITS);
        life = outcome.life;
        return outcome.told;
      });
      return { told, ...shapeOf(life) };
    });
    const came = { told: (await toldOf(company.tenant)).slice(1), ...(await storedOf(company.tenant)) };
    expect(orders).toContainEqual(came);
  });
});

test("evaluations and people at once raise nothing twice and tell nothing twice", async () => {
  const company = await watchedCompany();
  await company.setHollow(45);
  const replies = await Promise.all(Array.from({ length: 6 }, () => evaluate(company.tenant)));
  expect(replies.flatMap(({ body }) => body.alerts.raised)).toHaveLength(1);
  const [live] = (await company.tenant.call("GET", "/v1/alerts?live=true")).body.data;
  const act = (verb: string) => company.tenant.call("POST", `/v1/alerts/${live.id}/${verb}`);
  await Promise.all([
    act("acknowledge"),
    evaluate(company.tenant),
    act("resolve"),
    evaluate(company.tenant),
    act("resolve"),
  ]);
  await evaluate(company.tenant);
  const told = (await toldOf(company.tenant)).map(({ event }) => event);
  expect(told.filter((event) => event === "alert.raised")).toHaveLength(1);
  expect(told.filter((event) => event === "alert.resolved")).toHaveLength(1);
  expect(await storedOf(company.tenant)).toEqual({ live: undefined, held: "critical" });
});
