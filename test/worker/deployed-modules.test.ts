import { z } from "@hono/zod-openapi";
import { expect, test } from "vitest";
import { buildApp } from "../../src/app.ts";
import { caller } from "../support/api.ts";

test("what wrangler.toml puts in place of other modules is in place here too", () => {
  const schema = z.string();
  expect(schema.openapi("Name", { description: "Only the document tells it" })).toBe(schema);
  expect(Object.keys(z.locales)).not.toContain("fi");
});

test("the routes are known without the generator of the document, which is not there", async () => {
  const refusal = await caller()("DELETE", "/v1/processes");
  expect([refusal.status, refusal.headers.get("allow")]).toEqual([405, "POST, GET"]);
  const info = { openapi: "3.1.0", info: { title: "Infield", version: "0.1.0" } };
  expect(() => buildApp().getOpenAPI31Document(info)).toThrow("the Worker generates no OpenAPI document");
});
