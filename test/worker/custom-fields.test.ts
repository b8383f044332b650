import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { foundTenant, type Reply, type TestTenant, withScopes } from "../support/api.ts";
import { faultsOf } from "../support/process.ts";
import { beforeNextCommit } from "../support/races.ts";
import { createDeal, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

const REGION = { name: "Region", type: "choice", choices: ["Nordics", "DACH"] };

const put = (tenant: TestTenant, key: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
  tenant.call("PUT", `/v1/custom-fields/${key}`, { body, headers });

async function declare(tenant: TestTenant, fields: Readonly<Record<string, object>>): Promise<void> {
  for (const [key, body] of Object.entries(fields)) {
    const reply = await put(tenant, key, body);
    expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(300);
  }
}

const archive = (tenant: TestTenant, key: string) => tenant.call("DELETE", `/v1/custom-fields/${key}`);

const keysOf = ({ body }: Reply) => body.data.map(({ key }: { key: string }) => key);

/** Fields as if they had been declared one after the other. */
async function insertFields(tenant: TestTenant, keys: readonly string[], archivedAt: number | null): Promise<void> {
  await env.DB.batch(
    keys.map((key) =>
      env.DB.prepare(
        `INSERT INTO custom_fields (tenant_id, key, name, type, archived_at, created_at, updated_at) VALUES (?, ?, 'Any', 'text', ?, 1, 1)`,
      ).bind(tenant.id, key, archivedAt),
    ),
  );
}

const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}_${index}`);

describe("declaring custom fields", () => {
  test("makes one that can be read, and is found in the list by key", async () => {
    const tenant = await foundTenant();
    const made = await put(tenant, "region", REGION);
    expect(made.status).toBe(201);
    expect(made.headers.get("location")).toBe("/v1/custom-fields/region");
    expect(made.body).toMatchObject({ key: "region", ...REGION, archived_at: null, revision: 1 });
    await declare(tenant, { seats: { name: "Seats", type: "number" }, decision: { name: "Decision", type: "date" } });

    const read = await tenant.call("GET", "/v1/custom-fields/region");
    expect([read.body, read.headers.get("etag")]).toEqual([made.body, '"1"']);
    expect(keysOf(await tenant.call("GET", "/v1/custom-fields"))).toEqual(["decision", "region", "seats"]);
    const page = await tenant.call("GET", "/v1/custom-fields?limit=2");
    expect(keysOf(page)).toEqual(["decision", "region"]);
    const rest = await tenant.call("GET", `/v1/custom-fields?limit=2&cursor=${page.body.next_cursor}`);
    expect([keysOf(rest), rest.body.next_cursor]).toEqual([["seats"], null]);
  });

  test("again changes its name and choices, and nothing where nothing differs", async () => {
    const tenant = await foundTenant();
    await declare(tenant, { region: REGION });
    const same = await put(tenant, "region", REGION);
    expect([same.status, same.body.revision, same.d1.rowsWritten]).toEqual([200, 1, 0]);
    const wider = { name: "Sales region", type: "choice", choices: ["Nordics", "DACH", "Benelux"] };
    const changed = await put(tenant, "region", wider);
    expect([changed.status, changed.headers.get("etag")]).toEqual([200, '"2"']);
    expect(changed.body).toMatchObject({ ...wider, revision: 2 });
  });

  test("never changes the type, not even of one that is archived", async () => {
    const tenant = await foundTenant();
    await declare(tenant, { region: REGION });
    for (const prepare of [async () => undefined, () => archive(tenant, "region")]) {
      await prepare();
      const reply = await put(tenant, "region", { name: "Region", type: "text" });
      expect([reply.status, reply.body.code]).toEqual([409, "custom_field_type_fixed"]);
    }
  });

  test("names every fault", async () => {
    const tenant = await foundTenant();
    const faults = async (body: object) => faultsOf((await put(tenant, "region", body)).body);
    expect(await faults({ name: "", type: "list", choices: ["a", "a"], colour: 1 })).toEqual([
      "/name blank",
      "/type invalid_value",
      "/choices repeated",
      "/colour unknown_field",
    ]);
    expect(await faults({ name: "Region", type: "choice" })).toEqual(["/choices choices_required"]);
    expect(await faults({ name: "Region", type: "choice", choices: [] })).toEqual(["/choices too_small"]);
    expect(await faults({ name: "Region", type: "text", choices: ["a"] })).toEqual(["/choices choices_not_allowed"]);
    expect(await faults({ name: "Region", type: "text", choices: null })).toEqual([]);
    for (const key of ["Region", "9lives", "a-b", "x".repeat(64)]) {
      expect(faultsOf((await put(tenant, key, { name: "Region", type: "text" })).body)).toEqual([
        "/path/key invalid_format",
      ]);
    }
  });

  test("honours If-Match", async () => {
    const tenant = await foundTenant();
    const stale = { "if-match": '"7"' };
    expect((await put(tenant, "region", REGION, { "if-match": "*" })).status).toBe(412);
    await declare(tenant, { region: REGION });
    expect((await put(tenant, "region", { ...REGION, name: "Else" }, stale)).status).toBe(412);
    expect((await tenant.call("DELETE", "/v1/custom-fields/region", { headers: stale })).status).toBe(412);
    expect((await put(tenant, "region", { ...REGION, name: "Else" }, { "if-match": '"1"' })).status).toBe(200);
  });

  test("changes what it has seen, and not what somebody else has made of it meanwhile", async () => {
    const tenant = await foundTenant();
    await declare(tenant, { region: REGION });
    beforeNextCommit(() => put(tenant, "region", { ...REGION, name: "Theirs" }));
    expect((await put(tenant, "region", { ...REGION, name: "Mine" }, { "if-match": '"1"' })).status).toBe(412);
    beforeNextCommit(() => put(tenant, "region", { ...REGION, name: "Theirs again" }));
    expect((await put(tenant, "region", { ...REGION, name: "Mine" })).body).toMatchObject({
      name: "Mine",
      revision: 4,
    });
  });

  test("is a setting of the company; whoever reads its opportunities may read what their fields mean", async () => {
    const tenant = await foundTenant();
    const rep = await withScopes(tenant, ["opportunities:read", "opportunities:write"]);
    expect((await rep("PUT", "/v1/custom-fields/region", { body: REGION })).status).toBe(403);
    expect((await rep("GET", "/v1/custom-fields")).status).toBe(200);
  });
});

describe("archiving a custom field", () => {
  test("keeps it, and declaring it takes it up again", async () => {
    const tenant = await foundTenant();
    await declare(tenant, { region: REGION, seats: { name: "Seats", type: "number" } });
    const archived = await archive(tenant, "region");
    expect([archived.status, typeof archived.body.archived_at, archived.body.revision]).toEqual([200, "string", 2]);
    expect((await archive(tenant, "region")).body).toEqual(archived.body);
    expect(keysOf(await tenant.call("GET", "/v1/custom-fields"))).toEqual(["region", "seats"]);
    expect(keysOf(await tenant.call("GET", "/v1/custom-fields?archived=true"))).toEqual(["region"]);
    expect(keysOf(await tenant.call("GET", "/v1/custom-fields?archived=false"))).toEqual(["seats"]);
    expect((await put(tenant, "region", REGION)).body).toMatchObject({ archived_at: null, revision: 3 });
  });

  test("of one that is not there answers 404", async () => {
    expect((await archive(await foundTenant(), "region")).status).toBe(404);
  });
});

describe("the bounds", () => {
  const TEXT = { name: "Any", type: "text" };
  const live = async (tenant: TestTenant) =>
    await env.DB.prepare("SELECT count(*) AS n FROM custom_fields WHERE tenant_id = ? AND archived_at IS NULL")
      .bind(tenant.id)
      .first("n");

  test("are 50 at a time: one that is archived makes room, and wants room again", async () => {
    const tenant = await foundTenant();
    await insertFields(tenant, numbered("field", 50), null);
    const refused = await put(tenant, "one_more", TEXT);
    expect([refused.status, refused.body.code]).toEqual([409, "too_many_custom_fields"]);
    await archive(tenant, "field_7");
    expect((await put(tenant, "one_more", TEXT)).status).toBe(201);
    expect((await put(tenant, "field_7", TEXT)).body.code).toBe("too_many_custom_fields");
    expect((await put(tenant, "field_8", { ...TEXT, name: "Renamed" })).status).toBe(200);
  });

  test("hold whoever declares at once", async () => {
    const tenant = await foundTenant();
    await insertFields(tenant, numbered("field", 48), null);
    await insertFields(tenant, ["old_1", "old_2"], 1);
    const keys = ["old_1", "old_2", ...numbered("new", 4)];
    const replies = await Promise.all(keys.map((key) => put(tenant, key, TEXT)));
    expect(replies.filter(({ status }) => status < 300)).toHaveLength(2);
    expect(replies.filter(({ body }) => body.code === "too_many_custom_fields")).toHaveLength(4);
    expect(await live(tenant)).toBe(50);
  });

  test("are 250 with those that are archived", async () => {
    const tenant = await foundTenant();
    await insertFields(tenant, numbered("old", 249), 1);
    expect((await put(tenant, "last", TEXT)).status).toBe(201);
    expect((await put(tenant, "one_more", TEXT)).body.code).toBe("too_many_custom_fields");
    expect((await put(tenant, "old_0", TEXT)).status).toBe(200);
  });

  test("count each company's own", async () => {
    await insertFields(await foundTenant(), numbered("field", 50), null);
    expect((await put(await foundTenant(), "region", TEXT)).status).toBe(201);
  });

  test("the same one twice at once is declared once", async () => {
    const tenant = await foundTenant();
    const replies = await Promise.all([put(tenant, "region", REGION), put(tenant, "region", REGION)]);
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 201]);
  });
});

describe("the custom fields of an opportunity", () => {
  let tenant: TestTenant;
  const VALUES = { region: "DACH", seats: 2.5, renews_on: "2027-01-31", partner: false, remark: "Ü\nÄ" };

  beforeAll(async () => {
    tenant = await foundTenant();
    await publishProcess(tenant, SMALL_DOCUMENT);
    await declare(tenant, {
      region: REGION,
      seats: { name: "Seats", type: "number" },
      renews_on: { name: "Renews on", type: "date" },
      partner: { name: "Through a partner", type: "boolean" },
      remark: { name: "Remark", type: "text" },
    });
  });

  const patch = (id: string, body: object) => tenant.call("PATCH", `/v1/opportunities/${id}`, { body });
  const read = async (id: string) => (await tenant.call("GET", `/v1/opportunities/${id}`)).body;

  test("are given when it is made, in two round trips", async () => {
    const body = { name: "Cranes", custom: { ...VALUES, seats: null } };
    await tenant.call("POST", "/v1/opportunities", { body });
    const reply = await tenant.call("POST", "/v1/opportunities", { body });
    const { seats: _, ...kept } = VALUES;
    expect([reply.status, reply.body.custom, reply.d1.roundTrips]).toEqual([201, kept, 2]);
    expect((await read(reply.body.id)).custom).toEqual(kept);
  });

  test("are changed one by one, and taken away by null", async () => {
    const { id } = await createDeal(tenant, { custom: VALUES });
    const reply = await patch(id, { custom: { seats: 3, remark: null } });
    const { remark: _, ...kept } = { ...VALUES, seats: 3 };
    expect([reply.body.custom, reply.d1.roundTrips]).toEqual([kept, 2]);
    const { body } = await tenant.call("GET", `/v1/opportunities/${id}/history`);
    expect(body.changes.at(-1)).toMatchObject({ previous: { custom: VALUES }, current: { custom: kept } });
  });

  test("that say what is there write nothing", async () => {
    const { id, revision } = await createDeal(tenant, { custom: VALUES });
    const reply = await patch(id, { custom: { remark: VALUES.remark, region: "DACH" } });
    expect([reply.body.revision, reply.d1.rowsWritten]).toEqual([revision, 0]);
  });

  test("are read of the company only where a body speaks of them", async () => {
    const { id } = await createDeal(tenant);
    const [without, having] = [await patch(id, { name: "Other" }), await patch(id, { custom: { seats: 1 } })];
    expect(having.d1.queries - without.d1.queries).toBe(1);
  });

  test("that are wrong are all named, and nothing is changed", async () => {
    const { id } = await createDeal(tenant, { custom: VALUES });
    const wrong = { region: "Mars", seats: "5", renews_on: "2027-02-30", partner: 1, remark: "", unknown: "x" };
    const expected = [
      "/custom/region unknown_choice",
      "/custom/seats invalid_type",
      "/custom/renews_on invalid_date",
      "/custom/partner invalid_type",
      "/custom/remark blank",
      "/custom/unknown unknown_custom_field",
    ];
    for (const reply of [
      await patch(id, { custom: wrong }),
      await tenant.call("POST", "/v1/opportunities", { body: { name: "Cranes", custom: wrong } }),
    ]) {
      expect([reply.status, faultsOf(reply.body)]).toEqual([422, expected]);
    }
    expect((await read(id)).custom).toEqual(VALUES);
  });

  test.each([
    ['{"custom": null}', "/custom"],
    ['{"custom": []}', "/custom"],
    ['{"custom": {"seats": {}}}', "/custom/seats"],
    ['{"custom": {"seats": [1]}}', "/custom/seats"],
    ['{"custom": {"seats": 1e999}}', "/custom/seats"],
    ['{"custom": {"toString": "x"}}', "/custom/toString"],
    ['{"custom": {"__proto__": "x", "constructor": 1}}', "/custom/__proto__"],
    [JSON.stringify({ custom: Object.fromEntries(numbered("k", 251).map((key) => [key, 1])) }), "/custom"],
  ])("are refused where they are none: %.40s", async (rawBody, pointer) => {
    const { id } = await createDeal(tenant);
    const headers = { "content-type": "application/json" };
    const reply = await tenant.call("PATCH", `/v1/opportunities/${id}`, { rawBody, headers });
    expect([reply.status, reply.body.errors[0].pointer]).toEqual([422, pointer]);
  });

  test("of another company are unknown", async () => {
    const other = await foundTenant();
    await publishProcess(other, SMALL_DOCUMENT);
    const reply = await other.call("POST", "/v1/opportunities", { body: { name: "Cranes", custom: { seats: 1 } } });
    expect(faultsOf(reply.body)).toEqual(["/custom/seats unknown_custom_field"]);
  });

  test("stay when the field is archived, may be sent back as they are, and cannot be set", async () => {
    await declare(tenant, { colour: { name: "Colour", type: "text" } });
    const { id } = await createDeal(tenant, { custom: { colour: "red" } });
    await archive(tenant, "colour");
    expect((await read(id)).custom).toEqual({ colour: "red" });
    expect((await patch(id, { name: "Renamed", custom: { colour: "red", seats: 1 } })).status).toBe(200);
    expect(faultsOf((await patch(id, { custom: { colour: "blue" } })).body)).toEqual([
      "/custom/colour custom_field_archived",
    ]);
    expect((await patch(id, { custom: { colour: null } })).body.custom).toEqual({ seats: 1 });
    expect(faultsOf((await patch(id, { custom: { colour: "red" } })).body)).toHaveLength(1);
    await declare(tenant, { colour: { name: "Colour", type: "text" } });
    expect((await patch(id, { custom: { colour: "blue" } })).status).toBe(200);
  });

  test("keep a choice that is no choice any more, which cannot be chosen anew", async () => {
    await declare(tenant, { tier: { name: "Tier", type: "choice", choices: ["A", "B"] } });
    const { id } = await createDeal(tenant, { custom: { tier: "A" } });
    await declare(tenant, { tier: { name: "Tier", type: "choice", choices: ["B", "C"] } });
    expect((await read(id)).custom).toEqual({ tier: "A" });
    expect((await patch(id, { custom: { tier: "A" } })).status).toBe(200);
    expect((await patch(id, { custom: { tier: "C" } })).status).toBe(200);
    expect(faultsOf((await patch(id, { custom: { tier: "A" } })).body)).toEqual(["/custom/tier unknown_choice"]);
  });
});
