import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { D1Connection } from "../../src/db/d1.ts";
import { purgeRemoved } from "../../src/opportunities/removal/sweep.ts";
import { foundTenant, type Reply, type TestTenant } from "../support/api.ts";
import { operationsOf } from "../support/deal-operations.ts";
import { rollupOf } from "../support/imports.ts";
import { countWhere, publishTwice, runToEnd, storeMigration } from "../support/migrations.ts";
import { insertDeals, times } from "../support/open-deals.ts";
import { createDeal, meet, move, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";
import { createEndpoint, deliverWhatIsDue, interceptFetch, receiver } from "../support/webhooks.ts";
import { workDeal } from "../support/work-deal.ts";

afterEach(() => void vi.restoreAllMocks());

const DAY_MS = 86_400_000;

async function foundCompany() {
  const tenant = await foundTenant();
  return { tenant, processId: await publishProcess(tenant, SMALL_DOCUMENT) };
}

const remove = (tenant: TestTenant, id: string, headers = {}): Promise<Reply> =>
  tenant.call("DELETE", `/v1/opportunities/${id}`, { headers });

const restore = (tenant: TestTenant, id: string): Promise<Reply> =>
  tenant.call("POST", `/v1/opportunities/${id}/restore`);

const deleted = async (tenant: TestTenant, query = ""): Promise<Reply["body"]> =>
  (await tenant.call("GET", `/v1/opportunities/deleted${query}`)).body;

const eventsOf = async (tenant: TestTenant, types: string): Promise<Reply["body"][]> =>
  (await tenant.call("GET", `/v1/events?types=${types}&limit=100`)).body.data;

/** Runs something just before the next commit that has a statement beginning so. */
function beforeCommit(of: string, meddle: () => Promise<unknown>): void {
  const { write } = D1Connection.prototype;
  let meddled = false;
  vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (this: D1Connection, statements) {
    if (!meddled && statements.some(({ sql }) => sql.startsWith(of))) {
      meddled = true;
      await meddle();
    }
    return write.call(this, statements);
  });
}

const DELETION = "INSERT INTO removed_opportunities";
const RESTORATION = "INSERT INTO opportunities";

/** All that is stored of a company's opportunities, without what only says when it was last touched. */
async function stored(tenant: TestTenant) {
  const sorted = {
    opportunities: "SELECT * FROM opportunities WHERE tenant_id = ? ORDER BY id",
    criteria: "SELECT * FROM opportunity_criteria WHERE tenant_id = ? ORDER BY opportunity_id, criterion",
    visits: "SELECT * FROM stage_visits WHERE tenant_id = ? ORDER BY opportunity_id, visit",
  };
  const names = Object.keys(sorted);
  const tables = await env.DB.batch<Record<string, unknown>>(
    Object.values(sorted).map((sql) => env.DB.prepare(sql).bind(tenant.id)),
  );
  const untimed = ({ revision: _, updated_at: __, last_event_at: ___, ...row }: Record<string, unknown>) => row;
  return Object.fromEntries(names.map((name, index) => [name, tables[index]?.results.map(untimed)]));
}

