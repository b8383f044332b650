import { packsOf } from "../../db/packs.ts";
import type { Change } from "../../db/tenant-db.ts";
import { DomainError } from "../../errors.ts";
import type { NewEvent } from "../../events/catalogue.ts";
import { commit, recordQuietly } from "../../events/commit.ts";
import { logError } from "../../log.ts";
import { loadVersions } from "../../process/version-store.ts";
import type { TenantScope } from "../../scope.ts";
import { evaluateSoon } from "../../tenancy/store.ts";
import { opportunityEvent } from "../change-event.ts";
import type { OpportunityRow } from "../opportunity.ts";
import { updateVersion } from "../store.ts";
import { bindMapping, type MigrationMapping } from "./mapping.ts";
import { type MigratedDeal, type MigrationPlan, migrateDeal } from "./migrate-deal.ts";
import {
  type CriterionOfDeal,
  claimMigration,
  countOpenOfVersion,
  listCriteriaOfVersion,
  listOpenOfVersion,
  type MigrationRow,
  rekeyCriteria,
  rekeyVisits,
  updateMigration,
} from "./migration-store.ts";
import { countOutcome, type MigrationOutcome } from "./outcome.ts";
import { serializeMigration } from "./schema.ts";

/** Deals of one commit. At about five rows written each it takes the database a fraction of a second. */
export const CHUNK_DEALS = 500;
/** Commits of one job: some 60 statements, far below what one invocation may run. The next job goes on. */
export const CHUNKS_A_JOB = 5;
/** By how much a chunk is made smaller that has lost a race. */
const FEWER = 8;
/** How long a consumer that died keeps others away; longer than a job takes. */
export const LEASE_MS = 2 * 60 * 1000;
/** As often in a row a job may fail before the migration is given up. */
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
  try {
    return await run.work();
  } catch (error) {
    await run.fail().catch((cause) => logError("a migration that failed could not be put off", cause, { migrationId }));
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
    const plan = await planOf(this.#scope, this.#row);
    let limit = CHUNK_DEALS;
    for (let chunk = 1; chunk <= CHUNKS_A_JOB; chunk++) {
      const isLast = chunk === CHUNKS_A_JOB;
      try {
        if (await this.#moveChunk(plan, limit, isLast)) return false;
      } catch (error) {
        if (!isLostRace(error)) throw error;
        // Somebody works on one of these deals: fewer at a time are sooner through.
        limit = Math.ceil(limit / FEWER);
        if (isLast) await this.#save([], {}, isLast);
      }
    }
    return true;
  }

  /** Moves the next deals. Answers whether there were none left. */
  async #moveChunk(plan: MigrationPlan, limit: number, isLast: boolean): Promise<boolean> {
    const { process_id: processId, from_version: from, cursor } = this.#row;
    const place = [processId, from, cursor, limit] as const;
    const [deals, criteria] = await this.#scope.db.read([listOpenOfVersion(...place), listCriteriaOfVersion(...place)]);
    const moved = migrateAll(plan, deals, criteria);
    if (deals.length < limit) {
      const [[left]] = await this.#scope.db.read([countOpenOfVersion(processId, from)]);
      // Deals that were reopened behind the cursor are more work: from the start again.
      if ((left?.count ?? 0) <= deals.length) return this.#complete(moved);
      await this.#save(moved, { cursor: "" }, isLast);
      return false;
    }
    await this.#save(moved, { cursor: deals.at(-1)?.id ?? cursor }, isLast);
    return false;
  }

  async #complete(moved: readonly MigratedDeal[]): Promise<boolean> {
    const { now } = this.#scope;
    const row = this.#next(moved, { status: "completed", finished_at: now });
    await this.#commit(row, 0, moved, [endOf(row)]);
    return true;
  }

  async #save(moved: readonly MigratedDeal[], change: Partial<MigrationRow>, isLast: boolean): Promise<void> {
    const { now } = this.#scope;
    // The last commit of a job gives the lease back, so that the next job need not wait for its end.
    await this.#commit(this.#next(moved, change), isLast ? now : now + LEASE_MS, moved, []);
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
  ): Promise<void> {
    const scope = this.#scope;
    const after = moved.map((deal): OpportunityRow => ({ ...deal.after, updated_at: scope.now }));
    const records = moved.map((deal) => eventOf(scope, row.id, deal));
    const changes: Change[] = [
      updateMigration(row, leaseUntil),
      ...packsOf(after).map(updateVersion),
      ...rekeyVisits(moved),
      ...rekeyCriteria(moved),
      ...packsOf(records).map((pack) => recordQuietly(scope, pack)),
      ...(row.finished_at === null ? [] : [evaluateSoon(scope.now)]),
    ];
    await commit(scope, { changes, events });
    this.#row = row;
  }

  /** Puts the migration off after a failure, or gives it up after too many in a row. If even that fails, the lease ends by itself. */
  async fail(): Promise<void> {
    const { now } = this.#scope;
    const failures = this.#row.failures + 1;
    const isGivenUp = failures >= MOST_FAILURES;
    const ended = isGivenUp ? ({ status: "failed", finished_at: now } as const) : {};
    const row = this.#next([], { failures, ...ended });
    await this.#commit(row, now + FIRST_RETRY_MS * 2 ** (failures - 1), [], isGivenUp ? [endOf(row)] : []);
  }
}

async function planOf(scope: TenantScope, row: MigrationRow): Promise<MigrationPlan> {
  const { process_id: processId, to_version: toVersion } = row;
  const [to] = await loadVersions(scope, [{ processId, version: toVersion }]);
  if (!to) throw new Error("a version that is loaded is there");
  const mapping = JSON.parse(row.mapping) as MigrationMapping; // checked before it was stored
  return { toVersion, to, mapping: bindMapping(to, mapping) };
}

/** What the plan makes of deals, given what is recorded of the criteria of all of them. */
export function migrateAll(
  plan: MigrationPlan,
  deals: readonly OpportunityRow[],
  criteria: readonly CriterionOfDeal[],
): MigratedDeal[] {
  const byDeal = Map.groupBy(criteria, (criterion) => criterion.opportunity_id);
  return deals.map((deal) => {
    const own = byDeal.get(deal.id) ?? [];
    return migrateDeal(
      plan,
      deal,
      own.map(({ opportunity_id: _, ...row }) => row),
    );
  });
}

function eventOf(scope: TenantScope, migrationId: string, deal: MigratedDeal): NewEvent {
  const criteria = deal.rekeyed.map(({ before, after }) => ({ from: before.criterion, to: after.criterion }));
  return opportunityEvent(scope, "opportunity.migrated", { ...deal.after, updated_at: scope.now }, deal.before, {
    migration_id: migrationId,
    ...(deal.after.hollow === 1 ? { bypassed: deal.bypassed } : {}),
    ...(criteria.length > 0 ? { criteria } : {}),
    ...(deal.leftBehind.length > 0 ? { left_behind: deal.leftBehind } : {}),
  });
}

function endOf(row: MigrationRow): NewEvent {
  return { type: "migration.completed", data: { migration: serializeMigration(row) } };
}

function isLostRace(error: unknown): boolean {
  return error instanceof DomainError && error.code === "conflict";
}
