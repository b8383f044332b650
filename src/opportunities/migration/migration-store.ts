import { fromJson, JSON_ROWS } from "../../db/json-rows.ts";
import { packsOf } from "../../db/packs.ts";
import { type TenantStatement, tenantSql, unscopedSql } from "../../db/statement.ts";
import type { processMigrations, processVersions } from "../../db/tables.ts";
import { expectRows, type GuardedStatement } from "../../db/tenant-db.ts";
import type { CriterionRow, OpportunityRow } from "../opportunity.ts";
import { OPPORTUNITY_COLUMNS } from "../store.ts";
import type { MigratedDeal, RekeyedCriterion } from "./migrate-deal.ts";

/** A migration as it is stored: `mapping` is a `MigrationMapping`, `outcome` a `MigrationOutcome`, both as JSON. */
export type MigrationRow = Readonly<Omit<typeof processMigrations.$inferSelect, "tenant_id" | "lease_until">>;

const COLUMNS = [
  "id",
  "process_id",
  "from_version",
  "to_version",
  "mapping",
  "status",
  "opportunities",
  "moved",
  "outcome",
  "cursor",
  "failures",
  "actor",
  "revision",
  "created_at",
  "updated_at",
  "finished_at",
] as const satisfies readonly (keyof MigrationRow)[];

const insertRow = tenantSql(
  `INSERT INTO process_migrations (tenant_id, ${COLUMNS.join(", ")}) SELECT ?1, ${fromJson(COLUMNS)} FROM json_each(?2) AS row`,
);

/** Fails the commit with `migration_in_progress` while the process has another that has not ended. */
export function insertMigration(row: MigrationRow): TenantStatement {
  return insertRow(JSON.stringify([row]));
}

export const findMigration = tenantSql<MigrationRow>(
  `SELECT ${COLUMNS.join(", ")} FROM process_migrations WHERE tenant_id = ?1 AND process_id = ?2 AND id = ?3`,
);

/** A page of a process's migrations, oldest first. */
export const listMigrations = tenantSql<MigrationRow>(`
  SELECT ${COLUMNS.join(", ")} FROM process_migrations WHERE tenant_id = ?1 AND process_id = ?2 AND id > ?3 ORDER BY id LIMIT ?4`);

/**
 * Leases a migration that has not ended and that nobody is at (at ?3) until ?4. Answers it, or nothing: of two consumers at once one goes on.
 * One statement, so that nothing needs to be guarded.
 */
export const claimMigration = tenantSql<MigrationRow>(`
  UPDATE process_migrations SET status = 'running', lease_until = ?4, revision = revision + 1
  WHERE tenant_id = ?1 AND id = ?2 AND finished_at IS NULL AND lease_until <= ?3
  RETURNING ${COLUMNS.join(", ")}`);

const update = tenantSql(`
  UPDATE process_migrations SET status = ?4, moved = ?5, outcome = ?6, cursor = ?7, failures = ?8, lease_until = ?9,
    updated_at = ?10, finished_at = ?11, revision = revision + 1
  WHERE tenant_id = ?1 AND id = ?2 AND revision = ?3`);

/** Brings a migration from the revision before this one to what it is now. Fails the commit when somebody else has taken it over. */
export function updateMigration(row: MigrationRow, leaseUntil: number): GuardedStatement {
  const { id, revision, status, moved, outcome, cursor, failures, updated_at, finished_at } = row;
  const params = [status, moved, outcome, cursor, failures, leaseUntil, updated_at, finished_at];
  return expectRows(1, update(id, revision - 1, ...params));
}

/** Those that have not ended and that nobody is at, the longest left first. */
export const findDueMigrations = unscopedSql<{ readonly tenant_id: string; readonly id: string }>(
  "the cron trigger looks across a shard for migrations to go on with; it reads ids and nothing that is theirs",
  `SELECT tenant_id, id FROM process_migrations INDEXED BY process_migrations_due
   WHERE finished_at IS NULL AND lease_until <= ?1 ORDER BY lease_until LIMIT ?2`,
);

type VersionNumber = Pick<typeof processVersions.$inferSelect, "version">;

