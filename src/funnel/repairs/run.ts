import type { Change } from "../../db/tenant-db.ts";
import { DomainError } from "../../errors.ts";
import { commit } from "../../events/commit.ts";
import { logError } from "../../log.ts";
import type { Counted } from "../../opportunities/rollup-repair/counted.ts";
import {
  NOTHING_REPAIRED,
  type RollupProgress,
  workOnRollups,
} from "../../opportunities/rollup-repair/repair-rollups.ts";
import type { RepairKind } from "../../opportunities/rollup-repair/request-store.ts";
import type { TenantScope } from "../../scope.ts";
import { evaluateSoon } from "../../tenancy/store.ts";
import { type RepairState, readState, withoutCounted } from "./repair-state.ts";
import { claimRepair, dropParts, keepText, listParts, type RepairRow, updateRepair } from "./store.ts";

/** How long a consumer that died keeps others away. One that is slower is taken over, and its commits fail by the revision. */
export const LEASE_MS = 5 * 60 * 1000;
/** After so many tries in a row that came no further it is given up, whether they failed, died or were outrun. */
export const MOST_FAILURES = 8;
/** How often one job counts anew what others have changed while it counted. */
const COUNTS_A_JOB = 3;
/** Until the first new try; it doubles from failure to failure. */
const FIRST_RETRY_MS = 30 * 1000;

/**
 * Goes on with a repair, as far as one job may. What it changes, it changes in commits that say how far it is, so a consumer that dies at any
 * point has changed whole commits, and whoever comes next goes on after them; a job that comes twice finds the repair leased or ended. Answers
 * whether there is more to do at once.
 */
export async function continueRepair(scope: TenantScope, processId: string, kind: RepairKind): Promise<boolean> {
  const [rows] = await scope.db.commit([claimRepair(processId, kind, scope.now, scope.now + LEASE_MS)]);
  const [claimed] = (rows ?? []) as RepairRow[]; // what the statement RETURNs
  if (!claimed) return false;
  const run = new RepairRun(scope, claimed);
  try {
    if (claimed.failures > MOST_FAILURES) await run.giveUp();
    else return await run.work();
  } catch (error) {
    // Asked for anew, or taken over: it is somebody else's now.
    if (isConflict(error)) return false;
    await run.fail(error).catch((cause) => logError("a repair could not be put off", cause, { processId, kind }));
    throw error;
  }
  return false;
}

class RepairRun {
  readonly #scope: TenantScope;
  #row: RepairRow;
  readonly #state: RepairState;

  constructor(scope: TenantScope, claimed: RepairRow) {
    this.#scope = scope;
    this.#row = claimed;
    this.#state = readState(claimed);
  }

  work(): Promise<boolean> {
    return this.#row.kind === "rollups" ? this.#rollups() : this.#snapshots();
  }

  async #snapshots(): Promise<boolean> {
    const { backfillSnapshots } = await import("../snapshots/backfill.ts");
    await this.#complete(await backfillSnapshots(this.#scope, this.#row.process_id), []);
    return false;
  }

  async #rollups(): Promise<boolean> {
    const { verify_only: verifyOnly } = this.#state;
    let progress = await this.#progress();
    for (let count = 1; count <= COUNTS_A_JOB; count++) {
      const turn = await workOnRollups(this.#scope, this.#row.process_id, verifyOnly, progress);
      if (turn.kind === "more") return this.#pause(turn.progress);
      if (turn.kind === "found") {
        if (await this.#isCompleted(turn.findings, turn.changes)) return false;
        progress = { completing: null, completed: turn.findings.completed };
      } else progress = turn.progress;
    }
    await this.#putOff({ verify_only: verifyOnly, progress: withoutCounted(progress) }, this.#row.failures);
    return false;
  }

  /** False where others have written since it was counted. */
  async #isCompleted(result: object, changes: readonly Change[]): Promise<boolean> {
    try {
      await this.#complete(result, changes);
      return true;
    } catch (error) {
      if (changes.length === 0 || !isConflict(error)) throw error;
      return false;
    }
  }

  async #complete(result: object, changes: readonly Change[]): Promise<void> {
    const also = changes.length > 0 ? [...changes, evaluateSoon(this.#scope.now)] : [];
    const { verify_only } = this.#state;
    await this.#end({ verify_only, result }, "completed", also);
  }

  /** What was counted is kept beside the state: of a large process it is many megabytes. */
  async #pause(progress: RollupProgress): Promise<boolean> {
    const { counting } = progress;
    const kept = counting ? keepText(this.#row.process_id, JSON.stringify(counting.counted)) : [];
    await this.#save({ ...this.#state, progress: withoutCounted(progress) }, { failures: 0 }, this.#scope.now, kept);
    return true;
  }

  async #progress(): Promise<RollupProgress> {
    const { counting, ...progress } = this.#state.progress ?? NOTHING_REPAIRED;
    if (!counting) return progress;
    const [parts] = await this.#scope.db.read([listParts(this.#row.process_id)]);
    const counted = JSON.parse(parts.map(({ text }) => text).join("")) as Counted; // as #pause has kept it
    return { ...progress, counting: { ...counting, counted } };
  }

  async #putOff(state: RepairState, failures: number): Promise<void> {
    if (failures >= MOST_FAILURES) return this.giveUp("others kept writing");
    await this.#save(state, { failures }, this.#scope.now + FIRST_RETRY_MS * 2 ** Math.max(0, failures - 1));
  }

  /** Puts the repair off after a failure. A database that is busy is nobody's fault, and no reason to give up. */
  async fail(error: unknown): Promise<void> {
    const isBusy = error instanceof DomainError && error.code === "unavailable";
    await this.#putOff(this.#state, this.#row.failures - (isBusy ? 1 : 0));
  }

  async giveUp(reason = "it failed again and again"): Promise<void> {
    const { verify_only } = this.#state;
    await this.#end({ verify_only, result: { reason } }, "failed");
  }

  async #end(state: RepairState, status: "completed" | "failed", also: readonly Change[] = []): Promise<void> {
    const { kind, process_id } = this.#row;
    const dropped = kind === "rollups" ? [dropParts(process_id)] : [];
    await this.#save(state, { status, finished_at: this.#scope.now }, 0, [...also, ...dropped]);
  }

  async #save(
    state: RepairState,
    change: Partial<RepairRow>,
    leaseUntil: number,
    also: readonly Change[] = [],
  ): Promise<void> {
    const { revision } = this.#row;
    const row: RepairRow = { ...this.#row, result: JSON.stringify(state), ...change, revision: revision + 1 };
    await commit(this.#scope, { changes: [updateRepair(row, leaseUntil), ...also], events: [] });
    this.#row = row;
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof DomainError && error.code === "conflict";
}
