import { packsOf } from "../../db/packs.ts";
import type { Change } from "../../db/tenant-db.ts";
import { DomainError } from "../../errors.ts";
import type { NewEvent } from "../../events/catalogue.ts";
import { commit, recordQuietly } from "../../events/commit.ts";
import { logError } from "../../log.ts";
import { loadVersion } from "../../process/version-store.ts";
import type { TenantScope } from "../../scope.ts";
import { evaluateSoon } from "../../tenancy/store.ts";
import { opportunityEvent } from "../change-event.ts";
import type { OpportunityRow, VisitRow } from "../opportunity.ts";
import { countDeal, emptyDelta } from "../rollup.ts";
import { addToRollup } from "../rollup-store.ts";
import { listVisitsOf, updateVersion } from "../store.ts";
import type { MigrationMapping } from "./mapping.ts";
import { type MigratedDeal, type MigrationPlan, migrateDeals, migrateVisits, planMigration } from "./migrate-deal.ts";
import {
  claimMigration,
  listOpenOfVersion,
  type MigrationRow,
  type RekeyedVisit,
  readDeals,
  rekeyCriteria,
  rekeyVisits,
  updateMigration,
} from "./migration-store.ts";
import { countOutcome, type MigrationOutcome } from "./outcome.ts";
import { serializeMigration } from "./schema.ts";

/** Deals of one commit. At about seven rows written each it takes the database a fraction of a second. */
export const CHUNK_DEALS = 500;
/** Criteria that one commit gives another key; fewer deals then go into it. */
export const CHUNK_CRITERIA = 5_000;
/** Commits of one job: some 60 statements, far below what one invocation may run. The next job goes on. */
export const CHUNKS_A_JOB = 5;
/** By how much a chunk is made smaller that has lost a race. */
const FEWER = 8;
/** How long a consumer that died keeps others away. One that is slower is taken over, and its commits fail by the revision. */
export const LEASE_MS = 2 * 60 * 1000;
/** After so many tries in a row that moved nothing the migration is given up, whether they failed or died. */
export const MOST_FAILURES = 6;
/** Until the first new try; it doubles from failure to failure. */
const FIRST_RETRY_MS = 30 * 1000;

/**
 * Goes on with a migration: as many commits as one job may take, each of which moves some deals with their events and says how far the
 * migration is. So a consumer that dies at any point has moved whole commits, and whoever comes next goes on after them; a job that comes
 * twice finds the migration leased or ended. Answers whether there is more to do.
 */
export async function continueMigration(scope: TenantScope, migrationId: string): Promise<boolean> {
  const [rows] = await scope.db.commit([claimMigration(migrationId, scope.now, scope.now + LEASE_MS)]);
  const [claimed] = (rows ?? []) as MigrationRow[]; // what the statement RETURNs
  if (!claimed) return false;
  const run = new MigrationRun({ ...scope, actor: claimed.actor }, claimed);
  if (claimed.failures > MOST_FAILURES) {
    await run.giveUp();
    return false;
  }
  try {
    return await run.work();
  } catch (error) {
    await run.fail(error).catch((cause) => logError("a migration could not be put off", cause, { migrationId }));
    throw error;
  }
}

class MigrationRun {
  readonly #scope: TenantScope;
  #row: MigrationRow;

  constructor(scope: TenantScope, claimed: MigrationRow) {
    this.#scope = scope;
    this.#row = claimed;
  }

  async work(): Promise<boolean> {
    const { process_id: processId, from_version: from, failures, moved: movedBefore } = this.#row;
    const plan = await planOf(this.#scope, this.#row);
    const most = CHUNK_DEALS * CHUNKS_A_JOB;
    const [open] = await this.#scope.db.read([listOpenOfVersion(processId, from, most)]);
    let left = open.map(({ id }) => id);
    // What has failed or died before is tried with less.
    let size = Math.ceil(CHUNK_DEALS / 2 ** (failures - 1));
    for (let chunk = 1; chunk <= CHUNKS_A_JOB && left.length > 0; chunk++) {
      try {
        left = await this.#moveSome(plan, left, size);
      } catch (error) {
        if (!isLostRace(error)) throw error;
        // Somebody works on one of these deals: fewer at a time are sooner through. Once it is found, it is left for another time.
        if (size === 1) left = left.slice(1);
        size = size === 1 ? CHUNK_DEALS : Math.ceil(size / FEWER);
      }
    }
    const isThrough = open.length < most && left.length === 0 && open.length === this.#row.moved - movedBefore;
    if (isThrough) return this.#complete();
    // Where nothing at all could be moved, another job at once would find the same: the sweep comes back to it.
    return this.#row.moved === movedBefore && open.length > 0 ? this.#putOff() : this.#pause();
  }

  async #putOff(): Promise<boolean> {
    await this.#commit(this.#next([], {}), this.#scope.now + FIRST_RETRY_MS, [], []);
    return false;
  }

