import { beforeAll, describe, expect, test } from "vitest";
import { foundTenant, type Reply, type TestTenant, withScopes } from "../support/api.ts";
import { faultsOf } from "../support/process.ts";
import { createDeal, publishProcess } from "../support/story.ts";

const KINDS = ["text", "date", "amount", "link", "choice"] as const;

/** One criterion of each kind of evidence, one of levels, one of each confirmer; ten of ten percent. */
const DOCUMENT = {
  gate_policy: "strict",
  stages: [
    {
      key: "only",
      name: "Only",
      criteria: [
        ...KINDS.map((evidence) => ({
          key: `by_${evidence}`,
          name: `Shown by ${evidence}`,
          weight: 10,
          evidence,
          ...(evidence === "choice" ? { choices: ["Leasing", "Purchase"] } : {}),
        })),
        { key: "graded", name: "Graded", weight: 10, levels: [0, 50, 100] },
        { key: "by_buyer", name: "Buyer says so", weight: 10, confirmed_by: "buyer", required: true },
        { key: "by_rep", name: "Rep says so", weight: 10, confirmed_by: "rep" },
        { key: "optional", name: "May not apply", weight: 10, allow_not_applicable: true },
        { key: "open_choice", name: "Any choice", weight: 10, evidence: "choice" },
      ],
    },
  ],
};

const EVIDENCE: Readonly<Record<(typeof KINDS)[number], object>> = {
  text: { text: "They said so.\nTwice." },
  date: { date: "2026-11-23" },
  amount: { amount: 1_054.5, currency: "SEK" },
  link: { link: "https://example.com/offer?id=1#top" },
  choice: { choice: "Leasing" },
};

let tenant: TestTenant;
let path: string;

beforeAll(async () => {
  tenant = await foundTenant({ currency: "EUR" });
  await publishProcess(tenant, DOCUMENT);
  path = `/v1/opportunities/${(await createDeal(tenant, { currency: "EUR" })).id}`;
});

const say = (key: string, body: object, call = tenant.call) => call("PUT", `${path}/criteria/${key}`, { body });
const faults = async (key: string, body: object) => {
  const reply = await say(key, body);
  expect(reply.status, JSON.stringify(reply.body)).toBe(422);
  return faultsOf(reply.body);
};
const standing = ({ body }: Reply, key: string) => body.criteria.find((said: Reply["body"]) => said.key === key);
const doneOf = async (key: string) =>
  (await tenant.call("GET", `${path}/progress`)).body.done.find((done: Reply["body"]) => done.criterion === key);

describe("the evidence of a criterion", () => {
  test.each(KINDS)("is kept as it was given: %s", async (kind) => {
    const reply = await say(`by_${kind}`, { state: "met", evidence: EVIDENCE[kind] });
    expect([reply.status, standing(reply, `by_${kind}`).evidence]).toEqual([200, EVIDENCE[kind]]);
    expect((await doneOf(`by_${kind}`)).evidence).toEqual(EVIDENCE[kind]);
  });

  test.each(KINDS)("is of the kind that the process asks for: %s", async (kind) => {
    for (const other of KINDS.filter((candidate) => candidate !== kind)) {
      expect(await faults(`by_${kind}`, { state: "met", evidence: EVIDENCE[other] })).toContain(
        "/evidence evidence_kind",
      );
    }
  });

  test("may be of any kind where the process asks for none, and need not be given", async () => {
    for (const evidence of Object.values(EVIDENCE))
      expect((await say("graded", { state: "met", evidence })).status).toBe(200);
    expect((await say("by_text", { state: "met" })).status).toBe(200);
  });

  test("is one of the choices, where the process names them", async () => {
    expect(await faults("by_choice", { state: "met", evidence: { choice: "leasing" } })).toEqual([
      "/evidence/choice unknown_choice",
    ]);
    expect((await say("open_choice", { state: "met", evidence: { choice: "Anything" } })).status).toBe(200);
  });

  test("is an amount of any currency, with no more decimals than that has", async () => {
    const amounts = async (amount: number, currency: string) =>
      faults("by_amount", { state: "met", evidence: { amount, currency } });
    expect(await amounts(10.5, "JPY")).toEqual(["/evidence/amount amount_decimals"]);
    expect(await amounts(1.005, "EUR")).toEqual(["/evidence/amount amount_decimals"]);
    expect(await amounts(1, "XXZ")).toEqual(["/evidence/currency invalid_currency"]);
    expect(await amounts(-1, "EUR")).toEqual(["/evidence/amount too_small"]);
    const reply = await say("by_amount", { state: "met", evidence: { amount: 1.005, currency: "KWD" } });
    expect(standing(reply, "by_amount").evidence).toEqual({ amount: 1.005, currency: "KWD" });
  });

  test.each([
    ["javascript:alert(1)", "invalid_format"],
    ["JaVaScRiPt:alert(1)", "invalid_format"],
    [" javascript:alert(1)", "invalid_format"],
    ["data:text/html,<script>", "invalid_format"],
    ["file:///etc/passwd", "invalid_format"],
    ["//example.com", "invalid_format"],
    ["example.com", "invalid_format"],
    [`https://example.com/${"x".repeat(2_000)}`, "too_big"],
  ])("is no link like %.40s", async (link, code) => {
    expect(await faults("graded", { state: "met", evidence: { link } })).toEqual([`/evidence/link ${code}`]);
  });

  test("says something, once, and nothing that cannot be", async () => {
    for (const [evidence, fault] of [
      [{ date: "2026-02-30" }, "/evidence/date invalid_date"],
      [{ date: "23.11.2026" }, "/evidence/date invalid_date"],
      [{ text: "" }, "/evidence/text blank"],
      [{ text: "x".repeat(4_001) }, "/evidence/text too_big"],
      [{ choice: "" }, "/evidence/choice blank"],
      [{ amount: 1 }, "/evidence invalid_union"],
      [{ currency: "EUR" }, "/evidence invalid_union"],
      [{ text: "a", link: "https://example.com" }, "/evidence invalid_union"],
      [{}, "/evidence invalid_union"],
      ["text", "/evidence invalid_union"],
      [[], "/evidence invalid_union"],
    ]) {
      expect(await faults("graded", { state: "met", evidence })).toEqual([fault]);
    }
  });
});

