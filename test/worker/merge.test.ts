import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { D1Connection } from "../../src/db/d1.ts";
import { TAKEABLE } from "../../src/opportunities/merge/merge-fields.ts";
import { purgeRemoved } from "../../src/opportunities/removal/sweep.ts";
import { foundTenant, type Reply, type TestTenant } from "../support/api.ts";
import { operationsOf } from "../support/deal-operations.ts";
import { rollupOf } from "../support/imports.ts";
import { countWhere } from "../support/migrations.ts";
import { createDeal, meet, move, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";
import { createEndpoint, deliverWhatIsDue, interceptFetch, receiver } from "../support/webhooks.ts";
import { workDeal } from "../support/work-deal.ts";

afterEach(() => void vi.restoreAllMocks());

async function foundCompany() {
  const tenant = await foundTenant();
  return { tenant, processId: await publishProcess(tenant, SMALL_DOCUMENT) };
}

const merge = (tenant: TestTenant, id: string, duplicateId: string, more = {}, headers = {}): Promise<Reply> =>
  tenant.call("POST", `/v1/opportunities/${id}/merge`, { body: { duplicate_id: duplicateId, ...more }, headers });

const read = async (tenant: TestTenant, id: string): Promise<Reply["body"]> =>
  (await tenant.call("GET", `/v1/opportunities/${id}`)).body;

const historyOf = async (tenant: TestTenant, id: string, query = "?limit=100"): Promise<Reply["body"]> =>
  (await tenant.call("GET", `/v1/opportunities/${id}/history${query}`)).body;

const say = async (tenant: TestTenant, id: string, key: string, body: object): Promise<void> => {
  const reply = await tenant.call("PUT", `/v1/opportunities/${id}/criteria/${key}`, { body });
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
};

/** A survivor and its duplicate. */
async function twins(fields: object = {}, duplicateFields: object = {}) {
  const { tenant, processId } = await foundCompany();
  const survivor = await createDeal(tenant, fields as Record<string, unknown>);
  const duplicate = await createDeal(tenant, duplicateFields as Record<string, unknown>);
  return { tenant, processId, id: survivor.id as string, other: duplicate.id as string };
}

function beforeMerge(meddle: () => Promise<unknown>): void {
  const { write } = D1Connection.prototype;
  let meddled = false;
  vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (this: D1Connection, statements) {
    if (!meddled && statements.some(({ sql }) => sql.startsWith("INSERT INTO removed_opportunities"))) {
      meddled = true;
      await meddle();
    }
    return write.call(this, statements);
  });
}

