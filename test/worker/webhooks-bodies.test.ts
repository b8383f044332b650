import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { EVENT_TYPES, type EventType } from "../../src/events/catalogue.ts";
import { webhookBodySchema } from "../../src/openapi.ts";
import { foundTenant, type Reply, type TestTenant } from "../support/api.ts";
import { MAPPING, publishTwice, runToEnd, storeMigration } from "../support/migrations.ts";
import { insertDeals, times } from "../support/open-deals.ts";
import { createDeal, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";
import { createEndpoint, interceptFetch, receiver } from "../support/webhooks.ts";

const byType = new Map<string, Reply["body"][]>();

beforeAll(async () => {
  interceptFetch();
  const tenant = await foundTenant();
  const processId = await publishProcess(tenant, SMALL_DOCUMENT);
  await publishAgain(tenant, processId);
  await workDeal(tenant);
  await moveOnAndArchive(tenant);
  await importDeals(tenant);
  await alarm(tenant, processId);
  await setTargetAndTeam(tenant);
  const { id } = await createEndpoint(tenant, receiver().url);
  await ok(tenant.call("POST", `/v1/webhook-endpoints/${id}/test`));
  await ok(tenant.call("PATCH", `/v1/webhook-endpoints/${id}`, { body: { status: "disabled" } }));
  const { data, next_cursor } = await ok(tenant.call("GET", "/v1/events?limit=100"));
  expect(next_cursor).toBeNull();
  for (const event of data) byType.set(event.type, [...(byType.get(event.type) ?? []), event]);
});

test.each(EVENT_TYPES)("%s carries what the OpenAPI document says", (type: EventType) => {
  const events = byType.get(type) ?? [];
  expect(events.length).toBeGreaterThan(0);
  for (const { actor: _, ...body } of events) {
    const { error } = webhookBodySchema(type).safeParse(body);
    expect(error?.message, JSON.stringify(body)).toBeUndefined();
  }
});

async function ok(reply: Promise<Reply>): Promise<Reply["body"]> {
  const { status, body } = await reply;
  expect(status, JSON.stringify(body)).toBeLessThan(300);
  return body;
}

async function publishAgain(tenant: TestTenant, id: string): Promise<void> {
  const draft = await tenant.call("GET", `/v1/processes/${id}/draft`);
  const body = { ...draft.body.document, gate_policy: "advisory" };
  const headers = { "if-match": draft.headers.get("etag") ?? "" };
  await ok(tenant.call("PUT", `/v1/processes/${id}/draft`, { body, headers }));
  await ok(tenant.call("POST", `/v1/processes/${id}/publish`));
}

/** A second process, whose deals are taken to its second version before it is put aside. */
async function moveOnAndArchive(tenant: TestTenant): Promise<void> {
  let id = "";
  const processId = await publishTwice(tenant, async (process_id) => {
    ({ id } = await createDeal(tenant, { process_id }));
    for (const key of ["funds", "champion"]) {
      await ok(tenant.call("PUT", `/v1/opportunities/${id}/criteria/${key}`, { body: { state: "met" } }));
    }
  });
  // Into the last stage, where it is hollow, so that its event has all that one can have.
  const mapping = { ...MAPPING, stages: { ...MAPPING.stages, find: "close" } };
  await runToEnd(tenant, await storeMigration(tenant, processId, { mapping }));
  await ok(tenant.call("POST", `/v1/opportunities/${id}/transitions`, { body: { to: "lost", reason: "Gone" } }));
  for (const verb of ["archive", "restore"]) await ok(tenant.call("POST", `/v1/processes/${processId}/${verb}`));
}

/** Takes a deal through everything that can happen to it, with and without what an event need not have. */
async function workDeal(tenant: TestTenant): Promise<void> {
  const path = `/v1/opportunities/${(await createDeal(tenant)).id}`;
  const move = (body: object) => ok(tenant.call("POST", `${path}/transitions`, { body }));
  const say = (body: object) => ok(tenant.call("PUT", `${path}/criteria/problem`, { body }));
  await ok(tenant.call("PATCH", path, { body: { amount: 1, owner: null, expected_close_date: "2027-01-31" } }));
  await say({ state: "met", evidence: { text: "They said so" }, confirmed_by: "buyer" });
  await say({ state: "not_met", note: "Not after all" });
  await move({ to: "agree", reason: "Trust me" });
  await move({ to: "lost", reason: "Bought elsewhere" });
  await move({ to: "reopened" });
  await move({ to: "won", reason: "Signed anyway", override: true });
  const { id: note } = await ok(tenant.call("POST", `${path}/notes`, { body: { text: "Signed at last" } }));
  await ok(tenant.call("DELETE", `${path}/notes/${note}`));
  await mergeAndDelete(tenant, path);
}

/** Merges two duplicates into a deal, one of which knows more of it, then deletes and restores it. */
async function mergeAndDelete(tenant: TestTenant, path: string): Promise<void> {
  const [knowing, other] = [await createDeal(tenant), await createDeal(tenant)];
  await ok(tenant.call("PUT", `/v1/opportunities/${knowing.id}/criteria/champion`, { body: { state: "met" } }));
  for (const { id } of [knowing, other]) {
    await ok(tenant.call("POST", `${path}/merge`, { body: { duplicate_id: id } }));
  }
  await ok(tenant.call("DELETE", path));
  await ok(tenant.call("POST", `${path}/restore`));
}

async function importDeals(tenant: TestTenant): Promise<void> {
  const upload = (csv: string) => {
    const rawBody = new FormData();
    rawBody.set("file", new File([csv], "deals.csv", { type: "text/csv" }));
    const columns = { external_id: "id", stage: "stage", name: "name" };
    rawBody.set("mapping", JSON.stringify({ columns, defaults: { lost_reason: "Unknown" } }));
    return ok(tenant.call("POST", "/v1/imports", { rawBody }));
  };
  await upload("id,stage,name\n1,find,One\n2,close,Two\n3,won,Three\n");
  await upload("id,stage,name\n1,agree,One\n2,lost,Two\n3,won,Tre\n");
}

async function setTargetAndTeam(tenant: TestTenant): Promise<void> {
  const { id } = await ok(tenant.call("POST", "/v1/targets", { body: { period: "2026", amount: 1 } }));
  await ok(tenant.call("PATCH", `/v1/targets/${id}`, { body: { amount: 2.5, owner: "Aino" } }));
  for (const owners of [[], ["Aino"]]) {
    await ok(tenant.call("PUT", "/v1/teams/north", { body: { name: "North", owners } }));
  }
  for (const path of [`/v1/targets/${id}`, "/v1/teams/north"]) await ok(tenant.call("DELETE", path));
}

/** Brings an alert about, makes it worse, puts it off, and ends it; a digest tells of it. */
async function alarm(tenant: TestTenant, processId: string): Promise<void> {
  const evaluate = () => ok(tenant.call("POST", "/v1/funnel/evaluate", { body: {} }));
  const overnight = (sql: string) => env.DB.prepare(sql).bind(tenant.id).run();
  await insertDeals(tenant, processId, [...times(20, { stage: "find" }), ...times(33, { stage: "agree" })]);
  await evaluate();
  const [alert] = (await ok(tenant.call("GET", "/v1/alerts?rule=inverted_funnel"))).data;
  const act = (verb: string, body: object) => ok(tenant.call("POST", `/v1/alerts/${alert.id}/${verb}`, { body }));
  await act("acknowledge", { comment: "On it" });
  await insertDeals(tenant, processId, times(60, { stage: "agree" }));
  await evaluate();
  await act("snooze", { until: new Date(Date.now() + 3_600_000).toISOString() });
  await overnight("UPDATE alerts SET snoozed_until = 1 WHERE tenant_id = ?1");
  await ok(tenant.call("PATCH", "/v1/tenant", { body: { digest: { every: "daily", at: "08:00" } } }));
  await ok(
    tenant.call("PATCH", "/v1/alert-rules/silent", {
      body: { owners: ["Aino"], mute: [{ from: "18:00", to: "08:00" }] },
    }),
  );
  await overnight("UPDATE tenants SET digest_due_at = 1 WHERE id = ?1");
  await evaluate();
  await env.DB.prepare("UPDATE opportunities SET stage = 'find' WHERE tenant_id = ?1").bind(tenant.id).run();
  await evaluate();
}
