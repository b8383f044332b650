import { type TenantStatement, tenantSql } from "../../db/statement.ts";
import type { customFields } from "../../db/tables.ts";
import { expectRows, type GuardedStatement } from "../../db/tenant-db.ts";

export type CustomFieldRow = Readonly<Omit<typeof customFields.$inferSelect, "tenant_id">>;

const SELECT = "SELECT key, name, type, choices, archived_at, revision, created_at, updated_at FROM custom_fields";

/** All that the company has ever declared, in the order of the keys: a few hundred at most. For `toDefinitions`. */
export const listCustomFields = tenantSql<CustomFieldRow>(`${SELECT} WHERE tenant_id = ?1 ORDER BY key`);

export const findCustomField = tenantSql<CustomFieldRow>(`${SELECT} WHERE tenant_id = ?1 AND key = ?2`);

/** After a key; of those that are archived (?4 = 1), those that are not (0), or all (null). */
export const pageCustomFields: (
  after: string,
  limit: number,
  archived: number | null,
) => TenantStatement<CustomFieldRow> = tenantSql(`
    ${SELECT} WHERE tenant_id = ?1 AND key > ?2 AND (?4 IS NULL OR (archived_at IS NOT NULL) = ?4) ORDER BY key LIMIT ?3`);

const insert = tenantSql(`
  INSERT INTO custom_fields (tenant_id, key, name, type, choices, revision, created_at, updated_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`);

/** Fails the commit with `too_many_custom_fields`, or with `conflict` when somebody else has declared it meanwhile. */
export function insertCustomField(row: CustomFieldRow): TenantStatement {
  return insert(row.key, row.name, row.type, row.choices, row.revision, row.created_at, row.updated_at);
}

const update = tenantSql(`
  UPDATE custom_fields SET name = ?4, choices = ?5, archived_at = ?6, revision = ?3 + 1, updated_at = ?7
  WHERE tenant_id = ?1 AND key = ?2 AND revision = ?3`);

/** Takes the row as it shall be, and fails the commit when the revision before it has moved. A type is never changed. */
export function updateCustomField(row: CustomFieldRow): GuardedStatement {
  const { key, name, choices, archived_at, revision, updated_at } = row;
  return expectRows(1, update(key, revision - 1, name, choices, archived_at, updated_at));
}
