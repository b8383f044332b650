import fc from "fast-check";
import { expect, vi } from "vitest";
import { formatDate, localDay } from "../../src/values/calendar.ts";
import { foundTenant, type Reply, type TestTenant } from "./api.ts";
import { csvOf, PLAIN, upload } from "./imports.ts";
import type { Company, ToldHistories } from "./naive-lives.ts";
import { publishProcess, SMALL_DOCUMENT } from "./story.ts";

const HOUR_MS = 3_600_000;
const BEGINNING = Date.parse("2026-05-04T06:00:00Z");
export const STAGES = ["find", "agree", "close"] as const;
const WEIGHTS: Readonly<Record<string, number>> = { funds: 45, champion: 5 };
/** Its second stage has no limit of its own: it follows from the won deals. */
const DOCUMENT = {
  gate_policy: "advisory",
  stages: SMALL_DOCUMENT.stages.map((stage) => ({
    ...stage,
    max_days: stage.key === "agree" ? null : stage.max_days,
    // Weights of 20, 30, 45 and 5, so that a score of exactly 25 comes up.
    criteria: stage.criteria.map((criterion) => ({ ...criterion, weight: WEIGHTS[criterion.key] ?? criterion.weight })),
  })),
};

interface Past {
  /** Hours before the beginning at which the deal was opened. */
  readonly openedHours: number;
  readonly steps: readonly { readonly stage: (typeof STAGES)[number]; readonly hours: number }[];
  readonly outcome: "won" | "lost" | "open";
  readonly amount: number | null;
  readonly currency: string;
  readonly owner: string;
  /** Whether the file of stages tells of it; else only its row does. */
  readonly isTold: boolean;
}

const owner = fc.constantFrom("Aino", "Väinö", "Ilmari");
const currency = fc.constantFrom("EUR", "EUR", "USD", "NOK");
const amount = fc.option(fc.integer({ min: 0, max: 50_000 }), { freq: 8 });
const stage = fc.constantFrom(...STAGES);
const dueDate = fc.integer({ min: 0, max: 260 }).map((days) => formatDate(localDay(BEGINNING, "UTC") + days));

const past: fc.Arbitrary<Past> = fc.record({
  openedHours: fc.integer({ min: 24 * 20, max: 24 * 400 }),
  steps: fc.tuple(
    fc.record({ stage: fc.constant("find" as const), hours: fc.constant(0) }),
    ...Array.from({ length: 3 }, () => fc.record({ stage, hours: fc.integer({ min: 1, max: 24 * 30 }) })),
  ),
  outcome: fc.constantFrom("won", "won", "lost", "lost", "lost", "open"),
  amount,
  currency,
  owner,
  isTold: fc.constantFrom(true, true, true, false),
});

const action = fc.oneof(
  { weight: 5, arbitrary: fc.record({ op: fc.constant("move" as const), to: stage }) },
  {
    weight: 2,
    arbitrary: fc.record({ op: fc.constant("move" as const), to: fc.constantFrom("won", "lost", "lost", "reopened") }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant("set_criterion" as const),
      criterion: fc.constantFrom("problem", "need", "funds", "champion"),
      state: fc.constantFrom("met", "met", "not_met"),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constant("update" as const),
      patch: fc.record({ amount, owner, expected_close_date: fc.option(dueDate, { freq: 6 }) }, { requiredKeys: [] }),
    }),
  },
);

/** What a company may live through in half a year, with a past that it brings in. */
export const history = fc.record({
  timezone: fc.constantFrom("Europe/Helsinki", "America/New_York", "Pacific/Kiritimati"),
  past: fc.array(past, { minLength: 150, maxLength: 150, size: "max" }),
  days: fc.array(
    fc.record({
      hours: fc.oneof(fc.integer({ min: 1, max: 24 * 14 }), fc.constantFrom(24, 24 * 14)),
      created: fc.array(
        fc.record({
          amount,
          currency,
          owner,
          tags: fc.constantFrom([], ["big"]),
          expected_close_date: fc.option(dueDate),
        }),
        { minLength: 2, maxLength: 14, size: "max" },
      ),
      done: fc.array(fc.tuple(fc.nat(999), action), { minLength: 10, maxLength: 50, size: "max" }),
    }),
    { minLength: 24, maxLength: 24, size: "max" },
  ),
  /** Done by single calls, one after each day. */
  singles: fc.array(fc.tuple(fc.nat(999), fc.constantFrom("note", "delete", "restore", "merge")), {
    minLength: 24,
    maxLength: 24,
    size: "max",
  }),
  /** Hours from the last deed until somebody looks: at the 14 days of silence, too. */
  until: fc.constantFrom(13, 24 * 13, 24 * 14),
  asked: fc.array(fc.nat(520), { minLength: 6, maxLength: 6, size: "max" }),
});
export type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

export interface Lived {
  readonly tenant: TestTenant;
  readonly processId: string;
  readonly company: Company;
  readonly told: ToldHistories;
}

