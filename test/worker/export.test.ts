import { exports } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { D1Connection } from "../../src/db/d1.ts";
import { DomainError } from "../../src/errors.ts";
import { ExportedOpportunitySchema } from "../../src/opportunities/export/exported-deal.ts";
import { foundTenant, type Reply, type TestTenant } from "../support/api.ts";
import {
  arbitraryWork,
  bringIn,
  bringInOld,
  carryOut,
  exportOf,
  type Format,
  foundTrader,
  type Line,
  linesOf,
  recordsOf,
  TYPES,
} from "../support/exports.ts";
import { counts, csvOf, foundCompany, historyOf, PLAIN, rollupOf, upload } from "../support/imports.ts";
import { createDeal, meet, move, SMALL_DOCUMENT } from "../support/story.ts";

afterEach(() => void vi.restoreAllMocks());

describe("an export", () => {
  test("tells of each opportunity all that is recorded of it", async () => {
    const { tenant, processId } = await foundTrader();
    const { id } = await createDeal(tenant, { external_id: "CRM-1", tags: ["a", "b"], custom: { margin: -2.5 } });
    await meet(tenant, id, "problem");
    await move(tenant, id, "agree");
    const [line, ...rest] = await linesOf(tenant);
    expect(rest).toEqual([]);
    expect(ExportedOpportunitySchema.parse(line)).toEqual(line);
    expect(line).toMatchObject({
      external_id: "CRM-1",
      id,
      process_id: processId,
      version: 1,
      amount: 12_500,
      status: "open",
      stage: "agree",
      earned_stage: "agree",
      score: 20,
      hollow: false,
      tags: ["a", "b"],
      custom: { margin: -2.5 },
      criteria: [{ key: "problem", state: "met" }],
      visits: [
        { stage: "find", direction: "entry", score_at_exit: 20 },
        { stage: "agree", direction: "forward", left_at: null },
      ],
    });
    expect(line.visits).toEqual((await historyOf(tenant, id)).visits);
    expect(line.stage_entered_at).toBe(line.visits[1].entered_at);

    const [record] = await recordsOf(tenant);
    expect(record).toMatchObject({ external_id: "CRM-1", tags: "a,b", "custom.margin": "-2.5", "custom.vip": "" });
    expect(JSON.parse(record?.["criteria"] ?? "")).toEqual(line.criteria);
    expect(JSON.parse(record?.["visits"] ?? "")).toEqual(line.visits);
  });

  test("of nothing has a header", async () => {
    const { tenant } = await foundCompany();
    expect(await exportOf(tenant)).toMatch(/^external_id,id,name,[^\n]*,criteria,visits\r\n$/);
    expect(await exportOf(tenant, "?format=ndjson")).toBe("");
  });

  test("begins with the mark by which spreadsheets know UTF-8", async () => {
    const { tenant } = await foundCompany();
    const headers = { authorization: `Bearer ${tenant.secret}` };
    const response = await exports.default.fetch("https://infield.test/v1/opportunities/export", { headers });
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect([...bytes.slice(0, 4)]).toEqual([0xef, 0xbb, 0xbf, "e".charCodeAt(0)]);
  });

  test("is a file by name, in the format that is asked for", async () => {
    const tenant = await foundTenant({ timezone: "Pacific/Kiritimati" });
    const today = new Date(Date.now() + 14 * 3_600_000).toISOString().slice(0, 10);
    const get = (query: string, accept?: string) =>
      tenant.call("GET", `/v1/opportunities/export${query}`, { headers: accept ? { accept } : {} });
    const csv = await get("");
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(csv.headers.get("content-disposition")).toBe(`attachment; filename="opportunities-${today}.csv"`);
    expect(csv.headers.get("cache-control")).toBe("no-store");
    const typeOf = async (query: string, accept?: string) =>
      (await get(query, accept)).headers.get("content-type")?.split(";")[0];
    expect(await typeOf("?format=ndjson")).toBe(TYPES.ndjson);
    expect(await typeOf("", "application/x-ndjson")).toBe(TYPES.ndjson);
    expect(await typeOf("", "application/x-ndjson;q=0.5, text/csv")).toBe(TYPES.csv);
    expect(await typeOf("", "*/*")).toBe(TYPES.csv);
    expect(await typeOf("?format=csv", "application/x-ndjson")).toBe(TYPES.csv);
    expect((await get("?format=xml")).body).toMatchObject({ code: "validation_failed" });
    expect((await get("?limit=5")).body.errors).toMatchObject([{ pointer: "/query/limit", code: "unknown_field" }]);
  });

  test("has what the list has under the same filters, in its order", async () => {
    const { tenant } = await foundTrader();
    const work = fc.sample(arbitraryWork, { numRuns: 3, seed: 11 }).flat();
    await carryOut(tenant, work);
    const queries = [
      "",
      "&status=open",
      "&status=won",
      "&stage=find",
      `&owner=${encodeURIComponent("Björn")}&status=open`,
      "&sort=-amount",
      "&sort=expected_close_date&currency=EUR",
      "&custom.vip=true",
      "&hollow=true",
      "&stalled=false&sort=score",
      "&external_id=nobody",
    ];
    for (const query of queries) {
      const listed = await tenant.call("GET", `/v1/opportunities?limit=100${query}`);
      expect(listed.body.next_cursor).toBeNull();
      const ids = listed.body.data.map((deal: Line) => deal.id);
      expect((await linesOf(tenant, query)).map((deal) => deal.id)).toEqual(ids);
      expect((await recordsOf(tenant, query)).map((deal) => deal["id"])).toEqual(ids);
    }
  });
});