describe("the state of a criterion", () => {
  test("has a level only where it is met and graded, and then one of its levels; without one it is met in full", async () => {
    expect((await say("graded", { state: "met", level: 50 })).body.criteria).toContainEqual(
      expect.objectContaining({ key: "graded", level: 50 }),
    );
    const half = (await tenant.call("GET", path)).body.score;
    const full = (await say("graded", { state: "met" })).body.score;
    expect(full - half).toBe(5);
    expect((await say("graded", { state: "met", level: 100 })).body.score).toBe(full);
    expect((await say("graded", { state: "met", level: 0 })).body.score).toBe(full - 10);
    expect(await faults("graded", { state: "met", level: 49 })).toEqual(["/level unknown_level"]);
    expect(await faults("graded", { state: "not_met", level: 50 })).toEqual(["/level level_not_allowed"]);
    expect(await faults("by_rep", { state: "met", level: 100 })).toEqual(["/level level_not_allowed"]);
    expect(await faults("graded", { state: "met", level: 101 })).toEqual(["/level too_big"]);
  });

  test("is that it does not apply only where the process allows it", async () => {
    expect(await faults("by_rep", { state: "not_applicable" })).toEqual(["/state not_applicable_not_allowed"]);
    expect((await say("optional", { state: "not_applicable" })).status).toBe(200);
  });

  test("has every fault named at once", async () => {
    const body = { state: "not_applicable", level: 50, evidence: { amount: 0.5, currency: "JPY" } };
    expect(await faults("by_text", body)).toEqual([
      "/state not_applicable_not_allowed",
      "/level level_not_allowed",
      "/evidence evidence_kind",
      "/evidence/amount amount_decimals",
    ]);
  });
});

test("progress shows what rests on the rep's word only, where the buyer's is asked for", async () => {
  const confirmed = async (key: string, confirmed_by: string | null) => {
    await say(key, { state: "met", confirmed_by });
    return (await doneOf(key)).confirmed_as_required;
  };
  expect(await confirmed("by_buyer", "rep")).toBe(false);
  expect(await confirmed("by_buyer", null)).toBe(false);
  expect(await confirmed("by_buyer", "buyer")).toBe(true);
  expect(await confirmed("by_rep", null)).toBe(false);
  expect(await confirmed("by_rep", "rep")).toBe(true);
  expect(await confirmed("by_text", null)).toBe(true);
});

test("what is changed or withdrawn stays in the history, with who said it and when", async () => {
  const deal = (await createDeal(tenant)).id;
  path = `/v1/opportunities/${deal}`;
  const colleague = await withScopes(tenant, ["opportunities:write"]);
  const first = { state: "met", evidence: { text: "They said so" }, confirmed_by: "buyer", note: "At lunch" };
  const said = standing(await say("by_buyer", first), "by_buyer");
  await say("by_buyer", { ...first, evidence: { link: "https://example.com/minutes" } }, colleague);
  const withdrawn = await say("by_buyer", { state: "unknown" }, colleague);
  expect(standing(withdrawn, "by_buyer")).toMatchObject({ state: "unknown", evidence: null, confirmed_by: null });

  const { changes } = (await tenant.call("GET", `${path}/history`)).body;
  const [, one, two, three] = changes;
  const full = { ...first, level: null };
  expect(one).toMatchObject({
    actor: said.actor,
    at: said.changed_at,
    criterion: "by_buyer",
    previous: null,
    current: full,
  });
  expect(two).toMatchObject({ previous: full, current: { evidence: { link: "https://example.com/minutes" } } });
  expect(three).toMatchObject({
    previous: { ...full, evidence: { link: "https://example.com/minutes" } },
    current: { state: "unknown", level: null, evidence: null, confirmed_by: null, note: null },
  });
  expect(two.actor).toBe(three.actor);
  expect(two.actor).not.toBe(one.actor);
});
