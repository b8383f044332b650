import { z } from "@hono/zod-openapi";
import { buildApp } from "./app.ts";
import { EVENT_TYPES, type EventType } from "./events/catalogue.ts";
import { TimeField } from "./http/fields.ts";
import type { Api } from "./http/operation.ts";
import { OpportunitySchema } from "./opportunities/schema.ts";

const DESCRIPTION = `A B2B sales process as an API. A company writes down its own process (stages, the criteria that must be true in each, what each is
worth), and every opportunity is measured against it: how far it really is, what is missing, what to ask next, and whether the funnel as a whole is
healthy.

Authenticate with \`Authorization: Bearer <API key>\`. Errors are RFC 9457 problem documents with a stable \`code\`; bad input names every fault in
\`errors\`. Lists take \`limit\` and \`cursor\`. POSTs take \`Idempotency-Key\`. Single resources carry an \`ETag\`; writes honour \`If-Match\`.`;

/** The OpenAPI 3.1 document of all routes. Built once, committed as openapi/openapi.json, and served from there. */
export function buildOpenApiDocument() {
  const api = buildApp();
  api.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    description:
      "An API key (infk_…), or the operator's token on operator routes. `x-permission` names the scope a route needs.",
  });
  for (const type of EVENT_TYPES) registerWebhook(api, type);
  return api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Infield", version: "0.1.0", description: DESCRIPTION, license: { name: "MIT" } },
    servers: [{ url: "/" }],
    tags: TAGS.map(([name, description]) => ({ name, description })),
  });
}

const TAGS = [
  ["Opportunities", "Possible sales, worked through the gates of their process"],
  ["Imports", "Pipelines brought in from elsewhere"],
  ["Processes", "A company's own way of selling, in published versions"],
  ["Funnel", "The health of the pipeline as a whole"],
  ["Alerts", "Rules that the funnel breaks"],
  ["Events", "Everything that happened, in order"],
  ["Webhooks", "The same, delivered"],
  ["Company", "The own company: settings, keys, rates"],
  ["Operator", "Who runs the deployment"],
  ["Service", "The service itself"],
] as const;

function registerWebhook(api: Api, type: EventType): void {
  api.openAPIRegistry.registerWebhook({
    method: "post",
    path: type,
    operationId: `on${type.split(/[._]/).map(capitalize).join("")}`,
    summary: type,
    description:
      "Signed as Standard Webhooks 1.0 says: headers webhook-id, webhook-timestamp and webhook-signature. Answer 2xx within 15 s; anything else is tried again with the same webhook-id.",
    request: { body: { required: true, content: { "application/json": { schema: envelope(type) } } } },
    responses: { 200: { description: "Taken" } },
  });
}

function envelope(type: EventType) {
  const previous = z
    .record(z.string(), z.unknown())
    .optional()
    .openapi({ description: "What the changed fields were" });
  const data = type.startsWith("opportunity.")
    ? z.looseObject({ opportunity: OpportunitySchema, previous })
    : z.looseObject({ previous });
  return z.strictObject({ id: z.string(), type: z.literal(type), timestamp: TimeField, data });
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
