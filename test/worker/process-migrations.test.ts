import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import { foundTenant, type Reply, type TestTenant, withScopes } from "../support/api.ts";
import {
  BACK,
  dealsOf,
  MAPPING,
  migrate,
  migrationOf,
  NEXT_DOCUMENT,
  publishNext,
  publishTwice,
  runJob,
  runToEnd,
  storeMigration,
} from "../support/migrations.ts";
import { faultsOf } from "../support/process.ts";
import { createDeal, meet, move, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

/** Deals of version 1: one in each stage as it earned it, and one in the last that has lost its way. */
async function fourDeals(tenant: TestTenant): Promise<Record<"found" | "agreed" | "closing" | "hollow", string>> {
  const deal = async (name: string, keys: readonly string[], to?: string) => {
    const { id } = await createDeal(tenant, { name });
    await meet(tenant, id, ...keys);
    if (to) expect((await move(tenant, id, to)).status).toBe(200);
    return id as string;
  };
  const found = await deal("Found", []);
  const agreed = await deal("Agreed", ["problem"], "agree");
  const closing = await deal("Closing", ["problem", "need", "funds", "champion"], "close");
  const hollow = await deal("Hollow", ["problem", "need"], "close");
  await tenant.call("PUT", `/v1/opportunities/${hollow}/criteria/problem`, { body: { state: "not_met" } });
  return { found, agreed, closing, hollow };
}

async function companyOfFour() {
  const tenant = await foundTenant();
  let deals: Awaited<ReturnType<typeof fourDeals>> | undefined;
  const processId = await publishTwice(tenant, async () => {
    deals = await fourDeals(tenant);
  });
  if (!deals) throw new Error("there were no deals");
  return { tenant, processId, deals };
}

const read = async (tenant: TestTenant, id: string) => (await tenant.call("GET", `/v1/opportunities/${id}`)).body;

describe("a migration that is only looked at", () => {
  test("tells who changes stage, gains or loses score and becomes hollow, and moves nobody", async () => {
    const { tenant, processId, deals } = await companyOfFour();
    const before = await dealsOf(tenant, "*");
    const { status, body, d1 } = await migrate(tenant, processId, { from: 1, mapping: MAPPING, dry_run: true });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      dry_run: true,
      process_id: processId,
      from: 1,
      to: 2,
      opportunities: 4,
      previewed: 4,
    });
    expect(body.effects).toEqual({
      changes_stage: 1,
      gains_score: 0,
      loses_score: 2,
      becomes_hollow: 0,
      no_longer_hollow: 0,
      unaffected: 1,
    });
    expect(body.stage_changes).toEqual([{ from: "agree", to: "understand", opportunities: 1 }]);
    expect(body.left_behind).toEqual([{ criterion: "champion", opportunities: 1 }]);
    expect(body.affected_left_out).toBe(0);
    const byId = Object.fromEntries(body.affected.map((deal: Reply["body"]) => [deal.id, deal]));
    expect(byId[deals.agreed]).toMatchObject({
      name: "Agreed",
      effects: ["changes_stage"],
      stage: { from: "agree", to: "understand" },
      score: { from: 20, to: 20 },
      hollow: { from: false, to: false },
      missing: [],
    });
    expect(byId[deals.closing]).toMatchObject({ effects: ["loses_score"], score: { from: 100, to: 80 } });
    expect(byId[deals.hollow]).toMatchObject({
      effects: ["loses_score"],
      score: { from: 30, to: 20 },
      hollow: { from: true, to: true },
      missing: ["problem", "budget"],
    });
    expect(await dealsOf(tenant, "*")).toEqual(before);
    expect(d1).toMatchObject({ rowsWritten: 0 });
    expect((await tenant.call("GET", `/v1/processes/${processId}/migrations`)).body.data).toEqual([]);
  });

  test("says who becomes hollow, and why, first of all", async () => {
    const { tenant, processId, deals } = await companyOfFour();
    const { body } = await migrate(tenant, processId, {
      from: 1,
      mapping: { stages: { agree: "afford", find: "afford" } },
      dry_run: true,
    });
    expect(body.effects).toMatchObject({ becomes_hollow: 3, changes_stage: 2 });
    expect(body.affected.map(({ id, missing }: Reply["body"]) => [id, missing])).toEqual([
      [deals.found, ["problem", "need"]],
      [deals.agreed, ["need"]],
      [deals.closing, ["budget"]],
      [deals.hollow, ["problem", "budget"]],
    ]);
    // Nothing is lost in silence: what was said of funds is listed too.
    expect(body.left_behind).toEqual([
      { criterion: "champion", opportunities: 1 },
      { criterion: "funds", opportunities: 1 },
    ]);
  });

  test("may be asked for with an Idempotency-Key like any POST", async () => {
    const { tenant, processId } = await companyOfFour();
    const body = { from: 1, mapping: MAPPING, dry_run: true };
    const first = await migrate(tenant, processId, body, { "idempotency-key": "look" });
    const again = await migrate(tenant, processId, body, { "idempotency-key": "look" });
    expect([again.headers.get("idempotent-replayed"), again.body]).toEqual(["true", first.body]);
  });
});