describe("a long export", () => {
  const manyRows = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      external_id: `deal-${index}`,
      stage: "find",
      amount: `${index % 7}`,
    }));

  /** Does something before the n-th page of opportunities is read. */
  function beforePage(n: number, act: () => Promise<unknown>) {
    const { read } = D1Connection.prototype;
    let pages = 0;
    const spy = vi.spyOn(D1Connection.prototype, "read").mockImplementation(async function (
      this: D1Connection,
      statements,
    ) {
      const isPage = statements.length === 1 && statements[0]?.sql.includes("FROM opportunities");
      if (isPage) pages += 1;
      if (isPage && pages === n) {
        spy.mockImplementation(read);
        await act();
      }
      return read.call(this, statements);
    });
  }

  test("goes through all pages, in any order, each opportunity once", async () => {
    const { tenant } = await foundCompany();
    await upload(tenant, csvOf(...manyRows(2_700)), PLAIN);
    for (const sort of ["id", "-amount", "updated_at"]) {
      const ids = (await linesOf(tenant, `&sort=${sort}`)).map((line) => line.external_id);
      expect(ids).toHaveLength(2_700);
      expect(new Set(ids).size).toBe(2_700);
    }
  });

  test("misses and doubles nothing while others write", async () => {
    const { tenant } = await foundCompany();
    await upload(tenant, csvOf(...manyRows(1_500)), PLAIN);
    const before: Reply["body"][] = (await tenant.call("GET", "/v1/opportunities?limit=100")).body.data;
    const after: Reply["body"][] = (await tenant.call("GET", "/v1/opportunities?limit=100&sort=-id")).body.data;
    beforePage(2, async () => {
      await tenant.call("DELETE", `/v1/opportunities/${before[3].id}`);
      await tenant.call("DELETE", `/v1/opportunities/${after[3].id}`);
      await tenant.call("PATCH", `/v1/opportunities/${after[5].id}`, { body: { name: "Renamed" } });
      await createDeal(tenant, { external_id: "new" });
    });
    const lines = await linesOf(tenant);
    const ids = lines.map((line) => line.external_id);
    const rest = [...ids].filter((id) => id !== "new");
    expect(new Set(ids).size).toBe(ids.length);
    expect(rest).toHaveLength(1_499);
    expect(ids).toContain(before[3].external_id);
    expect(ids).not.toContain(after[3].external_id);
    expect(lines.find((line) => line.id === after[5].id)).toMatchObject({ name: "Renamed" });
  });

  test("tells of each opportunity as it was at one moment, whoever moves it meanwhile", async () => {
    const { tenant } = await foundCompany();
    const { id } = await createDeal(tenant);
    const { read } = D1Connection.prototype;
    const spy = vi.spyOn(D1Connection.prototype, "read").mockImplementation(async function (
      this: D1Connection,
      statements,
    ) {
      const rows = await read.call(this, statements);
      if (statements.length === 1 && statements[0]?.sql.includes("FROM opportunities")) {
        spy.mockImplementation(read);
        await meet(tenant, id, "problem");
        await move(tenant, id, "agree");
      }
      return rows;
    });
    expect(await linesOf(tenant)).toMatchObject([
      { stage: "agree", score: 20, criteria: [{ key: "problem" }], visits: [{}, { stage: "agree" }] },
    ]);
  });

  test("that fails midway breaks off, and does not look complete", async () => {
    const { tenant } = await foundCompany();
    await upload(tenant, csvOf(...manyRows(600)), PLAIN);
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    for (const format of ["csv", "ndjson"]) {
      beforePage(2, () => Promise.reject(new Error("the database is gone")));
      await expect(tenant.call("GET", `/v1/opportunities/export?format=${format}`)).rejects.toThrow();
    }
  });

  test("that fails at once is answered as what it is", async () => {
    const { tenant } = await foundCompany();
    beforePage(1, () => Promise.reject(new DomainError("unavailable", "The database is busy.")));
    const reply = await tenant.call("GET", "/v1/opportunities/export");
    expect(reply).toMatchObject({ status: 503, body: { code: "unavailable" } });
  });
});