  /** Moves the first deals of a list in one commit. Answers the rest of it. */
  async #moveSome(plan: MigrationPlan, ids: readonly string[], size: number): Promise<string[]> {
    const some = ids.slice(0, size);
    const [deals, said, visits] = await this.#scope.db.read([
      ...readDeals(some, this.#row.from_version),
      listVisitsOf(JSON.stringify(some)),
    ]);
    const migrated = migrateDeals(plan, deals, said);
    const moved = migrated.slice(0, fittingInto(migrated, CHUNK_CRITERIA));
    if (moved.length > 0) {
      const visitChanges = changesOfVisits(this.#row.process_id, moved, visits, this.#scope.now);
      await this.#commit(this.#next(moved, {}), this.#scope.now + LEASE_MS, moved, [], visitChanges);
    }
    const last = moved.length < migrated.length ? moved.at(-1)?.before.id : some.at(-1);
    return ids.slice(ids.indexOf(last ?? "") + 1);
  }

  /** Ends the migration. Answers whether it could not, because deals have come into the version since they were listed. */
  async #complete(): Promise<boolean> {
    const row = this.#next([], { status: "completed", finished_at: this.#scope.now });
    try {
      await this.#commit(row, 0, [], [endOf(row)]);
      return false;
    } catch (error) {
      if (!isLostRace(error)) throw error;
      return this.#pause();
    }
  }

  /** Gives the lease back, so that the next job need not wait for its end. */
  async #pause(): Promise<boolean> {
    await this.#commit(this.#next([], {}), this.#scope.now, [], []);
    return true;
  }

  /** Puts the migration off after a failure. A database that is busy is nobody's fault, and no reason to give up. */
  async fail(error: unknown): Promise<void> {
    const isBusy = error instanceof DomainError && error.code === "unavailable";
    const failures = this.#row.failures + (this.#row.failures === 0 ? 1 : 0) - (isBusy ? 1 : 0);
    if (failures >= MOST_FAILURES) return this.giveUp();
    const wait = FIRST_RETRY_MS * 2 ** Math.max(0, failures - 1);
    await this.#commit({ ...this.#next([], {}), failures }, this.#scope.now + wait, [], []);
  }

  /** Ends the migration as it is. What was moved stays moved; asked for again, it goes on from there. */
  async giveUp(): Promise<void> {
    const row = this.#next([], { status: "failed", finished_at: this.#scope.now });
    await this.#commit(row, 0, [], [endOf(row)]);
  }

  #next(moved: readonly MigratedDeal[], change: Partial<MigrationRow>): MigrationRow {
    const outcome = countOutcome(JSON.parse(this.#row.outcome) as MigrationOutcome, moved); // written by us only
    return {
      ...this.#row,
      moved: this.#row.moved + moved.length,
      outcome: JSON.stringify(outcome),
      failures: 0,
      revision: this.#row.revision + 1,
      updated_at: this.#scope.now,
      ...change,
    };
  }

  async #commit(
    row: MigrationRow,
    leaseUntil: number,
    moved: readonly MigratedDeal[],
    events: readonly NewEvent[],
    also: readonly Change[] = [],
  ): Promise<void> {
    const scope = this.#scope;
    const after = moved.map(
      (deal): OpportunityRow => ({
        ...deal.after,
        updated_at: scope.now,
        last_event_at: scope.now,
      }),
    );
    const records = moved.map((deal) => eventOf(scope, row.id, deal));
    const changes: Change[] = [
      ...packsOf(after).map(updateVersion),
      ...rekeyCriteria(moved),
      ...also,
      ...packsOf(records).map((pack) => recordQuietly(scope, pack)),
      updateMigration(row, leaseUntil),
      ...(row.finished_at === null ? [] : [evaluateSoon(scope.now)]),
    ];
    await commit(scope, { changes, events });
    this.#row = row;
  }
}

async function planOf(scope: TenantScope, row: MigrationRow): Promise<MigrationPlan> {
  const to = await loadVersion(scope, row.process_id, row.to_version);
  return planMigration(row.to_version, to, JSON.parse(row.mapping) as MigrationMapping); // checked before it was stored
}

/** How many of the first deals have no more than so many criteria to be given other keys; one at least. */
function fittingInto(deals: readonly MigratedDeal[], most: number): number {
  let criteria = 0;
  const beyond = deals.findIndex(({ rekeyed }) => {
    criteria += rekeyed.length;
    return criteria > most;
  });
  return beyond === -1 ? deals.length : Math.max(1, beyond);
}

/** What becomes of the visits of deals; a deal that goes on under another key leaves the cohort of the old one. */
function changesOfVisits(
  processId: string,
  moved: readonly MigratedDeal[],
  visits: readonly (VisitRow & { readonly opportunity_id: string })[],
  now: number,
): Change[] {
  const byDeal = Map.groupBy(visits, (visit) => visit.opportunity_id);
  const delta = emptyDelta();
  const rekeyed: RekeyedVisit[] = [];
  for (const deal of moved) {
    const before = byDeal.get(deal.before.id) ?? [];
    const after = migrateVisits(deal, before);
    countDeal(delta, -1, deal.before, before);
    countDeal(delta, 1, deal.after, after);
    for (const [index, { visit, stage, position }] of after.entries()) {
      const known = before[index];
      if (known?.stage === stage && known.position === position) continue;
      rekeyed.push({ id: deal.before.id, visit, stage, position });
    }
  }
  return [...rekeyVisits(rekeyed), ...addToRollup(processId, delta, now)];
}

function eventOf(scope: TenantScope, migrationId: string, deal: MigratedDeal): NewEvent {
  const { before, rekeyed, replaced, leftBehind, readOtherwise, bypassed } = deal;
  const after = { ...deal.after, updated_at: scope.now };
  return opportunityEvent(scope, "opportunity.migrated", after, before, {
    migration_id: migrationId,
    ...(after.hollow === 1 ? { bypassed } : {}),
    ...(rekeyed.length > 0 ? { criteria: rekeyed } : {}),
    ...(replaced.length > 0 ? { replaced } : {}),
    ...(leftBehind.length > 0 ? { left_behind: leftBehind } : {}),
    ...(readOtherwise.length > 0 ? { read_otherwise: readOtherwise } : {}),
  });
}

function endOf(row: MigrationRow): NewEvent {
  return { type: "migration.completed", data: { migration: serializeMigration(row) } };
}

function isLostRace(error: unknown): boolean {
  return error instanceof DomainError && error.code === "conflict";
}
