import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { foundTenant, type Reply, type TestTenant } from "../support/api.ts";
import { publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

// A batch is the same as its single calls one after the other: in their answers, in what is stored, in the history and in the totals.

const NAMES = ["X", "Y", "Z"] as const;

let batching: TestTenant;
let single: TestTenant;

beforeAll(async () => {
  [batching, single] = [await foundTenant(), await foundTenant()];
  for (const tenant of [batching, single]) await publishProcess(tenant, { ...SMALL_DOCUMENT, gate_policy: "advisory" });
});

const name = fc.constantFrom(...NAMES);
const fields = fc.record(
  {
    name: fc.constantFrom("Cranes", "Forklifts"),
    owner: fc.constantFrom("Aino", null),
    amount: fc.constantFrom(0, 10, 10.5, 1.234, null),
    currency: fc.constantFrom("EUR", "JPY"),
    expected_close_date: fc.constantFrom("2027-01-31", "2027-02-28", null),
    tags: fc.constantFrom(["a"], []),
  },
  { requiredKeys: [] },
);
const ifMatch = fc.option(fc.constantFrom(1, 2, 3), { nil: undefined, freq: 5 });
const item = fc.oneof(
  fc.record({ op: fc.constant("create" as const), external_id: name, opportunity: fields }),
  { weight: 2, arbitrary: fc.record({ op: fc.constant("upsert" as const), external_id: name, opportunity: fields }) },
  fc.record({ op: fc.constant("update" as const), external_id: name, patch: fields, if_match: ifMatch }),
  fc.record({
    op: fc.constant("update" as const),
    external_id: name,
    patch: fc.record({ external_id: fc.option(name) }),
    if_match: ifMatch,
  }),
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant("set_criterion" as const),
      external_id: name,
      criterion: fc.constantFrom("problem", "need", "funds", "champion", "none"),
      change: fc.record({
        state: fc.constantFrom("met", "met", "not_met", "not_applicable"),
        evidence: fc.constantFrom(null, { text: "They said so" }),
      }),
      if_match: ifMatch,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant("move" as const),
      external_id: name,
      transition: fc.record(
        { to: fc.constantFrom("find", "agree", "close", "won", "lost", "reopened"), reason: fc.constant("As agreed") },
        { requiredKeys: ["to"] },
      ),
      if_match: ifMatch,
    }),
  },
);
type Item = typeof item extends fc.Arbitrary<infer Value> ? Value : never;

test("a batch does what its single calls do, one after the other", async () => {
  let run = 0;
  const scenario = fc.tuple(
    fc.array(item, { maxLength: 15 }),
    fc.array(item, { minLength: 1, maxLength: 40, size: "max" }),
  );
  await fc.assert(
    fc.asyncProperty(scenario, async ([before, items]) => {
      run += 1;
      const named = (some: readonly Item[]) => JSON.parse(JSON.stringify(some).replaceAll(/"([XYZ])"/g, `"${run}-$1"`));
      // What is there already when the batch comes has come about by single calls for both.
      for (const tenant of [batching, single]) await oneByOne(tenant, named(before));
      const expected = await oneByOne(single, named(items));
      const reply = await batching.call("POST", "/v1/opportunities/batch", {
        body: { items: named(items).map(toItem) },
      });
      expect(reply.status).toBe(207);
      expect(reply.body.items.map((one: Answered, index: number) => summaryOf(one, index))).toEqual(expected);
      expect(await everything(batching, run)).toEqual(await everything(single, run));
    }),
    { numRuns: 15 },
  );
}, 300_000);

/** As the batch wants it: a create has its external_id in its body. */
function toItem(sent: Item) {
  return sent.op === "create" ? { op: sent.op, opportunity: toNew(sent) } : sent;
}

function toNew({ external_id, opportunity }: Extract<Item, { op: "create" }>) {
  return { name: "Cranes", ...opportunity, external_id };
}

interface Answered {
  readonly status: number;
  readonly opportunity?: Record<string, unknown>;
  readonly problem?: { readonly code: string; readonly errors?: readonly { readonly pointer: string }[] };
}

/** What of an answer does not depend on when and for whom it was made. */
function summaryOf({ status, opportunity, problem }: Answered, index: number) {
  const pointers = problem?.errors?.map(({ pointer }) =>
    pointer.replace(`/items/${index}`, "").replace(/^\/(opportunity|patch|change|transition)/, ""),
  );
  return { status, code: problem?.code, pointers, opportunity: opportunity && timeless(opportunity) };
}

function timeless(opportunity: Record<string, unknown>) {
  const { id: _, process_id: __, created_at: ___, updated_at: ____, closed_at: closed, ...rest } = opportunity;
  const { criteria: _____, ...facts } = rest;
  return { ...facts, isClosed: closed !== null };
}

async function oneByOne(tenant: TestTenant, items: readonly Item[]) {
  const summaries: ReturnType<typeof summaryOf>[] = [];
  for (const [index, one] of items.entries()) {
    const reply = await callOf(tenant, one);
    const isProblem = reply.status >= 400;
    summaries.push(
      summaryOf(
        { status: reply.status, ...(isProblem ? { problem: reply.body } : { opportunity: reply.body }) },
        index,
      ),
    );
  }
  return summaries;
}

async function callOf(tenant: TestTenant, one: Item): Promise<Reply> {
  if (one.op === "create") return tenant.call("POST", "/v1/opportunities", { body: toNew(one) });
  const address = `/v1/opportunities/by-external-id/${one.external_id}`;
  if (one.op === "upsert") return tenant.call("PUT", address, { body: one.opportunity });
  const found = await tenant.call("GET", address);
  const path = `/v1/opportunities/${found.body.id ?? "opp_none"}`;
  const headers = one.if_match ? { "if-match": `"${one.if_match}"` } : {};
  if (one.op === "update") return tenant.call("PATCH", path, { body: one.patch, headers });
  if (one.op === "move") return tenant.call("POST", `${path}/transitions`, { body: one.transition, headers });
  return tenant.call("PUT", `${path}/criteria/${one.criterion}`, { body: one.change, headers });
}

/** All that a company has of the opportunities of a run, and its totals, without ids and times. */
async function everything(tenant: TestTenant, run: number) {
  const deals: Record<string, unknown>[] = [];
  for (const one of NAMES) {
    const { status, body } = await tenant.call("GET", `/v1/opportunities/by-external-id/${run}-${one}`);
    if (status === 404) continue;
    const { visits, changes } = (await tenant.call("GET", `/v1/opportunities/${body.id}/history?limit=100`)).body;
    deals.push({
      ...timeless(body),
      criteria: body.criteria.map(({ changed_at: _, actor: __, ...said }: Record<string, unknown>) => said),
      visits: visits.map(({ entered_at, left_at, ...visit }: Record<string, unknown>) => ({
        ...visit,
        isEntered: entered_at !== null,
        isLeft: left_at !== null,
      })),
      changes: changes.map(({ id: _, at: __, actor: ___, previous, current, ...change }: Record<string, unknown>) => ({
        ...change,
        previous: withoutTimes(previous),
        current: withoutTimes(current),
      })),
    });
  }
  const funnel = (await tenant.call("GET", "/v1/funnel")).body;
  return { deals, open: funnel.open, stages: funnel.stages };
}

function withoutTimes(fields: unknown) {
  return JSON.parse(JSON.stringify(fields ?? null), (key, value) =>
    /_at$|^id$|^process_id$/.test(key) ? value && "some" : value,
  );
}
