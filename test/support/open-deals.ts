import { env } from "cloudflare:workers";
import type { OpportunityRow } from "../../src/opportunities/opportunity.ts";
import { localDay, startOfDay } from "../../src/values/calendar.ts";
import type { TestTenant } from "./api.ts";

/** The zone of `foundTenant`'s companies. */
const TIMEZONE = "Europe/Helsinki";

export type DealFields = Partial<OpportunityRow> & { readonly stage: string; readonly ageDays?: number | null };

let made = 0;

/**
 * Puts deals straight into the database, many at once and with any past: what the API would refuse (an age), or take too long for. Answers
 * their ids. A deal is open and in its stage for `ageDays` calendar days (default 0; null: unknown).
 */
export async function insertDeals(
  tenant: TestTenant,
  processId: string,
  deals: readonly DealFields[],
): Promise<string[]> {
  const now = Date.now();
  const today = localDay(now, TIMEZONE);
  const rows = deals.map(({ ageDays = 0, ...fields }) => ({
    id: `opp_test${String(++made).padStart(8, "0")}`,
    name: "A deal",
    amount_minor: 100_000,
    currency: "EUR",
    version: 1,
    status: "open",
    earned_stage: fields.stage,
    hollow: 0,
    score_hundredths: 0,
    stage_entered_at: ageDays === null ? null : startOfDay(today - ageDays, TIMEZONE),
    expected_close_day: null,
    closed_at: null,
    owner: null,
    pushes: 0,
    opened_day: ageDays === null ? null : today - ageDays,
    last_event_at: now,
    ...fields,
  }));
  await env.DB.prepare(
    `INSERT INTO opportunities (tenant_id, id, name, amount_minor, currency, expected_close_day, process_id, version, status, stage,
       earned_stage, hollow, score_hundredths, visit, stage_entered_at, created_at, updated_at, closed_at, owner,
       pushes, opened_day, last_event_at)
     SELECT ?1, value ->> 'id', value ->> 'name', value ->> 'amount_minor', value ->> 'currency', value ->> 'expected_close_day', ?2,
       value ->> 'version', value ->> 'status', value ->> 'stage', value ->> 'earned_stage', value ->> 'hollow',
       value ->> 'score_hundredths', 1, value ->> 'stage_entered_at', ?4, ?4, value ->> 'closed_at', value ->> 'owner',
       value ->> 'pushes', value ->> 'opened_day', value ->> 'last_event_at'
     FROM json_each(?3)`,
  )
    .bind(tenant.id, processId, JSON.stringify(rows), now)
    .run();
  return rows.map((row) => row.id);
}

/** So many deals that differ in nothing. */
export function times(count: number, deal: DealFields): DealFields[] {
  return Array.from({ length: count }, () => deal);
}

/** Changes deals where they stand, as only time or many requests could. */
export async function changeDeals(tenant: TestTenant, set: string, where: string): Promise<void> {
  await env.DB.prepare(`UPDATE opportunities SET ${set} WHERE tenant_id = ?1 AND ${where}`).bind(tenant.id).run();
}