describe("the survivor of a merge", () => {
  test("has its own fields, and the duplicate's where it had none or they were to be taken", async () => {
    const { tenant, id, other } = await twins(
      { owner: null, amount: 100, tags: ["vip"], contacts: [{ name: "Ville" }] },
      {
        owner: "Eino",
        amount: 200,
        name: "Trucks",
        tags: ["new"],
        contacts: [{ name: "Ville", email: "v@example.com" }, { name: "Anna" }],
        expected_close_date: "2027-05-01",
      },
    );
    const merged = await merge(tenant, id, other, { take: ["amount"] });
    expect(merged.status, JSON.stringify(merged.body)).toBe(200);
    expect(merged.body).toMatchObject({
      id,
      name: "Forklifts for Virtanen",
      owner: "Eino",
      amount: 200,
      tags: ["vip", "new"],
      contacts: [{ name: "Ville", email: "v@example.com" }, { name: "Anna" }],
      expected_close_date: "2027-05-01",
      pushes: 0,
      revision: 2,
    });
    expect(merged.headers.get("etag")).toBe('"2"');
    const { criteria: _, ...deal } = await read(tenant, id);
    expect(deal).toEqual(merged.body);
  });

  test("takes up what it does not know of the criteria, with who said it, and never what it knows better", async () => {
    const { tenant, id, other } = await twins();
    await say(tenant, id, "need", { state: "not_met", note: "Not yet" });
    await say(tenant, id, "funds", { state: "unknown", note: "Whom to ask?" });
    await say(tenant, other, "problem", { state: "met", evidence: { text: "They said so" }, confirmed_by: "buyer" });
    await say(tenant, other, "need", { state: "met" });
    await say(tenant, other, "funds", { state: "met" });
    const said = (await read(tenant, other)).criteria;
    const merged = await merge(tenant, id, other);
    expect(merged.body).toMatchObject({ score: 60, earned_stage: "agree", stage: "find", hollow: false });
    const { criteria } = await read(tenant, id);
    const of = (list: Reply["body"][], key: string) => list.find((criterion) => criterion.key === key);
    expect(of(criteria, "problem")).toEqual(of(said, "problem"));
    expect(of(criteria, "funds")).toEqual(of(said, "funds"));
    expect(of(criteria, "need")).toMatchObject({ state: "not_met", note: "Not yet" });
    expect((await historyOf(tenant, id)).changes.at(-1)).toMatchObject({
      type: "opportunity.merged",
      duplicate_id: other,
      adopted: ["funds", "problem"],
      previous: { score: 0, earned_stage: "find" },
      current: { score: 60, earned_stage: "agree" },
    });
  });

  test("moves past no gate: where it stands is what it was, wherever the duplicate stands", async () => {
    const { tenant, id, other } = await twins();
    await meet(tenant, other, "problem", "need", "funds");
    await move(tenant, other, "close");
    const before = await historyOf(tenant, id);
    const merged = await merge(tenant, id, other);
    expect(merged.body).toMatchObject({ stage: "find", status: "open", score: 90, earned_stage: "close" });
    expect((await historyOf(tenant, id)).visits).toEqual(before.visits);
  });

  test("counts alone: the duplicate leaves the totals, and what it is worth is counted as it is now", async () => {
    const { tenant, processId, id, other } = await twins({ amount: 100 }, { amount: 300 });
    for (const deal of [id, other]) await move(tenant, deal, "won", { override: true, reason: "Signed" });
    expect(await rollupOf(tenant, processId)).toMatchObject({
      won: 2,
      wonMinor: { EUR: 40_000 },
      visits: { "find:0": 2 },
    });
    await merge(tenant, id, other, { take: ["amount"] });
    expect(await rollupOf(tenant, processId)).toMatchObject({
      won: 1,
      wonMinor: { EUR: 30_000 },
      visits: { "find:0": 1 },
    });
    const lost = await createDeal(tenant);
    await move(tenant, lost.id, "lost", { reason: "Gone" });
    await merge(tenant, id, lost.id);
    expect(await rollupOf(tenant, processId)).toMatchObject({ won: 1, lost: 0 });
    expect((await tenant.call("GET", "/v1/opportunities")).body.data).toHaveLength(1);
  });

  test("stands, whatever has happened to both, for all that is left of them: without it, it is as if there had been none", async () => {
    const { tenant, processId } = await foundCompany();
    const figures = async () => {
      const { taken_at: _, ...funnel } = (await tenant.call("GET", `/v1/funnel?process_id=${processId}`)).body;
      return { rollup: await rollupOf(tenant, processId), funnel };
    };
    const before = await figures();
    const vocabulary = { criteria: ["problem", "need", "funds", "champion"], stages: ["find", "agree", "close"] };
    const lives = fc.array(operationsOf(vocabulary), { maxLength: 10, size: "max" });
    await fc.assert(
      fc.asyncProperty(lives, lives, fc.subarray([...TAKEABLE]), async (life, otherLife, take) => {
        const { id } = await createDeal(tenant, { amount: 100, owner: null });
        const { id: other } = await createDeal(tenant, { amount: 200 });
        for (const operation of life) await workDeal(tenant, id, operation);
        for (const operation of otherLife) await workDeal(tenant, other, operation);
        const [ours, theirs] = [await read(tenant, id), await read(tenant, other)];
        const { visits } = await historyOf(tenant, id);
        const merged = await merge(tenant, id, other, { take });
        expect([merged.status, merged.d1.roundTrips]).toEqual([200, 2]);
        const { status, stage, pushes, closed_at } = ours;
        expect(merged.body).toMatchObject({ status, stage, pushes, closed_at, owner: "Aino" });
        expect((await historyOf(tenant, id)).visits).toEqual(visits);
        const said = new Map([ours, theirs].flatMap(({ criteria }) => criteria).map((one) => [one.key, one]));
        for (const one of ours.criteria) if (one.state !== "unknown") said.set(one.key, one);
        for (const one of (await read(tenant, id)).criteria) {
          if (said.get(one.key).state !== "unknown") expect(one).toEqual(said.get(one.key));
        }
        expect((await tenant.call("DELETE", `/v1/opportunities/${id}`)).status).toBe(204);
        expect(await figures()).toEqual(before);
      }),
      { numRuns: 15 },
    );
  });

  test("is told of in one event, with the duplicate as it was", async () => {
    interceptFetch();
    const { tenant, id, other } = await twins({ owner: null });
    const there = receiver();
    await createEndpoint(tenant, there.url, ["opportunity.*"]);
    const { criteria: _, ...duplicate } = await read(tenant, other);
    await merge(tenant, id, other);
    await deliverWhatIsDue();
    const bodies = there.requests.map(({ body }) => JSON.parse(body));
    expect(bodies).toHaveLength(1);
    expect(bodies[0]).toMatchObject({
      type: "opportunity.merged",
      data: { opportunity: { id, owner: "Aino" }, previous: { owner: null }, duplicate },
    });
  });
});

