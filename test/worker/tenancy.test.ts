import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { asOperator, caller, foundTenant, withScopes } from "../support/api.ts";

afterEach(() => {
  vi.useRealTimers();
});

const count = async (table: string) =>
  (await env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<{ n: number }>())?.n;

describe("founding a company", () => {
  test("gives a key that is shown once and kept as a digest", async () => {
    const reply = await asOperator("POST", "/v1/tenants", {
      body: { name: "Virtanen Oy", locale: "fi", timezone: "Europe/Helsinki", currency: "EUR" },
    });
    expect(reply.status).toBe(201);
    const { secret, id } = reply.body.api_key;
    expect(secret).toMatch(/^infk_0_[\w-]{43}$/);
    const rows = await env.DB.prepare("SELECT * FROM api_keys WHERE id = ?").bind(id).all();
    expect(JSON.stringify(rows.results)).not.toContain(secret.slice(7));
    const call = caller(secret);
    expect((await call("GET", "/v1/api-keys")).body.data[0]).not.toHaveProperty("secret");
    expect((await call("GET", "/v1/tenant")).body).toMatchObject({
      name: "Virtanen Oy",
      locale: "fi",
      currency: "EUR",
    });
  });

  test("happens once for one Idempotency-Key, and the answer, secret included, is not readable in the database", async () => {
    const request = { body: { name: "Once Oy" }, headers: { "idempotency-key": "found-once" } };
    const first = await asOperator("POST", "/v1/tenants", request);
    const tenants = await count("tenants");
    const again = await asOperator("POST", "/v1/tenants", request);
    expect([again.status, again.headers.get("idempotent-replayed"), again.body]).toEqual([201, "true", first.body]);
    expect(await count("tenants")).toBe(tenants);
    const kept = await env.DB.prepare("SELECT answer FROM idempotency_keys WHERE key = 'found-once'").first<{
      answer: string;
    }>();
    expect(kept?.answer).not.toContain(first.body.api_key.secret.slice(7));
    expect(kept?.answer).not.toContain("Once Oy");
  });

  test("names every fault, and founds nothing", async () => {
    const before = await count("tenants");
    const reply = await asOperator("POST", "/v1/tenants", {
      body: { locale: "sv", timezone: "Mars/Olympus", currency: "GOLD", plan: "free" },
    });
    expect(reply.status).toBe(422);
    expect(reply.body.errors.map((fault: { pointer: string }) => fault.pointer).toSorted()).toEqual([
      "/currency",
      "/locale",
      "/name",
      "/plan",
      "/timezone",
    ]);
    expect(await count("tenants")).toBe(before);
  });
});

