import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lockDirectory } from "./directory-lock.ts";

const { signal } = new AbortController();
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "infield-lock-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** Another process that has the directory and keeps it. */
async function holder() {
  const script = `import { lockDirectory } from ${JSON.stringify(join(import.meta.dirname, "directory-lock.ts"))};
    await lockDirectory(${JSON.stringify(dir)}, new AbortController().signal);
    console.log("locked");
    setInterval(() => {}, 1_000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

describe("the lock of a directory", () => {
  test("refuses a second process and names the first; killed, the first leaves nothing in the way", async () => {
    const first = await holder();
    try {
      await expect(lockDirectory(dir, signal)).rejects.toThrow(
        `${dir} is in use by another Infield (process ${first.pid}). Stop it or set PERSIST_DIR.`,
      );
    } finally {
      first.kill("SIGKILL");
    }
    const unlock = await lockDirectory(dir, signal);
    unlock();
  }, 15_000);

  test("waits for one that is about to end", async () => {
    const unlock = await lockDirectory(dir, signal);
    const second = lockDirectory(dir, signal);
    setTimeout(unlock, 300);
    (await second)();
  });

  test("stops waiting when it is told to", async () => {
    const unlock = await lockDirectory(dir, signal);
    await expect(lockDirectory(dir, AbortSignal.timeout(200))).rejects.toThrow("aborted");
    unlock();
  });
});
