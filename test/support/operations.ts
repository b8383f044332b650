import { env } from "cloudflare:workers";
import { buildApp } from "../../src/app.ts";
import type { Permission } from "../../src/http/context.ts";
import { NO_OUTCOME } from "../../src/opportunities/migration/outcome.ts";
import { foundTenant, type TestTenant } from "./api.ts";
import { createProcess, replaceDraft } from "./process.ts";
import { createDeal, publishProcess, SMALL_DOCUMENT } from "./story.ts";

/** One operation as the OpenAPI registry has it. */
export interface DeclaredOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly permission: Permission;
  readonly takesJson: boolean;
}

export const declaredOperations: readonly DeclaredOperation[] = buildApp().openAPIRegistry.definitions.flatMap(
  (definition) => {
    if (definition.type !== "route") return [];
    const { operationId = "", method, path, request } = definition.route;
    const permission = (definition.route as { "x-permission"?: Permission })["x-permission"] ?? "public";
    const takesJson = request?.body?.content["application/json"] !== undefined;
    return [{ id: operationId, method: method.toUpperCase(), path, permission, takesJson }];
  },
);

/** A company with one of everything that has an id. */
export interface Furnished {
  readonly tenant: TestTenant;
  /** Its default process, of two versions, the first of which the opportunity is pinned to. */
  readonly process: string;
  /** Another process, that nobody uses. */
  readonly spare: string;
  readonly migration: string;
  readonly opportunity: string;
  /** Another one, that is about the same. */
  readonly duplicate: string;
  readonly deleted: string;
  readonly note: string;
  readonly endpoint: string;
  readonly delivery: string;
  readonly key: string;
  readonly import: string;
  readonly alert: string;
  readonly target: string;
}

const ok = <Body extends { id?: string }>(reply: { status: number; body: Body }): Body => {
  if (reply.status >= 300) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body;
};

/** What other systems call the opportunity. */
const externalIdOf = ({ id }: TestTenant) => `CRM/${id}`;

export async function furnish(): Promise<Furnished> {
  const tenant = await foundTenant();
  const process = await publishProcess(tenant, SMALL_DOCUMENT);
  const hooks = { url: "https://ops.example.com/hooks", event_types: ["opportunity.*"] };
  const endpoint = ok(await tenant.call("POST", "/v1/webhook-endpoints", { body: hooks })).id;
  const { id: opportunity } = await createDeal(tenant, { external_id: externalIdOf(tenant) });
  const { id: duplicate } = await createDeal(tenant);
  const { id: deleted } = await createDeal(tenant);
  ok(await tenant.call("DELETE", `/v1/opportunities/${deleted}`));
  const { id: note } = ok(
    await tenant.call("POST", `/v1/opportunities/${opportunity}/notes`, { body: { text: "They called back" } }),
  );
  ok(await tenant.call("PUT", "/v1/teams/north", { body: { name: "North", owners: ["Aino"] } }));
  ok(await tenant.call("PUT", "/v1/custom-fields/region", { body: { name: "Region", type: "text" } }));
  const delivery = ok(await tenant.call("GET", "/v1/webhook-deliveries")).data[0].id;
  const key = ok(await tenant.call("POST", "/v1/api-keys", { body: { name: "Second", scopes: ["tenant:read"] } })).id;
  const imported = ok(await tenant.call("POST", "/v1/imports", importOf(process))).id;
  const [first, ...rest] = SMALL_DOCUMENT.stages;
  await replaceDraft(
    tenant,
    { id: process, path: `/v1/processes/${process}` },
    {
      ...SMALL_DOCUMENT,
      stages: [{ ...first, max_days: 7 }, ...rest],
    },
  );
  ok(await tenant.call("POST", `/v1/processes/${process}/publish`));
  const { id: spare } = await createProcess(tenant);
  const migration = `mig_${tenant.id}`;
  await env.DB.prepare(
    `INSERT INTO process_migrations (tenant_id, id, process_id, from_version, to_version, mapping, status, opportunities, outcome, actor,
       created_at, updated_at, finished_at)
     VALUES (?, ?, ?, 1, 2, '{"stages":{},"criteria":{}}', 'completed', 0, ?, 'system', 1, 1, 1)`,
  )
    .bind(tenant.id, migration, process, JSON.stringify(NO_OUTCOME))
    .run();
  const alert = `alr_${tenant.id}`;
  await env.DB.prepare(
    `INSERT INTO alerts (tenant_id, id, process_id, rule, subject, severity, status, value, threshold, n, message, opportunities, opened_at, updated_at)
     VALUES (?, ?, ?, 'silent', 'process', 'warning', 'open', 0.5, 0.3, 9, 'Silence', '[]', 1, 1)`,
  )
    .bind(tenant.id, alert, process)
    .run();
  const target = ok(
    await tenant.call("POST", "/v1/targets", { body: { period: "2026", amount: 1, process_id: process } }),
  ).id;
  return {
    target,
    tenant,
    process,
    spare,
    migration,
    opportunity,
    duplicate,
    deleted,
    note,
    endpoint,
    delivery,
    key,
    import: imported,
    alert,
  };
}

