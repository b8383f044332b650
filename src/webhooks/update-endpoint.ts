import { expectRows } from "../db/tenant-db.ts";
import { notFound } from "../errors.ts";
import type { Decision } from "../events/commit.ts";
import { checkIfMatch, type IfMatch } from "../http/conditional.ts";
import type { TenantScope } from "../scope.ts";
import { checkDestination, type EndpointSettings } from "./create-endpoint.ts";
import { disabledEvent } from "./disable.ts";
import type { DisabledReason } from "./endpoint.ts";
import { type EndpointRow, findEndpoint, updateEndpoint } from "./endpoint-store.ts";

export interface EndpointPatch {
  readonly url?: string;
  readonly event_types?: readonly string[];
  readonly description?: string | null;
  readonly status?: "enabled" | "disabled";
}

/**
 * Changes an endpoint. What was owed to it before goes to the new URL; enabling it, or giving it another URL, forgets its failures.
 * Disabling it is an event; what is owed to it is cancelled as it falls due. Throws `not_found`, `precondition_failed`, `validation_failed`.
 */
export async function changeEndpoint(
  scope: TenantScope,
  settings: EndpointSettings,
  id: string,
  ifMatch: IfMatch,
  patch: EndpointPatch,
): Promise<Decision<EndpointRow>> {
  if (patch.url !== undefined) checkDestination(patch.url, settings);
  const [[row]] = await scope.db.read([findEndpoint(id)]);
  if (!row) throw notFound("webhook endpoint");
  checkIfMatch(ifMatch, row.revision);
  const next = patched(row, patch, scope.now);
  const { url, description, event_types, status, disabled_reason, failing_since } = next;
  const update = updateEndpoint(
    id,
    row.revision,
    url,
    description,
    event_types,
    status,
    disabled_reason,
    failing_since,
    scope.now,
  );
  const wasDisabled = row.status === "enabled" && next.status === "disabled";
  return { result: next, changes: [expectRows(1, update)], events: wasDisabled ? [disabledEvent(next)] : [] };
}

function patched(row: EndpointRow, patch: EndpointPatch, now: number): EndpointRow {
  const newUrl = patch.url !== undefined && patch.url !== row.url;
  const next: EndpointRow = {
    ...row,
    url: patch.url ?? row.url,
    event_types: patch.event_types ? JSON.stringify([...new Set(patch.event_types)]) : row.event_types,
    description: patch.description === undefined ? row.description : patch.description,
    failing_since: newUrl ? null : row.failing_since,
    revision: row.revision + 1,
    updated_at: now,
  };
  if (patch.status === "enabled" && row.status === "disabled") {
    return { ...next, status: "enabled", disabled_reason: null, failing_since: null };
  }
  if (patch.status === "disabled" && row.status === "enabled") {
    return { ...next, status: "disabled", disabled_reason: "requested" satisfies DisabledReason };
  }
  return next;
}
