import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { unstable_splitSqlQuery as splitSql } from "wrangler";

/** The part of a D1 database that migrating needs; miniflare's handle in Node and a Worker's binding both have it. */
export interface MigratableDatabase<Statement> {
  prepare(sql: string): Statement & { bind(...values: unknown[]): Statement; all(): Promise<{ results: unknown[] }> };
  batch(statements: Statement[]): Promise<unknown>;
}

/** Wrangler's own bookkeeping table, so that `wrangler d1 migrations list DB --local` tells the same story. */
const CREATE_LEDGER = `CREATE TABLE IF NOT EXISTS d1_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`;

/**
 * Applies what is not applied yet, in the order of the file names, and returns the names of what it applied. Each file
 * and its line in the ledger are one atomic batch: a run that is killed leaves no half-applied migration.
 */
export async function applyMigrations<Statement>(
  database: MigratableDatabase<Statement>,
  migrationsDir: string,
): Promise<string[]> {
  await database.batch([database.prepare(CREATE_LEDGER)]);
  const { results } = await database.prepare("SELECT name FROM d1_migrations").all();
  const applied = new Set(results.map((row) => (row as { name: string }).name)); // the column is in CREATE_LEDGER

  const pending = (await readdir(migrationsDir)).filter((name) => name.endsWith(".sql") && !applied.has(name)).sort();
  for (const name of pending) {
    const statements = splitSql(await readFile(join(migrationsDir, name), "utf8"));
    try {
      await database.batch([
        ...statements.map((sql) => database.prepare(sql)),
        database.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name),
      ]);
    } catch (error) {
      throw new Error(`Migration ${name} cannot be applied.`, { cause: error });
    }
  }
  return pending;
}
