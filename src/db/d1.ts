import { DomainError } from "../errors.ts";
import type { SqlValue } from "./statement.ts";

/** D1's own counts for what one request did. */
export interface D1Counts {
  roundTrips: number;
  queries: number;
  rowsRead: number;
  rowsWritten: number;
}

export interface PlainStatement {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/** Faults after which D1 asks to try again. Writes are not: a commit that was applied before the fault would run twice. */
const TRANSIENT = [
  "Network connection lost",
  "storage caused object to be reset",
  "reset because its code was updated",
  "Cannot resolve D1 DB due to transient issue",
];
/** Faults of a database that is too busy: shed, never repeated from here. */
const OVERLOADED = [
  "D1 DB is overloaded",
  "Too many requests queued",
  "exceeded timeout",
  "storage operation exceeded",
];

const READ_TRIES = 3;

/** A statement failed inside a commit. `message` is D1's text and must not leave the process: it carries SQL and values. */
export class D1Failure extends Error {}

/** One shard as one request sees it: runs batches, counts what they cost, retries reads over transient faults. */
export class D1Connection {
  readonly counts: D1Counts = { roundTrips: 0, queries: 0, rowsRead: 0, rowsWritten: 0 };
  readonly #database: D1Database;

  constructor(database: D1Database) {
    this.#database = database;
  }

  /** Runs read-only statements in one round trip. */
  async read(statements: readonly PlainStatement[]): Promise<unknown[][]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#batch(statements);
      } catch (error) {
        if (attempt === READ_TRIES || !matches(error, TRANSIENT)) throw shedOrFail(error);
      }
    }
  }

  /** Runs statements as one transaction in one round trip: all of them happen, or none. Throws `D1Failure` with D1's text. */
  async write(statements: readonly PlainStatement[]): Promise<unknown[][]> {
    try {
      return await this.#batch(statements);
    } catch (error) {
      throw shedOrFail(error);
    }
  }

  async #batch(statements: readonly PlainStatement[]): Promise<unknown[][]> {
    if (statements.length === 0) return [];
    this.counts.roundTrips += 1;
    this.counts.queries += statements.length;
    const prepared = statements.map(({ sql, params }) => this.#database.prepare(sql).bind(...params));
    const results = await this.#database.batch(prepared);
    return results.map((result) => {
      this.counts.rowsRead += result.meta.rows_read;
      this.counts.rowsWritten += result.meta.rows_written;
      return result.results;
    });
  }
}

function shedOrFail(error: unknown): Error {
  if (matches(error, TRANSIENT) || matches(error, OVERLOADED)) {
    return new DomainError("unavailable", "The database is busy. Try again shortly.");
  }
  return new D1Failure(textOf(error), { cause: error });
}

function matches(error: unknown, texts: readonly string[]): boolean {
  const text = textOf(error);
  return texts.some((part) => text.includes(part));
}

/** Batch errors come raw, others wrapped: the whole chain of causes is looked at. */
function textOf(error: unknown): string {
  let text = "";
  for (let current = error; current instanceof Error; current = current.cause) text += `${current.message}\n`;
  return text;
}