/** Of two versions of a process, those that there are. */
export const findVersionNumbers = tenantSql<VersionNumber>(
  `SELECT version FROM process_versions WHERE tenant_id = ?1 AND process_id = ?2 AND version IN (?3, ?4)`,
);

const OPEN_OF_VERSION = "tenant_id = ?1 AND process_id = ?2 AND version = ?3 AND status = 'open'";

/** How many open deals are pinned to a version. From the covering index, so that no deal is read. */
export const countOpenOfVersion = tenantSql<{ readonly count: number }>(
  `SELECT count(*) AS count FROM opportunities INDEXED BY opportunities_open_funnel WHERE ${OPEN_OF_VERSION}`,
);

/** The open deals of a version after an id, in the order of ids. By their own index: it has open deals only, and is in that order. */
const OPEN_AFTER = `FROM opportunities INDEXED BY opportunities_open WHERE ${OPEN_OF_VERSION} AND id > ?4 ORDER BY id LIMIT ?5`;

export const listOpenOfVersion = tenantSql<OpportunityRow>(`SELECT ${OPPORTUNITY_COLUMNS.join(", ")} ${OPEN_AFTER}`);

export type CriterionOfDeal = CriterionRow & { readonly opportunity_id: string };

/** What is recorded of the criteria of the very deals that `listOpenOfVersion` answers to the same parameters. */
export const listCriteriaOfVersion = tenantSql<CriterionOfDeal>(`
  SELECT opportunity_id, criterion, state, level_percent, evidence, confirmed_by, note, actor, changed_at
  FROM opportunity_criteria WHERE tenant_id = ?1 AND opportunity_id IN (SELECT id ${OPEN_AFTER})`);

const moveVisits = tenantSql(`
  UPDATE stage_visits SET stage = row.value ->> 'stage' FROM ${JSON_ROWS}
  WHERE stage_visits.tenant_id = row.tenant_id AND opportunity_id = row.value ->> 'id' AND visit = row.value ->> 'visit'`);

/** The visits that the deals are in go on under the keys that their stages have now. Guarded by the revisions of the deals. */
export function rekeyVisits(deals: readonly MigratedDeal[]): TenantStatement[] {
  const moved = deals.filter(({ before, after }) => before.stage !== after.stage);
  const rows = moved.map(({ after: { id, visit, stage } }) => ({ id, visit, stage }));
  return packsOf(rows).map((pack) => moveVisits(JSON.stringify(pack)));
}

const deleteCriteria = tenantSql(`
  DELETE FROM opportunity_criteria WHERE tenant_id = ?1 AND (opportunity_id, criterion) IN (
    SELECT value ->> 0, value ->> 1 FROM json_each(?2))`);

const CRITERION_COLUMNS = [
  "opportunity_id",
  "criterion",
  "state",
  "level_percent",
  "evidence",
  "confirmed_by",
  "note",
  "actor",
  "changed_at",
] as const satisfies readonly (keyof CriterionOfDeal)[];

const insertCriteria = tenantSql(
  `INSERT INTO opportunity_criteria (tenant_id, ${CRITERION_COLUMNS.join(", ")}) SELECT ?1, ${fromJson(CRITERION_COLUMNS)} FROM json_each(?2) AS row`,
);

/**
 * Gives what is recorded of criteria their new keys. All are taken out before any is put back, since two may change places. Guarded by the
 * revisions of the deals.
 */
export function rekeyCriteria(deals: readonly MigratedDeal[]): TenantStatement[] {
  const rekeyed = deals.flatMap(({ before, rekeyed: rows }) => rows.map((row) => ({ id: before.id, ...row })));
  const gone = rekeyed.flatMap(({ id, before, after }) => [
    [id, before.criterion],
    [id, after.criterion],
  ]);
  const put = rekeyed.map(({ id, after }): RekeyedCriterion["after"] & { opportunity_id: string } => ({
    opportunity_id: id,
    ...after,
  }));
  return [
    ...packsOf(gone).map((pack) => deleteCriteria(JSON.stringify(pack))),
    ...packsOf(put).map((pack) => insertCriteria(JSON.stringify(pack))),
  ];
}