describe("the history of both", () => {
  test("is kept in the survivor's, each change with the opportunity that it was made to, and the visits apart", async () => {
    const { tenant, id, other } = await twins({}, { name: "Trucks", external_id: "CRM-2" });
    await meet(tenant, other, "problem");
    await meet(tenant, id, "need");
    await move(tenant, other, "agree");
    const visits = (await historyOf(tenant, other)).visits;
    await merge(tenant, id, other);
    const history = await historyOf(tenant, id);
    const lines = (changes: Reply["body"][]) =>
      changes.map(({ type, opportunity_id }) => [type.replace("opportunity.", ""), opportunity_id]);
    expect(lines(history.changes)).toEqual([
      ["created", undefined],
      ["created", other],
      ["criterion_changed", other],
      ["criterion_changed", undefined],
      ["stage_changed", other],
      ["merged", undefined],
    ]);
    expect(history.merged).toEqual([
      { opportunity_id: other, name: "Trucks", external_id: "CRM-2", merged_at: expect.any(String), visits },
    ]);
    // Page by page it is the same.
    const pages: Reply["body"][] = [];
    for (let cursor = ""; ; ) {
      const page = await historyOf(tenant, id, `?limit=1${cursor}`);
      pages.push(...page.changes);
      if (page.next_cursor === null) break;
      cursor = `&cursor=${page.next_cursor}`;
    }
    expect(pages).toEqual(history.changes);
  });

  test("goes on with the survivor when that is merged in its turn", async () => {
    const { tenant, id, other } = await twins();
    const third = (await createDeal(tenant)).id;
    await merge(tenant, other, third);
    await merge(tenant, id, other);
    const { merged, changes } = await historyOf(tenant, id);
    expect(merged.map(({ opportunity_id }: Reply["body"]) => opportunity_id).toSorted()).toEqual(
      [other, third].toSorted(),
    );
    expect(new Set(changes.map(({ opportunity_id = id }: Reply["body"]) => opportunity_id))).toEqual(
      new Set([id, other, third]),
    );
    for (const gone of [other, third]) expect(await read(tenant, gone)).toMatchObject({ status: 404, merged_into: id });
  });

  test("is deleted, restored and dropped with the survivor", async () => {
    const { tenant, id, other } = await twins();
    await merge(tenant, id, other);
    const before = await historyOf(tenant, id);
    await purgeRemoved(env, Date.now() + 400 * 86_400_000);
    expect(await historyOf(tenant, id)).toEqual(before);
    const path = `/v1/opportunities/${id}`;
    await tenant.call("DELETE", path);
    expect((await tenant.call("POST", `/v1/opportunities/${other}/restore`)).body).toMatchObject({ merged_into: id });
    await tenant.call("POST", `${path}/restore`);
    expect((await historyOf(tenant, id)).merged).toEqual(before.merged);
    await purgeRemoved(env, Date.now() + 31 * 86_400_000);
    expect((await historyOf(tenant, id)).merged).toEqual(before.merged);
    await tenant.call("DELETE", path);
    await purgeRemoved(env, Date.now() + 31 * 86_400_000);
    for (const table of ["removed_opportunities", "removed_visits"]) {
      expect(await countWhere(tenant, `${table} WHERE 1`)).toBe(0);
    }
  });
});