/** Lets a company live through it, the clock going with it. */
export async function live({ timezone, past: pasts, days, singles, until }: History): Promise<Lived> {
  let now = BEGINNING;
  vi.setSystemTime(now);
  const tenant = await foundTenant({ timezone });
  const processId = await publishProcess(tenant, DOCUMENT);
  expect((await tenant.call("PUT", "/v1/currency-rates", { body: { rates: { USD: 0.92 } } })).status).toBe(200);
  const told = await bringPast(tenant, pasts, timezone);
  const ids: string[] = [];
  let made = 0;
  for (const [index, { hours, created, done }] of days.entries()) {
    now += hours * HOUR_MS;
    vi.setSystemTime(now);
    const creations = created.map((opportunity) => ({
      op: "create",
      opportunity: { ...opportunity, name: "A deal", external_id: `D${made++}` },
    }));
    const deeds = done.map(([which, deed]) => {
      const target = { external_id: `D${which % made}` };
      if (deed.op === "move") return { op: "move", ...target, transition: { to: deed.to, ...reasonFor(deed.to) } };
      if (deed.op === "update") return { op: "update", ...target, patch: deed.patch };
      return { op: "set_criterion", ...target, criterion: deed.criterion, change: { state: deed.state } };
    });
    const reply = await tenant.call("POST", "/v1/opportunities/batch", { body: { items: [...creations, ...deeds] } });
    // What the state does not allow fails by itself, and left no event.
    expect([200, 207]).toContain(reply.status);
    ids.push(...reply.body.items.slice(0, created.length).map(({ opportunity }: Reply["body"]) => opportunity.id));
    await doSingly(tenant, ids, singles[index] ?? [0, "note"]);
  }
  now += until * HOUR_MS;
  vi.setSystemTime(now);
  for (const target of [
    { period: formatDate(localDay(now, timezone)).slice(0, 7), amount: 400_000 },
    { period: formatDate(localDay(now, timezone)).slice(0, 4), amount: 9_000_000 },
  ]) {
    expect((await tenant.call("POST", "/v1/targets", { body: target })).status).toBe(201);
  }
  const stages = DOCUMENT.stages.map(({ key, max_days }) => ({ key, max_days: max_days ?? null }));
  return { tenant, processId, told, company: { timezone, currency: "EUR", rates: { USD: 0.92 }, stages } };
}

/** Notes are events too; what is deleted counts nowhere, and restored it counts as before; of two that are merged, one is left. */
async function doSingly(tenant: TestTenant, ids: readonly string[], [which, kind]: History["singles"][number]) {
  const path = `/v1/opportunities/${ids[which % ids.length]}`;
  if (kind === "note") await tenant.call("POST", `${path}/notes`, { body: { text: "They called" } });
  else if (kind === "merge") {
    const duplicate_id = ids[(which * 7 + 3) % ids.length];
    await tenant.call("POST", `${path}/merge`, { body: { duplicate_id } });
  } else if (kind === "delete") await tenant.call("DELETE", path);
  else {
    const { body } = await tenant.call("GET", "/v1/opportunities/deleted");
    if (body.data[0])
      expect((await tenant.call("POST", `/v1/opportunities/${body.data[0].opportunity.id}/restore`)).status).toBe(200);
  }
}

const reasonFor = (to: string) => (to === "reopened" ? {} : { reason: "As it was" });

/** Brings in a past by a file of deals and one of their stages. */
async function bringPast(tenant: TestTenant, pasts: readonly Past[], timezone: string): Promise<ToldHistories> {
  const told = new Map<string, { stage: string; at: string }[]>();
  const rows = pasts.map((deal, index) => {
    const external_id = `P${index}`;
    let at = BEGINNING - deal.openedHours * HOUR_MS;
    const entries = deal.steps.flatMap(({ stage: entered, hours }, step) => {
      at += hours * HOUR_MS;
      const isNew = step === 0 || deal.steps[step - 1]?.stage !== entered;
      return isNew && at < BEGINNING - HOUR_MS ? [{ stage: entered as string, at: new Date(at).toISOString() }] : [];
    });
    at = Math.min(at + HOUR_MS, BEGINNING - HOUR_MS / 2);
    if (deal.outcome !== "open") entries.push({ stage: deal.outcome, at: new Date(at).toISOString() });
    if (deal.isTold) told.set(external_id, entries);
    const day = (time: number) => formatDate(localDay(time, timezone));
    const opened = BEGINNING - deal.openedHours * HOUR_MS;
    return {
      external_id,
      name: external_id,
      owner: deal.owner,
      stage: entries.at(-1)?.stage ?? "find",
      amount: deal.amount === null ? "" : String(deal.amount),
      currency: deal.currency,
      opened_on: day(opened),
      closed_on: deal.outcome === "open" ? "" : day(at),
      lost_reason: deal.outcome === "lost" ? "Price" : "",
    };
  });
  const deals = await upload(tenant, csvOf(...rows), PLAIN);
  expect(deals.body, JSON.stringify(deals.body)).toMatchObject({ created: rows.length, failed: 0 });
  const lines = [...told].flatMap(([id, entries]) => entries.map((entry) => `${id},${entry.stage},${entry.at}`));
  const stages = await upload(tenant, `${["external_id,stage,entered_at", ...lines].join("\n")}\n`, {
    kind: "stage_history",
    columns: { external_id: "external_id", stage: "stage", entered_at: "entered_at" },
  });
  expect(stages.body, JSON.stringify(stages.body.errors)).toMatchObject({ rows: lines.length, failed: 0 });
  return told;
}
