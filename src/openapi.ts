import { z } from "@hono/zod-openapi";
import { CommentSchema } from "./alerts/comment-schema.ts";
import { DigestSchema } from "./alerts/digest/schema.ts";
import { TOLD } from "./alerts/record-steps.ts";
import { RuleSchema } from "./alerts/rule-settings/schema.ts";
import { AlertSchema } from "./alerts/schema.ts";
import { buildApp } from "./app.ts";
import { EVENT_TYPES, type EventType, UNDELIVERED_TYPES } from "./events/catalogue.ts";
import { EVENT_DESCRIPTIONS } from "./events/descriptions.ts";
import { OutlookSchema } from "./funnel/forecast/schema.ts";
import { TargetSchema } from "./funnel/targets-schema.ts";
import { SpreadSchema } from "./funnel/velocity/schema.ts";
import { TimeField } from "./http/fields.ts";
import type { Api } from "./http/operation.ts";
import { ImportSummarySchema } from "./opportunities/import/schema.ts";
import { ADOPTED } from "./opportunities/merge/schema.ts";
import { MigrationSchema } from "./opportunities/migration/schema.ts";
import { NoteSchema } from "./opportunities/notes/schema.ts";
import { CriterionStandingSchema, OpportunitySchema } from "./opportunities/schema.ts";
import { TeamSchema } from "./tenancy/teams-schema.ts";
import { describeSchedule } from "./webhooks/schedule.ts";
import { EndpointSchema } from "./webhooks/schema.ts";

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
  // Otherwise they would be described as the first of their uses is.
  api.openAPIRegistry.register("ForecastOutlook", OutlookSchema);
  api.openAPIRegistry.register("SpreadOfDays", SpreadSchema);
  for (const type of EVENT_TYPES) if (!UNDELIVERED_TYPES.includes(type)) registerWebhook(api, type);
  return api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Infield", version: "0.1.0", description: DESCRIPTION, license: { name: "MIT" } },
    servers: [{ url: "/" }],
    tags: TAGS.map(([name, description]) => ({ name, description })),
  });
}

const WEBHOOKS = `The same, delivered: a POST to every enabled endpoint that wants the type. Signed as Standard Webhooks 1.0 says: \`webhook-signature\` is
\`v1,\` and base64 of the HMAC-SHA256 of \`webhook-id.webhook-timestamp.body\`, under the secret without its \`whsec_\`, from base64; several signatures are
separated by blanks, and one that fits is enough. Deliveries are repeated and may come out of order: \`webhook-id\` is the event's id and the same at
every attempt.

Answer 2xx within 15 s. Anything else is a failure and is tried again ${describeSchedule()}, or later where \`Retry-After\` asks for it, up to 24 h. A
redirect is a failure and is not followed. 410 disables the endpoint at once, as do five days in which nothing succeeded; either is the event
\`webhook_endpoint.disabled\`. While an endpoint cannot be reached, what else it is owed waits without counting as an attempt.`;

const TAGS = [
  ["Opportunities", "Possible sales, worked through the gates of their process"],
  ["Imports", "Pipelines brought in from elsewhere"],
  ["Processes", "A company's own way of selling, in published versions"],
  ["Funnel", "The health of the pipeline as a whole"],
  ["Alerts", "Rules that the funnel breaks"],
  ["Events", "Everything that happened, in order"],
  ["Webhooks", WEBHOOKS],
  ["Company", "The own company: settings, keys, rates, teams"],
  ["Operator", "Who runs the deployment"],
  ["Service", "The service itself"],
] as const;

const { key, actor, changed_at, ...said } = CriterionStandingSchema.shape;
const SaidSchema = z.strictObject(said);

const opportunityData = {
  opportunity: OpportunitySchema,
  import_id: z.string().optional().openapi({ description: "The import that did it; such an event is no webhook" }),
};
const before = { description: "What the changed fields were" };
const changedOpportunity = {
  ...opportunityData,
  previous: z.strictObject(OpportunitySchema.shape).partial().openapi("PreviousOpportunity", before),
};
const bypassed = z.array(z.string()).optional().openapi({ description: "Keys of the milestones that it went past" });
const reason = z.string().optional();

const toldOfAlert = Object.fromEntries(TOLD.map((field) => [field, AlertSchema.shape[field]]));
const alertChange = {
  alert: AlertSchema,
  previous: z.strictObject(toldOfAlert).partial().openapi("PreviousAlert", before),
};
const ALERT_CHANGE = z.strictObject(alertChange);

const ProcessRefSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  version: z.int().nullable().openapi({ description: "The current one" }),
});

