import { beforeAll, describe, expect, test } from "vitest";
import { foundTenant, type Reply, type TestTenant } from "../support/api.ts";
import { createDeal, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

let tenant: TestTenant;
let dealPath: string;

beforeAll(async () => {
  tenant = await foundTenant();
  await publishProcess(tenant, SMALL_DOCUMENT);
  dealPath = `/v1/opportunities/${(await createDeal(tenant)).id}`;
});

const faultsOf = (reply: Reply): string[] =>
  (reply.body.errors ?? []).map((fault: { pointer: string; code: string }) => `${fault.pointer} ${fault.code}`);

describe("an opportunity with faults", () => {
  test("is refused with every one of them named, and nothing is made", async () => {
    const before = (await tenant.call("GET", "/v1/events")).body.data.length;
    const body = {
      name: "  ",
      account: "Virta\u0007nen",
      owner: 7,
      amount: -1,
      currency: "EURO",
      expected_close_date: "2027-02-30",
      external_id: "",
      colour: "red",
    };
    const reply = await tenant.call("POST", "/v1/opportunities", { body });
    expect(reply.status).toBe(422);
    expect(faultsOf(reply).toSorted()).toEqual(
      [
        "/account control_characters",
        "/amount too_small",
        "/colour unknown_field",
        "/currency invalid_currency",
        "/expected_close_date invalid_date",
        "/external_id blank",
        "/name blank",
        "/owner invalid_type",
      ].toSorted(),
    );
    expect((await tenant.call("GET", "/v1/events")).body.data).toHaveLength(before);
  });

  test.each([
    ["no name", {}, "/name required"],
    ["an absurd amount", { name: "A", amount: 1e15 }, "/amount too_big"],
    ["an infinite amount", { name: "A", amount: "1e999" }, "/amount invalid_type"],
    ["half a cent", { name: "A", amount: 0.005 }, "/amount amount_decimals"],
    ["a tenth of a yen", { name: "A", amount: 0.1, currency: "JPY" }, "/amount amount_decimals"],
    ["a date before the epoch", { name: "A", expected_close_date: "1969-12-31" }, "/expected_close_date invalid_date"],
    [
      "a date of another millennium",
      { name: "A", expected_close_date: "9999-01-01" },
      "/expected_close_date invalid_date",
    ],
    [
      "a date with a time",
      { name: "A", expected_close_date: "2027-01-01T00:00:00Z" },
      "/expected_close_date invalid_date",
    ],
    ["a NUL", { name: "A\u0000B" }, "/name control_characters"],
    ["half a character", { name: "\ud800" }, "/name lone_surrogate"],
    ["a novel for a name", { name: "x".repeat(301) }, "/name too_big"],
    ["null for a name", { name: null }, "/name invalid_type"],
    ["what only the server decides", { name: "A", score: 100 }, "/score unknown_field"],
    ["a prototype", JSON.parse('{"name": "A", "__proto__": {"admin": true}}'), "/__proto__ unknown_field"],
  ])("%s is refused", async (_name, body, fault) => {
    const reply = await tenant.call("POST", "/v1/opportunities", { body });
    expect([reply.status, faultsOf(reply)]).toEqual([422, [fault]]);
  });

  test("of another's or nobody's process is 404, with the field named", async () => {
    const stranger = await foundTenant();
    const theirs = await publishProcess(stranger, SMALL_DOCUMENT);
    for (const process_id of [theirs, "prc_nobody"]) {
      const reply = await tenant.call("POST", "/v1/opportunities", { body: { name: "A", process_id } });
      expect([reply.status, reply.body.code, faultsOf(reply)]).toEqual([404, "not_found", ["/process_id not_found"]]);
    }
  });
});

describe("what real users send is taken", () => {
  test.each([
    ["any language", "Tölöntie 🏗️ 株式会社 العربية"],
    ["quotes and markup", `O'Brien & "Sons" <b>; DROP TABLE opportunities; --`],
    ["the longest name", "x".repeat(300)],
  ])("%s", async (_name, name) => {
    const deal = await createDeal(tenant, { name });
    expect((await tenant.call("GET", `/v1/opportunities/${deal.id}`)).body.name).toBe(name);
  });

  test("amounts to the last decimal of their currency", async () => {
    for (const [amount, currency] of [
      [0, "EUR"],
      [0.29, "EUR"],
      [1_234_567.89, "USD"],
      [1_000_000_000_000, "EUR"],
      [1.234, "KWD"],
      [5, "JPY"],
    ]) {
      expect(await createDeal(tenant, { amount, currency })).toMatchObject({ amount, currency });
    }
    expect(await createDeal(tenant, { amount: null, expected_close_date: null, owner: null })).toMatchObject({
      amount: null,
      owner: null,
    });
  });
});

describe("a query with faults", () => {
  test.each([
    ["limit=0", "/query/limit too_small"],
    ["limit=101", "/query/limit too_big"],
    ["limit=ten", "/query/limit invalid_format"],
    ["status=sleeping", "/query/status invalid_value"],
    ["colour=red", "/query/colour unknown_field"],
    ["cursor=%00%ff", "/query/cursor invalid_cursor"],
    ["cursor=bm9uc2Vuc2U", "/query/cursor invalid_cursor"],
  ])("%s is refused", async (query, fault) => {
    const reply = await tenant.call("GET", `/v1/opportunities?${query}`);
    expect([reply.status, faultsOf(reply)]).toEqual([422, [fault]]);
  });
});

describe("a criterion or a move with faults", () => {
  test("names them", async () => {
    const put = (body: unknown) => tenant.call("PUT", `${dealPath}/criteria/problem`, { body });
    expect(faultsOf(await put({}))).toEqual(["/state invalid_value"]);
    expect(faultsOf(await put({ state: "maybe", confirmed_by: "the cat" }))).toEqual([
      "/state invalid_value",
      "/confirmed_by invalid_value",
    ]);
    for (const evidence of [
      {},
      { text: "" },
      { text: "a", link: "https://a.example" },
      { link: "javascript:alert(1)" },
      { date: "soon" },
      { amount: 5 },
      "yes",
    ]) {
      const reply = await put({ state: "met", evidence });
      expect([reply.status, reply.body.errors?.[0]?.pointer.startsWith("/evidence")], JSON.stringify(evidence)).toEqual(
        [422, true],
      );
    }
    const to = (body: unknown) => tenant.call("POST", `${dealPath}/transitions`, { body });
    expect(faultsOf(await to({}))).toEqual(["/to required"]);
    expect(faultsOf(await to({ to: "nowhere" }))).toEqual(["/to unknown_stage"]);
    expect(faultsOf(await to({ to: "lost", reason: "" }))).toEqual(["/reason blank"]);
  });

  test("an Idempotency-Key that is none is refused", async () => {
    const reply = await tenant.call("POST", "/v1/opportunities", {
      body: { name: "A" },
      headers: { "idempotency-key": "x".repeat(256) },
    });
    expect([reply.status, faultsOf(reply)]).toEqual([422, ["/header/idempotency-key invalid_format"]]);
  });
});

test("an If-Match of nonsense is a mismatch, and `*` matches anything", async () => {
  const patch = (ifMatch: string, name: string) =>
    tenant.call("PATCH", dealPath, { body: { name }, headers: { "if-match": ifMatch } });
  expect((await patch("nonsense", "B")).status).toBe(412);
  expect((await patch('W/"1"', "B")).status).toBe(412);
  expect((await patch("*", "B")).status).toBe(200);
});

test("an address where nothing is answers 404 as a problem", async () => {
  for (const path of ["/v1", "/v1/nothing", "/v2/opportunities", "/v1/opportunities/"]) {
    const reply = await tenant.call("GET", path);
    expect([reply.status, reply.body.code]).toEqual([404, "not_found"]);
  }
});

test("an address asked in the wrong way answers 405 and says which ways there are", async () => {
  const reply = await tenant.call("DELETE", "/v1/opportunities");
  expect([reply.status, reply.body.code, reply.headers.get("allow")]).toEqual([405, "method_not_allowed", "POST, GET"]);
  const patch = await tenant.call("POST", dealPath, { body: {} });
  expect([patch.status, patch.headers.get("allow")]).toEqual([405, "DELETE, GET, PATCH"]);
});

test("a body that need not be sent may be left empty, whatever type was announced", async () => {
  const headers = { "content-type": "application/json" };
  for (const rawBody of ["", "{}"]) {
    expect((await tenant.call("POST", "/v1/funnel/evaluate", { headers, rawBody })).status).toBe(200);
  }
  expect((await tenant.call("POST", "/v1/funnel/evaluate")).status).toBe(200);
  expect((await tenant.call("POST", "/v1/opportunities", { headers, rawBody: "" })).status).toBe(400);
});
