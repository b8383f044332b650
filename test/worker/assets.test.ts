import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import document from "../../openapi/openapi.json";
import type { Env } from "../../src/env.ts";
import worker from "../../src/index.ts";
import { caller, foundTenant, type TestTenant } from "../support/api.ts";

afterEach(() => void vi.restoreAllMocks());

/** Asks the Worker where its assets are others. */
async function ask(assets: Fetcher["fetch"], path: string, tenant?: TestTenant, body?: object): Promise<Response> {
  const headers = {
    "content-type": "application/json",
    ...(tenant ? { authorization: `Bearer ${tenant.secret}` } : {}),
  };
  const init = body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers };
  const ctx = createExecutionContext();
  const bindings: Env = { ...env, ASSETS: { ...env.ASSETS, fetch: assets } };
  const response = await worker.fetch(new Request(`https://infield.test${path}`, init), bindings, ctx);
  await waitOnExecutionContext(ctx);
  return response;
}

const nothing = async () => new Response("Not found", { status: 404 });

describe("the documents", () => {
  test("are served from the first request on, each time whole", async () => {
    for (let time = 0; time < 2; time++) {
      const openApi = await caller()("GET", "/openapi.json");
      expect([openApi.status, openApi.headers.get("content-type")]).toEqual([200, "application/json"]);
      expect(openApi.headers.get("cache-control")).toBe("public, max-age=300");
      expect(openApi.body).toEqual(document);

      const page = await caller()("GET", "/docs");
      expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=UTF-8"]);
      expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(page.headers.get("x-request-id")).toMatch(/^req_/);
      expect(page.body).toMatch(/^<!doctype html>[\s\S]*moveOpportunity[\s\S]*<\/html>$/);
    }
  });

  test("say nothing of how they are kept", async () => {
    const { headers } = await caller()("GET", "/docs");
    expect([...headers.keys()].toSorted()).toEqual([
      "content-security-policy",
      "content-type",
      "server-timing",
      "x-content-type-options",
      "x-request-id",
    ]);
    for (const path of ["/docs.html", "/openapi.json/", "/templates/baseline.en.json", "/assets/docs.html"]) {
      expect((await caller()("GET", path)).body.code, path).toBe("not_found");
    }
  });
});

describe("a template", () => {
  test("is read once", async () => {
    const tenant = await foundTenant();
    const paths: string[] = [];
    const counting: Fetcher["fetch"] = (input) => {
      paths.push(new URL(String(input)).pathname);
      return env.ASSETS.fetch(input);
    };
    const first = await (await ask(counting, "/v1/templates/spiced?locale=fi", tenant)).json();
    expect(paths).toEqual(["/templates/spiced.fi.json"]);
    expect(first).toMatchObject({ key: "spiced", locale: "fi" });
    expect(await (await ask(counting, "/v1/templates/spiced?locale=fi", tenant)).json()).toEqual(first);
    expect(paths).toHaveLength(1);

    const created = await ask(counting, "/v1/processes", tenant, { name: "A", template: "spiced", locale: "fi" });
    expect(created.status).toBe(201);
    await ask(counting, "/v1/templates?locale=fi&limit=2", tenant);
    expect(paths.slice(1).toSorted()).toEqual(["/templates/baseline.fi.json", "/templates/meddic.fi.json"]);
  });
});

describe("an asset that is not there", () => {
  test.each(["/openapi.json", "/docs", "/v1/templates/bant?locale=fi", "/v1/templates?locale=fi"])(
    "makes of %s a 500 that is logged, and is not remembered",
    async (path) => {
      const tenant = await foundTenant();
      const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
      const response = await ask(nothing, path, tenant);
      expect([response.status, response.headers.get("content-type")]).toEqual([500, "application/problem+json"]);
      expect(await response.json()).toMatchObject({ code: "internal_error" });
      expect(log).toHaveBeenCalledWith(expect.stringMatching(/the asset \S+ answered 404/));
      expect((await tenant.call("GET", path)).status).toBe(200);
    },
  );

  test("stores no process that was to start from it", async () => {
    const tenant = await foundTenant();
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const body = { name: "New business", template: "challenger", locale: "en" };
    expect((await ask(nothing, "/v1/processes", tenant, body)).status).toBe(500);
    expect((await tenant.call("GET", "/v1/processes")).body.data).toEqual([]);
    expect((await ask(nothing, "/v1/processes", tenant, { ...body, template: undefined })).status).toBe(201);
    expect((await tenant.call("POST", "/v1/processes", { body })).status).toBe(201);
  });
});