describe("a deleted opportunity", () => {
  test("is nowhere: not at its address, in no list, funnel or total", async () => {
    const { tenant, processId } = await foundCompany();
    const { id } = await createDeal(tenant, { external_id: "CRM-1" });
    const won = await createDeal(tenant, { amount: 100 });
    await move(tenant, won.id, "won", { override: true, reason: "Signed" });
    expect(await rollupOf(tenant, processId)).toMatchObject({ won: 1, wonMinor: { EUR: 10_000 } });
    for (const gone of [id, won.id]) expect((await remove(tenant, gone)).status).toBe(204);

    const path = `/v1/opportunities/${id}`;
    for (const address of [path, `${path}/progress`, `${path}/history`]) {
      expect((await tenant.call("GET", address)).status).toBe(404);
    }
    expect((await tenant.call("PATCH", path, { body: { name: "Back?" } })).status).toBe(404);
    expect((await tenant.call("PUT", `${path}/criteria/need`, { body: { state: "met" } })).status).toBe(404);
    expect((await move(tenant, id, "agree")).status).toBe(404);
    expect((await tenant.call("GET", "/v1/opportunities")).body.data).toEqual([]);
    expect((await tenant.call("GET", "/v1/opportunities?external_id=CRM-1")).body.data).toEqual([]);
    expect((await tenant.call("GET", `/v1/funnel?process_id=${processId}`)).body.open.count).toBe(0);
    expect(await rollupOf(tenant, processId)).toEqual({ won: 0, lost: 0, wonMinor: {}, visits: {} });
    for (const table of ["opportunities", "opportunity_criteria", "stage_visits"]) {
      expect(await countWhere(tenant, `${table} WHERE 1`)).toBe(0);
    }
  });

  test("leaves its external id to another one", async () => {
    const { tenant } = await foundCompany();
    const { id } = await createDeal(tenant, { external_id: "CRM-1" });
    await remove(tenant, id);
    expect((await createDeal(tenant, { external_id: "CRM-1" })).external_id).toBe("CRM-1");
  });

  test("is told of, as it was, with the time until which it can be restored", async () => {
    interceptFetch();
    const { tenant } = await foundCompany();
    const there = receiver();
    const deal = await createDeal(tenant);
    await createEndpoint(tenant, there.url, ["opportunity.deleted", "opportunity.restored"]);
    await remove(tenant, deal.id);
    await restore(tenant, deal.id);
    await deliverWhatIsDue();
    const bodies = there.requests.map(({ body }) => JSON.parse(body)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect(bodies.map(({ type }) => type)).toEqual(["opportunity.deleted", "opportunity.restored"]);
    expect(bodies[0].data.opportunity).toEqual(deal);
    const days = (Date.parse(bodies[0].data.restorable_until) - Date.parse(bodies[0].timestamp)) / DAY_MS;
    expect(days).toBe(30);
    expect(bodies[1].data.opportunity).toMatchObject({ id: deal.id, revision: 2 });
  });

  test("honours If-Match, and cannot be deleted twice", async () => {
    const { tenant } = await foundCompany();
    const { id } = await createDeal(tenant);
    await meet(tenant, id, "problem");
    expect((await remove(tenant, id, { "if-match": '"1"' })).body).toMatchObject({
      status: 412,
      code: "precondition_failed",
    });
    expect((await remove(tenant, id, { "if-match": '"2"' })).status).toBe(204);
    expect((await remove(tenant, id)).status).toBe(404);
    expect(await eventsOf(tenant, "opportunity.deleted")).toHaveLength(1);
  });

  test("is listed until it is restored, the last deleted first", async () => {
    const { tenant } = await foundCompany();
    const ids: string[] = [];
    for (const name of ["One", "Two", "Three"]) {
      const deal = await createDeal(tenant, { name });
      ids.push(deal.id);
      await remove(tenant, deal.id);
    }
    const [one = "", two = "", three = ""] = ids;
    const listed = ({ data }: Reply["body"]) => data.map(({ opportunity }: Reply["body"]) => opportunity.id);
    const all = await deleted(tenant);
    expect(listed(all)).toEqual([three, two, one]);
    const { deleted_at: at, restorable_until: until, deleted_by: by, opportunity } = all.data[0];
    expect([Date.parse(until) - Date.parse(at), opportunity.name]).toEqual([30 * DAY_MS, "Three"]);
    expect(by).toMatch(/^key_/);

    const first = await deleted(tenant, "?limit=2");
    const second = await deleted(tenant, `?limit=2&cursor=${first.next_cursor}`);
    expect([listed(first), listed(second), second.next_cursor]).toEqual([[three, two], [one], null]);
    await restore(tenant, two);
    expect(listed(await deleted(tenant))).toEqual([three, one]);
  });

  test("of any size comes and goes whole", async () => {
    const { tenant } = await foundCompany();
    const { id } = await createDeal(tenant);
    // More than one parameter, or one row, could carry.
    await env.DB.prepare(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
       INSERT INTO opportunity_criteria (tenant_id, opportunity_id, criterion, state, evidence, note, actor, changed_at)
       SELECT ?1, ?2, 'key_' || i, 'met', json_object('text', ?3), ?3, 'key_test', i FROM n`,
    )
      .bind(tenant.id, id, "💣".repeat(4_000))
      .run();
    const before = await stored(tenant);
    expect((await remove(tenant, id)).status).toBe(204);
    expect((await restore(tenant, id)).status).toBe(200);
    expect(await stored(tenant)).toEqual(before);
  });
});

describe("a restored opportunity", () => {
  const vocabulary = { criteria: ["problem", "need", "funds", "champion"], stages: ["find", "agree", "close"] };

  test("is, whatever has happened to it, as it was, and so is every figure; only its revision goes on", async () => {
    const { tenant, processId } = await foundCompany();
    const figures = async () => {
      const { taken_at: _, ...funnel } = (await tenant.call("GET", `/v1/funnel?process_id=${processId}`)).body;
      return { rollup: await rollupOf(tenant, processId), funnel };
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(operationsOf(vocabulary), { minLength: 1, maxLength: 12, size: "max" }),
        async (operations) => {
          const { id } = await createDeal(tenant, { tags: ["vip"], contacts: [{ name: "Ville" }] });
          for (const operation of operations) await workDeal(tenant, id, operation);
          const path = `/v1/opportunities/${id}`;
          const read = async () => {
            const { body: deal } = await tenant.call("GET", path);
            const { body: history } = await tenant.call("GET", `${path}/history?limit=100`);
            return { deal, visits: history.visits, changes: history.changes, stored: await stored(tenant) };
          };
          const before = { ...(await read()), ...(await figures()) };
          // What was decided on, and one commit: whoever dies at any point has done all of it or nothing.
          expect(await remove(tenant, id)).toMatchObject({ status: 204, d1: { roundTrips: 2 } });
          const restored = await restore(tenant, id);
          expect(restored.d1.roundTrips).toBe(2);
          expect([restored.status, restored.headers.get("etag")]).toEqual([200, `"${before.deal.revision + 1}"`]);
          const after = { ...(await read()), ...(await figures()) };
          expect(after.stored).toEqual(before.stored);
          const { revision, updated_at } = after.deal;
          expect({ ...after.deal, revision: 0 }).toEqual({ ...before.deal, revision: 0, updated_at });
          expect(revision).toBe(before.deal.revision + 1);
          expect([after.visits, after.rollup, after.funnel]).toEqual([before.visits, before.rollup, before.funnel]);
          expect(after.changes.slice(0, before.changes.length)).toEqual(before.changes);
          const types = after.changes.slice(before.changes.length).map(({ type }: Reply["body"]) => type);
          expect(types).toEqual(["opportunity.deleted", "opportunity.restored"]);
        },
      ),
      { numRuns: 15 },
    );
  });

  test("does not match an ETag from before its deletion", async () => {
    const { tenant } = await foundCompany();
    const { id } = await createDeal(tenant);
    await remove(tenant, id);
    await restore(tenant, id);
    const patch = { body: { name: "Renamed" }, headers: { "if-match": '"1"' } };
    expect((await tenant.call("PATCH", `/v1/opportunities/${id}`, patch)).status).toBe(412);
  });

  test("may be restored again, and changes nothing then", async () => {
    const { tenant } = await foundCompany();
    const { id } = await createDeal(tenant);
    await remove(tenant, id);
    const first = await restore(tenant, id);
    const second = await restore(tenant, id);
    expect([second.status, second.body]).toEqual([200, first.body]);
    expect(await eventsOf(tenant, "opportunity.restored")).toHaveLength(1);
  });

  test("cannot be when another one has its external id since", async () => {
    const { tenant } = await foundCompany();
    const { id } = await createDeal(tenant, { external_id: "CRM-1" });
    await remove(tenant, id);
    const other = await createDeal(tenant, { external_id: "CRM-1" });
    expect((await restore(tenant, id)).body).toMatchObject({ status: 409, code: "external_id_taken" });
    await remove(tenant, other.id);
    expect((await restore(tenant, id)).status).toBe(200);
  });

  test("cannot be open in a process that has been archived since; closed it can", async () => {
    const { tenant } = await foundCompany();
    const process_id = await publishProcess(tenant, SMALL_DOCUMENT);
    const open = await createDeal(tenant, { process_id });
    const lost = await createDeal(tenant, { process_id });
    await move(tenant, lost.id, "lost", { reason: "Gone" });
    for (const { id } of [open, lost]) await remove(tenant, id);
    expect((await tenant.call("POST", `/v1/processes/${process_id}/archive`)).status).toBe(200);
    expect((await restore(tenant, open.id)).body).toMatchObject({ status: 409, code: "process_archived" });
    expect((await restore(tenant, lost.id)).status).toBe(200);
    expect(await rollupOf(tenant, process_id)).toMatchObject({ lost: 1 });
  });

  test("comes back to its version, whatever has been published since", async () => {
    const tenant = await foundTenant();
    let id = "";
    await publishTwice(tenant, async (process_id) => {
      ({ id } = await createDeal(tenant, { process_id }));
      await remove(tenant, id);
    });
    expect((await restore(tenant, id)).body).toMatchObject({ version: 1, stage: "find" });
  });
});

describe("after 30 days", () => {
  const passTime = (tenant: TestTenant, id: string) =>
    env.DB.prepare("UPDATE removed_opportunities SET purge_at = ?3 WHERE tenant_id = ?1 AND id = ?2")
      .bind(tenant.id, id, Date.now() - 1)
      .run();

  test("a deletion is final, before the sweep as after it, and the events stay", async () => {
    const { tenant } = await foundCompany();
    const [old, young] = [await createDeal(tenant), await createDeal(tenant)];
    await meet(tenant, old.id, "problem");
    for (const { id } of [old, young]) {
      await tenant.call("POST", `/v1/opportunities/${id}/notes`, { body: { text: "They called" } });
      await remove(tenant, id);
    }
    await passTime(tenant, old.id);
    const expectFinal = async () => {
      expect((await restore(tenant, old.id)).status).toBe(404);
      expect((await deleted(tenant)).data.map(({ opportunity }: Reply["body"]) => opportunity.id)).toEqual([young.id]);
    };
    await expectFinal();
    await purgeRemoved(env, Date.now());
    await expectFinal();
    expect(await countWhere(tenant, "removed_opportunities WHERE 1")).toBe(1);
    expect(await countWhere(tenant, "removed_criteria WHERE 1")).toBe(0);
    expect(await countWhere(tenant, "removed_visits WHERE 1")).toBe(1);
    expect(await countWhere(tenant, "opportunity_notes WHERE 1")).toBe(1);
    expect(await countWhere(tenant, `events WHERE opportunity_id = '${old.id}'`)).toBe(4);
    expect((await restore(tenant, young.id)).status).toBe(200);
    const { body: notes } = await tenant.call("GET", `/v1/opportunities/${young.id}/notes`);
    expect(notes.data).toMatchObject([{ text: "They called" }]);
  });

  test("the sweep takes so many at a time, the oldest first", async () => {
    const { tenant, processId } = await foundCompany();
    const ids = await insertDeals(tenant, processId, times(5, { stage: "find" }));
    for (const id of ids) {
      await remove(tenant, id);
      await passTime(tenant, id);
    }
    await purgeRemoved(env, Date.now(), 2);
    expect(await countWhere(tenant, "removed_opportunities WHERE 1")).toBe(3);
    await purgeRemoved(env, Date.now(), 100);
    expect(await countWhere(tenant, "removed_opportunities WHERE 1")).toBe(0);
  });
});

describe("at the same time", () => {
  test("many deletions are one, and so are many restorations", async () => {
    const { tenant, processId } = await foundCompany();
    const { id } = await createDeal(tenant);
    await move(tenant, id, "lost", { reason: "Gone" });
    const deletions = await Promise.all(Array.from({ length: 8 }, () => remove(tenant, id)));
    expect(deletions.map(({ status }) => status).toSorted()).toEqual([204, ...Array.from({ length: 7 }, () => 404)]);
    const restorations = await Promise.all(Array.from({ length: 8 }, () => restore(tenant, id)));
    expect(new Set(restorations.map(({ status }) => status))).toEqual(new Set([200]));
    const types = (await eventsOf(tenant, "opportunity.*")).map(({ type }) => type).slice(2);
    expect(types).toEqual(["opportunity.deleted", "opportunity.restored"]);
    expect(await rollupOf(tenant, processId)).toMatchObject({ lost: 1 });
  });

  test("somebody who works on it while it is deleted finds it gone, and leaves nothing behind", async () => {
    const { tenant } = await foundCompany();
    const { id } = await createDeal(tenant);
    const path = `/v1/opportunities/${id}`;
    const works = [
      () => tenant.call("PUT", `${path}/criteria/problem`, { body: { state: "met" } }),
      () => tenant.call("PATCH", path, { body: { name: "Renamed" } }),
      () => move(tenant, id, "lost", { reason: "Gone" }),
    ];
    for (const work of works) {
      beforeCommit("UPDATE opportunities", () => remove(tenant, id));
      const { status, body } = await work();
      expect([status, body.code]).toEqual(work === works[2] ? [409, "conflict"] : [404, "not_found"]);
      vi.restoreAllMocks();
      expect(await countWhere(tenant, "opportunity_criteria WHERE 1")).toBe(0);
      expect((await restore(tenant, id)).body).toMatchObject({ status: "open", score: 0 });
    }
  });

  test("what somebody has said of it just before its deletion is kept", async () => {
    const { tenant } = await foundCompany();
    const { id } = await createDeal(tenant);
    beforeCommit(DELETION, () => meet(tenant, id, "problem"));
    expect((await remove(tenant, id)).status).toBe(204);
    expect((await restore(tenant, id)).body.score).toBe(20);
  });

  test("with If-Match a deletion gives way to whoever was faster", async () => {
    const { tenant } = await foundCompany();
    const { id } = await createDeal(tenant);
    beforeCommit(DELETION, () => meet(tenant, id, "problem"));
    expect((await remove(tenant, id, { "if-match": '"1"' })).status).toBe(412);
    expect((await tenant.call("GET", `/v1/opportunities/${id}`)).body.score).toBe(20);
  });

  test("a restoration finds that the sweep has come first", async () => {
    const { tenant } = await foundCompany();
    const { id } = await createDeal(tenant);
    await remove(tenant, id);
    beforeCommit(RESTORATION, () => purgeRemoved(env, Date.now() + 31 * DAY_MS));
    expect((await restore(tenant, id)).status).toBe(404);
    expect(await countWhere(tenant, "stage_visits WHERE 1")).toBe(0);
  });

  test("a migration moves the others, and completes", async () => {
    const tenant = await foundTenant();
    let ids: string[] = [];
    const processId = await publishTwice(tenant, async (id) => {
      ids = await insertDeals(tenant, id, times(20, { stage: "find" }));
    });
    const migrationId = await storeMigration(tenant, processId, { opportunities: 20 });
    beforeCommit("UPDATE opportunities", () => remove(tenant, ids[7] ?? ""));
    await runToEnd(tenant, migrationId);
    const { body } = await tenant.call("GET", `/v1/processes/${processId}/migrations/${migrationId}`);
    expect(body).toMatchObject({ status: "completed", moved: 19 });
    expect((await restore(tenant, ids[7] ?? "")).body.version).toBe(1);
  });
});
