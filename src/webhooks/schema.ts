import { z } from "@hono/zod-openapi";
import { UNDELIVERED_TYPES } from "../events/catalogue.ts";
import { EventPatternField } from "../events/schema.ts";
import { line, TimeField } from "../http/fields.ts";
import { formatTime } from "../values/calendar.ts";
import type { AttemptRow, DeliveryRow } from "./delivery-store.ts";
import { destinationFaults, MAX_URL_LENGTH } from "./destination.ts";
import { DISABLED_REASONS } from "./endpoint.ts";
import type { EndpointRow } from "./endpoint-store.ts";

const MAX_PATTERNS = 50;
export const DELIVERY_STATUSES = ["pending", "succeeded", "failed", "cancelled"] as const;

/** What no setting allows is refused here, beside the faults of the other fields; loopback is the verbs' to judge. */
const UrlField = z
  .string()
  .superRefine((url, context) => {
    for (const { code, detail } of destinationFaults(url, true)) {
      context.addIssue({ code: "custom", message: detail, params: { code } });
    }
  })
  .openapi({
    format: "uri",
    maxLength: MAX_URL_LENGTH,
    example: "https://example.com/hooks",
    description: "https, to a host of the public internet",
  });

const EventTypesField = z
  .array(
    EventPatternField.refine((pattern) => !UNDELIVERED_TYPES.some((type) => type === pattern), {
      error: "is only in the event log: no webhook is told of it",
      params: { code: "undelivered_event_type" },
    }),
  )
  .min(1)
  .max(MAX_PATTERNS)
  .openapi({ description: "Exact types, `prefix.*` or `*`", example: ["opportunity.*", "alert.raised"] });

const DescriptionField = line(500).nullable();

export const NewEndpointSchema = z
  .strictObject({ url: UrlField, event_types: EventTypesField, description: DescriptionField.default(null) })
  .openapi("NewWebhookEndpoint");

const StatusField = z.enum(["enabled", "disabled"]);

export const EndpointPatchSchema = z
  .strictObject({ url: UrlField, event_types: EventTypesField, description: DescriptionField, status: StatusField })
  .partial()
  .openapi("WebhookEndpointPatch");

export const EndpointSchema = z
  .strictObject({
    id: z.string(),
    url: z.string(),
    description: z.string().nullable(),
    event_types: z.array(z.string()),
    status: StatusField,
    disabled_reason: z.enum(DISABLED_REASONS).nullable().openapi({
      description:
        "`requested` or `deleted` by a person; `gone`: the receiver answered 410; `failing`: nothing succeeded for five days",
    }),
    failing_since: TimeField.nullable().openapi({ description: "Since when nothing has succeeded" }),
    revision: z.int(),
    created_at: TimeField,
    updated_at: TimeField,
  })
  .openapi("WebhookEndpoint");

export const EndpointWithSecretSchema = z
  .strictObject({
    ...EndpointSchema.shape,
    secret: z.string().openapi({ description: "Verifies the signatures. Shown this once" }),
  })
  .openapi("WebhookEndpointWithSecret");

export const DeliverySchema = z
  .strictObject({
    id: z.string(),
    endpoint_id: z.string(),
    event_id: z.string().openapi({ description: "Sent as webhook-id" }),
    event_type: z.string(),
    status: z.enum(DELIVERY_STATUSES),
    attempts: z.int().openapi({ description: "How many have begun" }),
    next_attempt_at: TimeField.nullable().openapi({ description: "null when there will be none" }),
    created_at: TimeField,
    finished_at: TimeField.nullable(),
  })
  .openapi("WebhookDelivery");

const AttemptSchema = z
  .strictObject({
    attempt: z.int(),
    started_at: TimeField,
    duration_ms: z.int(),
    response_status: z.int().nullable(),
    response_body: z.string().nullable().openapi({ description: "Its first 4 KB" }),
    error: z.string().nullable().openapi({
      description:
        "Why there was no answer: `timeout`, `connection_failed`, `destination_refused`, `secret_unreadable`",
    }),
  })
  .openapi("WebhookAttempt");

export const DeliveryWithAttemptsSchema = z
  .strictObject({
    ...DeliverySchema.shape,
    attempt_log: z.array(AttemptSchema).openapi({ description: "What came of each attempt, oldest first" }),
  })
  .openapi("WebhookDeliveryWithAttempts");

export function serializeEndpoint(row: EndpointRow): z.infer<typeof EndpointSchema> {
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    event_types: JSON.parse(row.event_types) as string[], // written by us only, from checked input
    status: row.status,
    disabled_reason: DISABLED_REASONS.find((reason) => reason === row.disabled_reason) ?? null,
    failing_since: row.failing_since === null ? null : formatTime(row.failing_since),
    revision: row.revision,
    created_at: formatTime(row.created_at),
    updated_at: formatTime(row.updated_at),
  };
}

export function serializeDelivery(row: DeliveryRow): z.infer<typeof DeliverySchema> {
  return {
    id: row.id,
    endpoint_id: row.endpoint_id,
    event_id: row.event_id,
    event_type: row.event_type,
    status: row.status,
    attempts: row.attempts,
    next_attempt_at: row.status === "pending" ? formatTime(row.next_attempt_at) : null,
    created_at: formatTime(row.created_at),
    finished_at: row.finished_at === null ? null : formatTime(row.finished_at),
  };
}

export function serializeAttempt(row: AttemptRow): z.infer<typeof AttemptSchema> {
  return {
    attempt: row.attempt,
    started_at: formatTime(row.started_at),
    duration_ms: row.duration_ms,
    response_status: row.response_status,
    response_body: row.response_body,
    error: row.error,
  };
}