test("what others have merged, deleted or done costs nobody anything", async () => {
  const { tenant } = await foundCompany();
  const { id } = await createDeal(tenant, { external_id: "CRM-1" });
  const series = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)";
  await env.DB.batch(
    [
      `${series} INSERT INTO events (tenant_id, id, type, at, actor, opportunity_id, data)
       SELECT ?, 'evt_' || printf('%013d', 100 + i) || 'x', 'opportunity.updated', 1, 'key_test', 'opp_other', '{}' FROM n`,
      `${series} INSERT INTO removed_opportunities (tenant_id, id, removed_at, removed_by, merged_into, alias, contents)
       SELECT ?, 'opp_gone' || i, 1, 'key_test', 'opp_other', 'ALIAS-' || i, '{}' FROM n`,
    ].map((sql) => env.DB.prepare(sql).bind(tenant.id)),
  );
  const read = await tenant.call("GET", `/v1/opportunities/${id}/history`);
  expect([read.status, read.d1.roundTrips]).toEqual([200, 1]);
  expect(read.d1.rowsRead).toBeLessThan(10);
  const patch = await tenant.call("PATCH", `/v1/opportunities/${id}`, { body: { external_id: "CRM-2" } });
  const created = await tenant.call("POST", "/v1/opportunities", { body: { name: "Cranes", external_id: "CRM-1" } });
  for (const { d1, status } of [patch, created]) {
    expect(status).toBeLessThan(300);
    expect(d1.rowsRead).toBeLessThan(40);
  }
});

describe("an opportunity that was merged", () => {
  test("says at each of its addresses where it is now, and cannot be restored", async () => {
    const { tenant, id, other } = await twins();
    await merge(tenant, id, other);
    const path = `/v1/opportunities/${other}`;
    const calls: [string, string, object?][] = [
      ["GET", path],
      ["GET", `${path}/progress`],
      ["GET", `${path}/history`],
      ["PATCH", path, { name: "Back?" }],
      ["PUT", `${path}/criteria/need`, { state: "met" }],
      ["POST", `${path}/transitions`, { to: "agree" }],
      ["DELETE", path],
      ["POST", `${path}/restore`],
      ["POST", `${path}/merge`, { duplicate_id: id }],
    ];
    for (const [method, address, body] of calls) {
      const reply = await tenant.call(method, address, body ? { body } : {});
      expect(reply.body, `${method} ${address}`).toMatchObject({ status: 404, code: "not_found", merged_into: id });
      expect(reply.headers.get("x-request-id")).toBe(reply.body.request_id);
    }
    expect((await tenant.call("GET", "/v1/opportunities/deleted")).body.data).toEqual([]);
    const stranger = await foundTenant();
    expect((await stranger.call("GET", path)).body).not.toHaveProperty("merged_into");
  });

  test("keeps its external id for the survivor: nobody else can have it", async () => {
    const { tenant, id, other } = await twins({ external_id: "CRM-1" }, { external_id: "CRM-2" });
    await merge(tenant, id, other);
    const body = { name: "Again", external_id: "CRM-2" };
    const created = await tenant.call("POST", "/v1/opportunities", { body });
    expect(created.body).toMatchObject({ status: 409, code: "external_id_taken" });
    const third = await createDeal(tenant);
    const patch = (deal: string, external_id: string) =>
      tenant.call("PATCH", `/v1/opportunities/${deal}`, { body: { external_id } });
    expect((await patch(third.id, "CRM-2")).body.code).toBe("external_id_taken");
    expect((await patch(id, "CRM-2")).status).toBe(200);
    expect((await patch(third.id, "CRM-1")).status).toBe(200);
  });

  test("gives it to a survivor that has none, or that is to take it and then keeps its own as well", async () => {
    const { tenant, id, other } = await twins({}, { external_id: "CRM-2" });
    expect((await merge(tenant, id, other)).body.external_id).toBe("CRM-2");
    const third = await createDeal(tenant, { external_id: "CRM-3" });
    expect((await merge(tenant, id, third.id, { take: ["external_id"] })).body.external_id).toBe("CRM-3");
    const body = { name: "Again", external_id: "CRM-2" };
    expect((await tenant.call("POST", "/v1/opportunities", { body })).body.code).toBe("external_id_taken");
  });

  test("lets go of it with the survivor", async () => {
    const { tenant, id, other } = await twins({ external_id: "CRM-1" }, { external_id: "CRM-2" });
    await merge(tenant, id, other);
    await tenant.call("DELETE", `/v1/opportunities/${id}`);
    const next = await createDeal(tenant, { external_id: "CRM-2" });
    expect((await tenant.call("POST", `/v1/opportunities/${id}/restore`)).status).toBe(200);

    // Who has taken it meanwhile keeps it, and can take up a duplicate like any other.
    const again = await createDeal(tenant);
    expect(await merge(tenant, next.id, again.id)).toMatchObject({ status: 200, body: { external_id: "CRM-2" } });
  });
});

