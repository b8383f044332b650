import { env } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";
import { expect, test, vi } from "vitest";
import { consumeJobs } from "../../src/queue.ts";
import { asOperator, caller, type Reply } from "../support/api.ts";
import { EXPORT_MAPPING, generateExport } from "../support/generated-pipeline.ts";

// The main job from end to end, as a company lives it: each step builds on the one before.

const STAGE = (key: string, name: string, weight: number, maxDays: number) => ({
  key,
  name,
  max_days: maxDays,
  criteria: [{ key: `${key}_done`, name: `${name} is done`, weight, required: true, questions: ["Is it?"] }],
});

test("a company sets up its process, brings in its pipeline, works a deal and is told that its funnel is upside down", async () => {
  // 1. The operator founds the company; its key is shown once and kept as a digest.
  const founded = await asOperator("POST", "/v1/tenants", {
    body: { name: "Northern Hardware", locale: "en", timezone: "Europe/Helsinki", currency: "USD" },
  });
  expect([founded.status, founded.body.api_key.scopes]).toEqual([201, ["*"]]);
  const { secret: key, id: keyId } = founded.body.api_key;
  const stored = await env.DB.prepare("SELECT * FROM api_keys WHERE id = ?").bind(keyId).first();
  expect(JSON.stringify(stored)).not.toContain(key.slice(8));
  const call = caller(key);

  // 2. A process of its own: 99.99 % is not published, 100 % is, and stays as it is for ever.
  const stages = [STAGE("prospecting", "Prospecting", 39.99, 30), STAGE("engaging", "Engaging", 60, 138)];
  const process = await call("POST", "/v1/processes", {
    body: { name: "New business", document: { gate_policy: "strict", stages } },
  });
  expect([process.status, process.body.current_version, process.body.draft.document.stages.length]).toEqual([
    201,
    null,
    2,
  ]);
  const processPath = `/v1/processes/${process.body.id}`;
  const short = await call("POST", `${processPath}/publish`);
  expect([short.status, short.body.errors.map((fault: { code: string }) => fault.code)]).toEqual([
    422,
    ["weights_total"],
  ]);
  const document = { gate_policy: "strict", stages: [STAGE("prospecting", "Prospecting", 40, 30), stages[1]] };
  await call("PUT", `${processPath}/draft`, {
    body: document,
    headers: { "if-match": `"${process.body.draft.revision}"` },
  });
  expect((await call("POST", `${processPath}/publish`)).body.version).toBe(1);
  expect((await call("GET", `${processPath}/versions/1`)).body.document).toEqual(document);

  // 7. Operations listen from here on: a receiver that refuses each event twice.
  const accepted = new Map<string, { type: string; body: string }>();
  const tries = new Map<string, number>();
  const endpoint = await call("POST", "/v1/webhook-endpoints", {
    body: { url: "https://ops.example.com/infield", event_types: ["*"] },
  });
  expect(endpoint.body.secret).toMatch(/^whsec_/);
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const body = await request.text();
    new Webhook(endpoint.body.secret).verify(body, Object.fromEntries(request.headers)); // throws for a forgery
    const id = request.headers.get("webhook-id") ?? "";
    tries.set(id, (tries.get(id) ?? 0) + 1);
    if (tries.get(id) !== 3) return new Response("busy", { status: 500 });
    accepted.set(id, { type: JSON.parse(body).type, body });
    return new Response(null, { status: 204 });
  });

  // 5. The whole pipeline in one call; the same file again changes nothing.
  const { csv, expected } = generateExport(7, 8_800);
  const importFile = async () => {
    const rawBody = new FormData();
    rawBody.set("file", new File([csv], "sales_pipeline.csv", { type: "text/csv" }));
    rawBody.set("mapping", JSON.stringify({ process_id: process.body.id, ...EXPORT_MAPPING }));
    return call("POST", "/v1/imports", { rawBody });
  };
  expect((await importFile()).body).toMatchObject({
    status: "completed",
    rows: 8_800,
    created: 8_800,
    failed: 0,
    errors: [],
  });
  expect((await importFile()).body).toMatchObject({ created: 0, updated: 0, unchanged: 8_800, failed: 0 });

  // 6. The funnel is what the file says.
  const funnel = await call("GET", `/v1/funnel?process_id=${process.body.id}`);
  expect(funnel.body).toMatchObject({
    open: { count: expected.engaging + expected.prospecting, currency: "USD" },
    won: { count: expected.won, amount: expected.wonTotal },
    lost: { count: expected.lost },
  });
  expect(funnel.body.stages.map((stage: { count: number }) => stage.count)).toEqual([
    expected.prospecting,
    expected.engaging,
  ]);
  const inversion = (expected.engaging - expected.prospecting) / (expected.engaging + expected.prospecting);
  expect(funnel.body.inversion).toMatchObject({
    value: Math.round(inversion * 10_000) / 10_000,
    n: funnel.body.open.count,
  });

  // 3. and 4. A deal through the gate.
  const deal = await call("POST", "/v1/opportunities", {
    body: { name: "Forklifts", account: "Virtanen Oy", owner: "Aino", amount: 12_500 },
  });
  const dealPath = `/v1/opportunities/${deal.body.id}`;
  const blocked = await call("POST", `${dealPath}/transitions`, { body: { to: "engaging" } });
  expect([blocked.status, blocked.body.code, blocked.body.missing[0].questions]).toEqual([
    409,
    "gate_blocked",
    ["Is it?"],
  ]);
  const met = await call("PUT", `${dealPath}/criteria/prospecting_done`, {
    body: { state: "met", evidence: { text: "Yes" }, confirmed_by: "buyer" },
  });
  expect(met.body.score).toBe(40);
  expect((await call("POST", `${dealPath}/transitions`, { body: { to: "engaging" } })).body.stage).toBe("engaging");
  await call("PATCH", dealPath, { body: { amount: 15_000 }, headers: { "if-match": '"3"' } });
  await call("POST", `${dealPath}/transitions`, { body: { to: "lost", reason: "Bought elsewhere" } });
  await call("POST", `${dealPath}/transitions`, { body: { to: "reopened" } });
  await call("PUT", `${dealPath}/criteria/engaging_done`, { body: { state: "met" } });
  expect((await call("POST", `${dealPath}/transitions`, { body: { to: "won" } })).body).toMatchObject({
    status: "won",
    score: 100,
  });

  // 8. The evaluation raises the alarm, once.
  await call("POST", "/v1/funnel/evaluate", { body: {} });
  await call("POST", "/v1/funnel/evaluate", { body: {} });
  const alerts = (await call("GET", "/v1/alerts?status=open")).body.data;
  const inverted = alerts.filter((alert: { rule: string }) => alert.rule === "inverted_funnel");
  expect(inverted).toMatchObject([{ severity: "critical", status: "open", threshold: 0.4 }]);
  expect(inverted[0].opportunities.length).toBeGreaterThan(0);

  // 9. Every event arrives at the third attempt under its own id; the import is one message.
  const events = await readAll(
    call,
    "/v1/events?types=opportunity.updated,opportunity.criterion_changed,opportunity.stage_changed,opportunity.won,opportunity.lost,opportunity.reopened,alert.*,import.*",
  );
  await vi.waitFor(
    async () => {
      await deliverDue();
      for (const event of events) expect(accepted.has(event.id), event.type).toBe(true);
    },
    { timeout: 15_000, interval: 300 },
  );
  for (const event of events) expect(tries.get(event.id)).toBe(3);
  const types = new Set([...accepted.values()].map(({ type }) => type));
  for (const type of [
    "opportunity.updated",
    "opportunity.criterion_changed",
    "opportunity.stage_changed",
    "opportunity.won",
    "opportunity.lost",
    "opportunity.reopened",
    "import.completed",
    "alert.raised",
  ]) {
    expect(types, type).toContain(type);
  }
  const created = [...accepted.values()].filter(({ type }) => type === "opportunity.created");
  expect(created.length).toBeLessThanOrEqual(1); // the deal worked by hand, and none of the 8,800

  // 10. What was used is documented.
  const openApi = (await caller()("GET", "/openapi.json")).body;
  expect([openApi.openapi, typeof openApi.webhooks["alert.raised"]]).toEqual(["3.1.0", "object"]);
  expect((await caller()("GET", "/docs")).body).toContain("moveOpportunity");
}, 60_000);

/** Hands every delivery that is due to the consumer, as the sweep and the queue would. */
async function deliverDue(): Promise<void> {
  const { results } = await env.DB.prepare(
    "SELECT tenant_id, id, endpoint_id FROM webhook_deliveries WHERE status = 'pending'",
  ).all<{ tenant_id: string; id: string; endpoint_id: string }>();
  const messages = results.map(({ tenant_id, id, endpoint_id }) => ({
    body: { kind: "deliver", shard: 0, tenantId: tenant_id, deliveryId: id, endpointId: endpoint_id } as const,
    ack: () => undefined,
    retry: () => undefined,
  }));
  await consumeJobs(env, "infield-jobs", messages);
}

async function readAll(call: ReturnType<typeof caller>, path: string): Promise<{ id: string; type: string }[]> {
  const all: { id: string; type: string }[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: Reply["body"] = (await call("GET", `${path}&limit=100${cursor ? `&cursor=${cursor}` : ""}`)).body;
    all.push(...page.data);
    cursor = page.next_cursor;
  }
  return all;
}
