import openApiDocument from "../openapi/openapi.json" with { type: "json" };
import { buildApp } from "./app.ts";
import { serveDocument } from "./console/routes.ts";
import type { Env } from "./env.ts";
import type { Job } from "./jobs.ts";

const app = buildApp();
serveDocument(app, openApiDocument);

export default {
  fetch: app.fetch,
} satisfies ExportedHandler<Env, Job>;