describe("a migration", () => {
  test("is carried out by the queue, and can be followed until it has ended", async () => {
    const { tenant, processId, deals } = await companyOfFour();
    const asked = await migrate(tenant, processId, { from: 1, to: 2, mapping: MAPPING });
    expect(asked.status, JSON.stringify(asked.body)).toBe(202);
    expect(asked.body).toMatchObject({
      status: "queued",
      dry_run: false,
      opportunities: 4,
      moved: 0,
      finished_at: null,
    });
    expect(asked.headers.get("location")).toBe(`/v1/processes/${processId}/migrations/${asked.body.id}`);
    await vi.waitFor(
      async () => expect(await migrationOf(tenant, processId, asked.body.id)).toMatchObject({ status: "completed" }),
      5_000,
    );
    expect(await migrationOf(tenant, processId, asked.body.id)).toMatchObject({
      moved: 4,
      effects: { changes_stage: 1, loses_score: 2, unaffected: 1 },
      left_behind: [{ criterion: "champion", opportunities: 1 }],
      finished_at: expect.any(String),
    });
    expect(await read(tenant, deals.agreed)).toMatchObject({
      version: 2,
      stage: "understand",
      score: 20,
      hollow: false,
    });
    expect(await read(tenant, deals.closing)).toMatchObject({
      version: 2,
      stage: "close",
      score: 80,
      earned_stage: "close",
    });
    expect((await tenant.call("GET", `/v1/processes/${processId}/migrations`)).body.data).toHaveLength(1);
  });

  test("writes each move into the history, in the name of whoever asked for it, and goes on with the visit", async () => {
    const { tenant, processId, deals } = await companyOfFour();
    const key = (await tenant.call("GET", "/v1/api-keys")).body.data[0].id;
    const before = (await tenant.call("GET", `/v1/opportunities/${deals.agreed}/history`)).body;
    const { body } = await migrate(tenant, processId, { from: 1, mapping: MAPPING });
    await vi.waitFor(
      async () => expect(await migrationOf(tenant, processId, body.id)).toMatchObject({ moved: 4 }),
      5_000,
    );
    const { visits, changes } = (await tenant.call("GET", `/v1/opportunities/${deals.agreed}/history`)).body;
    expect(visits).toEqual([before.visits[0], { ...before.visits[1], stage: "understand" }]);
    expect(changes.at(-1)).toMatchObject({
      type: "opportunity.migrated",
      actor: key,
      previous: { version: 1, stage: "agree", earned_stage: "agree" },
      current: { version: 2, stage: "understand", earned_stage: "understand" },
      migration_id: body.id,
    });
    const ofClosing = (await tenant.call("GET", `/v1/opportunities/${deals.closing}/history`)).body.changes;
    expect(ofClosing.at(-1)).toMatchObject({
      criteria: [{ from: "funds", to: "budget" }],
      left_behind: ["champion"],
    });
    const events = (await tenant.call("GET", "/v1/events?types=opportunity.migrated&limit=100")).body.data;
    expect(events.map((event: Reply["body"]) => event.data.migration_id)).toEqual(Array(4).fill(body.id));
    const closing = events.find((event: Reply["body"]) => event.data.opportunity.id === deals.closing);
    expect(closing.data).toMatchObject({ criteria: [{ from: "funds", to: "budget" }], left_behind: ["champion"] });
  });

  test("takes evidence along under its new key, and keeps what has no place in the new version", async () => {
    const { tenant, processId, deals } = await companyOfFour();
    const before = await read(tenant, deals.closing);
    const id = await storeMigration(tenant, processId);
    await runToEnd(tenant, id);
    const { criteria } = await read(tenant, deals.closing);
    const keyed = (list: Reply["body"][]) => Object.fromEntries(list.map(({ key, ...said }) => [key, said]));
    const { funds, champion, ...others } = keyed(before.criteria);
    expect(keyed(criteria)).toEqual({ ...others, budget: funds, champion: { ...champion, retired: true } });
    expect(before.criteria.map(({ retired }: Reply["body"]) => retired)).toEqual([false, false, false, false]);
    const progress = (await tenant.call("GET", `/v1/opportunities/${deals.closing}/progress`)).body;
    expect(progress.needed_to_leave).toMatchObject([{ criterion: "proof" }]);
    expect(
      (await tenant.call("PUT", `/v1/opportunities/${deals.closing}/criteria/champion`, { body: { state: "not_met" } }))
        .status,
    ).toBe(404);
    expect(
      (await tenant.call("PUT", `/v1/opportunities/${deals.closing}/criteria/proof`, { body: { state: "met" } })).body
        .score,
    ).toBe(100);
  });

  test("tells of what the new version has to read otherwise, before, after and in the deal", async () => {
    const tenant = await foundTenant();
    const [find, agree, close] = SMALL_DOCUMENT.stages;
    let id = "";
    const processId = await publishProcess(tenant, SMALL_DOCUMENT);
    ({ id } = await createDeal(tenant));
    await tenant.call("PUT", `/v1/opportunities/${id}/criteria/champion`, { body: { state: "met", level: 50 } });
    expect((await read(tenant, id)).score).toBe(5);
    const criteria = close?.criteria.map((criterion) => ({ ...criterion, levels: null }));
    await publishNext(tenant, processId, { stages: [find, agree, { ...close, criteria }] });
    const preview = (await migrate(tenant, processId, { from: 1, dry_run: true })).body;
    const otherwise = [{ criterion: "champion", opportunities: 1 }];
    expect(preview).toMatchObject({ read_otherwise: otherwise, effects: { loses_score: 1 } });
    const migrationId = await storeMigration(tenant, processId, { mapping: { stages: {}, criteria: {} } });
    await runToEnd(tenant, migrationId);
    expect(await migrationOf(tenant, processId, migrationId)).toMatchObject({ read_otherwise: otherwise });
    expect(await read(tenant, id)).toMatchObject({ score: 0, criteria: [{ key: "champion", level: 50 }] });
    const { missing } = (await tenant.call("GET", `/v1/opportunities/${id}/progress`)).body;
    expect(missing.at(-1)).toMatchObject({ criterion: "champion", state: "met", level: 50 });
  });

  test("there and back leaves every deal as it was", async () => {
    const { tenant, processId } = await companyOfFour();
    const columns =
      "id, version, stage, earned_stage, hollow, score_hundredths, visit, stage_entered_at, status, closed_at";
    const criteria = async () =>
      (await env.DB.prepare("SELECT * FROM opportunity_criteria WHERE tenant_id = ?").bind(tenant.id).all()).results;
    const visits = async () =>
      (await env.DB.prepare("SELECT * FROM stage_visits WHERE tenant_id = ?").bind(tenant.id).all()).results;
    const before = [await dealsOf(tenant, columns), await criteria(), await visits()];
    await runToEnd(tenant, await storeMigration(tenant, processId));
    expect(await dealsOf(tenant, columns)).not.toEqual(before[0]);
    await runToEnd(tenant, await storeMigration(tenant, processId, { from: 2, to: 1, mapping: BACK }));
    expect([await dealsOf(tenant, columns), await criteria(), await visits()]).toEqual(before);
  });

  test("leaves closed opportunities with the version under which they were closed", async () => {
    const tenant = await foundTenant();
    let lost = "";
    const processId = await publishTwice(tenant, async () => {
      ({ id: lost } = await createDeal(tenant));
      await move(tenant, lost, "lost", { reason: "Gone" });
    });
    await runToEnd(tenant, await storeMigration(tenant, processId));
    expect(await read(tenant, lost)).toMatchObject({ version: 1, status: "lost" });
    expect((await move(tenant, lost, "reopened")).body).toMatchObject({ version: 1, stage: "find" });
  });

  test("tells webhooks of its end, and of that alone", async () => {
    const { tenant, processId } = await companyOfFour();
    const endpoint = { url: "http://127.0.0.1:9/hook", event_types: ["*"] };
    expect((await tenant.call("POST", "/v1/webhook-endpoints", { body: endpoint })).status).toBe(201);
    const id = await storeMigration(tenant, processId, { opportunities: 4 });
    await runToEnd(tenant, id);
    const owed = await env.DB.prepare(
      "SELECT event.type FROM webhook_deliveries AS delivery JOIN events AS event ON event.tenant_id = delivery.tenant_id AND event.id = event_id WHERE delivery.tenant_id = ?",
    )
      .bind(tenant.id)
      .all();
    expect(owed.results).toEqual([{ type: "migration.completed" }]);
    const [event] = (await tenant.call("GET", "/v1/events?types=migration.*")).body.data;
    expect(event.data.migration).toEqual(await migrationOf(tenant, processId, id));
  });

  test("has the funnel judged soon", async () => {
    const { tenant, processId } = await companyOfFour();
    await env.DB.prepare("UPDATE tenants SET evaluate_at = ? WHERE id = ?")
      .bind(Date.now() + 9e6, tenant.id)
      .run();
    await runToEnd(tenant, await storeMigration(tenant, processId));
    const due = await env.DB.prepare("SELECT evaluate_at FROM tenants WHERE id = ?")
      .bind(tenant.id)
      .first<number>("evaluate_at");
    expect(due).toBeLessThanOrEqual(Date.now());
  });

  test("of a version that nobody is in ends at once", async () => {
    const tenant = await foundTenant();
    const processId = await publishTwice(tenant);
    const id = await storeMigration(tenant, processId);
    expect(await runJob(tenant, id)).toBe(false);
    expect(await migrationOf(tenant, processId, id)).toMatchObject({ status: "completed", moved: 0 });
  });
});

