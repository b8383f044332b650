import { expectRows } from "../../db/tenant-db.ts";
import { invalid } from "../../errors.ts";
import type { Decision } from "../../events/commit.ts";
import { type RepairKind, requestRepair } from "../../opportunities/rollup-repair/request-store.ts";
import type { TenantScope } from "../../scope.ts";
import { demandPublished, noSuchProcess } from "../read-funnel.ts";
import { findProcessHead } from "../store.ts";
import { type RepairState, readState } from "./repair-state.ts";
import { findRepair, type RepairRow } from "./store.ts";

export interface RepairRequest {
  readonly process_id?: string | undefined;
  readonly kind: RepairKind;
  readonly verify_only?: boolean | undefined;
}

/**
 * Asks for a repair; a job of the queue carries it out. One that is waiting to change what is wrong is not made one that only looks, also where
 * both are asked for at once: then the commit fails with `conflict`. Throws `not_found`, `process_not_published`, `validation_failed`.
 */
export async function decideRepair(scope: TenantScope, input: RepairRequest): Promise<Decision<RepairRow>> {
  const { process_id, kind, verify_only = false } = input;
  if (verify_only && kind === "snapshots") {
    const detail = "Snapshots are drawn anew; there is nothing to verify.";
    throw invalid([{ pointer: "/verify_only", code: "not_applicable", detail }]);
  }
  const [[head]] = await scope.db.read([findProcessHead(process_id ?? null)]);
  if (!head && process_id !== undefined) throw noSuchProcess("/process_id");
  const { id } = demandPublished(head, process_id);
  const [[before]] = await scope.db.read([findRepair(id, kind)]);
  const isToChange = before?.status === "queued" && !readState(before).verify_only;
  const state: RepairState = { verify_only: verify_only && !isToChange };
  const row: RepairRow = {
    process_id: id,
    kind,
    status: "queued",
    result: JSON.stringify(state),
    failures: 0,
    requested_at: scope.now,
    finished_at: null,
    revision: (before?.revision ?? 0) + 1,
  };
  const request = expectRows(1, requestRepair(id, kind, state.verify_only, scope.now));
  return { result: row, changes: [request], events: [] };
}
