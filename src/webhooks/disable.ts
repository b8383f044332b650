import type { NewEvent } from "../events/catalogue.ts";
import type { DisabledReason } from "./endpoint.ts";
import type { EndpointRow } from "./endpoint-store.ts";
import { serializeEndpoint } from "./schema.ts";

/** The endpoint as it is once it is disabled. */
export function disabled(row: EndpointRow, reason: DisabledReason, at: number): EndpointRow {
  return { ...row, status: "disabled", disabled_reason: reason, updated_at: at, revision: row.revision + 1 };
}

/** Tells the company's other endpoints that one of them has gone quiet. `row` is the endpoint once it is disabled. */
export function disabledEvent(row: EndpointRow): NewEvent {
  return {
    type: "webhook_endpoint.disabled",
    data: { webhook_endpoint: serializeEndpoint(row), previous: { status: "enabled" } },
  };
}
