import { describe, expect, test } from "vitest";
import type { Reply, TestTenant } from "../support/api.ts";
import {
  byExternalId,
  countRows,
  counts,
  foundCompany,
  historyOf,
  issues,
  rollupOf,
  upload,
} from "../support/imports.ts";
import { meet, move } from "../support/story.ts";

const FIELDS = ["external_id", "stage", "status", "opened_on", "stage_entered_on", "closed_on", "tags", "next_step"];
const LISTS = ["next_step_due", "contacts", "pushes", "criteria", "visits", "lost_reason"];
const MAPPING = {
  format: "ndjson",
  columns: Object.fromEntries([...FIELDS, ...LISTS].map((field) => [field, field])),
};

/** One line a deal; every line names every field, so that each column is there. */
function send(tenant: TestTenant, ...deals: readonly Readonly<Record<string, unknown>>[]) {
  const nothing = Object.fromEntries([...FIELDS, ...LISTS].map((field) => [field, null]));
  return upload(tenant, deals.map((deal) => `${JSON.stringify({ ...nothing, ...deal })}\n`).join(""), MAPPING);
}

const WON = {
  external_id: "1",
  status: "won",
  stage: "close",
  opened_on: "2026-01-05",
  closed_on: "2026-02-20T12:00:00Z",
  tags: ["export"],
  contacts: [{ name: "Liisa", role: "buyer", email: null }],
  pushes: 2,
  criteria: [
    { key: "problem", state: "met", evidence: { text: "They lose orders" }, confirmed_by: "buyer", note: null },
    { key: "champion", state: "met", level: 50, changed_at: "2026-02-01T09:00:00Z" },
    { key: "of_another_time", state: "met" },
  ],
  visits: [
    {
      stage: "find",
      entered_at: "2026-01-05T08:00:00Z",
      left_at: "2026-01-20T08:00:00Z",
      score_at_entry: 0,
      score_at_exit: 20,
    },
    { stage: "close", entered_at: "2026-01-20T08:00:00Z", left_at: "2026-02-01T08:00:00Z" },
    { stage: "agree", entered_at: "2026-02-01T08:00:00Z", left_at: "2026-02-10T08:00:00Z" },
    { stage: "close", entered_at: "2026-02-10T08:00:00Z", left_at: "2026-02-20T12:00:00Z", score_at_exit: 25 },
  ],
};

const detailOf = async (tenant: TestTenant, externalId: string): Promise<Reply["body"]> => {
  const { id } = await byExternalId(tenant, externalId);
  return (await tenant.call("GET", `/v1/opportunities/${id}`)).body;
};

