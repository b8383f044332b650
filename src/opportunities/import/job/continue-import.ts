import { DomainError } from "../../../errors.ts";
import { commit } from "../../../events/commit.ts";
import { logError } from "../../../log.ts";
import { loadVersion } from "../../../process/version-store.ts";
import type { TenantScope } from "../../../scope.ts";
import { evaluateSoon } from "../../../tenancy/store.ts";
import { hintSnapshots, requestSnapshots } from "../../rollup-repair/request-snapshots.ts";
import { decideRows, type RowsDecision } from "../decide/decide-rows.ts";
import { changesOf } from "../decide/decision-changes.ts";
import { claimImport, type ImportJobRow, keepRejects, updateImport } from "../import-store.ts";
import type { ImportPlan, RowsGround } from "../mapping/plan.ts";
import { addOutcome, completeImport, endOf, failImport, readStored } from "../report/describe-import.ts";
import { isLostRace } from "../run-now.ts";
import type { ImportView } from "../schema.ts";
import { PART_ROWS } from "../upload/intake.ts";
import { dropParts } from "./parts-store.ts";
import { type Batch, openRows, type RowSource } from "./row-source.ts";

/** Commits of one job, and tries of some: at most some 25 statements each, of the 1,000 that an invocation may run. The next job goes on. */
export const BATCHES_A_JOB = 6;
/** By how much a batch is made smaller that has lost a race. */
const FEWER = 8;
/** How long a consumer that died keeps others away. One that is slower is taken over, and its commits fail by the revision. */
export const LEASE_MS = 2 * 60 * 1000;
/** After so many tries in a row that brought nothing in the import is given up, whether they failed or died. */
export const MOST_FAILURES = 6;
/** Until the first new try; it doubles from failure to failure. */
const FIRST_RETRY_MS = 30 * 1000;

/**
 * Goes on with an import: as many commits as one job may take, each of which brings some rows in with their events and says how far the
 * import is. So a consumer that dies at any point has brought whole commits in, and whoever comes next goes on after them; a job that comes
 * twice finds the import leased or ended. An import without rows that wait is of a request that died: it has failed. Answers whether there
 * is more to do.
 */
export async function continueImport(scope: TenantScope, importId: string): Promise<boolean> {
  const [rows] = await scope.db.commit([claimImport(importId, scope.now, scope.now + LEASE_MS)]);
  const [claimed] = (rows ?? []) as ImportJobRow[]; // what the statement RETURNs
  if (!claimed) return false;
  const run = new ImportJobRun({ ...scope, actor: claimed.actor }, claimed);
  if (!run.isQueued || claimed.failures > MOST_FAILURES) {
    await run.giveUp();
    return false;
  }
  try {
    return await run.work();
  } catch (error) {
    await run.fail(error).catch((cause) => logError("an import could not be put off", cause, { importId }));
    throw error;
  }
}

class ImportJobRun {
  readonly #scope: TenantScope;
  #row: ImportJobRow;
  #view: ImportView;

  constructor(scope: TenantScope, claimed: ImportJobRow) {
    this.#scope = scope;
    this.#row = claimed;
    this.#view = readStored(claimed.result);
  }

  /** Whether its rows were put aside. Until a job has stored something, its view says `queued`. */
  get isQueued(): boolean {
    return this.#row.plan !== null && (this.#view.status === "queued" || this.#row.position !== null);
  }