describe("a merge is refused", () => {
  test("with itself, with nobody, and with what is in another process", async () => {
    const { tenant, id } = await twins();
    expect((await merge(tenant, id, id)).body).toMatchObject({
      status: 422,
      errors: [{ pointer: "/duplicate_id", code: "same_opportunity" }],
    });
    const nobody = await merge(tenant, id, "opp_00000000000000000000000000");
    expect(nobody.body).toMatchObject({ status: 404, errors: [{ pointer: "/duplicate_id", code: "not_found" }] });
    const process_id = await publishProcess(tenant, SMALL_DOCUMENT);
    const elsewhere = await createDeal(tenant, { process_id });
    expect((await merge(tenant, id, elsewhere.id)).body).toMatchObject({ status: 409, code: "other_process" });
    const stranger = await foundCompany();
    const theirs = await createDeal(stranger.tenant);
    expect((await merge(tenant, id, theirs.id)).status).toBe(404);
  });

  test("when the survivor has changed since it was read", async () => {
    const { tenant, id, other } = await twins();
    await meet(tenant, id, "problem");
    expect((await merge(tenant, id, other, {}, { "if-match": '"1"' })).status).toBe(412);
    expect((await merge(tenant, id, other, {}, { "if-match": '"2"' })).status).toBe(200);
  });

  test("but not when it has been made already: it changes nothing then", async () => {
    const { tenant, id, other } = await twins();
    const first = await merge(tenant, id, other);
    const again = await merge(tenant, id, other, {}, { "if-match": '"1"' });
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(await countWhere(tenant, "events WHERE type = 'opportunity.merged'")).toBe(1);
  });
});

describe("at the same time", () => {
  test("a merge of one into the other and one the other way round are one merge", async () => {
    for (let round = 0; round < 5; round++) {
      const { tenant, id, other } = await twins();
      const replies = await Promise.all([merge(tenant, id, other), merge(tenant, other, id)]);
      expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 404]);
      const [survivor, gone] = replies[0]?.status === 200 ? [id, other] : [other, id];
      expect(await read(tenant, gone)).toMatchObject({ status: 404, merged_into: survivor });
      expect(await countWhere(tenant, "opportunities WHERE 1")).toBe(1);
      expect(await countWhere(tenant, "events WHERE type = 'opportunity.merged'")).toBe(1);
    }
  });

  test.each(["survivor", "duplicate"])("what is said of the %s is not lost", async (which) => {
    const { tenant, id, other } = await twins();
    beforeMerge(() => meet(tenant, which === "survivor" ? id : other, "problem"));
    expect((await merge(tenant, id, other)).body.score).toBe(20);
  });

  test.each(["survivor", "duplicate"])("the %s may be deleted: then there is no merge", async (which) => {
    const { tenant, id, other } = await twins();
    const gone = which === "survivor" ? id : other;
    beforeMerge(async () => {
      vi.restoreAllMocks();
      await tenant.call("DELETE", `/v1/opportunities/${gone}`);
    });
    expect((await merge(tenant, id, other)).status).toBe(404);
    expect(await countWhere(tenant, "opportunities WHERE 1")).toBe(1);
    expect((await tenant.call("POST", `/v1/opportunities/${gone}/restore`)).status).toBe(200);
  });

  test("many merges into one survivor all go in", async () => {
    const { tenant } = await foundCompany();
    const { id } = await createDeal(tenant);
    const others = await Promise.all(
      Array.from({ length: 6 }, (_, index) => createDeal(tenant, { tags: [`t${index}`] })),
    );
    const replies = await Promise.all(others.map((deal) => merge(tenant, id, deal.id)));
    expect(replies.map(({ status }) => status)).toEqual(others.map(() => 200));
    expect((await read(tenant, id)).tags.toSorted()).toEqual(["t0", "t1", "t2", "t3", "t4", "t5"]);
    expect((await historyOf(tenant, id)).merged).toHaveLength(6);
  });
});
