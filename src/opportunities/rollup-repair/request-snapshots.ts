import type { TenantStatement } from "../../db/statement.ts";
import type { TenantScope } from "../../scope.ts";
import { requestRepair } from "./request-store.ts";

/** What an import has brought in. */
interface BroughtIn {
  readonly created: number;
  readonly updated: number;
}

/** Asks for the snapshots of past days to be drawn anew where an import has told of the past. */
export function requestSnapshots({ created, updated }: BroughtIn, processId: string, now: number): TenantStatement[] {
  return created + updated === 0 ? [] : [requestRepair(processId, "snapshots", false, now)];
}

/** Tells the queue of it once it is committed; should the hint be lost, the sweep finds what was asked for. */
export function hintSnapshots({ created, updated }: BroughtIn, processId: string, scope: TenantScope): void {
  const { shard, tenant, hint } = scope;
  if (created + updated > 0) hint([{ kind: "repair", shard, tenantId: tenant.id, processId, repair: "snapshots" }]);
}
