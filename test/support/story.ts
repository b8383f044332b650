import { expect } from "vitest";
import type { Reply, TestTenant } from "./api.ts";
import { SMALL_DOCUMENT } from "./small-document.ts";

export { SMALL_DOCUMENT };

/** Publishes a document (or the baseline template) as a process of the tenant; the first one is its default. */
export async function publishProcess(tenant: TestTenant, document?: unknown): Promise<string> {
  const source = document === undefined ? { template: "baseline" } : { document };
  const created = await tenant.call("POST", "/v1/processes", { body: { name: "New business", ...source } });
  expect(created.status, JSON.stringify(created.body)).toBe(201);
  const published = await tenant.call("POST", `/v1/processes/${created.body.id}/publish`);
  expect(published.status, JSON.stringify(published.body)).toBe(201);
  return created.body.id;
}

export async function createDeal(
  tenant: TestTenant,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<Reply["body"]> {
  const body = {
    name: "Forklifts for Virtanen",
    account: "Virtanen Oy",
    owner: "Aino",
    amount: 12_500,
    currency: "EUR",
    ...fields,
  };
  const reply = await tenant.call("POST", "/v1/opportunities", { body });
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return reply.body;
}

export async function meet(tenant: TestTenant, id: string, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const reply = await tenant.call("PUT", `/v1/opportunities/${id}/criteria/${key}`, { body: { state: "met" } });
    expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  }
}

export function move(
  tenant: TestTenant,
  id: string,
  to: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Reply> {
  return tenant.call("POST", `/v1/opportunities/${id}/transitions`, { body: { to, ...more } });
}
