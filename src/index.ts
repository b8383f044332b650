import { buildApp } from "./app.ts";
import type { Env } from "./env.ts";
import type { Job } from "./jobs.ts";

const app = buildApp();

export default {
  fetch: app.fetch,
} satisfies ExportedHandler<Env, Job>;
