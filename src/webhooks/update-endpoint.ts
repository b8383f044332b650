import { expectRows } from "../db/tenant-db.ts";
import { notFound } from "../errors.ts";
import { type Decision, unchanged } from "../events/commit.ts";
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
 * What changes nothing writes nothing. Disabling it is an event; what is owed to it is cancelled as it falls due. Throws `not_found`, `precondition_failed`, `validation_failed`.
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
  if (saysTheSame(row, next)) return unchanged(row);
  const { url, description, event_types, status, disabled_reason } = next;
  const forgetsFailures = startsAfresh(row, next) ? 1 : 0;
  const update = updateEndpoint(
    id,
    row.revision,
    url,
    description,
    event_types,
    status,
    disabled_reason,
    forgetsFailures,
    scope.now,
  );
  const wasDisabled = row.status === "enabled" && next.status === "disabled";
  return { result: next, changes: [expectRows(1, update)], events: wasDisabled ? [disabledEvent(next)] : [] };
}

function patched(row: EndpointRow, patch: EndpointPatch, now: number): EndpointRow {
  const status = patch.status ?? row.status;
  const next: EndpointRow = {
    ...row,
    url: patch.url ?? row.url,
    event_types: patch.event_types ? JSON.stringify([...new Set(patch.event_types)]) : row.event_types,
    description: patch.description === undefined ? row.description : patch.description,
    status,
    disabled_reason: reasonAfter(row, status),
    revision: row.revision + 1,
    updated_at: now,
  };
  return startsAfresh(row, next) ? { ...next, failing_since: null } : next;
}

function reasonAfter(row: EndpointRow, status: EndpointRow["status"]): string | null {
  if (status === row.status) return row.disabled_reason;
  return status === "disabled" ? ("requested" satisfies DisabledReason) : null;
}

/** Whether what failed before says nothing of how it will go from now on. */
function startsAfresh(row: EndpointRow, next: EndpointRow): boolean {
  return next.url !== row.url || (row.status === "disabled" && next.status === "enabled");
}

function saysTheSame(row: EndpointRow, next: EndpointRow): boolean {
  return (["url", "description", "event_types", "status"] as const).every((column) => row[column] === next[column]);
}
