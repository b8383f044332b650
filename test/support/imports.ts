import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { foundTenant, type Reply, type TestTenant } from "./api.ts";
import { publishProcess, SMALL_DOCUMENT } from "./story.ts";

export interface Upload {
  readonly dryRun?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a file with its mapping, as a client's form would. */
export function upload(
  tenant: Pick<TestTenant, "call">,
  csv: string | Uint8Array,
  mapping: unknown,
  more: Upload = {},
): Promise<Reply> {
  const form = new FormData();
  form.set("file", new File([csv], "pipeline.csv", { type: "text/csv" }));
  form.set("mapping", typeof mapping === "string" ? mapping : JSON.stringify(mapping));
  const path = more.dryRun ? "/v1/imports?dry_run=true" : "/v1/imports";
  return tenant.call("POST", path, { rawBody: form, headers: more.headers ?? {} });
}

/** A mapping in which every column has the name of its field. */
export const FIELDS = ["external_id", "name", "account", "owner", "stage", "amount", "currency", "opened_on"] as const;
export const DATES = ["stage_entered_on", "closed_on", "expected_close_date", "lost_reason"] as const;
export const HEADER = [...FIELDS, ...DATES].join(",");
export const PLAIN = { columns: Object.fromEntries([...FIELDS, ...DATES].map((field) => [field, field])) };

export type Row = Readonly<Partial<Record<(typeof FIELDS)[number] | (typeof DATES)[number], string>>>;

/** A file of rows that name only what they have. */
export function csvOf(...rows: readonly Row[]) {
  const lines = rows.map((row) => [...FIELDS, ...DATES].map((field) => row[field] ?? "").join(","));
  return `${[HEADER, ...lines].join("\n")}\n`;
}

export async function foundCompany(document: unknown = SMALL_DOCUMENT) {
  const tenant = await foundTenant();
  return { tenant, processId: await publishProcess(tenant, document) };
}

export async function listAll(tenant: TestTenant, query = ""): Promise<Reply["body"][]> {
  const reply = await tenant.call("GET", `/v1/opportunities?limit=100${query}`);
  expect(reply.status).toBe(200);
  return reply.body.data;
}

export async function byExternalId(tenant: TestTenant, externalId: string): Promise<Reply["body"]> {
  return (await listAll(tenant)).find((deal) => deal.external_id === externalId);
}

export async function historyOf(tenant: TestTenant, id: string): Promise<Reply["body"]> {
  return (await tenant.call("GET", `/v1/opportunities/${id}/history`)).body;
}

/** How many rows a tenant has in each table that an import writes. */
export async function countRows(tenant: TestTenant): Promise<Record<string, number>> {
  const tables = ["opportunities", "stage_visits", "events", "imports", "idempotency_keys"];
  const counts = await env.DB.batch<{ n: number }>(
    tables.map((table) => env.DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE tenant_id = ?`).bind(tenant.id)),
  );
  return Object.fromEntries(tables.map((table, index) => [table, counts[index]?.results[0]?.n ?? -1]));
}

export async function rollupOf(tenant: TestTenant, processId: string) {
  const sql = "SELECT * FROM process_rollups WHERE tenant_id = ? AND process_id = ?";
  const row = await env.DB.prepare(sql).bind(tenant.id, processId).first<Record<string, string>>();
  return {
    won: row?.["won_count"],
    lost: row?.["lost_count"],
    wonMinor: withoutZeros(row?.["won_minor_by_currency"]),
    visits: withoutZeros(row?.["won_visits_by_stage_days"]),
  };
}

export function withoutZeros(json = "null"): Record<string, number> {
  const totals: Record<string, number> = JSON.parse(json);
  return Object.fromEntries(Object.entries(totals).filter(([, total]) => total !== 0));
}

export const counts = ({ rows, created, updated, unchanged, failed }: Reply["body"]) => ({
  rows,
  created,
  updated,
  unchanged,
  failed,
});
export const issues = (list: readonly { row: number; column: string | null; code: string }[]) =>
  list.map(({ row, column, code }) => `${row} ${column} ${code}`);
