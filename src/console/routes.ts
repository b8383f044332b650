import { openAsset } from "../http/assets.ts";
import type { AppContext } from "../http/context.ts";
import type { Api } from "../http/operation.ts";
import { mountHealthRoute } from "./health.ts";
import { mountMetricsRoute } from "./metrics.ts";

/** Nothing but the page's own style may load: no script, no font, no image, no frame. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function mountConsoleRoutes(api: Api): void {
  mountHealthRoute(api);
  mountMetricsRoute(api);

  api.get("/", (c) => c.redirect("/docs"));
  api.get("/openapi.json", (c) =>
    serveAsset(c, "openapi.json", { "content-type": "application/json", "cache-control": "public, max-age=300" }),
  );
  api.get("/docs", (c) =>
    serveAsset(c, "docs.html", {
      "content-type": "text/html; charset=UTF-8",
      "content-security-policy": PAGE_POLICY,
      "x-content-type-options": "nosniff",
    }),
  );
}

/** Hands a file on as it comes, under no headers but these. */
async function serveAsset(c: AppContext, path: string, headers: Record<string, string>): Promise<Response> {
  const { body } = await openAsset(c.env.ASSETS, path);
  return new Response(body, { headers });
}
