import { type TenantStatement, tenantSql } from "../db/statement.ts";
import type { teams } from "../db/tables.ts";
import { expectRows, type GuardedStatement } from "../db/tenant-db.ts";

/** `owners` is a JSON array of names. */
export type TeamRow = Readonly<Omit<typeof teams.$inferSelect, "tenant_id">>;

/** A company has at most so many, so that all of them can be shown together. */
export const MAX_TEAMS = 200;

const SELECT = "SELECT key, name, owners, revision, created_at, updated_at FROM teams WHERE tenant_id = ?1";

/** Null finds none, so that whoever asks for no team can read it all the same. */
export const findTeam: (key: string | null) => TenantStatement<TeamRow> = tenantSql(`${SELECT} AND key = ?2`);

export const pageTeams: (after: string, limit: number) => TenantStatement<TeamRow> = tenantSql(
  `${SELECT} AND key > ?2 ORDER BY key LIMIT ?3`,
);

export const countTeams = tenantSql<{ readonly count: number }>(
  "SELECT count(*) AS count FROM teams WHERE tenant_id = ?1",
);

const insert = tenantSql(`
  INSERT INTO teams (tenant_id, key, name, owners, revision, created_at, updated_at)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE (SELECT count(*) FROM teams WHERE tenant_id = ?1) < ${MAX_TEAMS}`);

/** Fails the commit with `conflict` where somebody else has made it, or the last one that there is room for, meanwhile. */
export function insertTeam({ key, name, owners, revision, created_at, updated_at }: TeamRow): GuardedStatement {
  return expectRows(1, insert(key, name, owners, revision, created_at, updated_at));
}

const update = tenantSql(`
  UPDATE teams SET name = ?4, owners = ?5, revision = ?3 + 1, updated_at = ?6
  WHERE tenant_id = ?1 AND key = ?2 AND revision = ?3`);

/** Takes the row as it shall be, and fails the commit when the revision before it has moved. */
export function updateTeam({ key, name, owners, revision, updated_at }: TeamRow): GuardedStatement {
  return expectRows(1, update(key, revision - 1, name, owners, updated_at));
}

const drop = tenantSql("DELETE FROM teams WHERE tenant_id = ?1 AND key = ?2 AND revision = ?3");

export function deleteTeamRow(key: string, revision: number): GuardedStatement {
  return expectRows(1, drop(key, revision));
}
