import { z } from "@hono/zod-openapi";
import { TimeField } from "../http/fields.ts";
import { formatTime } from "../values/calendar.ts";
import { EVENT_TYPES } from "./catalogue.ts";
import { EVENT_DESCRIPTIONS } from "./descriptions.ts";
import { isEventPattern, MAX_PATTERN_LENGTH, PATTERN_RULE } from "./patterns.ts";
import type { EventRow } from "./store.ts";

/** A pattern of event types, as filters of endpoints and lists take it. */
export const EventPatternField = z
  .string()
  .max(MAX_PATTERN_LENGTH)
  .refine(isEventPattern, { error: PATTERN_RULE, params: { code: "unknown_event_type" } })
  .openapi({ example: "opportunity.*" });

/** Patterns in one query parameter, separated by commas. */
export const EventPatternsQuery = z
  .string()
  .max(2_000)
  .transform((list) => list.split(","))
  .pipe(z.array(EventPatternField))
  .openapi({ type: "string", example: "opportunity.*,alert.raised" });

export const EventIdField = z
  .string()
  .regex(/^evt_[0-9a-z]{25}$/, "must be the id of an event")
  .openapi({ example: "evt_0000000000042a1b2c3d4e5f6" });

export const EventSchema = z
  .strictObject({
    id: z.string().openapi({ description: "Sorts in the order in which the events were recorded" }),
    type: z.string(),
    timestamp: TimeField,
    actor: z.string().openapi({ description: "Who did it: the id of a credential, or system" }),
    data: z.record(z.string(), z.unknown()).openapi({ description: "As the webhook of this event carries it" }),
  })
  .openapi("Event");

export const EventTypeSchema = z
  .strictObject({ type: z.enum(EVENT_TYPES), description: z.string() })
  .openapi("EventType");

export function serializeEvent(row: EventRow): z.infer<typeof EventSchema> {
  return {
    id: row.id,
    type: row.type,
    timestamp: formatTime(row.at),
    actor: row.actor,
    data: JSON.parse(row.data) as Record<string, unknown>, // written by us only, always an object
  };
}

export function serializeEventTypes(): z.infer<typeof EventTypeSchema>[] {
  return EVENT_TYPES.map((type) => ({ type, description: EVENT_DESCRIPTIONS[type] }));
}
