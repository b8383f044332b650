import type { BenchServer } from "./server.ts";
import { OPERATOR_TOKEN } from "./server.ts";

export interface Counted {
  // biome-ignore lint/suspicious/noExplicitAny: whatever the API answered
  readonly body: any;
  readonly roundTrips: number;
  readonly queries: number;
  readonly rowsRead: number;
  readonly rowsWritten: number;
}

export type Client = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Counted>;

/** Calls the API with a key and reads D1's counts from the answer. Throws on anything but success. */
export function clientOf(server: BenchServer, key: string): Client {
  return async (method, path, body, more = {}) => {
    const isForm = body instanceof FormData;
    const headers: Record<string, string> = { ...more, authorization: `Bearer ${key}` };
    if (body !== undefined && !isForm) headers["content-type"] = "application/json";
    const payload = isForm ? body : JSON.stringify(body);
    const response = await server.api(path, { method, headers, ...(body === undefined ? {} : { body: payload }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    const timing = response.headers.get("server-timing") ?? "";
    const count = (name: string) => Number(new RegExp(`${name}=(\\d+)`).exec(timing)?.[1] ?? Number.NaN);
    return {
      body: text === "" ? null : JSON.parse(text),
      roundTrips: count("round_trips"),
      queries: count("queries"),
      rowsRead: count("rows_read"),
      rowsWritten: count("rows_written"),
    };
  };
}

/** A company with a published two-stage process and one webhook endpoint that hears of everything. */
export async function foundCompany(
  server: BenchServer,
): Promise<{ client: Client; tenantId: string; processId: string; key: string }> {
  const operator = clientOf(server, OPERATOR_TOKEN);
  const founded = await operator("POST", "/v1/tenants", {
    name: "Bench Oy",
    timezone: "Europe/Helsinki",
    currency: "USD",
  });
  const key = founded.body.api_key.secret;
  const client = clientOf(server, key);
  const stage = (stageKey: string, name: string, weight: number) => ({
    key: stageKey,
    name,
    max_days: 60,
    criteria: [{ key: `${stageKey}_done`, name: `${name} is done`, weight, required: true }],
  });
  const document = { stages: [stage("prospecting", "Prospecting", 40), stage("engaging", "Engaging", 60)] };
  const process = await client("POST", "/v1/processes", { name: "New business", document });
  await client("POST", `/v1/processes/${process.body.id}/publish`);
  await client("POST", "/v1/webhook-endpoints", { url: "https://ops.example.com/hooks", event_types: ["*"] });
  return { client, tenantId: founded.body.tenant.id, processId: process.body.id, key };
}
