import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { foundTenant, type Reply, type TestTenant } from "../support/api.ts";
import { byExternalId, foundCompany, upload } from "../support/imports.ts";
import { insertDeals, times } from "../support/open-deals.ts";
import { replaceDraft } from "../support/process.ts";
import { createDeal, move, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

afterEach(() => void vi.useRealTimers());

const ADVISORY = { ...SMALL_DOCUMENT, gate_policy: "advisory" };

async function company(timezone = "Europe/Helsinki") {
  const tenant = await foundTenant({ timezone });
  return { tenant, processId: await publishProcess(tenant, ADVISORY) };
}

async function asOf(tenant: TestTenant, date: string, more = ""): Promise<Reply["body"]> {
  const { status, body } = await tenant.call("GET", `/v1/funnel?as_of=${date}${more}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

const countsOf = (funnel: Reply["body"]) =>
  Object.fromEntries(funnel.stages.map(({ key, count }: { key: string; count: number }) => [key, count]));

const go = async (tenant: TestTenant, id: string, to: string) => {
  const reply = await move(tenant, id, to, { reason: "So it was" });
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
};

describe("the funnel of a past day", () => {
  test("shows each deal where it stood, with its score at entry and today's amount", async () => {
    vi.setSystemTime("2026-11-02T10:00:00Z");
    const { tenant } = await company();
    const [moved, lost] = [await createDeal(tenant, { amount: 100 }), await createDeal(tenant, { amount: 50 })];
    await tenant.call("PUT", `/v1/opportunities/${moved.id}/criteria/problem`, { body: { state: "met" } });
    vi.setSystemTime("2026-11-10T10:00:00Z");
    await go(tenant, moved.id, "agree");
    await go(tenant, lost.id, "lost");
    vi.setSystemTime("2026-11-20T10:00:00Z");
    await tenant.call("PATCH", `/v1/opportunities/${moved.id}`, { body: { amount: 300 } });
    await go(tenant, lost.id, "reopened");
    vi.setSystemTime("2026-11-24T10:00:00Z");
    await go(tenant, moved.id, "won");

    expect(await asOf(tenant, "2026-11-01")).toMatchObject({
      open: { count: 0, amount: 0 },
      undated: 0,
      basis: "visits",
    });
    const second = await asOf(tenant, "2026-11-02");
    expect(second.open).toMatchObject({ count: 2, amount: 350, weighted_amount: 0 });
    expect(countsOf(second)).toEqual({ find: 2, agree: 0, close: 0 });
    const tenth = await asOf(tenant, "2026-11-10");
    expect(countsOf(tenth)).toEqual({ find: 0, agree: 1, close: 0 });
    expect(tenth.stages[1]).toMatchObject({
      mean_score: 20,
      weighted_amount: 60,
      hollow: null,
      median_days_in_stage: 0,
    });
    expect([tenth.won.count, tenth.inversion.value]).toEqual([0, 1]);
    expect(countsOf(await asOf(tenant, "2026-11-20"))).toEqual({ find: 1, agree: 1, close: 0 });
    const eve = await asOf(tenant, "2026-11-23");
    expect([countsOf(eve), eve.won]).toEqual([
      { find: 1, agree: 1, close: 0 },
      { count: 0, amount: 0, unconverted: [] },
    ]);
    // Today is the live one.
    const today = await asOf(tenant, "2026-11-24");
    expect(today).toEqual({ ...(await tenant.call("GET", "/v1/funnel")).body, taken_at: expect.anything() });
    expect([today.basis, countsOf(today), today.won.count]).toEqual(["live", { find: 1, agree: 0, close: 0 }, 1]);
  });

  test("takes the same filters", async () => {
    vi.setSystemTime("2026-11-02T10:00:00Z");
    const { tenant } = await company();
    await createDeal(tenant, { owner: "Aino", tags: ["ev"] });
    await createDeal(tenant, { owner: "Eero", tags: ["ev"] });
    await createDeal(tenant, { owner: "Eero" });
    await tenant.call("PUT", "/v1/teams/north", { body: { name: "North", owners: ["Eero"] } });
    vi.setSystemTime("2026-11-24T10:00:00Z");
    const count = async (query: string) => (await asOf(tenant, "2026-11-10", query)).open.count;
    expect([
      await count(""),
      await count("&owner=Aino"),
      await count("&team=north"),
      await count("&team=north&tag=ev"),
    ]).toEqual([3, 1, 2, 1]);
    expect((await asOf(tenant, "2026-11-10", "&tag=ev")).won).toBeNull();
  });

  test("is of the days there have been", async () => {
    vi.setSystemTime("2026-11-24T22:30:00Z");
    const { tenant, processId } = await company();
    for (const date of ["2026-11-26", "2026-02-30", "yesterday"]) {
      const reply = await tenant.call("GET", `/v1/funnel?as_of=${date}`);
      expect([reply.status, reply.body.errors?.[0]?.pointer]).toEqual([422, "/query/as_of"]);
    }
    // In Helsinki it is the 25th already.
    expect(await asOf(tenant, "2026-11-25")).toMatchObject({ as_of: "2026-11-25", basis: "live" });
    expect(await asOf(tenant, "1970-01-01")).toMatchObject({ as_of: "1970-01-01", open: { count: 0 } });
    const other = await company();
    const foreign = await other.tenant.call("GET", `/v1/funnel?as_of=2026-11-01&process_id=${processId}`);
    expect([foreign.status, foreign.body.errors[0].pointer]).toEqual([404, "/query/process_id"]);
  });

  test("knows stages that deals were in before they were migrated", async () => {
    vi.setSystemTime("2026-11-02T10:00:00Z");
    const { tenant, processId } = await company();
    const deal = await createDeal(tenant);
    await go(tenant, deal.id, "agree");
    vi.setSystemTime("2026-11-10T10:00:00Z");
    await go(tenant, deal.id, "close");
    const [find, , close] = ADVISORY.stages;
    const criteria = [{ key: "funds", name: "Funds", weight: 80, required: true }];
    const document = { ...ADVISORY, stages: [find, { ...close, criteria }] };
    await replaceDraft(tenant, { id: processId, path: `/v1/processes/${processId}` }, document);
    expect((await tenant.call("POST", `/v1/processes/${processId}/publish`)).status).toBe(201);
    const body = { from: 1, to: 2, mapping: { stages: { agree: "find" } } };
    const migrated = await tenant.call("POST", `/v1/processes/${processId}/migrations`, { body });
    expect(migrated.status, JSON.stringify(migrated.body)).toBeLessThan(300);
    vi.setSystemTime("2026-11-24T10:00:00Z");
    const past = await asOf(tenant, "2026-11-05");
    expect(past.version).toBe(2);
    expect(past.stages.map(({ name, retired, count }: Reply["body"]) => [name, retired, count])).toEqual([
      ["Find", false, 0],
      ["Close", false, 0],
      ["Agree", true, 1],
    ]);
    expect(past.inversion).toMatchObject({ n: 1 });
  });

  test("is there for an import with a history, and says which deals it cannot place", async () => {
    vi.setSystemTime("2026-11-24T10:00:00Z");
    const { tenant } = await foundCompany();
    const columns = {
      external_id: "id",
      name: "name",
      stage: "phase",
      status: "status",
      stage_entered_on: "in",
      closed_on: "out",
    };
    const csv = [
      "id,name,phase,status,in,out",
      "1,One,find,open,2026-11-03,",
      "2,Two,agree,open,,",
      "3,Three,find,lost,2026-11-01,2026-11-10",
    ].join("\n");
    const sent = await upload(tenant, csv, { columns, stages: { find: "find", agree: "agree" } });
    expect([sent.status, sent.body.errors, sent.body.created], JSON.stringify(sent.body)).toEqual([200, [], 3]);
    expect((await byExternalId(tenant, "3")).status).toBe("lost");
    const past = await asOf(tenant, "2026-11-05");
    expect(past).toMatchObject({ undated: 1, open: { count: 2 }, lost: { count: 0 } });
    expect(await asOf(tenant, "2026-11-10")).toMatchObject({ undated: 1, open: { count: 1 }, lost: { count: 1 } });
  });

  test("reads every deal once and the visits of those that were not closed by then, in one round trip", async () => {
    vi.setSystemTime("2026-11-24T10:00:00Z");
    const { tenant, processId } = await company();
    const closed_at = Date.parse("2026-11-02T10:00:00Z");
    await insertDeals(tenant, processId, [
      ...times(100, { stage: "find", ageDays: 20 }),
      ...times(50, { stage: "find", ageDays: 2 }),
      ...times(200, { stage: "find", ageDays: 50, status: "lost", closed_at }),
    ]);
    await env.DB.prepare(
      `INSERT INTO stage_visits (tenant_id, opportunity_id, visit, process_id, stage, direction, entered_at)
       SELECT tenant_id, id, 1, process_id, stage, 'entry', stage_entered_at FROM opportunities WHERE tenant_id = ?1`,
    )
      .bind(tenant.id)
      .run();
    await tenant.call("GET", "/v1/funnel");
    const { body, d1 } = await tenant.call("GET", "/v1/funnel?as_of=2026-11-10");
    expect(body.open.count).toBe(100);
    expect(d1).toMatchObject({ roundTrips: 1, rowsWritten: 0 });
    // Whoever reads the last visit of a deal looks at one row more to see that it is.
    expect(d1.rowsRead).toBeLessThanOrEqual(350 + 2 * 150 + 50);
  });
});

const step = fc.record({
  minutes: fc.integer({ min: 1, max: 2_600 }),
  deal: fc.nat(5),
  to: fc.constantFrom("find", "agree", "close", "won", "lost", "new"),
});

/** The local calendar day as the platform's own calendar has it. */
const localDate = (timezone: string) => {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: timezone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return (at: number) => format.format(at);
};

interface Fact {
  readonly at: number;
  readonly id: string;
  readonly status: string;
  readonly stage: string;
}

async function factsOf(tenant: TestTenant): Promise<Fact[]> {
  const facts: Fact[] = [];
  let cursor = "";
  do {
    const { body } = await tenant.call("GET", `/v1/events?limit=100${cursor}`);
    for (const { timestamp, data } of body.data) {
      if (!data.opportunity) continue;
      const { id, status, stage } = data.opportunity;
      facts.push({ at: Date.parse(timestamp), id, status, stage });
    }
    cursor = body.next_cursor ? `&cursor=${body.next_cursor}` : "";
  } while (cursor !== "");
  return facts;
}

describe("whatever has happened,", () => {
  test.each([
    ["Europe/Helsinki", "2026-03-26T20:00:00Z"],
    ["Europe/Helsinki", "2026-10-22T20:00:00Z"],
    ["America/New_York", "2026-10-29T20:00:00Z"],
    ["Pacific/Kiritimati", "2026-06-01T05:00:00Z"],
  ])("every past day is what its events tell, in %s from %s on", async (timezone, start) => {
    const dayOf = localDate(timezone);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        let now = Date.parse(start);
        vi.setSystemTime(now);
        const { tenant } = await company(timezone);
        const ids: string[] = [];
        for (const { minutes, deal, to } of steps) {
          now += minutes * 60_000;
          vi.setSystemTime(now);
          const id = ids[deal];
          if (id === undefined || to === "new") {
            if (ids.length < 6) ids.push((await createDeal(tenant)).id);
            continue;
          }
          const { status } = (await tenant.call("GET", `/v1/opportunities/${id}`)).body;
          // A move to where it is, and what else is refused, changes nothing.
          await move(tenant, id, status === "open" ? to : "reopened", { reason: "So it was" });
        }
        const facts = await factsOf(tenant);
        vi.setSystemTime(now + 3 * 86_400_000);
        for (let at = Date.parse(start) - 86_400_000; at <= now + 86_400_000; at += 86_400_000) {
          const date = dayOf(at);
          const standing = new Map<string, Fact>();
          for (const fact of facts) if (dayOf(fact.at) <= date) standing.set(fact.id, fact);
          const open = [...standing.values()].filter(({ status }) => status === "open");
          const naive = Object.fromEntries(
            ["find", "agree", "close"].map((key) => [key, open.filter(({ stage }) => stage === key).length]),
          );
          expect(countsOf(await asOf(tenant, date)), date).toEqual(naive);
        }
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });
});