/** The `data` of each type of event. Exhaustive: a new type does not compile without its schema. */
const EVENT_DATA: Readonly<Record<EventType, z.ZodType>> = {
  "opportunity.created": z.strictObject({ ...opportunityData, bypassed }),
  "opportunity.updated": z.strictObject(changedOpportunity),
  "opportunity.criterion_changed": z.strictObject({
    ...opportunityData,
    criterion: z.strictObject({ key, name: z.string(), ...said }),
    previous: z
      .strictObject({
        ...z.strictObject(OpportunitySchema.shape).partial().shape,
        criterion: SaidSchema.nullable().openapi({ description: "null when nobody had said anything of it" }),
      })
      .openapi(before),
  }),
  "opportunity.stage_changed": z.strictObject({ ...changedOpportunity, bypassed, reason }),
  "opportunity.won": z.strictObject({ ...changedOpportunity, bypassed, reason }),
  "opportunity.lost": z.strictObject({ ...changedOpportunity, bypassed, reason }),
  "opportunity.reopened": z.strictObject({ ...changedOpportunity, bypassed, reason }),
  "opportunity.migrated": z.strictObject({
    ...changedOpportunity,
    migration_id: z.string(),
    bypassed,
    criteria: z
      .array(z.strictObject({ from: z.string(), to: z.string() }))
      .optional()
      .openapi({ description: "Criteria whose key is another one since" }),
    replaced: z.array(z.string()).optional().openapi({
      description:
        "Keys under which an earlier migration had left something behind; what has these keys since takes its place",
    }),
    read_otherwise: z.array(z.string()).optional().openapi({
      description: "Keys of the criteria whose standing the new version does not allow as it was said",
    }),
    left_behind: z.array(z.string()).optional().openapi({
      description: "Keys of the criteria that the new version does not have; they are kept, and earn nothing",
    }),
  }),
  "opportunity.deleted": z.strictObject({
    ...opportunityData,
    restorable_until: TimeField.openapi({ description: "Until then it can be restored" }),
  }),
  "opportunity.restored": z.strictObject(opportunityData),
  "opportunity.merged": z.strictObject({
    ...changedOpportunity,
    duplicate: OpportunitySchema.openapi({ description: "What was merged into it, as it was" }),
    adopted: z.array(z.string()).optional().openapi({ description: ADOPTED }),
  }),
  "opportunity.note_added": z.strictObject({ ...opportunityData, note: NoteSchema }),
  "opportunity.note_withdrawn": z.strictObject({ ...opportunityData, note: NoteSchema }),
  "process.published": z.strictObject({
    process: z.strictObject({ id: z.string(), name: z.string(), version: z.int() }),
    previous: z.strictObject({ version: z.int() }).optional().openapi(before),
  }),
  "process.archived": z.strictObject({ process: ProcessRefSchema }),
  "process.restored": z.strictObject({ process: ProcessRefSchema }),
  "migration.completed": z.strictObject({ migration: MigrationSchema }),
  "import.completed": z.strictObject({ import: ImportSummarySchema }),
  "alert.raised": z.strictObject({ alert: AlertSchema }),
  "alert.escalated": z.strictObject({ ...alertChange, reason: z.enum(["critical", "unacknowledged"]) }),
  "alert.resolved": ALERT_CHANGE,
  "alert.acknowledged": ALERT_CHANGE,
  "alert.snoozed": ALERT_CHANGE,
  "alert.reopened": ALERT_CHANGE,
  "alert.commented": z.strictObject({ alert: AlertSchema, comment: CommentSchema }),
  "alert_rule.changed": z.strictObject({
    alert_rule: RuleSchema,
    previous: z.strictObject(RuleSchema.shape).partial().openapi("PreviousAlertRule", before),
  }),
  "funnel.digest": z.strictObject({ digest: DigestSchema }),
  "target.created": z.strictObject({ target: TargetSchema }),
  "target.updated": z.strictObject({
    target: TargetSchema,
    previous: z.strictObject(TargetSchema.shape).partial().openapi("PreviousTarget", before),
  }),
  "target.deleted": z.strictObject({ target: TargetSchema }),
  "team.created": z.strictObject({ team: TeamSchema }),
  "team.updated": z.strictObject({
    team: TeamSchema,
    previous: z.strictObject(TeamSchema.shape).partial().openapi("PreviousTeam", before),
  }),
  "team.deleted": z.strictObject({ team: TeamSchema }),
  "webhook_endpoint.disabled": z.strictObject({
    webhook_endpoint: EndpointSchema,
    previous: z.strictObject({ status: EndpointSchema.shape.status }).openapi(before),
  }),
  "webhook_endpoint.test": z.strictObject({ webhook_endpoint: EndpointSchema }),
};

/** The body of the webhook of a type. */
export function webhookBodySchema(type: EventType) {
  return z.strictObject({ id: z.string(), type: z.literal(type), timestamp: TimeField, data: EVENT_DATA[type] });
}

const SIGNATURE_HEADERS = z.object({
  "webhook-id": z.string().openapi({ description: "The event's id, the same at every attempt" }),
  "webhook-timestamp": z.string().openapi({ description: "When this attempt was made, in seconds since 1970" }),
  "webhook-signature": z.string().openapi({ description: "`v1,` and base64; several are separated by blanks" }),
});

function registerWebhook(api: Api, type: EventType): void {
  api.openAPIRegistry.registerWebhook({
    method: "post",
    path: type,
    operationId: `on${type.split(/[._]/).map(capitalize).join("")}`,
    summary: type,
    description: EVENT_DESCRIPTIONS[type],
    tags: ["Webhooks"],
    request: {
      headers: SIGNATURE_HEADERS,
      body: { required: true, content: { "application/json": { schema: webhookBodySchema(type) } } },
    },
    responses: {
      "2XX": { description: "Taken" },
      410: { description: "The endpoint wants no more: it is disabled" },
    },
  });
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
