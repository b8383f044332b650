import type { Change } from "../../db/tenant-db.ts";
import { DomainError } from "../../errors.ts";
import { commit } from "../../events/commit.ts";
import { type Answer, jsonAnswer } from "../../http/answer.ts";
import type { PendingIdempotency } from "../../http/idempotency.ts";
import { logError } from "../../log.ts";
import { evaluateSoon } from "../../tenancy/store.ts";
import { hintSnapshots, requestSnapshots } from "../rollup-repair/request-snapshots.ts";
import { decideRows, type RowsDecision } from "./decide/decide-rows.ts";
import { changesOf } from "./decide/decision-changes.ts";
import { splitRows } from "./decide/split-rows.ts";
import type { FileRow } from "./file/file-row.ts";
import { findImport, keepRejects, type RejectsRow, saveImport } from "./import-store.ts";
import type { RowsGround } from "./mapping/plan.ts";
import {
  addOutcome,
  completeImport,
  describeImport,
  endOf,
  failImport,
  type ImportHead,
  readStored,
} from "./report/describe-import.ts";
import type { ImportView } from "./schema.ts";
import { PART_ROWS } from "./upload/intake.ts";

/** How often rows that lost a race are decided again on what the winner left. */
const TRIES = 4;
/** Into how many parts rows go that have lost them all: a migration moves the same deals in smaller commits, and is sooner through. */
const PARTS = 8;
/** How long a request that died keeps the import to itself: longer than any request may take. */
const LEASE_MS = 5 * 60 * 1000;

/**
 * Brings the rows of a file in while its request waits, in chunks that are each atomic with their events; the last commit tells the result,
 * and the funnel to be judged. A crash leaves whole chunks and an import that is `running` until the sweep comes; the same file again finds
 * them unchanged and brings in the rest. A dry run decides the same and writes nothing.
 *
 * Throws `conflict` when others keep changing the same opportunities.
 */
export async function runNow(
  ground: RowsGround,
  head: ImportHead,
  rows: readonly FileRow[],
  idempotency: PendingIdempotency | undefined,
): Promise<Answer> {
  return new ImmediateRun(ground, head, idempotency).carryOut(rows);
}

class ImmediateRun {
  readonly #ground: RowsGround;
  readonly #plan: string;
  readonly #idempotency: PendingIdempotency | undefined;
  #view: ImportView;
  /** The good rows so far, by their external ids. */
  readonly #good = new Map<string, number>();
  /** Rejects that no commit has carried yet. */
  #rejects: readonly RejectsRow[] = [];
  /** Whether a commit has written the import's row, and with it the claim on the Idempotency-Key. */
  #hasBegun = false;

  constructor(ground: RowsGround, head: ImportHead, idempotency: PendingIdempotency | undefined) {
    this.#ground = ground;
    this.#plan = JSON.stringify(ground.plan);
    this.#idempotency = idempotency;
    this.#view = describeImport(head, "running");
  }

  async carryOut(rows: readonly FileRow[]): Promise<Answer> {
    try {
      for (const chunk of splitRows(this.#ground.plan, rows, PART_ROWS)) await this.#bringIn(chunk);
      return await this.#complete();
    } catch (error) {
      await this.#giveUp(error);
      throw error;
    }
  }

  /** Decides rows and commits them; decides again on what is there then when somebody else was faster. */
  async #bringIn(rows: readonly FileRow[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const decided = await decideRows(this.#ground, rows, async () => this.#good);
      try {
        return await this.#take(decided);
      } catch (error) {
        if (!isLostRace(error)) throw error;
        if (attempt === TRIES) return this.#bringInByParts(rows);
      }
    }
  }

  async #bringInByParts(rows: readonly FileRow[]): Promise<void> {
    const parts = splitRows(this.#ground.plan, rows, Math.ceil(rows.length / PARTS));
    if (parts.length === 1)
      throw new DomainError("conflict", "Others keep changing the same opportunities. Try again.");
    for (const part of parts) await this.#bringIn(part);
  }

  async #take({ decision, outcome, rejects, good }: RowsDecision): Promise<void> {
    const { scope, current } = this.#ground;
    const view = addOutcome(this.#view, outcome);
    const allRejects = [...this.#rejects, ...rejects];
    const isToCommit = !view.dry_run && decision.events.length > 0;
    if (isToCommit) {
      const changes = [...changesOf(scope, current.processId, decision), ...this.#keep(allRejects), this.#save(view)];
      await commit(scope, { changes, events: [] }, this.#hasBegun ? [] : (this.#idempotency?.claim(scope.now) ?? []));
      if (!this.#hasBegun) this.#idempotency?.claimed();
      this.#hasBegun = true;
    }
    this.#rejects = isToCommit ? [] : allRejects;
    this.#view = view;
    for (const [id, row] of good) this.#good.set(id, row);
  }

  async #complete(): Promise<Answer> {
    const { scope, current } = this.#ground;
    const view = completeImport(this.#view);
    const answer = jsonAnswer(200, view);
    if (view.dry_run) return answer;
    // Also when nothing has changed: it may be what an earlier run brought in that ended before it could ask for this.
    const asked = [evaluateSoon(scope.now), ...requestSnapshots(view, current.processId, scope.now)];
    const changes = [...this.#keep(this.#rejects), this.#save(view), ...asked];
    await commit(scope, { changes, events: [endOf(view)] }, (await this.#idempotency?.keep(answer)) ?? []);
    hintSnapshots(view, current.processId, scope);
    if (this.#idempotency) this.#idempotency.kept = true;
    return answer;
  }

  /**
   * Says of an import that has begun that it will not end, and what it has brought in: by what is stored, since a commit that seems to have
   * failed may have gone through. When not even that can be written, the sweep does it later.
   */
  async #giveUp(reason: unknown): Promise<void> {
    if (this.#view.dry_run) return;
    const { scope, current } = this.#ground;
    try {
      const [[row]] = await scope.db.read([findImport(this.#view.id)]);
      if (!row) return;
      const stored = readStored<ImportView>(row.result);
      if (stored.status !== "running") return;
      const view = failImport(stored, reason);
      const asked = [evaluateSoon(scope.now), ...requestSnapshots(view, current.processId, scope.now)];
      await commit(scope, { changes: [this.#save(view), ...asked], events: [endOf(view)] });
    } catch (error) {
      logError("an import that failed could not be marked so", error, { import_id: this.#view.id });
    }
  }

  #keep(rejects: readonly RejectsRow[]): Change[] {
    const { scope, importId } = this.#ground;
    return rejects.map((pack) => keepRejects(importId, pack, scope.now));
  }

  #save(view: ImportView): Change {
    const { scope } = this.#ground;
    return saveImport(view, this.#plan, scope.actor, scope.now, scope.now + LEASE_MS);
  }
}

export function isLostRace(error: unknown): boolean {
  return error instanceof DomainError && (error.code === "conflict" || error.code === "external_id_taken");
}
