import { fromJson, JSON_ROWS, setFromJson } from "../../db/json-rows.ts";
import { packsOf } from "../../db/packs.ts";
import { type TenantStatement, tenantSql, unscopedSql } from "../../db/statement.ts";
import type { processMigrations, processVersions } from "../../db/tables.ts";
import { expectRows, type GuardedStatement } from "../../db/tenant-db.ts";
import type { OpportunityRow, VisitRow } from "../opportunity.ts";
import { OPPORTUNITY_COLUMNS } from "../store.ts";
import type { MigratedDeal, SaidOfDeal } from "./migrate-deal.ts";

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
 * Leases a migration that has not ended and that nobody is at (at ?3) until ?4, and counts the try. Answers it, or nothing: of two consumers at
 * once one goes on. One statement, so that nothing needs to be guarded.
 */
export const claimMigration = tenantSql<MigrationRow>(`
  UPDATE process_migrations SET status = 'running', lease_until = ?4, failures = failures + 1, revision = revision + 1
  WHERE tenant_id = ?1 AND id = ?2 AND finished_at IS NULL AND lease_until <= ?3
  RETURNING ${COLUMNS.join(", ")}`);

const update = tenantSql(`
  UPDATE process_migrations SET status = ?4, moved = ?5, outcome = ?6, failures = ?7, lease_until = ?8, updated_at = ?9,
    finished_at = ?10, revision = revision + 1
  WHERE tenant_id = ?1 AND id = ?2 AND revision = ?3
    AND (?4 <> 'completed' OR NOT EXISTS (
      SELECT 1 FROM opportunities INDEXED BY opportunities_open_funnel
      WHERE tenant_id = ?1 AND process_id = process_migrations.process_id AND version = process_migrations.from_version
        AND status = 'open'))`);

/**
 * Brings a migration from the revision before this one to what it is now. Fails the commit when somebody else has taken it over, and when it
 * would be completed with a deal left behind.
 */
export function updateMigration(row: MigrationRow, leaseUntil: number): GuardedStatement {
  const { id, revision, status, moved, outcome, failures, updated_at, finished_at } = row;
  return expectRows(1, update(id, revision - 1, status, moved, outcome, failures, leaseUntil, updated_at, finished_at));
}

/** Those of active tenants that have not ended and that nobody is at, the longest left first. */
export const findDueMigrations = unscopedSql<{ readonly tenant_id: string; readonly id: string }>(
  "the cron trigger looks across a shard for migrations to go on with; it reads ids and nothing that is theirs",
  `SELECT tenant_id, id FROM process_migrations INDEXED BY process_migrations_due
   WHERE finished_at IS NULL AND lease_until <= ?1
     AND EXISTS (SELECT 1 FROM tenants WHERE tenants.id = process_migrations.tenant_id AND status = 'active')
   ORDER BY lease_until LIMIT ?2`,
);

type VersionNumber = Pick<typeof processVersions.$inferSelect, "version">;

/** Of two versions of a process, those that there are. */
export const findVersionNumbers = tenantSql<VersionNumber>(
  `SELECT version FROM process_versions WHERE tenant_id = ?1 AND process_id = ?2 AND version IN (?3, ?4)`,
);

const OPEN_OF_VERSION = "tenant_id = ?1 AND process_id = ?2 AND version = ?3 AND status = 'open'";

/** How many open deals are pinned to a version. This and the next from the covering index, so that no deal is read. */
export const countOpenOfVersion = tenantSql<{ readonly count: number }>(
  `SELECT count(*) AS count FROM opportunities INDEXED BY opportunities_open_funnel WHERE ${OPEN_OF_VERSION}`,
);

/** The open deals of a version, in the order of their ids. */
export const listOpenOfVersion = tenantSql<{ readonly id: string }>(
  `SELECT id FROM opportunities INDEXED BY opportunities_open_funnel WHERE ${OPEN_OF_VERSION} ORDER BY id LIMIT ?4`,
);

const listDeals = tenantSql<OpportunityRow>(`
  SELECT ${OPPORTUNITY_COLUMNS.join(", ")} FROM opportunities
  WHERE tenant_id = ?1 AND id IN (SELECT value FROM json_each(?2)) AND version = ?3 AND status = 'open' ORDER BY id`);

const listSaid = tenantSql<SaidOfDeal>(`
  SELECT opportunity_id, criterion, state, level_percent FROM opportunity_criteria
  WHERE tenant_id = ?1 AND opportunity_id IN (SELECT value FROM json_each(?2))`);

/**
 * Of deals that `listOpenOfVersion` has named, those that still are open and in that version, and what is recorded of their criteria: the
 * standings alone, since evidence can be long.
 */
export function readDeals(ids: readonly string[], version: number) {
  const json = JSON.stringify(ids);
  return [listDeals(json, version), listSaid(json)] as const;
}

const moveVisits = tenantSql(`
  UPDATE stage_visits SET ${setFromJson(["stage", "position"])} FROM ${JSON_ROWS}
  WHERE stage_visits.tenant_id = row.tenant_id AND opportunity_id = row.value ->> 'id' AND visit = row.value ->> 'visit'`);

/** A visit as it shall be, of the opportunity `id`. */
export type RekeyedVisit = Pick<VisitRow, "visit" | "stage" | "position"> & Pick<OpportunityRow, "id">;

/** Guarded by the revisions of the deals. */
export function rekeyVisits(visits: readonly RekeyedVisit[]): TenantStatement[] {
  return packsOf(visits).map((pack) => moveVisits(JSON.stringify(pack)));
}

const dropReplaced = tenantSql(`
  DELETE FROM opportunity_criteria WHERE tenant_id = ?1 AND (opportunity_id, criterion) IN (
    SELECT value ->> 0, value ->> 1 FROM json_each(?2))`);

/** No key begins so. */
const ON_THE_WAY = "'~'";

const rekey = (from: string, to: string) =>
  tenantSql(`
    UPDATE opportunity_criteria SET criterion = ${to} FROM ${JSON_ROWS}
    WHERE opportunity_criteria.tenant_id = row.tenant_id AND opportunity_id = row.value ->> 0 AND criterion = ${from}`);

const takeUp = rekey("row.value ->> 1", `${ON_THE_WAY} || (row.value ->> 2)`);
const putDown = rekey(`${ON_THE_WAY} || (row.value ->> 2)`, "row.value ->> 2");

/**
 * Gives what is recorded of criteria their new keys, with all that belongs to it, which never leaves the database. All are taken up before any
 * is put down, since two may change places. Guarded by the revisions of the deals.
 */
export function rekeyCriteria(deals: readonly MigratedDeal[]): TenantStatement[] {
  const replaced = deals.flatMap(({ before, replaced: keys }) => keys.map((key) => [before.id, key]));
  const rekeyed = deals.flatMap(({ before, rekeyed: keys }) => keys.map(({ from, to }) => [before.id, from, to]));
  const packs = packsOf(rekeyed).map((pack) => JSON.stringify(pack));
  return [
    ...packsOf(replaced).map((pack) => dropReplaced(JSON.stringify(pack))),
    ...packs.map((pack) => takeUp(pack)),
    ...packs.map((pack) => putDown(pack)),
  ];
}
