import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { readJsonFile, writePrivateJsonFile } from "../private-file.ts";
import type { Demo, SeedRun } from "./seed.ts";
import { seedDemo } from "./seed.ts";

const DAY_MS = 86_400_000;

/**
 * The demo company of this directory, founded at the first run and remembered when it is complete. A founding that was
 * ended in the middle is completed by the next run of the same day; later the API has forgotten its Idempotency-Keys, and
 * another company is founded.
 */
export async function loadOrSeedDemo(
  persistDir: string,
  origin: string,
  operatorToken: string,
  signal: AbortSignal,
): Promise<Demo> {
  const path = join(persistDir, "demo.json");
  const stored = await readJsonFile(path);
  if (stored !== undefined) return stored as Demo; // written below, by this version or an earlier one
  const runPath = join(persistDir, "demo-run.json");
  console.log("Founding the demo company …");
  try {
    const demo = await seedDemo(origin, operatorToken, await loadOrStartRun(runPath), signal);
    await writePrivateJsonFile(path, demo);
    await rm(runPath, { force: true });
    return demo;
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Error("The demo company cannot be founded. SEED=0 starts without it.", { cause: error });
  }
}

async function loadOrStartRun(path: string): Promise<SeedRun> {
  const todayDay = Math.floor(Date.now() / DAY_MS);
  const stored = (await readJsonFile(path)) as SeedRun | undefined; // written below
  if (stored?.todayDay === todayDay) return stored;
  const run = { id: randomUUID(), todayDay };
  await writePrivateJsonFile(path, run);
  return run;
}