describe("an API key", () => {
  test("gives no more than it has", async () => {
    const tenant = await foundTenant();
    const limited = await withScopes(tenant, ["api_keys:write", "events:read"]);
    const make = (scopes: string[]) => limited("POST", "/v1/api-keys", { body: { name: "Child", scopes } });
    expect((await make(["events:read"])).status).toBe(201);
    for (const scopes of [["*"], ["events:read", "tenant:write"]])
      expect((await make(scopes)).body.code).toBe("forbidden");
    expect((await make(["events:erase"])).status).toBe(422);
  });

  test("lives no longer than the one that made it, and is not made when its time is over", async () => {
    const tenant = await foundTenant();
    const at = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();
    const made = await tenant.call("POST", "/v1/api-keys", {
      body: { name: "Brief", scopes: ["*"], expires_at: at(600) },
    });
    const make = (expires_at: string | null) =>
      caller(made.body.secret)("POST", "/v1/api-keys", { body: { name: "Child", scopes: ["*"], expires_at } });
    expect([(await make(null)).status, (await make(at(900))).status, (await make(at(300))).status]).toEqual([
      403, 403, 201,
    ]);
    expect((await make(at(-1))).body.errors[0]).toMatchObject({ pointer: "/expires_at", code: "in_the_past" });
  });

  test("that was revoked elsewhere leaves no successor behind", async () => {
    const tenant = await foundTenant();
    const made = await tenant.call("POST", "/v1/api-keys", { body: { name: "Stolen", scopes: ["*"] } });
    const stolen = caller(made.body.secret);
    expect((await stolen("GET", "/v1/tenant")).status).toBe(200);
    await env.DB.prepare("UPDATE api_keys SET revoked_at = 1 WHERE id = ?").bind(made.body.id).run();
    const before = await count("api_keys");
    expect((await stolen("POST", "/v1/api-keys", { body: { name: "Successor", scopes: ["*"] } })).status).toBe(401);
    expect(await count("api_keys")).toBe(before);
  });

  test("may revoke itself; a company without any gets another from the operator", async () => {
    const tenant = await foundTenant();
    const [own] = (await tenant.call("GET", "/v1/api-keys")).body.data;
    expect((await tenant.call("DELETE", `/v1/api-keys/${own.id}`)).status).toBe(200);
    expect((await tenant.call("GET", "/v1/tenant")).status).toBe(401);
    const issued = await asOperator("POST", `/v1/tenants/${tenant.id}/api-keys`, { body: { name: "Second start" } });
    expect([issued.status, issued.body.scopes]).toEqual([201, ["*"]]);
    expect((await caller(issued.body.secret)("GET", "/v1/tenant")).body.id).toBe(tenant.id);
    expect((await asOperator("POST", "/v1/tenants/ten_nobody/api-keys", { body: {} })).status).toBe(404);
  });

  test("stops working when it expires", async () => {
    const tenant = await foundTenant();
    const expires_at = new Date(Date.now() + 60_000).toISOString();
    const made = await tenant.call("POST", "/v1/api-keys", { body: { name: "Short", scopes: ["*"], expires_at } });
    const call = caller(made.body.secret);
    expect((await call("GET", "/v1/tenant")).status).toBe(200);
    vi.useFakeTimers({ now: Date.now() + 61_000, toFake: ["Date"] });
    expect((await call("GET", "/v1/tenant")).status).toBe(401);
  });

  test("that was revoked elsewhere works here for at most 30 seconds", async () => {
    const tenant = await foundTenant();
    const made = await tenant.call("POST", "/v1/api-keys", { body: { name: "Elsewhere", scopes: ["*"] } });
    const call = caller(made.body.secret);
    expect((await call("GET", "/v1/tenant")).status).toBe(200);
    await env.DB.prepare("UPDATE api_keys SET revoked_at = 1 WHERE id = ?").bind(made.body.id).run();
    vi.useFakeTimers({ now: Date.now() + 30_001, toFake: ["Date"] });
    expect((await call("GET", "/v1/tenant")).status).toBe(401);
  });

  test("costs no query while it is cached", async () => {
    const tenant = await foundTenant();
    expect((await tenant.call("GET", "/v1/tenant")).d1.queries).toBe(2);
    expect((await tenant.call("GET", "/v1/tenant")).d1.queries).toBe(1);
  });
});

describe("a company's settings", () => {
  test("hold at once where they were made", async () => {
    const tenant = await foundTenant({ timezone: "UTC" });
    await tenant.call("PATCH", "/v1/tenant", {
      body: { timezone: "Asia/Tokyo", currency: "JPY" },
      headers: { "if-match": '"1"' },
    });
    vi.useFakeTimers({ now: Date.parse("2026-05-01T16:00:00Z"), toFake: ["Date"] });
    expect((await tenant.call("GET", "/v1/tenant")).body).toMatchObject({
      timezone: "Asia/Tokyo",
      currency: "JPY",
      revision: 2,
    });
  });

  test("use no rates into a currency that is no longer the company's", async () => {
    const tenant = await foundTenant();
    await tenant.call("PUT", "/v1/currency-rates", { body: { rates: { USD: 0.92 } } });
    await tenant.call("PATCH", "/v1/tenant", { body: { name: "Renamed Oy" } });
    expect((await tenant.call("GET", "/v1/currency-rates")).body.data).toHaveLength(1);
    await tenant.call("PATCH", "/v1/tenant", { body: { currency: "SEK" } });
    expect((await tenant.call("GET", "/v1/currency-rates")).body.data).toEqual([]);
  });
});
