import { join } from "node:path";
import { readJsonFile, writePrivateJsonFile } from "../private-file.ts";
import type { Demo } from "./seed.ts";
import { seedDemo } from "./seed.ts";

/**
 * The demo company of this directory, founded at the first run. It is remembered when it is complete: a run that was
 * ended in the middle leaves an unfinished company behind, and the next run founds another.
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
  console.log("Founding the demo company …");
  try {
    const demo = await seedDemo(origin, operatorToken, signal);
    await writePrivateJsonFile(path, demo);
    return demo;
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Error("The demo company cannot be founded. SEED=0 starts without it.", { cause: error });
  }
}
