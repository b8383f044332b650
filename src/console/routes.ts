import { z } from "@hono/zod-openapi";
import { type Api, json, operation } from "../http/operation.ts";
import { renderReference } from "./reference.ts";

const healthRoute = operation({
  operationId: "getHealth",
  method: "get",
  path: "/healthz",
  permission: "public",
  summary: "Whether the service answers",
  tags: ["Service"],
  responses: { 200: json("It does", z.strictObject({ status: z.literal("ok") }).openapi("Health")) },
});

/** Nothing but the page's own style may load: no script, no font, no image, no frame. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function mountConsoleRoutes(api: Api): void {
  api.openapi(healthRoute, (c) => c.json({ status: "ok" } as const, 200));
}

/**
 * Serves the OpenAPI document as it was built and committed: generating it costs more than most requests. It is loaded when it is first asked
 * for, since the start of an isolate is short of time and few isolates are ever asked.
 */
export function serveDocument(api: Api, load: () => Promise<object>): void {
  let text: string | undefined;
  let page: string | undefined;
  api.get("/openapi.json", async (c) => {
    text ??= JSON.stringify(await load());
    return c.body(text, 200, { "content-type": "application/json", "cache-control": "public, max-age=300" });
  });
  api.get("/", (c) => c.redirect("/docs"));
  api.get("/docs", async (c) => {
    page ??= renderReference(await load());
    return c.html(page, 200, { "content-security-policy": PAGE_POLICY, "x-content-type-options": "nosniff" });
  });
}
