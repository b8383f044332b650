import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { repairJob } from "../../src/funnel/repairs/repair-job.ts";
import type { Reply, TestTenant } from "./api.ts";
import { withQuietQueue } from "./webhooks.ts";

/** All that is kept of what happened in a process, by `<column>.<key>` and `flows.<key>`, without what has come down to nothing. */
export type Counts = Readonly<Record<string, number>>;

const COLUMNS = [
  "won_minor_by_currency",
  "won_count_by_currency",
  "won_visits_by_stage_days",
  "won_cycle_days",
  "lost_cycle_days",
  "outcomes_by_stage",
] as const;

/** As the commits have kept it. */
export async function storedCounts({ id }: Pick<TestTenant, "id">, processId: string): Promise<Counts> {
  const totals = await rowsOf("SELECT * FROM process_rollups WHERE tenant_id = ? AND process_id = ?", id, processId);
  const flows = await rowsOf("SELECT counts FROM process_flows WHERE tenant_id = ? AND process_id = ?", id, processId);
  const tally = new Tally();
  for (const row of totals) {
    tally.add("won_count", row["won_count"]);
    tally.add("lost_count", row["lost_count"]);
    for (const column of COLUMNS) tally.addAll(column, row[column]);
  }
  for (const { counts } of flows) tally.addAll("flows", counts);
  return tally.counts;
}

/** As the deals and their visits say, worked out in the most naive way and without the code that keeps it. */
export async function countedFromScratch({ id }: Pick<TestTenant, "id">, processId: string): Promise<Counts> {
  const deals = await rowsOf("SELECT * FROM opportunities WHERE tenant_id = ? AND process_id = ?", id, processId);
  const sql = "SELECT * FROM stage_visits WHERE tenant_id = ? AND process_id = ? ORDER BY opportunity_id, visit";
  const visits = Map.groupBy(await rowsOf(sql, id, processId), (visit) => visit["opportunity_id"]);
  const tally = new Tally();
  for (const deal of deals) tellDeal(tally, deal, visits.get(deal["id"]) ?? []);
  return tally.counts;
}

export async function expectCountsRight(tenant: Pick<TestTenant, "id">, processId: string): Promise<void> {
  expect(await storedCounts(tenant, processId)).toEqual(await countedFromScratch(tenant, processId));
}

/** That every day is the one of its time in the zone in which the company has always been, and a known deal's promise is kept. */
export async function expectDaysRight({ id }: Pick<TestTenant, "id">, timezone: string): Promise<void> {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short" });
  const dayOf = (at: unknown) => (at === null ? null : Date.parse(format.format(Number(at))) / 86_400_000);
  const deals = await rowsOf("SELECT * FROM opportunities WHERE tenant_id = ?", id);
  for (const deal of deals) {
    expect(deal["closed_day"], JSON.stringify(deal)).toBe(deal["status"] === "open" ? null : dayOf(deal["closed_at"]));
    if (deal["pushes"] === 0 && deal["expected_close_day"] !== null) expect(deal["first_expected_day"]).not.toBeNull();
  }
  for (const visit of await rowsOf("SELECT * FROM stage_visits WHERE tenant_id = ?", id)) {
    expect(visit["entered_day"], JSON.stringify(visit)).toBe(dayOf(visit["entered_at"]));
  }
}

type Row = Readonly<Record<string, unknown>>;