describe("a row of full facts", () => {
  test("is a deal with its criteria, its visits and what follows from them", async () => {
    const { tenant, processId } = await foundCompany();
    const reply = await send(tenant, WON);
    expect(counts(reply.body)).toMatchObject({ created: 1, failed: 0 });
    const deal = await detailOf(tenant, "1");
    expect(deal).toMatchObject({
      status: "won",
      stage: "close",
      score: 25,
      earned_stage: "agree",
      hollow: true,
      pushes: 2,
      tags: ["export"],
      single_threaded: true,
      closed_at: "2026-02-20T12:00:00.000Z",
    });
    expect(deal.criteria.find(({ key }: { key: string }) => key === "champion")).toMatchObject({
      level: 50,
      changed_at: "2026-02-01T09:00:00.000Z",
      retired: false,
    });
    expect(deal.criteria.find(({ key }: { key: string }) => key === "of_another_time")).toMatchObject({
      retired: true,
    });
    const { visits } = await historyOf(tenant, deal.id);
    expect(visits.map(({ stage, direction }: Reply["body"]) => [stage, direction])).toEqual([
      ["find", "entry"],
      ["close", "forward"],
      ["agree", "backward"],
      ["close", "forward"],
    ]);
    expect(visits[0]).toMatchObject({ score_at_entry: 0, score_at_exit: 20 });
    expect(await rollupOf(tenant, processId)).toMatchObject({
      won: 1,
      visits: { "find:15": 1, "close:22": 1, "agree:9": 1 },
    });
  });

  test("changes nothing the second time", async () => {
    const { tenant } = await foundCompany();
    await send(tenant, WON);
    const before = await countRows(tenant);
    const again = await send(tenant, WON);
    expect(counts(again.body)).toMatchObject({ updated: 0, unchanged: 1 });
    expect(await countRows(tenant)).toMatchObject({ stage_visits: before["stage_visits"], opportunities: 1 });
    expect((await byExternalId(tenant, "1")).revision).toBe(1);
  });

  test("changes of a known deal what differs, and tells it of each criterion", async () => {
    const { tenant, processId } = await foundCompany();
    await send(tenant, WON);
    const criteria = [
      { key: "problem", state: "not_met", note: "It was another company" },
      { key: "need", state: "met" },
    ];
    const reply = await send(tenant, { ...WON, criteria, visits: WON.visits.slice(2), tags: null });
    expect(counts(reply.body)).toMatchObject({ updated: 1, failed: 0 });
    const deal = await detailOf(tenant, "1");
    expect(deal).toMatchObject({ score: 35, earned_stage: "find", revision: 2, tags: ["export"] });
    expect(deal.criteria).toHaveLength(4);
    const { visits, changes } = await historyOf(tenant, deal.id);
    expect(visits.map(({ stage, direction }: Reply["body"]) => [stage, direction])).toEqual([
      ["agree", "entry"],
      ["close", "forward"],
    ]);
    expect(changes.map(({ type, criterion }: Reply["body"]) => `${type} ${criterion ?? ""}`)).toEqual([
      "opportunity.created ",
      "opportunity.criterion_changed problem",
      "opportunity.criterion_changed need",
      "opportunity.stage_changed ",
    ]);
    expect(changes[1]).toMatchObject({
      previous: { state: "met", evidence: { text: "They lose orders" }, confirmed_by: "buyer" },
      current: { state: "not_met", evidence: null, note: "It was another company" },
    });
    expect(await rollupOf(tenant, processId)).toMatchObject({ won: 1, visits: { "agree:9": 1, "close:10": 1 } });
  });

  test("that says less than is known of an open deal loses no move that was made here since", async () => {
    const { tenant } = await foundCompany();
    const visits = [{ stage: "find", entered_at: "2026-01-05T08:00:00Z" }];
    const open = { external_id: "1", stage: "find", criteria: [{ key: "problem", state: "met" }], visits };
    await send(tenant, open);
    const { id } = await byExternalId(tenant, "1");
    await meet(tenant, id, "need");
    expect((await move(tenant, id, "agree")).status).toBe(200);
    expect(counts((await send(tenant, open)).body)).toMatchObject({ updated: 1 });
    const history = await historyOf(tenant, id);
    expect(history.visits.map(({ stage, direction }: Reply["body"]) => [stage, direction])).toEqual([
      ["find", "entry"],
      ["agree", "forward"],
      ["find", "backward"],
    ]);
    expect(await detailOf(tenant, "1")).toMatchObject({ score: 50, stage: "find" });
    expect(counts((await send(tenant, open)).body)).toMatchObject({ unchanged: 1 });
  });

  test("fails when its visits cannot have been", async () => {
    const { tenant } = await foundCompany();
    const reply = await send(
      tenant,
      { external_id: "1", stage: "find", visits: [{ stage: "find", entered_at: "2199-01-05T08:00:00Z" }] },
      { external_id: "2", stage: "find", visits: [{ stage: "gone" }, { stage: "find" }] },
      { external_id: "3", stage: "find", visits: [{ stage: "gone", direction: "entry" }, { stage: "find" }] },
    );
    expect(counts(reply.body)).toMatchObject({ created: 1, failed: 2 });
    expect(issues(reply.body.errors)).toEqual(["1 visits date_in_future", "2 visits unknown_stage"]);
  });
});
