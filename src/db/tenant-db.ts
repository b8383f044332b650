import { DomainError, type ErrorCode } from "../errors.ts";
import { type D1Connection, D1Failure, type PlainStatement } from "./d1.ts";
import type { RowsOf, TenantStatement, UnscopedStatement } from "./statement.ts";

/**
 * Fails the transaction when the statement before it did not change exactly as many rows as it should have: somebody else was
 * faster, or the row is gone. The overflow is SQLite's only error that an expression can raise without writing a row.
 */
const GUARD_FAILURE = "integer overflow";
const guardSql = (rows: number) =>
  `SELECT CASE changes() WHEN ${rows} THEN 1 ELSE abs(-9223372036854775807 - 1) END AS guard`;

/** A change that is only right if it hits exactly `rows` rows. */
export interface GuardedStatement {
  readonly statement: TenantStatement;
  readonly rows: number;
}

export type Change = TenantStatement | GuardedStatement;

/** Demands that a statement changes exactly this many rows, or the whole commit is undone with `conflict`. */
export function expectRows(rows: number, statement: TenantStatement): GuardedStatement {
  return { statement, rows };
}

/** What a violated constraint means to the caller, by the columns SQLite names. */
const CONSTRAINTS: readonly (readonly [string, ErrorCode, string])[] = [
  [
    "opportunities.tenant_id, opportunities.external_id",
    "external_id_taken",
    "Another opportunity has this external_id.",
  ],
  [
    "idempotency_keys.tenant_id, idempotency_keys.key",
    "idempotency_in_progress",
    "A request with this Idempotency-Key is still running.",
  ],
  ["process_versions.tenant_id", "conflict", "Somebody else published in the meantime."],
  ["processes.tenant_id", "conflict", "Somebody else changed the default process in the meantime."],
  ["alerts.tenant_id", "conflict", "Another evaluation raised this alert in the meantime."],
  ["process_migrations.tenant_id", "migration_in_progress", "Another migration of this process is still running."],
  ["teams.tenant_id", "conflict", "Somebody else made this team in the meantime."],
  ["custom_fields.tenant_id", "conflict", "Somebody else declared this custom field in the meantime."],
  [
    "targets.tenant_id, targets.last_day",
    "target_exists",
    "There is a target of this period, process and owner already. Change that one.",
  ],
];

/** What the triggers of the data model refuse, by the text that they raise. */
const TRIGGERS: readonly (readonly [string, ErrorCode, string])[] = [
  ["the process is archived", "process_archived", "The process is archived. Restore it first."],
  [
    "too many custom fields",
    "too_many_custom_fields",
    "A company has at most 50 custom fields at a time, and 250 with those that are archived.",
  ],
  [
    "the external_id is the alias of a survivor",
    "external_id_taken",
    "An opportunity of this external_id was merged into another one, which goes by it since.",
  ],
];

/** The database as one tenant may see it. Every statement is bound to the tenant here, and nowhere else. */
export class TenantDb {
  readonly tenantId: string;
  readonly #connection: D1Connection;

  constructor(connection: D1Connection, tenantId: string) {
    this.#connection = connection;
    this.tenantId = tenantId;
  }

  /** How many have run: an invocation may run 1,000. */
  get statements(): number {
    return this.#connection.counts.queries;
  }

  /** Reads in one round trip; the rows come back by position. */
  async read<const Statements extends readonly TenantStatement[]>(statements: Statements): Promise<RowsOf<Statements>> {
    const rows = await this.#connection.read(statements.map((statement) => bind(this.tenantId, statement)));
    return rows as RowsOf<Statements>; // D1 returns untyped rows; each statement declares its own
  }

  /**
   * One atomic commit in one round trip. Answers the rows of each change that RETURNS any, by position. Throws `DomainError`
   * `conflict` when a guard fails, or the code of the constraint that was violated; nothing is changed then.
   */
  async commit(changes: readonly Change[]): Promise<unknown[][]> {
    const results = await runCommit(this.#connection, bindChanges(this.tenantId, changes));
    const rows: unknown[][] = [];
    let position = 0;
    for (const change of changes) {
      rows.push(results[position] ?? []);
      position += "rows" in change ? 2 : 1;
    }
    return rows;
  }
}

/** The database across tenants: for the operator, the cron trigger and credential look-up only. */
export class UnscopedDb {
  readonly #connection: D1Connection;

  constructor(connection: D1Connection) {
    this.#connection = connection;
  }

  async read<const Statements extends readonly UnscopedStatement[]>(
    statements: Statements,
  ): Promise<RowsOf<Statements>> {
    return (await this.#connection.read(statements)) as RowsOf<Statements>; // as in TenantDb.read
  }

  /** One atomic commit. `also` are changes in somebody's name that must stand or fall with it: the answer to the operator's own key. */
  async commit<const Statements extends readonly UnscopedStatement[]>(
    statements: Statements,
    also?: { readonly tenantId: string; readonly changes: readonly Change[] },
  ): Promise<RowsOf<Statements>> {
    const all = also ? [...statements, ...bindChanges(also.tenantId, also.changes)] : statements;
    return (await runCommit(this.#connection, all)) as RowsOf<Statements>; // as in TenantDb.read
  }
}

async function runCommit(connection: D1Connection, statements: readonly PlainStatement[]): Promise<unknown[][]> {
  try {
    return await connection.write(statements);
  } catch (error) {
    if (!(error instanceof D1Failure)) throw error;
    if (error.message.includes(GUARD_FAILURE)) {
      throw new DomainError("conflict", "Somebody else changed this in the meantime. Read it again and retry.");
    }
    const refusal =
      CONSTRAINTS.find(([columns]) => error.message.includes(`constraint failed: ${columns}`)) ??
      TRIGGERS.find(([raised]) => error.message.includes(raised));
    if (refusal) throw new DomainError(refusal[1], refusal[2]);
    throw error;
  }
}

function bindChanges(tenantId: string, changes: readonly Change[]): PlainStatement[] {
  return changes.flatMap((change) =>
    "rows" in change
      ? [bind(tenantId, change.statement), { sql: guardSql(change.rows), params: [] }]
      : [bind(tenantId, change)],
  );
}

function bind(tenantId: string, { sql, params }: TenantStatement): PlainStatement {
  return { sql, params: [tenantId, ...params] };
}
