import { beforeAll, expect, test } from "vitest";
import { foundTenant, type TestTenant } from "../support/api.ts";
import { NEXT_DOCUMENT, publishTwice } from "../support/migrations.ts";
import { faultsOf, replaceDraft } from "../support/process.ts";

let tenant: TestTenant;
let path: string;

beforeAll(async () => {
  tenant = await foundTenant();
  path = `/v1/processes/${await publishTwice(tenant)}`;
});

const diff = (from: number, to: string) => tenant.call("GET", `${path}/versions/${from}/diff?to=${to}`);

test("two versions are compared by key", async () => {
  const { status, body, d1 } = await diff(1, "2");
  expect(status).toBe(200);
  expect(d1).toMatchObject({ roundTrips: 1, rowsWritten: 0 });
  expect(body).toMatchObject({ from: 1, to: 2, identical: false, gate_policy: null });
  expect(body.stages).toMatchObject({
    added: [
      { key: "understand", name: "Understand", position: 1, stage: { key: "understand", max_days: 21 } },
      { key: "afford", name: "Afford", position: 2, stage: { max_days: null } },
    ],
    removed: [{ key: "agree", name: "Agree", position: 1, weight: 30 }],
    renamed: [],
    reweighted: [{ key: "close", name: "Close", from: 50, to: 20 }],
    reordered: [],
    edited: [{ key: "close", name: "Close", field: "max_days", from: 30, to: null }],
  });
  expect(body.criteria).toMatchObject({
    added: [
      { key: "budget", stage: "afford", position: 0, criterion: { weight: 40, required: true } },
      { key: "proof", stage: "close" },
    ],
    removed: [
      { key: "funds", name: "Funds are there", stage: "close", weight: 40 },
      { key: "champion", name: "Has a champion", stage: "close", weight: 10 },
    ],
    reweighted: [{ key: "need", name: "Need is agreed", stage: "understand", from: 30, to: 20 }],
    moved: [{ key: "need", from: { stage: "agree", position: 0 }, to: { stage: "understand", position: 0 } }],
  });
});

test("the other way round what was added was removed", async () => {
  const { body } = await diff(2, "1");
  expect(body).toMatchObject({ from: 2, to: 1 });
  expect(body.stages.added).toMatchObject([{ key: "agree" }]);
  expect(body.stages.removed).toMatchObject([{ key: "understand" }, { key: "afford" }]);
});

test("a version is identical to itself", async () => {
  expect((await diff(2, "2")).body.identical).toBe(true);
});

test("a version is compared with the draft: what publishing it would change", async () => {
  const { id } = (await tenant.call("GET", path)).body;
  expect((await diff(2, "draft")).body).toMatchObject({ to: "draft", identical: true });
  await replaceDraft(tenant, { id, path }, { ...NEXT_DOCUMENT, gate_policy: "advisory" });
  const { body } = await diff(2, "draft");
  expect(body).toMatchObject({ identical: false, gate_policy: { from: "strict", to: "advisory" } });

  const [stage] = NEXT_DOCUMENT.stages;
  await replaceDraft(tenant, { id, path }, { stages: [stage, stage] });
  const refused = await diff(2, "draft");
  expect([refused.status, refused.body.code]).toEqual([422, "document_invalid"]);
  expect(faultsOf(refused.body)).toEqual([
    "/stages/1/key duplicate_stage_key",
    "/stages/1/criteria/0/key duplicate_criterion_key",
  ]);
});

test.each([
  ["/versions/9/diff?to=1", 404, []],
  ["/versions/1/diff?to=9", 404, ["/query/to not_found"]],
  ["/versions/1/diff", 422, ["/query/to required"]],
  ["/versions/1/diff?to=", 422, ["/query/to invalid_format"]],
  ["/versions/1/diff?to=-1", 422, ["/query/to invalid_format"]],
  ["/versions/x/diff?to=1", 422, ["/path/n invalid_format"]],
  ["/versions/1/diff?to=1&from=2", 422, ["/query/from unknown_field"]],
])("%s is refused", async (rest, status, faults) => {
  const reply = await tenant.call("GET", path + rest);
  expect([reply.status, faultsOf(reply.body)]).toEqual([status, faults]);
});

test("another company finds nothing to compare", async () => {
  const stranger = await foundTenant();
  expect((await stranger.call("GET", `${path}/versions/1/diff?to=2`)).status).toBe(404);
});
