import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { foundTenant, type TestTenant, withScopes } from "../support/api.ts";

const NORTH = { name: "Team North", owners: ["Aino", "Eero"] };
const put = (tenant: TestTenant, body: unknown = NORTH, headers: Record<string, string> = {}, key = "north") =>
  tenant.call("PUT", `/v1/teams/${key}`, { body, headers });

describe("teams", () => {
  test("are made, replaced whole, read and deleted", async () => {
    const tenant = await foundTenant();
    const made = await put(tenant);
    expect(made).toMatchObject({ status: 201, body: { key: "north", ...NORTH, revision: 1 } });
    expect([made.headers.get("etag"), made.headers.get("location")]).toEqual(['"1"', "/v1/teams/north"]);

    const replaced = await put(tenant, { name: "Pohjoinen", owners: [] });
    expect(replaced).toMatchObject({ status: 200, body: { name: "Pohjoinen", owners: [], revision: 2 } });
    expect(await tenant.call("GET", "/v1/teams/north")).toMatchObject({ status: 200, body: replaced.body });

    expect((await tenant.call("DELETE", "/v1/teams/north")).status).toBe(204);
    expect((await tenant.call("GET", "/v1/teams/north")).status).toBe(404);
    expect((await tenant.call("DELETE", "/v1/teams/north")).status).toBe(404);
    expect((await put(tenant)).body.revision).toBe(1);
  });

  test("put again as they are stay as they are", async () => {
    const tenant = await foundTenant();
    const made = await put(tenant);
    const again = await put(tenant);
    expect(again).toMatchObject({ status: 200, body: made.body, d1: { rowsWritten: 0 } });
  });

  test("are told of once at each change, with what was before; what is refused or changes nothing is not", async () => {
    const tenant = await foundTenant();
    const made = (await put(tenant)).body;
    const changed = (await put(tenant, { ...NORTH, owners: ["Eero"] })).body;
    expect((await put(tenant, { ...NORTH, owners: ["Eero"] })).body).toEqual(changed);
    expect((await put(tenant, NORTH, { "if-match": '"1"' })).status).toBe(412);
    for (const status of [204, 404]) expect((await tenant.call("DELETE", "/v1/teams/north")).status).toBe(status);
    const events = (await tenant.call("GET", "/v1/events?types=team.*")).body.data;
    expect(events.map(({ type, data }: { type: string; data: object }) => [type, data])).toEqual([
      ["team.created", { team: made }],
      ["team.updated", { team: changed, previous: { owners: NORTH.owners } }],
      ["team.deleted", { team: changed }],
    ]);
  });

  test("are listed by key, a page at a time", async () => {
    const tenant = await foundTenant();
    for (const key of ["b", "a", "c"]) await put(tenant, NORTH, {}, key);
    const first = await tenant.call("GET", "/v1/teams?limit=2");
    const keys = (reply: typeof first) => reply.body.data.map(({ key }: { key: string }) => key);
    expect(keys(first)).toEqual(["a", "b"]);
    const rest = await tenant.call("GET", `/v1/teams?limit=2&cursor=${first.body.next_cursor}`);
    expect([keys(rest), rest.body.next_cursor]).toEqual([["c"], null]);
  });

  test("are changed only in the revision that was read", async () => {
    const tenant = await foundTenant();
    expect((await put(tenant, NORTH, { "if-match": "*" })).status).toBe(412);
    await put(tenant);
    expect((await put(tenant, { ...NORTH, name: "N" }, { "if-match": '"2"' })).status).toBe(412);
    const wrong = await tenant.call("DELETE", "/v1/teams/north", { headers: { "if-match": '"2"' } });
    expect(wrong.status).toBe(412);
    expect((await put(tenant, { ...NORTH, name: "N" }, { "if-match": '"1"' })).status).toBe(200);
    const right = await tenant.call("DELETE", "/v1/teams/north", { headers: { "if-match": '"2"' } });
    expect(right.status).toBe(204);
  });

  test("name every fault", async () => {
    const tenant = await foundTenant();
    const wrong = await put(tenant, { name: " ", owners: ["Aino", "", "Aino"], lead: "Aino" });
    expect(wrong.status).toBe(422);
    const faults = wrong.body.errors.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`);
    expect(faults.toSorted()).toEqual(["/lead unknown_field", "/name blank", "/owners repeated", "/owners/1 blank"]);
    expect((await put(tenant, { ...NORTH, owners: ["Aino", "Aino"] })).body.errors).toMatchObject([
      { pointer: "/owners", code: "repeated" },
    ]);
    expect((await put(tenant, { ...NORTH, owners: Array.from({ length: 201 }, (_, i) => `O${i}`) })).status).toBe(422);
    expect((await put(tenant, { ...NORTH, owners: Array.from({ length: 200 }, (_, i) => `O${i}`) })).status).toBe(201);
    expect((await put(tenant, NORTH, {}, "North")).body.errors).toMatchObject([{ pointer: "/path/key" }]);
  });

  test("are at most 200", async () => {
    const tenant = await foundTenant();
    await env.DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 199)
       INSERT INTO teams (tenant_id, key, name, owners, created_at, updated_at) SELECT ?1, 't' || i, 'T', '[]', 1, 1 FROM n`,
    )
      .bind(tenant.id)
      .run();
    const replies = await Promise.all(["x", "y", "z"].map((key) => put(tenant, NORTH, {}, key)));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    const refused = replies.filter(({ status }) => status === 409).map(({ body }) => body.code);
    expect(refused).toEqual(["too_many_teams", "too_many_teams"]);
    expect((await put(tenant, NORTH, {}, "t5")).status).toBe(200);
  });

  test("made by two at once are made once", async () => {
    const tenant = await foundTenant();
    const replies = await Promise.all([1, 2, 3].map((n) => put(tenant, { name: `N${n}`, owners: [] })));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 200, 201]);
    expect((await tenant.call("GET", "/v1/teams/north")).body.revision).toBe(3);
  });

  test("belong to one company, and take their permissions", async () => {
    const [ours, theirs] = [await foundTenant(), await foundTenant()];
    await put(ours);
    expect((await theirs.call("GET", "/v1/teams/north")).status).toBe(404);
    expect((await theirs.call("DELETE", "/v1/teams/north")).status).toBe(404);
    expect((await put(theirs, { name: "Theirs", owners: [] })).status).toBe(201);
    expect((await ours.call("GET", "/v1/teams/north")).body.name).toBe("Team North");
    const reader = await withScopes(ours, ["tenant:read"]);
    expect((await reader("GET", "/v1/teams")).status).toBe(200);
    expect((await reader("DELETE", "/v1/teams/north")).status).toBe(403);
  });
});