function tellDeal(tally: Tally, deal: Row, visits: readonly Row[]): void {
  const { status, currency } = deal;
  const [amount, opened, due] = [deal["amount_minor"], deal["opened_day"], deal["first_expected_day"]].map(
    numberOrNull,
  );
  const closed = status === "open" ? null : numberOrNull(deal["closed_day"]);
  const cycle = opened == null || closed === null ? null : Math.max(0, closed - opened);
  if (status !== "open") {
    tally.add(`${status}_count`, 1);
    if (cycle !== null) tally.add(`${status}_cycle_days.${cycle}`, 1);
  }
  if (status === "won" && amount != null) {
    tally.add(`won_minor_by_currency.${currency}`, amount);
    tally.add(`won_count_by_currency.${currency}`, 1);
  }
  if (closed !== null) {
    tally.add(`flows.${status}:${closed}:${cycle ?? ""}`, 1);
    if (status === "won" && amount != null) {
      tally.add(`flows.minor:${closed}:${currency}`, amount);
      tally.add(`flows.deals:${closed}:${currency}`, 1);
    }
  }
  if (due != null) {
    tally.add(`flows.due:${month(due)}`, 1);
    if (closed !== null) tally.add(`flows.kept:${month(due)}:${month(closed)}`, 1);
  }
  for (const stage of new Set(visits.map((visit) => visit["stage"]))) {
    const stays = visits.filter((visit) => visit["stage"] === stage);
    if (status !== "open") tally.add(`outcomes_by_stage.${status}:${stage}`, 1);
    if (status === "won" && stays.every((stay) => stay["entered_at"] !== null && stay["left_at"] !== null)) {
      const ms = stays.map((stay) => Math.max(0, Number(stay["left_at"]) - Number(stay["entered_at"])));
      const days = Math.round(ms.reduce((sum, one) => sum + one, 0) / 86_400_000);
      tally.add(`won_visits_by_stage_days.${stage}:${Math.min(days, 999)}`, 1);
    }
    const first = stays[0] ?? {};
    const day = numberOrNull(first["entered_day"]);
    if (day === null) continue;
    tally.add(`flows.entered:${stage}:${day}`, 1);
    const after = visits.filter((visit) => Number(visit["visit"]) > Number(first["visit"]));
    const isBeyond = (visit: Row) =>
      first["position"] !== null && visit["position"] !== null && Number(visit["position"]) > Number(first["position"]);
    if (status === "won" || after.some(isBeyond)) tally.add(`flows.passed:${stage}:${day}`, 1);
    if (closed !== null)
      tally.add(`flows.${status === "won" ? "earned" : "missed"}:${stage}:${week(day)}:${week(closed)}`, 1);
  }
}

/** 1969-12-29 was a Monday. */
const week = (day: number) => Math.floor((day + 3) / 7);
const month = (day: number) => {
  const [year, number] = new Date(day * 86_400_000).toISOString().split("-").map(Number);
  return ((year ?? 0) - 1970) * 12 + (number ?? 0) - 1;
};
const numberOrNull = (value: unknown) => (value === null || value === undefined ? null : Number(value));

class Tally {
  readonly #counts = new Map<string, number>();

  get counts(): Counts {
    return Object.fromEntries([...this.#counts].filter(([, count]) => count !== 0).toSorted());
  }

  add(key: string, count: unknown): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + Number(count));
  }

  addAll(column: string, json: unknown): void {
    for (const [key, count] of Object.entries(JSON.parse(String(json)))) this.add(`${column}.${key}`, count);
  }
}

async function rowsOf(sql: string, ...params: readonly string[]): Promise<Row[]> {
  return (
    await env.DB.prepare(sql)
      .bind(...params)
      .all()
  ).results;
}

type Kind = "rollups" | "snapshots";

/** Puts a request for a repair into the database, so that only the test's own jobs carry it out. */
export async function storeRepair(tenant: TestTenant, processId: string, verifyOnly = false, kind: Kind = "rollups") {
  await env.DB.prepare(
    `INSERT OR REPLACE INTO funnel_repairs (tenant_id, process_id, kind, status, result, requested_at) VALUES (?, ?, ?, 'queued', ?, 1)`,
  )
    .bind(tenant.id, processId, kind, JSON.stringify({ verify_only: verifyOnly }))
    .run();
}

/** One job of the queue; answers whether it asked for another. */
export async function runRepairJob(tenant: TestTenant, processId: string, now = Date.now(), kind: Kind = "rollups") {
  const { env: quiet, sent } = withQuietQueue();
  await repairJob(quiet, { kind: "repair", shard: 0, tenantId: tenant.id, processId, repair: kind }, now);
  return sent.some(({ job }) => job.kind === "repair" && job.processId === processId && job.repair === kind);
}

export async function repairsOf(tenant: TestTenant): Promise<Reply["body"][]> {
  const reply = await tenant.call("GET", "/v1/funnel/repairs");
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body.data;
}

/** Counts a process anew, as the queue and the sweep do between them. Answers what was found. */
export async function repair(tenant: TestTenant, processId: string, verifyOnly = false): Promise<Reply["body"]> {
  await storeRepair(tenant, processId, verifyOnly);
  for (let jobs = 1; await runRepairJob(tenant, processId, Date.now() + jobs); jobs++);
  const done = (await repairsOf(tenant)).find(({ kind, process_id }) => kind === "rollups" && process_id === processId);
  expect(done).toMatchObject({ status: "completed", verify_only: verifyOnly });
  return done?.result;
}
