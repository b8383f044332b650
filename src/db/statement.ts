export type SqlValue = string | number | null;

/** SQL with its parameters, ready to run against one tenant. Made by `tenantSql` only. */
export interface TenantStatement<Row = unknown> {
  readonly scope: "tenant";
  readonly sql: string;
  /** Parameters from ?2 on; ?1 is bound to the tenant by the handle that runs the statement. */
  readonly params: readonly SqlValue[];
  /** Phantom: the row that comes back. */
  readonly row?: Row;
}

/** A statement that is deliberately not bound to one tenant: the operator, the cron trigger, credential look-up. */
export interface UnscopedStatement<Row = unknown> {
  readonly scope: "unscoped";
  readonly sql: string;
  readonly params: readonly SqlValue[];
  readonly row?: Row;
}

/**
 * Declares a statement on tenant tables. `?1` is always the tenant's id and is bound by the handle, so no caller can pass another's;
 * a statement that never uses it is refused when the module loads.
 */
export function tenantSql<Row = never>(sql: string): (...params: SqlValue[]) => TenantStatement<Row> {
  const text = sql.trim();
  if (!text.includes("?1")) throw new Error(`a tenant statement must be bound to ?1, the tenant: ${text}`);
  return (...params) => ({ scope: "tenant", sql: text, params });
}

/** Declares a statement that spans tenants, and says why that is right. Parameters start at ?1. */
export function unscopedSql<Row = never>(
  reason: string,
  sql: string,
): (...params: SqlValue[]) => UnscopedStatement<Row> {
  if (!reason) throw new Error("an unscoped statement needs its reason");
  // The reason travels with the statement, so that D1's logs and the tests can tell it from one that forgot its tenant.
  const text = `/* unscoped: ${reason} */ ${sql.trim()}`;
  return (...params) => ({ scope: "unscoped", sql: text, params });
}

/** The rows that a list of statements brings back, by position. */
export type RowsOf<Statements extends readonly unknown[]> = {
  -readonly [Index in keyof Statements]: Statements[Index] extends { readonly row?: infer Row }
    ? Exclude<Row, undefined>[]
    : never;
};