  /** Null of one whose request died before it was said which. */
  get #processId(): string | null {
    return this.#row.plan === null ? null : ((JSON.parse(this.#row.plan) as ImportPlan).mapping.process_id ?? null);
  }

  async work(): Promise<boolean> {
    const ground = await this.#prepare();
    const source = openRows(this.#scope, this.#row.id, ground.plan);
    // What has failed or died before is tried with less.
    let most = Math.ceil(PART_ROWS / 2 ** (this.#row.failures - 1));
    const { position: start } = this.#row;
    for (let count = 1; count <= BATCHES_A_JOB; count++) {
      const batch = await source.next(this.#row.position, most);
      if (!batch) {
        await this.#end(completeImport(this.#view));
        return false;
      }
      try {
        await this.#bringIn(ground, source, batch);
      } catch (error) {
        // Somebody works on one of these deals: fewer at a time are sooner through.
        if (!isLostRace(error) || batch.rows.length === 1) throw error;
        most = Math.ceil(batch.rows.length / FEWER);
      }
    }
    // Where nothing at all could be brought in, another job at once would find the same: the sweep comes back to it.
    const hasMoved = this.#row.position !== start;
    await this.#commit(this.#view, {}, hasMoved ? 0 : FIRST_RETRY_MS, []);
    return hasMoved;
  }

  async #prepare(): Promise<RowsGround> {
    const plan = JSON.parse(this.#row.plan ?? "") as ImportPlan; // written by us only
    const { version } = plan;
    const processId = plan.mapping.process_id ?? "";
    const process = await loadVersion(this.#scope, processId, version);
    return { scope: this.#scope, importId: this.#row.id, plan, current: { processId, version, process } };
  }

  async #bringIn(ground: RowsGround, source: RowSource, batch: Batch): Promise<void> {
    const decided = await decideRows(ground, batch.rows, source.findEarlier);
    const view = { ...addOutcome(this.#view, decided.outcome), status: "running" as const };
    await this.#commit(
      view,
      { position: batch.position, failures: 0 },
      LEASE_MS,
      this.#changesOf(ground, batch, decided),
    );
  }

  #changesOf({ current }: RowsGround, batch: Batch, { decision, rejects, good }: RowsDecision) {
    const { id } = this.#row;
    const { now } = this.#scope;
    return [
      ...(this.#view.dry_run ? [] : changesOf(this.#scope, current.processId, decision)),
      ...rejects.map((pack) => keepRejects(id, pack, now)),
      ...batch.keepGood(good),
    ];
  }

  /** Puts the import off after a failure. A database that is busy is nobody's fault, and no reason to give up. */
  async fail(error: unknown): Promise<void> {
    const isBusy = error instanceof DomainError && error.code === "unavailable";
    const failures = this.#row.failures + (this.#row.failures === 0 ? 1 : 0) - (isBusy ? 1 : 0);
    if (failures >= MOST_FAILURES) return this.giveUp(error);
    const wait = FIRST_RETRY_MS * 2 ** Math.max(0, failures - 1);
    await this.#commit(this.#view, { failures }, wait, []);
  }

  /** Ends the import as it is. What was brought in stays; the same file again finds it unchanged and brings in the rest. */
  async giveUp(reason?: unknown): Promise<void> {
    await this.#end(failImport(this.#view, reason));
  }

  async #end(view: ImportView): Promise<void> {
    const { dry_run: isDryRun } = view;
    const processId = isDryRun ? null : this.#processId;
    const changes = [
      dropParts(this.#row.id),
      ...(isDryRun ? [] : [evaluateSoon(this.#scope.now)]),
      ...(processId === null ? [] : requestSnapshots(view, processId, this.#scope.now)),
    ];
    await this.#commit(view, {}, 0, changes, isDryRun ? [] : [endOf(view)]);
    if (processId !== null) hintSnapshots(view, processId, this.#scope);
  }

  async #commit(
    view: ImportView,
    change: Partial<ImportJobRow>,
    leaseMs: number,
    changes: Parameters<typeof commit>[1]["changes"],
    events: Parameters<typeof commit>[1]["events"] = [],
  ): Promise<void> {
    const scope = this.#scope;
    const { status } = view;
    const row: ImportJobRow = {
      ...this.#row,
      status,
      result: JSON.stringify(view),
      revision: this.#row.revision + 1,
      ...change,
    };
    await commit(scope, { changes: [...changes, updateImport(row, scope.now, scope.now + leaseMs)], events });
    this.#row = row;
    this.#view = view;
  }
}
