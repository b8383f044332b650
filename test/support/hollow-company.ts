import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { foundTenant, type TestTenant } from "./api.ts";
import { changeDeals, insertDeals, times } from "./open-deals.ts";
import { publishProcess, SMALL_DOCUMENT } from "./story.ts";

export interface HollowCompany {
  readonly tenant: TestTenant;
  readonly processId: string;
  /** Makes so many of its 100 deals hollow: the figure of `hollow_pipeline` is their percentage. All else is healthy. */
  readonly setHollow: (count: number) => Promise<void>;
}

export async function hollowCompany(hollow: number, settings = {}): Promise<HollowCompany> {
  const tenant = await foundTenant(settings);
  const processId = await publishProcess(tenant, SMALL_DOCUMENT);
  const ids = await insertDeals(tenant, processId, times(100, { stage: "find" }));
  const setHollow = (count: number) => changeDeals(tenant, `hollow = (id < '${ids[count] ?? "z"}')`, "1");
  await setHollow(hollow);
  return { tenant, processId, setHollow };
}

export async function evaluate(tenant: TestTenant, body: object = {}) {
  const reply = await tenant.call("POST", "/v1/funnel/evaluate", { body });
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply;
}

/** The events about alerts and digests, in the order in which they happened. */
export async function alertEventsOf(tenant: TestTenant) {
  const { results } = await env.DB.prepare(
    "SELECT type, actor, data FROM events WHERE tenant_id = ?1 AND (type LIKE 'alert.%' OR type = 'funnel.digest') ORDER BY id",
  )
    .bind(tenant.id)
    .all<{ type: string; actor: string; data: string }>();
  return results.map(({ data, ...event }) => ({ ...event, ...JSON.parse(data) }));
}
