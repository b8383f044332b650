import { packsOf } from "../db/packs.ts";
import type { Change } from "../db/tenant-db.ts";
import type { Job } from "../jobs.ts";
import type { TenantScope } from "../scope.ts";
import type { NewEvent } from "./catalogue.ts";
import { insertDeliveries, insertEvents } from "./store.ts";

/** What a verb decided: the changes to make, the facts to record with them, and what to tell the caller. */
export interface Decision<Result> {
  readonly result: Result;
  readonly changes: readonly Change[];
  readonly events: readonly NewEvent[];
}

/** A decision that there is nothing to do: nothing is written and nothing is recorded. */
export function unchanged<Result>(result: Result): Decision<Result> {
  return { result, changes: [], events: [] };
}

/**
 * The one way to write: changes, their events, the deliveries these owe to the matching endpoints and whatever else must stand or fall
 * with them (`also`: an idempotency answer), in one atomic batch. Afterwards the queue is told; if that hint is lost the sweep finds the
 * deliveries. Throws `conflict` when a guarded change missed; nothing has happened then.
 */
export async function commit(
  scope: TenantScope,
  decision: Pick<Decision<unknown>, "changes" | "events">,
  also: readonly Change[] = [],
): Promise<void> {
  const { changes, events } = decision;
  // However many statements the events take, they are the newest of all: nothing else comes between in one transaction.
  const record: Change[] =
    events.length > 0
      ? [...packsOf(events).map((pack) => insertEvents(scope, pack)), insertDeliveries(events.length, scope.now)]
      : [];
  const all = [...changes, ...also, ...record];
  if (all.length === 0) return;
  const rows = await scope.db.commit(all);
  if (events.length > 0) scope.hint(deliveryJobs(scope, rows.at(-1) ?? []));
}

function deliveryJobs(scope: TenantScope, rows: readonly unknown[]): Job[] {
  return (rows as readonly { id: string; endpoint_id: string }[]).map(({ id, endpoint_id }) => ({
    kind: "deliver",
    shard: scope.shard,
    tenantId: scope.tenant.id,
    deliveryId: id,
    endpointId: endpoint_id,
  }));
}

/** Records facts that no webhook is told one by one, such as each row of an import. */
export function recordQuietly(scope: Pick<TenantScope, "actor" | "now">, events: readonly NewEvent[]): Change {
  return insertEvents(scope, events);
}
