import { expectRows } from "../db/tenant-db.ts";
import { DomainError, notFound } from "../errors.ts";
import { recordQuietly } from "../events/commit.ts";
import type { TenantScope } from "../scope.ts";
import { type DeliveryRow, deliverNewestEventTo } from "./delivery-store.ts";
import { findEndpoint } from "./endpoint-store.ts";
import { serializeEndpoint } from "./schema.ts";

const TEST_EVENT = "webhook_endpoint.test";

/**
 * Records a test event and owes it to this endpoint alone, which is why it does not go through `commit`: that tells every endpoint which
 * wants the type. Throws `not_found`, and `webhook_endpoint_disabled` since nothing is sent to a disabled one.
 */
export async function sendTestEvent(scope: TenantScope, endpointId: string): Promise<DeliveryRow> {
  const [[endpoint]] = await scope.db.read([findEndpoint(endpointId)]);
  if (!endpoint) throw notFound("webhook endpoint");
  if (endpoint.status !== "enabled") {
    throw new DomainError("webhook_endpoint_disabled", "Nothing is sent to a disabled endpoint. Enable it first.");
  }
  const event = { type: TEST_EVENT, data: { webhook_endpoint: serializeEndpoint(endpoint) } } as const;
  const [, delivered] = await scope.db.commit([
    recordQuietly(scope, [event]),
    expectRows(1, deliverNewestEventTo(endpointId, scope.now)),
  ]);
  const [row] = (delivered ?? []) as { id: string; event_id: string }[]; // what the statement returns
  if (!row) throw new Error("a guarded insert returns its row");
  scope.hint([{ kind: "deliver", shard: scope.shard, tenantId: scope.tenant.id, deliveryId: row.id, endpointId }]);
  return {
    ...row,
    endpoint_id: endpointId,
    event_type: TEST_EVENT,
    status: "pending",
    attempts: 0,
    next_attempt_at: scope.now,
    created_at: scope.now,
    finished_at: null,
  };
}