/** A call of an operation that succeeds for the company that has these things. */
export interface Sample {
  readonly path: string;
  readonly body?: unknown;
  readonly rawBody?: FormData;
  readonly headers?: Readonly<Record<string, string>>;
}

function importOf(process: string): { rawBody: FormData } {
  const rawBody = new FormData();
  rawBody.set("file", new File(["id,name,phase\nX-1,Cranes,Find\n"], "pipeline.csv", { type: "text/csv" }));
  const columns = { external_id: "id", name: "name", stage: "phase" };
  rawBody.set("mapping", JSON.stringify({ process_id: process, columns, stages: { Find: "find" } }));
  return { rawBody };
}

/** How to call each operation. A test fails for an operation that is not here. */
export const samples: Readonly<Record<string, (of: Furnished) => Sample>> = {
  getHealth: () => ({ path: "/healthz" }),
  getMetrics: () => ({ path: "/v1/metrics" }),
  createTenant: () => ({ path: "/v1/tenants", body: { name: "Newcomer" } }),
  listTenants: () => ({ path: "/v1/tenants" }),
  getTenant: ({ tenant }) => ({ path: `/v1/tenants/${tenant.id}` }),
  issueApiKey: ({ tenant }) => ({ path: `/v1/tenants/${tenant.id}/api-keys`, body: { name: "Another" } }),
  getOwnTenant: () => ({ path: "/v1/tenant" }),
  updateOwnTenant: () => ({ path: "/v1/tenant", body: { name: "Renamed" } }),
  createApiKey: () => ({ path: "/v1/api-keys", body: { name: "Third", scopes: ["tenant:read"] } }),
  listApiKeys: () => ({ path: "/v1/api-keys" }),
  revokeApiKey: ({ key }) => ({ path: `/v1/api-keys/${key}` }),
  listCurrencyRates: () => ({ path: "/v1/currency-rates" }),
  replaceCurrencyRates: () => ({ path: "/v1/currency-rates", body: { rates: { USD: 0.92 } } }),
  listTeams: () => ({ path: "/v1/teams" }),
  getTeam: () => ({ path: "/v1/teams/north" }),
  putTeam: () => ({ path: "/v1/teams/south", body: { name: "South", owners: ["Aino"] } }),
  deleteTeam: () => ({ path: "/v1/teams/north" }),
  listTemplates: () => ({ path: "/v1/templates" }),
  getTemplate: () => ({ path: "/v1/templates/baseline" }),
  createProcess: () => ({ path: "/v1/processes", body: { name: "Renewals", template: "baseline" } }),
  listProcesses: () => ({ path: "/v1/processes" }),
  getProcess: ({ process }) => ({ path: `/v1/processes/${process}` }),
  updateProcess: ({ process }) => ({ path: `/v1/processes/${process}`, body: { name: "Renamed" } }),
  getDraft: ({ process }) => ({ path: `/v1/processes/${process}/draft` }),
  replaceDraft: ({ process }) => ({
    path: `/v1/processes/${process}/draft`,
    body: { ...SMALL_DOCUMENT, gate_policy: "advisory" },
    headers: { "if-match": "*" },
  }),
  publishDraft: ({ process }) => ({ path: `/v1/processes/${process}/publish` }),
  listVersions: ({ process }) => ({ path: `/v1/processes/${process}/versions` }),
  getVersion: ({ process }) => ({ path: `/v1/processes/${process}/versions/1` }),
  compareVersions: ({ process }) => ({ path: `/v1/processes/${process}/versions/1/diff?to=2` }),
  auditDocument: () => ({ path: "/v1/process-audits", body: { document: SMALL_DOCUMENT } }),
  auditDraft: ({ process }) => ({ path: `/v1/processes/${process}/draft/audit` }),
  auditVersion: ({ process }) => ({ path: `/v1/processes/${process}/versions/1/audit` }),
  discardDraft: ({ process }) => ({ path: `/v1/processes/${process}/draft`, headers: { "if-match": "*" } }),
  archiveProcess: ({ spare }) => ({ path: `/v1/processes/${spare}/archive` }),
  restoreProcess: ({ spare }) => ({ path: `/v1/processes/${spare}/restore` }),
  requestFunnelRepair: ({ process }) => ({
    path: "/v1/funnel/repairs",
    body: { process_id: process, kind: "rollups" },
  }),
  listFunnelRepairs: () => ({ path: "/v1/funnel/repairs" }),
  createMigration: ({ process }) => ({ path: `/v1/processes/${process}/migrations`, body: { from: 1, to: 2 } }),
  listMigrations: ({ process }) => ({ path: `/v1/processes/${process}/migrations` }),
  getMigration: ({ process, migration }) => ({ path: `/v1/processes/${process}/migrations/${migration}` }),
  createOpportunity: ({ process }) => ({ path: "/v1/opportunities", body: { name: "Cranes", process_id: process } }),
  runBatch: ({ opportunity }) => ({
    path: "/v1/opportunities/batch",
    body: { atomic: true, items: [{ op: "update", id: opportunity, patch: { name: "Renamed in a batch" } }] },
  }),
  getOpportunityByExternalId: ({ tenant }) => ({
    path: `/v1/opportunities/by-external-id/${encodeURIComponent(externalIdOf(tenant))}`,
  }),
  upsertOpportunity: ({ process }) => ({
    path: `/v1/opportunities/by-external-id/CRM-${process}`,
    body: { name: "Cranes", process_id: process },
  }),
  listOpportunities: () => ({ path: "/v1/opportunities" }),
  exportOpportunities: () => ({ path: "/v1/opportunities/export" }),
  getOpportunity: ({ opportunity }) => ({ path: `/v1/opportunities/${opportunity}` }),
  updateOpportunity: ({ opportunity }) => ({ path: `/v1/opportunities/${opportunity}`, body: { name: "Renamed" } }),
  setCriterion: ({ opportunity }) => ({
    path: `/v1/opportunities/${opportunity}/criteria/problem`,
    body: { state: "met" },
  }),
  deleteOpportunity: ({ opportunity }) => ({ path: `/v1/opportunities/${opportunity}` }),
  listDeletedOpportunities: () => ({ path: "/v1/opportunities/deleted" }),
  restoreOpportunity: ({ deleted }) => ({ path: `/v1/opportunities/${deleted}/restore` }),
  mergeOpportunities: ({ opportunity, duplicate }) => ({
    path: `/v1/opportunities/${opportunity}/merge`,
    body: { duplicate_id: duplicate },
  }),
  moveOpportunity: ({ opportunity }) => ({
    path: `/v1/opportunities/${opportunity}/transitions`,
    body: { to: "lost", reason: "Gone" },
  }),
  getProgress: ({ opportunity }) => ({ path: `/v1/opportunities/${opportunity}/progress` }),
  getHistory: ({ opportunity }) => ({ path: `/v1/opportunities/${opportunity}/history` }),
  addNote: ({ opportunity }) => ({ path: `/v1/opportunities/${opportunity}/notes`, body: { text: "Called" } }),
  listNotes: ({ opportunity }) => ({ path: `/v1/opportunities/${opportunity}/notes` }),
  withdrawNote: ({ opportunity, note }) => ({ path: `/v1/opportunities/${opportunity}/notes/${note}` }),
  listCustomFields: () => ({ path: "/v1/custom-fields" }),
  getCustomField: () => ({ path: "/v1/custom-fields/region" }),
  putCustomField: () => ({
    path: "/v1/custom-fields/segment",
    body: { name: "Segment", type: "choice", choices: ["SMB"] },
  }),
  archiveCustomField: () => ({ path: "/v1/custom-fields/region" }),
  createImport: ({ process }) => ({ path: "/v1/imports", ...importOf(process) }),
  listImports: () => ({ path: "/v1/imports" }),
  getImport: (of) => ({ path: `/v1/imports/${of.import}` }),
  getImportErrors: (of) => ({ path: `/v1/imports/${of.import}/errors.csv` }),
  getFunnel: ({ process }) => ({ path: `/v1/funnel?process_id=${process}` }),
  getFunnelConversion: ({ process }) => ({ path: `/v1/funnel/conversion?process_id=${process}` }),
  getFunnelVelocity: ({ process }) => ({ path: `/v1/funnel/velocity?process_id=${process}` }),
  drawDiamond: ({ process }) => ({ path: `/v1/funnel/diamond.svg?process_id=${process}` }),
  drawFunnel: ({ process }) => ({ path: `/v1/funnel/funnel.svg?process_id=${process}` }),
  getForecast: ({ process }) => ({ path: `/v1/funnel/forecast?process_id=${process}` }),
  listFunnelSnapshots: ({ process }) => ({ path: `/v1/funnel/snapshots?process_id=${process}` }),
  createTarget: ({ process }) => ({
    path: "/v1/targets",
    body: { period: "2026-11", process_id: process, amount: 10_000 },
  }),
  listTargets: () => ({ path: "/v1/targets" }),
  getTarget: ({ target }) => ({ path: `/v1/targets/${target}` }),
  updateTarget: ({ target }) => ({ path: `/v1/targets/${target}`, body: { amount: 20_000 } }),
  deleteTarget: ({ target }) => ({ path: `/v1/targets/${target}` }),
  evaluateFunnel: ({ process }) => ({ path: "/v1/funnel/evaluate", body: { process_id: process } }),
  listAlertRules: ({ process }) => ({ path: `/v1/alert-rules?process_id=${process}` }),
  getAlertRule: ({ process }) => ({ path: `/v1/alert-rules/stalled?process_id=${process}` }),
  updateAlertRule: ({ process }) => ({ path: `/v1/alert-rules/stalled?process_id=${process}`, body: { warning: 0.3 } }),
  resetAlertRule: ({ process }) => ({ path: `/v1/alert-rules/stalled?process_id=${process}` }),
  listAlerts: () => ({ path: "/v1/alerts" }),
  getAlert: ({ alert }) => ({ path: `/v1/alerts/${alert}` }),
  acknowledgeAlert: ({ alert }) => ({ path: `/v1/alerts/${alert}/acknowledge`, body: { comment: "On it" } }),
  snoozeAlert: ({ alert }) => ({
    path: `/v1/alerts/${alert}/snooze`,
    body: { until: new Date(Date.now() + 86_400_000).toISOString() },
  }),
  resolveAlert: ({ alert }) => ({ path: `/v1/alerts/${alert}/resolve`, body: { comment: "As it should be" } }),
  commentAlert: ({ alert }) => ({ path: `/v1/alerts/${alert}/comments`, body: { text: "Why?" } }),
  getFunnelDigest: () => ({ path: "/v1/funnel/digest" }),
  listAlertComments: ({ alert }) => ({ path: `/v1/alerts/${alert}/comments` }),
  listEvents: () => ({ path: "/v1/events" }),
  listEventTypes: () => ({ path: "/v1/event-types" }),
  createWebhookEndpoint: () => ({
    path: "/v1/webhook-endpoints",
    body: { url: "https://more.example.com/", event_types: ["*"] },
  }),
  listWebhookEndpoints: () => ({ path: "/v1/webhook-endpoints" }),
  getWebhookEndpoint: ({ endpoint }) => ({ path: `/v1/webhook-endpoints/${endpoint}` }),
  updateWebhookEndpoint: ({ endpoint }) => ({
    path: `/v1/webhook-endpoints/${endpoint}`,
    body: { description: "Ours" },
  }),
  deleteWebhookEndpoint: ({ endpoint }) => ({ path: `/v1/webhook-endpoints/${endpoint}` }),
  testWebhookEndpoint: ({ endpoint }) => ({ path: `/v1/webhook-endpoints/${endpoint}/test` }),
  listWebhookDeliveries: ({ endpoint }) => ({ path: `/v1/webhook-deliveries?endpoint_id=${endpoint}` }),
  getWebhookDelivery: ({ delivery }) => ({ path: `/v1/webhook-deliveries/${delivery}` }),
};
