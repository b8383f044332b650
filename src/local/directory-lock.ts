import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { SettingsError } from "./settings.ts";

/** A predecessor that was told to end, or whose npm was killed, gets this long to go. */
const WAIT_MS = 3_000;
const RETRY_MS = 100;
const SQLITE_BUSY = 5;

/**
 * Makes this process the only one that works in the directory, until the returned function is called or the process
 * ends, in whatever way. Throws SettingsError when another one has it.
 *
 * The lock is the operating system's, on a file, by way of SQLite: it is gone with its process, so none can be stale,
 * and it holds between containers that share the directory, where process ids mean nothing.
 */
export async function lockDirectory(dir: string, signal: AbortSignal): Promise<() => void> {
  await mkdir(dir, { recursive: true });
  const database = new DatabaseSync(join(dir, "lock.sqlite"), { timeout: 0 });
  const holderPath = join(dir, "lock.pid");
  try {
    const deadline = Date.now() + WAIT_MS;
    while (!tryLock(database)) {
      if (Date.now() >= deadline) throw await inUse(dir, holderPath);
      await delay(RETRY_MS, undefined, { signal });
    }
    await writeFile(holderPath, `${process.pid}\n`); // only said in the message; it locks nothing
  } catch (error) {
    database.close();
    throw error;
  }
  return () => database.close();
}

function tryLock(database: DatabaseSync): boolean {
  try {
    // Never committed, so there is nothing that a journal on disk would be needed for.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if (error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY) return false;
    throw error;
  }
}

async function inUse(dir: string, holderPath: string): Promise<SettingsError> {
  const pid = (await readFile(holderPath, "utf8").catch(() => "")).trim();
  const holder = pid === "" ? "" : ` (process ${pid})`;
  return new SettingsError(`${dir} is in use by another Infield${holder}. Stop it or set PERSIST_DIR.`);
}
