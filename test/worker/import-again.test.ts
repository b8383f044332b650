import { describe, expect, test } from "vitest";
import type { Reply, TestTenant } from "../support/api.ts";
import {
  byExternalId,
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

describe("the same deals again", () => {
  const first = {
    external_id: "1",
    name: "Forklifts",
    owner: "Aino",
    amount: "100",
    stage: "find",
    opened_on: "2026-01-05",
  };

  async function imported(...rows: readonly Row[]) {
    const company = await foundCompany();
    const reply = await upload(company.tenant, csvOf(...rows), PLAIN);
    expect(counts(reply.body)).toMatchObject({ created: rows.length, failed: 0 });
    return { ...company, deal: await byExternalId(company.tenant, "1") };
  }

  test("change where the file differs; an empty cell erases nothing", async () => {
    const { tenant, deal } = await imported({ ...first, expected_close_date: "2026-03-01" });
    const next = { ...first, owner: "", amount: "150", currency: "USD", expected_close_date: "2026-04-01" };
    const reply = await upload(tenant, csvOf(next), PLAIN);
    expect(counts(reply.body)).toMatchObject({ updated: 1, unchanged: 0, failed: 0 });
    const after = await byExternalId(tenant, "1");
    expect(after).toMatchObject({ id: deal.id, owner: "Aino", amount: 150, currency: "USD", pushes: 1, revision: 2 });
    const { changes } = await historyOf(tenant, deal.id);
    expect(changes[1]).toMatchObject({
      type: "opportunity.updated",
      previous: { amount: 100, currency: "EUR", expected_close_date: "2026-03-01" },
    });
    const again = await upload(tenant, csvOf(next), PLAIN);
    expect(counts(again.body)).toMatchObject({ updated: 0, unchanged: 1 });
  });

  test("move with the file's dates, and keep what was proved", async () => {
    const { tenant, deal, processId } = await imported(first);
    await meet(tenant, deal.id, "problem");
    await upload(tenant, csvOf({ ...first, stage: "close", stage_entered_on: "2026-02-01" }), PLAIN);
    expect(await byExternalId(tenant, "1")).toMatchObject({
      stage: "close",
      earned_stage: "agree",
      hollow: true,
      score: 20,
    });
    await upload(tenant, csvOf({ ...first, stage: "won", closed_on: "2026-02-11" }), PLAIN);
    const history = await historyOf(tenant, deal.id);
    expect(history.visits).toMatchObject([
      { stage: "find", entered_at: "2026-01-04T22:00:00.000Z", left_at: "2026-01-31T22:00:00.000Z", score_at_exit: 20 },
      {
        stage: "close",
        direction: "forward",
        entered_at: "2026-01-31T22:00:00.000Z",
        left_at: "2026-02-10T22:00:00.000Z",
      },
    ]);
    expect(history.changes.map(({ type }: { type: string }) => type)).toEqual([
      "opportunity.created",
      "opportunity.criterion_changed",
      "opportunity.stage_changed",
      "opportunity.won",
    ]);
    expect(history.changes[3]).toMatchObject({
      bypassed: ["need", "funds"],
      previous: { status: "open", closed_at: null },
    });
    expect(await rollupOf(tenant, processId)).toEqual({
      won: 1,
      lost: 0,
      wonMinor: { EUR: 10_000 },
      visits: { "find:27": 1, "close:10": 1 },
    });
  });

  test("are put back where the file says when they were moved here since, with both in the history", async () => {
    const { tenant, deal } = await imported(first);
    await meet(tenant, deal.id, "problem");
    expect((await move(tenant, deal.id, "agree")).status).toBe(200);
    const reply = await upload(tenant, csvOf(first), PLAIN);
    expect(counts(reply.body)).toMatchObject({ updated: 1 });
    const { visits } = await historyOf(tenant, deal.id);
    expect(visits.map((visit: Reply["body"]) => [visit.stage, visit.direction, visit.left_at === null])).toEqual([
      ["find", "entry", false],
      ["agree", "forward", false],
      ["find", "backward", true],
    ]);
    expect(visits[2].entered_at >= visits[1].entered_at).toBe(true);
    expect(counts((await upload(tenant, csvOf(first), PLAIN)).body)).toMatchObject({ unchanged: 1 });
  });

  test("are reopened by an engine that knows it, and corrected from won to lost", async () => {
    const won = { ...first, stage: "won", closed_on: "2026-02-01" };
    const { tenant, deal, processId } = await imported(won, { ...won, external_id: "2" });
    const reply = await upload(
      tenant,
      csvOf({ ...first, stage: "agree" }, { ...won, external_id: "2", stage: "lost" }),
      PLAIN,
    );
    expect(counts(reply.body)).toMatchObject({ updated: 2, failed: 0 });
    expect(await byExternalId(tenant, "1")).toMatchObject({ status: "open", stage: "agree", closed_at: null });
    expect((await historyOf(tenant, deal.id)).visits.map((visit: Reply["body"]) => visit.direction)).toEqual([
      "entry",
      "reopened",
      "backward",
    ]);
    const lost = await byExternalId(tenant, "2");
    expect(lost).toMatchObject({ status: "lost", closed_at: "2026-01-31T22:00:00.000Z" });
    const { visits } = await historyOf(tenant, lost.id);
    expect(visits).toMatchObject([
      { direction: "entry" },
      { direction: "reopened", left_at: "2026-01-31T22:00:00.000Z" },
    ]);
    expect(await rollupOf(tenant, processId)).toEqual({ won: 0, lost: 1, wonMinor: {}, visits: {} });
  });

  test("have their dates corrected: of entry, of closing, and the reason", async () => {
    const lost = { ...first, external_id: "2", stage: "lost", closed_on: "2026-02-01" };
    const { tenant, processId } = await imported(first, lost, {
      ...first,
      external_id: "3",
      stage: "won",
      closed_on: "2026-01-25",
    });
    const rows = [
      { ...first, opened_on: "2025-12-01" },
      { ...lost, closed_on: "2026-02-02", lost_reason: "Too dear" },
      { ...first, external_id: "3", stage: "won", closed_on: "2026-01-15" },
    ];
    expect(counts((await upload(tenant, csvOf(...rows), PLAIN)).body)).toMatchObject({ updated: 3, failed: 0 });
    const deal = await byExternalId(tenant, "1");
    expect(deal.opened_on).toBe("2025-12-01");
    expect((await historyOf(tenant, deal.id)).visits).toMatchObject([{ entered_at: "2025-11-30T22:00:00.000Z" }]);
    expect(await byExternalId(tenant, "2")).toMatchObject({
      lost_reason: "Too dear",
      closed_at: "2026-02-01T22:00:00.000Z",
    });
    expect((await rollupOf(tenant, processId)).visits).toEqual({ "close:10": 1 });
    expect(counts((await upload(tenant, csvOf(...rows), PLAIN)).body)).toMatchObject({ unchanged: 3 });
  });

  test("also when they were made here; a history that the file contradicts keeps its order", async () => {
    const { tenant } = await foundCompany();
    const deal = await createDeal(tenant, { external_id: "1", name: "Forklifts" });
    await meet(tenant, deal.id, "problem");
    await move(tenant, deal.id, "agree");
    const row = { external_id: "1", stage: "agree", stage_entered_on: "2026-01-05" };
    expect(counts((await upload(tenant, csvOf(row), PLAIN)).body)).toMatchObject({ unchanged: 1, updated: 0 });
    const closed = { external_id: "1", stage: "lost", closed_on: "2026-01-06" };
    expect(counts((await upload(tenant, csvOf(closed), PLAIN)).body)).toMatchObject({ updated: 1 });
    const { visits } = await historyOf(tenant, deal.id);
    expect(visits[1].left_at).toBe(visits[1].entered_at);
  });

  test("fail, by name, when they are in another process or in a version without the stage", async () => {
    const { tenant } = await imported(first);
    const other = await publishProcess(tenant, SMALL_DOCUMENT);
    const elsewhere = await upload(tenant, csvOf(first), { ...PLAIN, process_id: other });
    expect(issues(elsewhere.body.errors)).toEqual(["2 external_id other_process"]);

    const listed = (await tenant.call("GET", "/v1/processes")).body.data;
    await renameStage(tenant, listed.find((process: Reply["body"]) => process.id !== other).id);
    const reply = await upload(
      tenant,
      csvOf({ ...first, stage: "finish" }, { ...first, external_id: "new", stage: "finish" }),
      PLAIN,
    );
    expect(counts(reply.body)).toMatchObject({ created: 1, failed: 1 });
    expect(issues(reply.body.errors)).toEqual(["2 stage unknown_stage"]);
    expect(reply.body.errors[0].detail).toContain("pinned to version 1");
  });

  test("may be in stages of the version that they are pinned to, and new ones only in those of the current one", async () => {
    const { tenant, processId } = await imported(first);
    await renameStage(tenant, processId);
    const known = { ...first, stage: "close" };
    const fresh = { ...first, external_id: "new", stage: "close" };

    const unmapped = await upload(tenant, csvOf(known, fresh), PLAIN);
    expect(counts(unmapped.body)).toMatchObject({ updated: 1, created: 0, failed: 1 });
    expect(issues(unmapped.body.errors)).toEqual(["3 stage unknown_stage"]);
    expect(unmapped.body.errors[0].detail).toContain("takes version 2");
    expect(await byExternalId(tenant, "1")).toMatchObject({ stage: "close", version: 1 });

    const mapping = { ...PLAIN, stages: { Signing: "close", Ending: "finish" }, defaults: { stage: "Signing" } };
    const mapped = await upload(tenant, csvOf({ ...known, stage: "Signing" }, { ...fresh, stage: "Ending" }), mapping);
    expect(counts(mapped.body)).toMatchObject({ unchanged: 1, created: 1, failed: 0 });
    expect(await byExternalId(tenant, "new")).toMatchObject({ stage: "finish", version: 2 });

    const noneThere = await upload(tenant, csvOf({ ...fresh, external_id: "3" }), mapping);
    expect(issues(noneThere.body.errors), "the default stage is one that a new deal cannot be in").toEqual([
      "2 stage unknown_stage",
    ]);
  });

  /** Publishes a next version of `SMALL_DOCUMENT` whose stage `close` is called `finish`. */
  async function renameStage(tenant: TestTenant, processId: string): Promise<void> {
    const stages = SMALL_DOCUMENT.stages.map((stage) => (stage.key === "close" ? { ...stage, key: "finish" } : stage));
    const draft = { body: { ...SMALL_DOCUMENT, stages }, headers: { "if-match": "*" } };
    expect((await tenant.call("PUT", `/v1/processes/${processId}/draft`, draft)).status).toBe(200);
    expect((await tenant.call("POST", `/v1/processes/${processId}/publish`)).status).toBe(201);
  }
});