describe("a migration is refused", () => {
  test("while stages are unmapped, with the list, and with every other fault", async () => {
    const { tenant, processId } = await companyOfFour();
    const body = { from: 1, to: 2, mapping: { criteria: { funds: "nothing" } } };
    for (const dry_run of [true, false]) {
      const reply = await migrate(tenant, processId, { ...body, dry_run });
      expect([reply.status, reply.body.code]).toEqual([422, "stages_unmapped"]);
      expect(reply.body.unmapped_stages).toEqual([{ key: "agree", name: "Agree" }]);
      expect(faultsOf(reply.body)).toEqual([
        "/mapping/stages/agree stage_unmapped",
        "/mapping/criteria/funds unknown_criterion",
      ]);
    }
    expect((await tenant.call("GET", `/v1/processes/${processId}/migrations`)).body.data).toEqual([]);
  });

  test.each<[string, object, string[]]>([
    ["of a version that is not there", { from: 9, to: 8 }, ["/from unknown_version", "/to unknown_version"]],
    ["to where the deals are", { from: 2 }, ["/from same_version"]],
    ["without a version", {}, ["/from required"]],
    ["of half a version", { from: 1.5, to: "2" }, ["/from invalid_type", "/to invalid_type"]],
    ["with a mapping of something else", { from: 1, mapping: { steps: {} } }, ["/mapping/steps unknown_field"]],
    [
      "with keys that are none",
      { from: 1, mapping: { stages: { Agree: "close", agree: "Close" } } },
      ["/mapping/stages/Agree invalid_key", "/mapping/stages/agree invalid_format"],
    ],
    [
      "of too many keys",
      { from: 1, mapping: { stages: Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`s${n}`, "find"])) } },
      ["/mapping/stages too_many_keys"],
    ],
  ])("%s", async (_, body, faults) => {
    const tenant = await foundTenant();
    const processId = await publishTwice(tenant);
    const reply = await migrate(tenant, processId, body);
    expect([reply.status, reply.body.code]).toEqual([422, "validation_failed"]);
    expect(faultsOf(reply.body)).toEqual(faults);
  });

  test("of a process that was never published, or is archived", async () => {
    const tenant = await foundTenant();
    await publishProcess(tenant, SMALL_DOCUMENT);
    const draft = (await tenant.call("POST", "/v1/processes", { body: { name: "Draft" } })).body.id;
    expect((await migrate(tenant, draft, { from: 1, to: 2 })).body.code).toBe("process_not_published");
    const old = await publishTwice(tenant);
    expect((await tenant.call("POST", `/v1/processes/${old}/archive`)).status).toBe(200);
    expect((await migrate(tenant, old, { from: 1, mapping: MAPPING })).body.code).toBe("process_archived");
  });

  test("while another one of the process is on its way, however often it is asked for at once", async () => {
    const { tenant, processId } = await companyOfFour();
    const id = await storeMigration(tenant, processId);
    const refused = await migrate(tenant, processId, { from: 1, mapping: MAPPING });
    expect([refused.status, refused.body.code]).toEqual([409, "migration_in_progress"]);
    await runToEnd(tenant, id);
    await publishNext(tenant, processId, { ...NEXT_DOCUMENT, gate_policy: "advisory" });
    const replies = await Promise.all(Array.from({ length: 4 }, () => migrate(tenant, processId, { from: 2 })));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([202, 409, 409, 409]);
  });

  test("to a key that may only read processes, and to another company", async () => {
    const { tenant, processId } = await companyOfFour();
    const reader = await withScopes(tenant, ["processes:read"]);
    const post = { body: { from: 1, mapping: MAPPING, dry_run: true } };
    expect((await reader("POST", `/v1/processes/${processId}/migrations`, post)).status).toBe(403);
    const stranger = await foundTenant();
    expect((await migrate(stranger, processId, post.body)).status).toBe(404);
  });
});

describe("a migration that is asked for twice with one Idempotency-Key", () => {
  test("is one", async () => {
    const { tenant, processId } = await companyOfFour();
    const headers = { "idempotency-key": "once" };
    const body = { from: 1, mapping: MAPPING };
    const first = await migrate(tenant, processId, body, headers);
    const again = await migrate(tenant, processId, body, headers);
    expect([again.status, again.headers.get("idempotent-replayed"), again.body]).toEqual([202, "true", first.body]);
  });
});
