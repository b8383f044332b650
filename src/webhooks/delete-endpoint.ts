import { expectRows } from "../db/tenant-db.ts";
import { DomainError, notFound } from "../errors.ts";
import { commit } from "../events/commit.ts";
import { checkIfMatch, type IfMatch } from "../http/conditional.ts";
import type { TenantScope } from "../scope.ts";
import { disabled, disabledEvent } from "./disable.ts";
import {
  deleteEndpointWithoutDeliveries,
  deleteOldestAttempts,
  deleteOldestDeliveries,
  disableEndpoint,
  findEndpoint,
} from "./endpoint-store.ts";

/** Deliveries deleted in one commit, and commits made for one request: what a request may write and run has a limit. */
const DELIVERIES_A_ROUND = 1_000;
const ROUNDS = 8;

/**
 * Deletes an endpoint with its log of deliveries; the events stay. It is disabled first, with an event, so nothing new is owed to it.
 * Throws `unavailable` when its log is too long for one request: the endpoint is quiet then, and the same request goes on deleting.
 * Throws `not_found`, `precondition_failed`, and `conflict` when somebody changed it at the same time.
 */
export async function deleteEndpoint(scope: TenantScope, id: string, ifMatch: IfMatch): Promise<void> {
  const [[row]] = await scope.db.read([findEndpoint(id)]);
  if (!row) throw notFound("webhook endpoint");
  // A repeated request still carries the tag from before its first half.
  if (row.disabled_reason !== "deleted") checkIfMatch(ifMatch, row.revision);
  if (row.status === "enabled") {
    const next = disabled(row, "deleted", scope.now);
    const change = disableEndpoint(id, row.revision, "deleted", scope.now);
    await commit(scope, { changes: [expectRows(1, change)], events: [disabledEvent(next)] });
  }
  for (let round = 0; round < ROUNDS; round++) {
    const [, , gone] = await scope.db.commit([
      deleteOldestAttempts(id, DELIVERIES_A_ROUND),
      deleteOldestDeliveries(id, DELIVERIES_A_ROUND),
      deleteEndpointWithoutDeliveries(id),
    ]);
    if (gone && gone.length > 0) return;
  }
  throw new DomainError(
    "unavailable",
    "The endpoint is disabled and its log is being deleted. Repeat the request to finish.",
  );
}