/** What must be the same in another company: all that the API tells of its deals but ids, versions, and who brought them in when. */
async function recordedIn(tenant: TestTenant): Promise<unknown[]> {
  const { data } = (await tenant.call("GET", "/v1/opportunities?limit=100")).body;
  const deals = await Promise.all(data.map(({ id }: { id: string }) => recordedOf(tenant, id)));
  return deals.toSorted((a, b) => (a.external_id < b.external_id ? -1 : 1));
}

async function recordedOf(tenant: TestTenant, id: string) {
  const { body } = await tenant.call("GET", `/v1/opportunities/${id}`);
  const { id: _id, process_id: _process, version: _version, revision: _revision, ...rest } = body;
  const { created_at: _created, updated_at: _updated, criteria, external_id, ...deal } = rest;
  return {
    ...deal,
    external_id: external_id ?? id,
    criteria: criteria.map(({ actor: _actor, ...said }: Line) => said),
    visits: (await historyOf(tenant, id)).visits,
  };
}

async function funnelOf(tenant: TestTenant): Promise<unknown> {
  const { process_id: _id, as_of: _at, taken_at: _taken, ...funnel } = (await tenant.call("GET", "/v1/funnel")).body;
  return funnel;
}

const NO_CHANGE = { created: 0, updated: 0, failed: 0, errors: [] };

/** Of the old deals, one was closed nobody knows when. */
const CODES = ["closed_on_missing"];
const codesOf = ({ warnings }: Reply["body"]) => warnings.map(({ code }: { code: string }) => code);

describe.each(["csv", "ndjson"] as const)("what is exported as %s", (format: Format) => {
  test.each(["strict", "advisory"])(
    "is the same in another company, and changes nothing where it comes from: %s gate",
    { timeout: 120_000 },
    async (gate_policy) => {
      await fc.assert(
        fc.asyncProperty(arbitraryWork, async (work) => {
          const document = { ...SMALL_DOCUMENT, gate_policy };
          const mine = await foundTrader(document);
          await bringInOld(mine.tenant);
          await carryOut(mine.tenant, work);
          const file = await exportOf(mine.tenant, `?format=${format}`);
          const lines = await linesOf(mine.tenant);

          const again = await bringIn(mine.tenant, file, format);
          expect(again).toMatchObject({ preset: "infield", ...NO_CHANGE, unchanged: lines.length });
          expect(codesOf(again)).toEqual(CODES);
          expect(await linesOf(mine.tenant)).toEqual(lines);

          const theirs = await foundTrader(document);
          const brought = await bringIn(theirs.tenant, file, format);
          expect(brought).toMatchObject({ preset: "infield", created: lines.length, failed: 0, errors: [] });
          expect(codesOf(brought)).toEqual(CODES);
          expect(await recordedIn(theirs.tenant)).toEqual(await recordedIn(mine.tenant));
          expect(await funnelOf(theirs.tenant)).toEqual(await funnelOf(mine.tenant));
          expect(await rollupOf(theirs.tenant, theirs.processId)).toEqual(await rollupOf(mine.tenant, mine.processId));
        }),
        { numRuns: 2, endOnFailure: true },
      );
    },
  );
});

test("an opportunity without an external id has its own in that place, and is known by it again", async () => {
  const { tenant } = await foundCompany();
  const { id } = await createDeal(tenant);
  const lines = await linesOf(tenant);
  expect(lines).toMatchObject([{ external_id: id, id }]);
  const changed = lines.map((line) => JSON.stringify({ ...line, name: "Renamed" })).join("\n");
  expect(counts(await bringIn(tenant, changed, "ndjson"))).toMatchObject({ created: 0, updated: 1 });
  const { body } = await tenant.call("GET", `/v1/opportunities/${id}`);
  expect(body).toMatchObject({ name: "Renamed", external_id: null });
});
