import { env } from "cloudflare:workers";
import fc from "fast-check";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { newId, smallestIdAt, smallestIdSql } from "../../src/db/ids.ts";
import type { OpportunityRow } from "../../src/opportunities/opportunity.ts";
import type { OpportunityView } from "../../src/opportunities/schema.ts";
import { startOfDay } from "../../src/values/calendar.ts";
import { foundTenant, type Reply, type TestTenant } from "../support/api.ts";
import { changeDeals } from "../support/open-deals.ts";
import { faultsOf } from "../support/process.ts";
import { arbitraryRow, arbitrarySearch, inOrder, insertRows, rowOf, SOME_DAY, SORTS } from "../support/search-model.ts";
import { createDeal, meet, move, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

// No midnight passes while ages are counted.
vi.setSystemTime("2026-11-24T10:00:00Z");
const DAY_MS = 86_400_000;
const HALF_HOUR_MS = 1_800_000;

async function company(settings = {}): Promise<{ tenant: TestTenant; processId: string }> {
  const tenant = await foundTenant(settings);
  return { tenant, processId: await publishProcess(tenant, SMALL_DOCUMENT) };
}

const declare = (tenant: TestTenant, key: string, type: string) =>
  tenant.call("PUT", `/v1/custom-fields/${key}`, { body: { name: key, type } });

const search = (tenant: TestTenant, query = "") => tenant.call("GET", `/v1/opportunities?${query}`);
const idsOf = (reply: Reply): string[] => reply.body.data.map(({ id }: OpportunityView) => id);

/** Goes through all pages, to the last one. */
async function* pages(tenant: TestTenant, query: string): AsyncGenerator<OpportunityView[]> {
  let cursor: string | null = null;
  do {
    const reply: Reply = await search(tenant, cursor ? `${query}&cursor=${cursor}` : query);
    expect(reply.status, JSON.stringify(reply.body)).toBe(200);
    yield reply.body.data;
    cursor = reply.body.next_cursor;
  } while (cursor !== null);
}

async function listAll(tenant: TestTenant, query: string): Promise<OpportunityView[]> {
  const all: OpportunityView[] = [];
  for await (const page of pages(tenant, query)) all.push(...page);
  return all;
}

describe("a search", () => {
  let tenant: TestTenant;
  let everything: OpportunityView[];

  beforeAll(async () => {
    const founded = await company();
    tenant = founded.tenant;
    for (const [key, type] of [
      ["region", "text"],
      ["seats", "number"],
      ["renewal", "boolean"],
    ] as const) {
      expect((await declare(tenant, key, type)).status).toBe(201);
    }
    const rows = fc.sample(arbitraryRow, { numRuns: 250, seed: 7 });
    // Ids are made some time after the time that what they name was created at, so that the one order is not the other.
    await insertRows(
      tenant,
      rows.map((row, index) =>
        rowOf({
          process_id: founded.processId,
          ...row,
          id: `${smallestIdAt("opp", (row.created_at ?? 0) + (index % 7) * HALF_HOUR_MS).slice(0, -3)}${String(index).padStart(3, "0")}`,
        }),
      ),
    );
    everything = await listAll(tenant, "limit=100");
    expect(everything).toHaveLength(250);
  });

  test("in pages is what one big sort of all that is found would be", async () => {
    await fc.assert(
      fc.asyncProperty(arbitrarySearch, fc.constantFrom(3, 7, 50), async ({ query, isFound, sort }, limit) => {
        const expected = inOrder(everything.filter(isFound), sort).map(({ id }) => id);
        const size = Math.max(limit, Math.ceil(expected.length / 6));
        const found = await listAll(tenant, `${query}&limit=${size}`);
        expect(
          found.map(({ id }) => id),
          query,
        ).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  }, 120_000);

  test.each(SORTS)("by %s goes on from every place there is", async (sort) => {
    const found = await listAll(tenant, `sort=${sort}&limit=9`);
    expect(found.map(({ id }) => id)).toEqual(inOrder(everything, sort).map(({ id }) => id));
  });

  test("finds nothing of another company", async () => {
    const other = await company();
    for (const query of ["", "status=open&sort=amount", "updated_since=2020-01-01T00:00:00Z", "stalled=false"]) {
      expect(idsOf(await search(other.tenant, query)), query).toEqual([]);
    }
  });
});

describe("while others are created, changed and deleted between pages", () => {
  const filters = ["", "status=open", "status=open&owner=Aino", "updated_since=2026-11-01T00:00:00Z"];
  const cases = filters.flatMap((query) => SORTS.map((sort) => [query, sort] as const));

  test.each(cases)("%s by %s has each that stays exactly once", async (query, sort) => {
    const { tenant, processId } = await company();
    const rows = fc.sample(arbitraryRow, {
      numRuns: 60,
      seed: cases.findIndex((one) => one[0] === query && one[1] === sort),
    });
    const all = rows.map((row) => rowOf({ process_id: processId, ...row, status: "open", owner: "Aino" }));
    await insertRows(tenant, all);
    const stay = all.filter((_, index) => index % 3 === 0).map(({ id }) => id);
    const go = all.filter((_, index) => index % 3 !== 0).map(({ id }) => id);
    const seen: string[] = [];
    let round = 0;
    for await (const page of pages(tenant, `${query}&sort=${sort}&limit=8`)) {
      seen.push(...page.map(({ id }) => id));
      const [gone, changed] = [go[round * 2], go[round * 2 + 1]];
      await changeDeals(
        tenant,
        `score_hundredths = ${round * 700}, amount_minor = ${round * 100}, expected_close_day = ${SOME_DAY + round}, ` +
          `updated_at = ${Date.parse("2026-11-24T10:00:00Z") + round}, revision = revision + 1`,
        `id = '${changed}'`,
      );
      await env.DB.prepare("DELETE FROM opportunities WHERE tenant_id = ? AND id = ?").bind(tenant.id, gone).run();
      const [newcomer] = fc.sample(arbitraryRow, { numRuns: 1, seed: round });
      const id = `opp_${["0", "search000", "z"][round % 3]}new${round}`;
      await insertRows(tenant, [rowOf({ process_id: processId, ...newcomer, status: "open", owner: "Aino", id })]);
      round++;
      expect(round).toBeLessThan(60);
    }
    expect(seen.filter((id) => stay.includes(id)).toSorted()).toEqual(stay.toSorted());
  });
});

describe("what is stalled", () => {
  const count = async (tenant: TestTenant, query: string) => (await listAll(tenant, `${query}&limit=100`)).length;

  test.each(["Europe/Helsinki", "America/New_York", "UTC"])(
    "in %s is what the funnel counts, across a change of the clocks, by the version that each deal is pinned to",
    async (timezone) => {
      const { tenant, processId } = await company({ timezone });
      const unlimited = SMALL_DOCUMENT.stages.map((stage) =>
        stage.key === "find" ? { ...stage, max_days: null } : stage,
      );
      const body = { ...SMALL_DOCUMENT, stages: unlimited };
      await tenant.call("PUT", `/v1/processes/${processId}/draft`, { body, headers: { "if-match": "*" } });
      expect((await tenant.call("POST", `/v1/processes/${processId}/publish`)).status).toBe(201);
      await env.DB.prepare(
        `UPDATE process_rollups SET won_count = 2, won_visits_by_stage_days = '{"find:20":1,"find:25":1}' WHERE tenant_id = ?1`,
      )
        .bind(tenant.id)
        .run();
      const rows: OpportunityRow[] = [];
      for (const days of [0, 13, 14, 15, 20, 21, 22, 29, 30, 31, 32, 33, 34, 35, 36]) {
        const start = startOfDay(SOME_DAY - days, timezone);
        for (const stage_entered_at of [start - 1, start, start + 1]) {
          for (const stage of ["find", "agree", "close"]) {
            for (const version of [1, 2]) rows.push(rowOf({ process_id: processId, stage, version, stage_entered_at }));
          }
        }
      }
      rows.push(rowOf({ process_id: processId, stage_entered_at: null }));
      const closed = { status: "lost" as const, closed_at: Date.now(), stage_entered_at: 0 };
      rows.push(rowOf({ process_id: processId, ...closed }));
      await insertRows(tenant, rows);

      const funnel = (await tenant.call("GET", "/v1/funnel")).body;
      let stalled = 0;
      for (const { key, stalled: ofStage, count: open } of funnel.stages) {
        expect(await count(tenant, `stalled=true&stage=${key}`), key).toBe(ofStage);
        expect(await count(tenant, `stalled=false&status=open&stage=${key}`), key).toBe(open - ofStage);
        stalled += ofStage;
      }
      expect(stalled).toBeGreaterThan(50);
      expect(await count(tenant, "stalled=true&sort=-amount")).toBe(stalled);
      expect(await count(tenant, `stalled=true&process_id=${processId}`)).toBe(stalled);
      expect(await count(tenant, "stalled=true&updated_since=2026-01-01T00:00:00Z")).toBe(stalled);
      expect(await count(tenant, "stalled=false")).toBe(rows.length - stalled);
      expect(await count(tenant, "stalled=true&status=lost")).toBe(0);
    },
  );

  test("is nothing where no stage has a limit, and costs two round trips", async () => {
    const { tenant, processId } = await company();
    await insertRows(tenant, [rowOf({ process_id: processId, stage_entered_at: 0 })]);
    await search(tenant, "stalled=true");
    const { d1, body } = await search(tenant, "stalled=true");
    expect([d1.roundTrips, body.data.length]).toEqual([2, 1]);
    expect((await search(await foundTenant(), "stalled=true")).body).toEqual({ data: [], next_cursor: null });
  });
});

describe("the smallest id of a time", () => {
  test("is the same to the database", async () => {
    const times = [0, 1, 31, 32, Date.now(), Date.parse("2199-12-31T23:59:59.999Z"), 2 ** 48 - 1];
    const { results } = await env.DB.prepare(
      `SELECT ${smallestIdSql("opp", "at")} AS id FROM (SELECT value AS at FROM json_each(?1))`,
    )
      .bind(JSON.stringify(times))
      .all();
    expect(results.map(({ id }) => id)).toEqual(times.map((at) => smallestIdAt("opp", at)));
  });
});

describe("what was worked through the API", () => {
  test("is found by what it has become, and since when", async () => {
    const { tenant } = await company();
    const cranes = await createDeal(tenant, {
      name: "Cranes",
      account: "Nieminen Oy",
      tags: ["harbour"],
      external_id: "C-1",
    });
    const hoists = await createDeal(tenant, { name: "Hoists", account: "Salo Oy", amount: 9_000, owner: "Eino" });
    vi.setSystemTime("2026-11-24T11:00:00Z");
    await meet(tenant, hoists.id, "problem");
    expect((await move(tenant, hoists.id, "agree")).status).toBe(200);
    const lifts = await createDeal(tenant, { name: "Lifts" });
    const found = async (query: string) => idsOf(await search(tenant, query)).toSorted();
    expect(await found("q=nieminen%20cran")).toEqual([cranes.id]);
    expect(await found("tag=harbour")).toEqual([cranes.id]);
    expect(await found("external_id=C-1&sort=-amount")).toEqual([cranes.id]);
    expect(await found("external_id=C-1&status=lost")).toEqual([]);
    expect(await found("stage=agree&min_score=20")).toEqual([hoists.id]);
    expect(await found("updated_since=2026-11-24T11:00:00Z")).toEqual([hoists.id, lifts.id].toSorted());
    expect(await found(`updated_since=${encodeURIComponent("2026-11-24T13:00:00.001+02:00")}`)).toEqual([]);
    vi.setSystemTime("2026-11-24T10:00:00Z");
  });
});

test.each(["o'brien", "obrien", "O’BRIEN", "brien", "sohne", "SÖHNE o", "coca-cola", "cocacola"])(
  "an account is found by %s, as people type it",
  async (q) => {
    const { tenant } = await company();
    await createDeal(tenant, { name: "Cranes", account: "Nieminen Oy" });
    const { id } = await createDeal(tenant, { name: "Hoists for Coca-Cola", account: "O'Brien & Söhne" });
    expect(idsOf(await search(tenant, `q=${encodeURIComponent(q)}`))).toEqual([id]);
  },
);

describe("a query", () => {
  test("for a custom field that nobody declared is refused, each by its name; an archived one is declared", async () => {
    const { tenant } = await company();
    expect((await declare(tenant, "region", "text")).status).toBe(201);
    expect((await tenant.call("DELETE", "/v1/custom-fields/region")).status).toBe(200);
    expect((await search(tenant, "custom.region=North")).status).toBe(200);
    const { status, body } = await search(tenant, "custom.region=North&custom.seats=5&custom.size=XL");
    expect([status, faultsOf(body)]).toEqual([
      422,
      ["/query/custom.seats unknown_custom_field", "/query/custom.size unknown_custom_field"],
    ]);
  });

  test("with faults has them all named", async () => {
    const tenant = await foundTenant();
    const { status, body } = await search(
      tenant,
      "hollow=maybe&colour=red&q=%20&tag=a&tag=b,,c&custom.%3Ckey%3E=1&sort=name",
    );
    expect([status, faultsOf(body).toSorted()]).toEqual([
      422,
      [
        "/query/colour unknown_field",
        "/query/custom.<key> unknown_field",
        "/query/hollow invalid_format",
        "/query/q no_words",
        "/query/sort invalid_value",
        "/query/tag/2 blank",
      ],
    ]);
  });

  test("may be as long as it likes: its cursor stays short, and is of no other query", async () => {
    const { tenant, processId } = await company();
    const owner = "ä".repeat(200);
    await insertRows(
      tenant,
      [1, 2, 3].map(() => rowOf({ process_id: processId, owner })),
    );
    const query = `owner=${encodeURIComponent(owner)}&limit=1`;
    const { next_cursor: cursor } = (await search(tenant, `${query}&sort=amount`)).body;
    expect(cursor.length).toBeLessThan(200);
    expect((await search(tenant, `${query}&sort=amount&cursor=${cursor}`)).status).toBe(200);
    for (const other of [query, `${query}&sort=-amount`, `${query}&sort=amount&hollow=false`, "limit=1&sort=amount"]) {
      const reply = await search(tenant, `${other}&cursor=${cursor}`);
      expect([reply.status, reply.body.code], other).toEqual([422, "invalid_cursor"]);
    }
    // The same in other words is the same query.
    expect((await search(tenant, `sort=amount&${query}&cursor=${cursor}`)).status).toBe(200);
  });
});

describe("the rows that a page reads", () => {
  const OPEN = 400;
  const CLOSED = 1_600;
  const OPEN_OF_AINO = 40;
  const CHANGED = 10;
  let tenant: TestTenant;
  let processId: string;

  beforeAll(async () => {
    ({ tenant, processId } = await company());
    const long = Date.parse("2026-01-01T00:00:00Z");
    const rows = Array.from({ length: OPEN + CLOSED }, (_, index) => {
      const isOpen = index % 5 === 0;
      const created_at = long + index * 60_000;
      return rowOf({
        process_id: processId,
        id: smallestIdAt("opp", created_at).replace(/0$/, "1"),
        external_id: `X-${index}`,
        status: isOpen ? "open" : "lost",
        closed_at: isOpen ? null : created_at,
        owner: index % 50 === 0 ? "Aino" : "Eino",
        stage: index % 3 ? "find" : "agree",
        amount_minor: (index * 7919) % 10_000,
        score_hundredths: (index * 31) % 10_000,
        created_at,
        updated_at: created_at,
        stage_entered_at: created_at,
        expected_close_day: SOME_DAY + (index % 90),
      });
    });
    await insertRows(tenant, rows);
    const changed = rows.slice(100, 100 + CHANGED).map(({ id }) => `'${id}'`);
    await changeDeals(
      tenant,
      `revision = 2, updated_at = ${long + 365 * DAY_MS - 60 * DAY_MS}`,
      `id IN (${changed.join(", ")})`,
    );
    await search(tenant); // the credential is in the isolate from here on
  });

  // A page is 50, and one more to see whether there are others. What is sorted counts twice: as it is found, and as it is sorted.
  const page = 51;
  test.each([
    ["", page],
    ["sort=-id", page],
    ["sort=-updated_at", 6 * page],
    ["external_id=X-77", 2],
    ["external_id=X-77&sort=-amount", 6],
    ["status=open", page],
    ["status=open&sort=-id", page],
    ["status=open&owner=Aino", OPEN_OF_AINO + 1],
    ["status=open&owner=Aino&sort=amount", 4 * OPEN_OF_AINO + 1],
    ["status=open&sort=amount", 2 * OPEN + 2 * page],
    ["status=open&sort=-score&hollow=false&min_score=10", 2 * OPEN + 2 * page],
    ["status=open&sort=expected_close_date&stage=find&amount_min=5", 2 * OPEN + 2 * page],
    ["status=open&sort=-amount&currency=EUR&expected_close_before=2027-01-01", 2 * OPEN + 2 * page],
    ["status=open&sort=-updated_at", 2 * OPEN + 2 * page],
    ["status=open&q=deal&sort=amount", 2 * OPEN + 2 * page],
    ["stalled=true", OPEN + page + 10],
    ["stalled=true&sort=amount", 3 * OPEN + 2 * page + 10],
    ["updated_since=2026-10-01T00:00:00Z", 5 * CHANGED],
    ["updated_since=2026-10-01T00:00:00Z&sort=updated_at", 5 * CHANGED],
    ["updated_since=2026-10-01T00:00:00Z&sort=-updated_at&status=open", 5 * CHANGED],
    ["updated_since=2026-10-01T00:00:00Z&sort=amount&owner=Eino", 5 * CHANGED],
    ["updated_since=2025-01-01T00:00:00Z", 5 * CHANGED + 3 * page],
    ["status=lost&sort=amount", 2 * (OPEN + CLOSED) + 2 * page],
  ])("%s are at most %i", async (query, most) => {
    await search(tenant, query);
    const { status, d1 } = await search(tenant, query);
    expect(status).toBe(200);
    expect(d1.roundTrips).toBe(query.startsWith("stalled") ? 2 : 1);
    expect(d1.rowsRead).toBeLessThanOrEqual(most);
  });

  test("by -updated_at are as few where all were created at once, as an import does it", async () => {
    const imported = await company();
    const created_at = Date.parse("2026-10-01T00:00:00Z");
    const rows = Array.from({ length: 1_000 }, () => {
      return rowOf({
        process_id: imported.processId,
        id: newId("opp", created_at),
        created_at,
        updated_at: created_at,
      });
    });
    await insertRows(imported.tenant, rows);
    const last = rows
      .map(({ id }) => id)
      .toSorted()
      .toReversed();
    const first = await search(imported.tenant, "sort=-updated_at");
    expect(idsOf(first)).toEqual(last.slice(0, 50));
    expect(first.d1.rowsRead).toBeLessThanOrEqual(6 * page);
    const next = await search(imported.tenant, `sort=-updated_at&cursor=${first.body.next_cursor}`);
    expect(idsOf(next)).toEqual(last.slice(50, 100));
    expect(next.d1.rowsRead).toBeLessThanOrEqual(8 * page);
  });

  test("are as few on later pages", async () => {
    for (const [query, most] of [
      ["status=open&limit=50", page],
      ["limit=50", page],
      ["updated_since=2026-10-01T00:00:00Z&sort=updated_at&limit=3", 5 * CHANGED],
    ] as const) {
      const first = await search(tenant, query);
      const next = await search(tenant, `${query}&cursor=${first.body.next_cursor}`);
      expect(next.body.data.length).toBeGreaterThan(0);
      expect(next.d1.rowsRead, query).toBeLessThanOrEqual(most);
    }
  });
});
