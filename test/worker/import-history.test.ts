import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { D1Connection } from "../../src/db/d1.ts";
import type { Reply, TestTenant } from "../support/api.ts";
import {
  byExternalId,
  countRows,
  counts,
  csvOf,
  foundCompany,
  historyOf,
  issues,
  PLAIN,
  type Row,
  rollupOf,
  upload,
} from "../support/imports.ts";
import { createDeal, meet, move, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

afterEach(() => void vi.restoreAllMocks());

const MAPPING = {
  kind: "stage_history",
  columns: { external_id: "external_id", stage: "stage", entered_at: "entered_at" },
};

type Entry = readonly [externalId: string, stage: string, enteredAt: string];

const historyCsv = (...entries: readonly Entry[]) =>
  `${["external_id,stage,entered_at", ...entries.map((entry) => entry.join(","))].join("\n")}\n`;
const sendHistory = (tenant: TestTenant, ...entries: readonly Entry[]) =>
  upload(tenant, historyCsv(...entries), MAPPING);

async function companyWith(...rows: readonly Row[]) {
  const company = await foundCompany();
  expect(counts((await upload(company.tenant, csvOf(...rows), PLAIN)).body)).toMatchObject({ created: rows.length });
  return company;
}

async function visitsOf(tenant: TestTenant, externalId: string) {
  const { id } = await byExternalId(tenant, externalId);
  const { visits } = await historyOf(tenant, id);
  return visits.map((visit: Reply["body"]) => [visit.stage, visit.direction, visit.entered_at, visit.left_at]);
}

const JOURNEY: readonly Entry[] = [
  ["1", "find", "2026-01-05T08:00:00Z"],
  ["1", "close", "2026-01-20T09:00:00Z"],
  ["1", "agree", "2026-02-01T10:00:00Z"],
];

describe("a stage history", () => {
  test("becomes the visits of its deals, backward moves included, and changes nothing the second time", async () => {
    const { tenant } = await companyWith({ external_id: "1", stage: "agree", opened_on: "2026-01-05" });
    const reply = await sendHistory(tenant, ...JOURNEY);
    expect(counts(reply.body)).toEqual({ rows: 3, created: 0, updated: 3, unchanged: 0, failed: 0 });
    expect(reply.body.warnings).toEqual([]);
    expect(await visitsOf(tenant, "1")).toEqual([
      ["find", "entry", "2026-01-05T08:00:00.000Z", "2026-01-20T09:00:00.000Z"],
      ["close", "forward", "2026-01-20T09:00:00.000Z", "2026-02-01T10:00:00.000Z"],
      ["agree", "backward", "2026-02-01T10:00:00.000Z", null],
    ]);
    const before = await countRows(tenant);
    const again = await sendHistory(tenant, ...JOURNEY.toReversed());
    expect(counts(again.body)).toMatchObject({ updated: 0, unchanged: 3, failed: 0 });
    expect(await countRows(tenant)).toMatchObject({ stage_visits: before["stage_visits"] });
  });

  test("that is corrected takes away the visits that it no longer tells of", async () => {
    const { tenant } = await companyWith({ external_id: "1", stage: "agree" });
    await sendHistory(tenant, ...JOURNEY);
    const [found, , agreed] = JOURNEY;
    if (!found || !agreed) throw new Error("the journey has three entries");
    expect(counts((await sendHistory(tenant, found, agreed)).body)).toMatchObject({ updated: 2 });
    expect(await visitsOf(tenant, "1")).toEqual([
      ["find", "entry", "2026-01-05T08:00:00.000Z", "2026-02-01T10:00:00.000Z"],
      ["agree", "forward", "2026-02-01T10:00:00.000Z", null],
    ]);
    expect(await countRows(tenant)).toMatchObject({ stage_visits: 2 });
  });

  test("of a won deal says where its time went", async () => {
    const won = { external_id: "1", stage: "won", closed_on: "2026-02-10", opened_on: "2026-01-05", amount: "100" };
    const { tenant, processId } = await companyWith(won);
    await sendHistory(tenant, ...JOURNEY, ["1", "won", "2026-02-10T15:00:00Z"]);
    expect(await rollupOf(tenant, processId)).toEqual({
      won: 1,
      lost: 0,
      wonMinor: { EUR: 10_000 },
      visits: { "find:15": 1, "close:12": 1, "agree:9": 1 },
    });
    expect(await byExternalId(tenant, "1")).toMatchObject({
      status: "won",
      stage: "agree",
      closed_at: "2026-02-10T15:00:00.000Z",
    });
    expect(counts((await upload(tenant, csvOf(won), PLAIN)).body)).toMatchObject({ unchanged: 1 });
  });

  test("never takes away what was done here", async () => {
    const { tenant } = await foundCompany();
    const deal = await createDeal(tenant, { external_id: "1" });
    await meet(tenant, deal.id, "problem");
    expect((await move(tenant, deal.id, "agree")).status).toBe(200);
    const before = (await historyOf(tenant, deal.id)).visits;
    const reply = await sendHistory(tenant, ["1", "find", "2026-01-05"], ["1", "agree", "2026-01-20"]);
    expect(issues(reply.body.warnings)).toEqual(["2 entered_at entered_before_opened"]);
    const { visits } = await historyOf(tenant, deal.id);
    expect(visits.slice(0, 2)).toMatchObject([
      { stage: "find", direction: "entry", entered_at: "2026-01-04T22:00:00.000Z" },
      { stage: "agree", direction: "forward", entered_at: "2026-01-19T22:00:00.000Z", left_at: before[0].entered_at },
    ]);
    expect(visits.slice(2)).toEqual([{ ...before[0], direction: "backward" }, before[1]]);
    expect(await byExternalId(tenant, "1")).toMatchObject({ stage: "agree", score: 20, opened_on: "2026-01-05" });
  });

  test("is told to no webhook but as an import, and is in the history of the deal", async () => {
    const { tenant } = await companyWith({ external_id: "1", stage: "won", closed_on: "2026-02-10" });
    const endpoint = { url: "http://127.0.0.1:9/hook", event_types: ["*"] };
    expect((await tenant.call("POST", "/v1/webhook-endpoints", { body: endpoint })).status).toBe(201);
    const reply = await sendHistory(tenant, ...JOURNEY, ["1", "won", "2026-02-10"]);
    const sql = "SELECT count(*) AS n FROM webhook_deliveries WHERE tenant_id = ?";
    expect(await env.DB.prepare(sql).bind(tenant.id).first("n")).toBe(1);
    const events = (await tenant.call("GET", "/v1/events?types=opportunity.*")).body.data;
    expect(events.at(-1)).toMatchObject({
      type: "opportunity.stage_changed",
      data: { import_id: reply.body.id, previous: { stage: "close" } },
    });
  });

  test("of thousands of deals goes in by few calls of the database", { timeout: 60_000 }, async () => {
    const { tenant } = await foundCompany();
    const ids = Array.from({ length: 3_000 }, (_, index) => `${index}`);
    const deals = ids.map((external_id) => ({ external_id, stage: "agree", opened_on: "2026-01-05" }));
    await upload(tenant, csvOf(...deals), PLAIN);
    const entries = ids.flatMap((id) => JOURNEY.map(([, stage, at]): Entry => [id, stage, at]));
    const reply = await sendHistory(tenant, ...entries);
    expect(counts(reply.body)).toMatchObject({ rows: 9_000, updated: 9_000, failed: 0 });
    expect(reply.d1.roundTrips).toBeLessThanOrEqual(20);
    expect(reply.d1.rowsWritten).toBeLessThanOrEqual(10 * 3_000 + 20);
    const again = await sendHistory(tenant, ...entries);
    expect(counts(again.body)).toMatchObject({ unchanged: 9_000 });
    expect(again.d1.rowsWritten).toBeLessThanOrEqual(10);
  });
});

describe("rows that cannot be", () => {
  test("keep the whole history of their deal out, so that what is sent again is whole", async () => {
    const { tenant } = await companyWith({ external_id: "1", stage: "agree" }, { external_id: "2", stage: "find" });
    const other = await publishProcess(tenant, SMALL_DOCUMENT);
    const elsewhere = { external_id: "3", stage: "find" };
    expect((await upload(tenant, csvOf(elsewhere), { ...PLAIN, process_id: other })).body.created).toBe(1);
    const reply = await sendHistory(
      tenant,
      ["1", "find", "2026-01-05"],
      ["1", "dreaming", "2026-01-06"],
      ["2", "find", "2026-01-05"],
      ["3", "find", "2026-01-05"],
      ["nobody", "find", "2026-01-05"],
      ["1", "agree", "2199-01-05"],
    );
    expect(counts(reply.body)).toEqual({ rows: 6, created: 0, updated: 1, unchanged: 0, failed: 5 });
    expect(issues(reply.body.errors)).toEqual([
      "2 external_id history_incomplete",
      "3 stage unknown_stage",
      "5 external_id other_process",
      "6 external_id unknown_opportunity",
      "7 entered_at date_in_future",
    ]);
    expect(await visitsOf(tenant, "1")).toEqual([["agree", "entry", null, null]]);
    expect(await visitsOf(tenant, "2")).toEqual([["find", "entry", "2026-01-04T22:00:00.000Z", null]]);
  });

  test("contradict their deal, and are named with the rule that decides", async () => {
    const { tenant } = await companyWith(
      { external_id: "moved", stage: "close" },
      { external_id: "closed", stage: "lost", closed_on: "2026-01-10" },
    );
    const reply = await sendHistory(
      tenant,
      ["moved", "find", "2026-01-05"],
      ["closed", "find", "2026-01-05"],
      ["closed", "agree", "2026-01-15"],
    );
    expect(counts(reply.body)).toMatchObject({ updated: 3, failed: 0 });
    expect(issues(reply.body.warnings)).toEqual([
      "2 stage stage_not_in_history",
      "4 entered_at entry_after_closing",
      "4 stage closing_not_in_history",
    ]);
    expect(reply.body.warnings[0].detail).toContain("That stage is believed");
    expect(await visitsOf(tenant, "moved")).toEqual([
      ["find", "entry", "2026-01-04T22:00:00.000Z", null],
      ["close", "forward", null, null],
    ]);
    expect(await byExternalId(tenant, "moved")).toMatchObject({ days_in_stage: null });
    expect(await visitsOf(tenant, "closed")).toEqual([
      ["find", "entry", "2026-01-04T22:00:00.000Z", "2026-01-09T22:00:00.000Z"],
    ]);
  });
});

test("a deal that moves while its history is decided is decided again, with the move in it", async () => {
  const { tenant } = await companyWith({ external_id: "1", stage: "find" });
  const { id } = await byExternalId(tenant, "1");
  await meet(tenant, id, "problem");
  const { write } = D1Connection.prototype;
  let moves = 0;
  vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (this: D1Connection, statements) {
    const isChunk = statements.some(({ sql }) => sql.startsWith("INSERT INTO stage_visits"));
    if (isChunk && moves++ === 0) expect((await move(tenant, id, "agree")).status).toBe(200);
    return write.call(this, statements);
  });
  const reply = await sendHistory(tenant, ["1", "find", "2026-01-05"]);
  expect(counts(reply.body)).toMatchObject({ updated: 1, failed: 0 });
  const visits = await visitsOf(tenant, "1");
  expect(visits.map(([stage, direction]: readonly string[]) => [stage, direction])).toEqual([
    ["find", "entry"],
    ["agree", "forward"],
  ]);
  expect(visits[0][2]).toBe("2026-01-04T22:00:00.000Z");
});
