import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { serializePast } from "../../src/funnel/as-of/past-schema.ts";
import { readAsOf } from "../../src/funnel/as-of/read-as-of.ts";
import { inSystemScope } from "../../src/tenancy/system-scope.ts";
import { formatDate, parseDate } from "../../src/values/calendar.ts";
import { foundTenant, type Reply, type TestTenant } from "../support/api.ts";
import { dieAt } from "../support/dying-process.ts";
import { EXPORT_MAPPING, generateExport } from "../support/generated-pipeline.ts";
import { csvOf, foundCompany, PLAIN, upload } from "../support/imports.ts";
import { insertDeals, times } from "../support/open-deals.ts";
import { backfill, listSnapshots } from "../support/snapshots.ts";
import { createDeal, meet, move, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

const NOON = Date.parse("2026-11-24T10:00:00Z");

beforeEach(() => {
  vi.setSystemTime(NOON);
});
afterEach(() => void vi.restoreAllMocks());

async function company(settings = {}) {
  const tenant = await foundTenant(settings);
  return { tenant, processId: await publishProcess(tenant, SMALL_DOCUMENT) };
}

async function evaluate(tenant: TestTenant, at?: string) {
  if (at) vi.setSystemTime(at);
  const reply = await tenant.call("POST", "/v1/funnel/evaluate");
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply;
}

const dates = (snapshots: Reply["body"][]) => snapshots.map(({ date, source }) => `${date} ${source}`);
const counts = (snapshots: Reply["body"][]) => snapshots.map(({ date, funnel }) => [date, funnel.open.count]);

/** When a deal had its last event before is the one thing that its events do not tell. */
function apartFromSilence({ figures: { silent: _, ...figures }, ...funnel }: Reply["body"]) {
  return { ...funnel, figures };
}

describe("the snapshot of a day", () => {
  test("shows the day so far, and once it is over its end", async () => {
    const { tenant } = await company();
    await createDeal(tenant);
    await evaluate(tenant);
    await createDeal(tenant);
    await evaluate(tenant, "2026-11-24T15:00:00Z");
    expect(counts(await listSnapshots(tenant))).toEqual([["2026-11-24", 2]]);
    vi.setSystemTime("2026-11-24T20:00:00Z");
    await createDeal(tenant);
    // 00:10 in Helsinki: nobody looked after the third deal, which the closing knows all the same.
    await evaluate(tenant, "2026-11-24T22:10:00Z");
    expect(await listSnapshots(tenant)).toMatchObject([
      { date: "2026-11-25", source: "live", taken_at: "2026-11-24T22:10:00.000Z", funnel: { open: { count: 3 } } },
      { date: "2026-11-24", source: "live", taken_at: "2026-11-24T21:59:59.999Z", funnel: { open: { count: 3 } } },
    ]);
  });

  test("before anybody ever looked is left to the visits", async () => {
    vi.setSystemTime("2026-11-24T22:05:00Z");
    const { tenant, processId } = await companyWithHistory();
    await evaluate(tenant);
    expect(dates(await listSnapshots(tenant))).toEqual(["2026-11-25 live"]);
    await backfill(tenant, processId);
    expect(dates(await listSnapshots(tenant))[1]).toBe("2026-11-24 visits");
  });

  test("takes back whatever was done since midnight", async () => {
    const { tenant } = await company();
    vi.setSystemTime("2026-11-20T10:00:00Z");
    const ids: string[] = [];
    for (let index = 0; index < 9; index++) {
      const fields = { amount: 1_000 * (index + 1), expected_close_date: "2026-11-30", tags: ["a"] };
      ids.push((await createDeal(tenant, fields)).id);
    }
    const [moved = "", lost = "", deleted = "", updated = "", merged = "", duplicate = "", ...rest] = ids;
    const [reopened = "", noted = "", won = ""] = rest;
    for (const id of [moved, lost]) await meet(tenant, id, "problem");
    expect((await move(tenant, lost, "agree")).status).toBe(200);
    expect((await move(tenant, reopened, "lost", { reason: "Price" })).status).toBe(200);
    const gone = (await createDeal(tenant)).id;
    expect((await tenant.call("DELETE", `/v1/opportunities/${gone}`)).status).toBe(204);
    await evaluate(tenant, "2026-11-24T09:00:00Z");
    vi.setSystemTime("2026-11-24T21:59:59.999Z");
    const ended = (await tenant.call("GET", "/v1/funnel")).body;
    expect(ended).toMatchObject({ as_of: "2026-11-24", open: { count: 8 }, lost: { count: 1 } });

    vi.setSystemTime("2026-11-24T22:03:00Z");
    await createDeal(tenant);
    expect((await move(tenant, moved, "agree")).status).toBe(200);
    expect((await move(tenant, moved, "find")).status).toBe(200);
    expect((await move(tenant, lost, "lost", { reason: "Gone" })).status).toBe(200);
    expect((await move(tenant, reopened, "reopened")).status).toBe(200);
    expect((await tenant.call("DELETE", `/v1/opportunities/${deleted}`)).status).toBe(204);
    expect((await tenant.call("POST", `/v1/opportunities/${gone}/restore`)).status).toBe(200);
    const patch = { amount: 7, expected_close_date: "2027-01-31", owner: "Ben", tags: ["b"] };
    expect((await tenant.call("PATCH", `/v1/opportunities/${updated}`, { body: patch })).status).toBe(200);
    const merge = await tenant.call("POST", `/v1/opportunities/${merged}/merge`, { body: { duplicate_id: duplicate } });
    expect(merge.status).toBe(200);
    await tenant.call("POST", `/v1/opportunities/${noted}/notes`, { body: { text: "Called" } });
    await meet(tenant, noted, "problem");
    await meet(tenant, won, "problem", "need", "funds");
    expect((await move(tenant, won, "won")).status).toBe(200);

    const { d1 } = await evaluate(tenant, "2026-11-24T22:05:00Z");
    expect(d1.roundTrips).toBeLessThanOrEqual(4);
    const [today, yesterday] = await listSnapshots(tenant);
    expect(apartFromSilence(yesterday.funnel)).toMatchObject(apartFromSilence(ended));
    expect(yesterday.funnel).toMatchObject({ won: { count: 0, amount: 0 }, lost: { count: 1 } });
    expect(today.funnel).toMatchObject({ open: { count: 7 }, won: { count: 1, amount: 9_000 }, lost: { count: 1 } });
    expect(today.funnel.open.amount).not.toBe(yesterday.funnel.open.amount);
  });

  test("stays as it was last seen when too much has happened since midnight, or nobody looked in time", async () => {
    const { tenant, processId } = await company();
    await insertDeals(tenant, processId, times(2, { stage: "find" }));
    await evaluate(tenant, "2026-11-24T20:00:00Z");
    vi.setSystemTime("2026-11-24T22:01:00Z");
    const rows = Array.from({ length: 51 }, (_, index) => ({ external_id: `${index}`, name: "Cranes", stage: "find" }));
    const imported = await upload(tenant, csvOf(...rows), { ...PLAIN, stages: { find: "find" } });
    expect(imported.body.created).toBe(51);
    await evaluate(tenant, "2026-11-24T22:02:00Z");
    await evaluate(tenant, "2026-11-25T22:15:00Z");
    const seen = (await listSnapshots(tenant)).map(({ date, taken_at, funnel }) => [date, taken_at, funnel.open.count]);
    expect(seen).toEqual([
      ["2026-11-26", "2026-11-25T22:15:00.000Z", 53],
      ["2026-11-25", "2026-11-24T22:02:00.000Z", 53],
      ["2026-11-24", "2026-11-24T20:00:00.000Z", 2],
    ]);
  });

  test.each([
    // The clocks go forward, and back, three hours after midnight.
    ["Europe/Helsinki", "2026-03-28", "2026-03-28T22:00:00Z"],
    ["Europe/Helsinki", "2026-03-29", "2026-03-29T21:00:00Z"],
    ["Europe/Helsinki", "2026-10-25", "2026-10-25T22:00:00Z"],
    // The clocks skip midnight: the day begins at one.
    ["America/Santiago", "2026-09-05", "2026-09-06T04:00:00Z"],
    ["Asia/Beirut", "2026-03-28", "2026-03-28T22:00:00Z"],
    ["Pacific/Kiritimati", "2026-11-24", "2026-11-24T10:00:00Z"],
    ["America/New_York", "2026-11-01", "2026-11-02T05:00:00Z"],
  ])("ends in %s on %s at %s", async (timezone, day, midnight) => {
    const { tenant } = await company({ timezone });
    const at = Date.parse(midnight);
    await evaluate(tenant, new Date(at - 3_600_000).toISOString());
    vi.setSystemTime(at - 1);
    await createDeal(tenant);
    vi.setSystemTime(at);
    await createDeal(tenant);
    await evaluate(tenant, new Date(at + 14 * 60_000).toISOString());
    const next = formatDate((parseDate(day) ?? 0) + 1);
    expect(counts(await listSnapshots(tenant))).toEqual([
      [next, 2],
      [day, 1],
    ]);
  });

  test("keeps what was forecast for its month and the eleven after it", async () => {
    const { tenant, processId } = await company();
    await insertDeals(tenant, processId, [
      {
        stage: "close",
        score_hundredths: 9_000,
        amount_minor: 100_000,
        expected_close_day: parseDate("2026-11-30") ?? 0,
      },
      {
        stage: "find",
        score_hundredths: 5_000,
        amount_minor: 50_000,
        expected_close_day: parseDate("2027-10-01") ?? 0,
      },
      {
        stage: "find",
        score_hundredths: 5_000,
        amount_minor: 50_000,
        expected_close_day: parseDate("2026-11-23") ?? 0,
      },
    ]);
    await evaluate(tenant);
    const [{ funnel }] = await listSnapshots(tenant);
    expect(funnel.forecast).toHaveLength(12);
    const due = { count: 1, by_win_probability: null, interval: null };
    expect(funnel.forecast[0]).toEqual({
      ...due,
      month: "2026-11",
      amount: 1_000,
      by_score: 900,
      best: 1_000,
      commit: 1_000,
    });
    expect(funnel.forecast[11]).toEqual({
      ...due,
      month: "2027-10",
      amount: 500,
      by_score: 250,
      best: 500,
      commit: 0,
    });
  });
});

const history = (...lines: readonly string[]) => ["external_id,stage,entered_at", ...lines, ""].join("\n");
const HISTORY = {
  kind: "stage_history",
  columns: { external_id: "external_id", stage: "stage", entered_at: "entered_at" },
};

/** Three deals of a known past: won, open in its second stage, lost. */
async function companyWithHistory() {
  const made = await foundCompany();
  const rows = csvOf(
    {
      external_id: "1",
      name: "A",
      stage: "won",
      amount: "100",
      currency: "EUR",
      opened_on: "2026-11-01",
      closed_on: "2026-11-10",
    },
    { external_id: "2", name: "B", stage: "agree", amount: "200", currency: "EUR", opened_on: "2026-11-03" },
    {
      external_id: "3",
      name: "C",
      stage: "lost",
      amount: "50",
      currency: "SEK",
      opened_on: "2026-11-02",
      closed_on: "2026-11-20",
      lost_reason: "Price",
    },
  );
  expect((await upload(made.tenant, rows, PLAIN)).body).toMatchObject({ created: 3, failed: 0 });
  const told = history(
    "1,find,2026-11-01T08:00:00Z",
    "3,find,2026-11-02T08:00:00Z",
    "2,find,2026-11-03T08:00:00Z",
    "2,agree,2026-11-15T21:59:00Z",
  );
  expect((await upload(made.tenant, told, HISTORY)).body.failed).toBe(0);
  return made;
}

describe("past days", () => {
  test("are drawn from the visits of imported deals, from the first entry to yesterday", async () => {
    const { tenant, processId } = await companyWithHistory();
    await evaluate(tenant);
    expect(await backfill(tenant, processId)).toEqual({ days: 23, first: "2026-11-01", last: "2026-11-23" });
    const snapshots = await listSnapshots(tenant);
    expect(dates(snapshots).slice(0, 2)).toEqual(["2026-11-24 live", "2026-11-23 visits"]);
    expect(snapshots).toHaveLength(24);
    const on = (date: string) => snapshots.find((snapshot) => snapshot.date === date)?.funnel;
    const stageCounts = (date: string) => on(date).stages.map((stage: { count: number }) => stage.count);
    expect(stageCounts("2026-11-01")).toEqual([1, 0, 0]);
    expect(stageCounts("2026-11-03")).toEqual([3, 0, 0]);
    expect(stageCounts("2026-11-10")).toEqual([2, 0, 0]);
    // 23:59 in Helsinki
    expect(stageCounts("2026-11-14")).toEqual([2, 0, 0]);
    expect(stageCounts("2026-11-15")).toEqual([1, 1, 0]);
    expect(stageCounts("2026-11-20")).toEqual([0, 1, 0]);
    expect(on("2026-11-15")).toMatchObject({
      basis: "visits",
      taken_at: "2026-11-15T21:59:59.999Z",
      open: { count: 2, amount: 200, currency: "EUR" },
      unconverted: [{ currency: "SEK", count: 1, amount: 50 }],
      won: { count: 1, amount: 100 },
      lost: { count: 0 },
    });
    // 14 days in the stage are its limit; on the 15th it is too old.
    const stalled = (date: string) => on(date).stages[0].stalled;
    expect([stalled("2026-11-16"), stalled("2026-11-17"), stalled("2026-11-20")]).toEqual([0, 1, 0]);
    expect(on("2026-11-20").lost.count).toBe(1);
  });

  test("write nothing when they are drawn again, and never over what was seen", async () => {
    const { tenant, processId } = await companyWithHistory();
    await evaluate(tenant, "2026-11-22T10:00:00Z");
    const [seen] = await listSnapshots(tenant);
    vi.setSystemTime(NOON);
    await backfill(tenant, processId);
    const before = await listSnapshots(tenant);
    expect(before[1]).toEqual(seen);
    expect(dates(before).slice(0, 3)).toEqual(["2026-11-23 visits", "2026-11-22 live", "2026-11-21 visits"]);
    vi.setSystemTime(NOON + 1_000);
    await backfill(tenant, processId);
    expect(await listSnapshots(tenant)).toEqual(before);
    // A day that was drawn is seen after all.
    await evaluate(tenant, "2026-11-23T10:00:00Z");
    expect(dates(await listSnapshots(tenant))[0]).toBe("2026-11-23 live");
  });

  test("on which nobody looked are asked for by the next look, once a day", async () => {
    const { tenant } = await companyWithHistory();
    await env.DB.prepare("DELETE FROM funnel_repairs WHERE tenant_id = ?1").bind(tenant.id).run();
    const asked = async () =>
      (await env.DB.prepare("SELECT status, revision FROM funnel_repairs WHERE tenant_id = ?1").bind(tenant.id).all())
        .results;
    await evaluate(tenant);
    expect(await asked()).toEqual([]);
    await evaluate(tenant, "2026-11-25T10:00:00Z");
    expect(await asked()).toEqual([]);
    await evaluate(tenant, "2026-11-28T10:00:00Z");
    await evaluate(tenant, "2026-11-28T11:00:00Z");
    expect(await asked()).toEqual([{ status: "queued", revision: 1 }]);
    const worker = await import("../../src/queue.ts");
    const [{ process_id: processId }] = (await tenant.call("GET", "/v1/opportunities")).body.data;
    const body = { kind: "repair", shard: 0, tenantId: tenant.id, processId, repair: "snapshots" } as const;
    await worker.consumeJobs(env, "infield-jobs", [{ body, ack: () => undefined, retry: () => undefined }]);
    expect(await asked()).toMatchObject([{ status: "completed" }]);
    expect(dates(await listSnapshots(tenant)).slice(0, 5)).toEqual([
      "2026-11-28 live",
      "2026-11-27 visits",
      "2026-11-26 visits",
      "2026-11-25 live",
      "2026-11-24 live",
    ]);
  });

  test("follow what is imported later, also where the past turns out to begin later", async () => {
    const { tenant, processId } = await companyWithHistory();
    await backfill(tenant, processId);
    for (const { id, external_id } of (await tenant.call("GET", "/v1/opportunities?limit=100")).body.data) {
      if (external_id !== "3") await tenant.call("DELETE", `/v1/opportunities/${id}`);
    }
    expect(await backfill(tenant, processId)).toMatchObject({ first: "2026-11-02" });
    expect(dates(await listSnapshots(tenant)).at(-1)).toBe("2026-11-02 visits");
    await tenant.call("DELETE", `/v1/opportunities/${(await tenant.call("GET", "/v1/opportunities")).body.data[0].id}`);
    expect(await backfill(tenant, processId)).toEqual({ days: 0, first: null, last: null });
    expect(await listSnapshots(tenant)).toEqual([]);
  });

  test("end right however often the process dies", async () => {
    const { tenant, processId } = await companyWithHistory();
    await env.DB.prepare(
      "UPDATE stage_visits SET entered_at = entered_at - 86400000 * 500 WHERE tenant_id = ?1 AND stage = 'find'",
    )
      .bind(tenant.id)
      .run();
    await backfill(tenant, processId);
    const right = await listSnapshots(tenant);
    expect(right.length).toBeGreaterThan(500);
    await env.DB.prepare("DELETE FROM funnel_snapshots WHERE tenant_id = ?1").bind(tenant.id).run();
    for (let commit = 1; ; commit++) {
      for (const when of ["before", "after"] as const) {
        const death = dieAt(commit, when);
        await backfill(tenant, processId).catch(() => undefined);
        if (!death.revive()) {
          expect(commit).toBeGreaterThan(3);
          expect(await listSnapshots(tenant)).toEqual(right);
          return;
        }
      }
    }
  });

  test("are kept as long as the company says, and what is older is gone at once for who reads", async () => {
    const { tenant, processId } = await companyWithHistory();
    await backfill(tenant, processId);
    const keep = (days: number | null) =>
      env.DB.prepare("UPDATE tenants SET snapshot_retention_days = ?2 WHERE id = ?1").bind(tenant.id, days).run();
    const stored = async () =>
      (
        await env.DB.prepare("SELECT count(*) AS n FROM funnel_snapshots WHERE tenant_id = ?1")
          .bind(tenant.id)
          .first<{ n: number }>()
      )?.n;
    await keep(10);
    expect(dates(await listSnapshots(tenant)).at(-1)).toBe("2026-11-14 visits");
    expect(await stored()).toBe(23);
    const { d1 } = await evaluate(tenant);
    expect(d1.rowsWritten).toBeLessThanOrEqual(30);
    expect(await stored()).toBe(24 - 3);
    await backfill(tenant, processId);
    expect(await stored()).toBe(11);
    await keep(null);
    await backfill(tenant, processId);
    expect(await stored()).toBe(24);
  });

  test("are listed from a day to a day, in pages", async () => {
    const { tenant, processId } = await companyWithHistory();
    await backfill(tenant, processId);
    const listed = async (query: string) => dates(await listSnapshots(tenant, query));
    expect(await listed("&from=2026-11-21")).toEqual(["2026-11-23 visits", "2026-11-22 visits", "2026-11-21 visits"]);
    expect(await listed("&to=2026-11-02")).toEqual(["2026-11-02 visits", "2026-11-01 visits"]);
    expect(await listed("&from=2026-11-05&to=2026-11-05")).toEqual(["2026-11-05 visits"]);
    expect(await listed("&from=2026-11-06&to=2026-11-05")).toEqual([]);
    const path = "/v1/funnel/snapshots?limit=2&from=2026-11-20&to=2026-11-22";
    const { body } = await tenant.call("GET", path);
    const rest = await tenant.call("GET", `${path}&cursor=${body.next_cursor}`);
    expect(dates([...body.data, ...rest.body.data])).toEqual([
      "2026-11-22 visits",
      "2026-11-21 visits",
      "2026-11-20 visits",
    ]);
    expect(rest.body.next_cursor).toBeNull();
    const other = await tenant.call("GET", `/v1/funnel/snapshots?limit=2&cursor=${body.next_cursor}`);
    expect(other.status).toBe(422);
    expect((await tenant.call("GET", "/v1/funnel/snapshots?from=2026-02-30")).status).toBe(422);
  });

  test("of an export of a thousand deals give trends from the day that it is imported", async () => {
    vi.setSystemTime("2018-01-05T10:00:00Z");
    const stages = ["prospecting", "engaging"].map((key) => ({
      key,
      name: key,
      criteria: [{ key: `${key}_done`, name: key, weight: 50, required: true }],
    }));
    const { tenant, processId } = await foundCompany({ stages });
    const { csv } = generateExport(3, 1_000);
    expect((await upload(tenant, csv, { process_id: processId, ...EXPORT_MAPPING })).body.created).toBe(1_000);
    await backfill(tenant, processId);
    const lines = csv
      .split("\r\n")
      .slice(1)
      .filter(Boolean)
      .map((line) => line.split(","));
    const engaged = lines
      .map(([, , , , , engage = "", close = ""]) => ({ engage, close }))
      .filter(({ engage }) => engage !== "");
    const snapshots = await listSnapshots(tenant);
    expect(snapshots.at(-1).date).toBe(engaged.map(({ engage }) => engage).sort()[0]);
    for (const { date, funnel } of snapshots) {
      const open = engaged.filter(({ engage, close }) => engage <= date && (close === "" || close > date));
      expect([date, funnel.open.count, funnel.stages[1].count]).toEqual([date, open.length, open.length]);
      expect(funnel.undated).toBe(lines.length - engaged.length);
      const closed = lines.filter(([, , , , , , close = ""]) => close !== "" && close <= date);
      expect(funnel.won.count + funnel.lost.count).toBe(closed.length);
    }
  });

  test("are what as_of shows of each of them, whatever the past was", async () => {
    const stage = fc.constantFrom("find", "agree", "close", "won", "lost");
    const entry = fc.tuple(stage, fc.integer({ min: 0, max: 40 }), fc.constantFrom("21:59:00", "22:01:00", "10:00:00"));
    const life = fc.record({
      amount: fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined }),
      currency: fc.constantFrom("EUR", "USD", "SEK"),
      entries: fc.array(entry, { minLength: 1, maxLength: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 8 }), async (lives) => {
        const { tenant, processId } = await company();
        await tenant.call("PUT", "/v1/currency-rates", { body: { rates: { USD: 0.5 } } });
        const rows = lives.map(({ amount, currency }, index) => ({
          external_id: `${index}`,
          name: "A",
          stage: "find",
          currency,
          ...(amount === undefined ? {} : { amount: `${amount}` }),
        }));
        expect((await upload(tenant, csvOf(...rows), PLAIN)).body.failed).toBe(0);
        const lines = lives.flatMap(({ entries }, index) =>
          entries.map(
            ([to, day, time]) => `${index},${to},${formatDate((parseDate("2026-10-10") ?? 0) + day)}T${time}Z`,
          ),
        );
        await upload(tenant, history(...lines), HISTORY);
        await backfill(tenant, processId);
        const snapshots = await listSnapshots(tenant);
        await inSystemScope(env, { shard: 0, tenantId: tenant.id }, NOON, async (scope) => {
          for (const { date, funnel } of snapshots) {
            const past = serializePast(await readAsOf(scope, processId, parseDate(date) ?? 0));
            expect(funnel).toEqual({ ...past, figures: { ...past.figures, concentration: null, hhi: null } });
          }
        });
      }),
      { numRuns: 12 },
    );
  });
});
