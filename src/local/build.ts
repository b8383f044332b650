import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { PROJECT_DIR } from "./project.ts";

const run = promisify(execFile);

/**
 * Bundles the Worker exactly as a deployment does and returns the path of its main module. An error carries what the
 * bundler said.
 */
export async function buildWorker(outDir: string, signal: AbortSignal): Promise<string> {
  const wrangler = join(PROJECT_DIR, "node_modules/wrangler/bin/wrangler.js");
  try {
    await run(process.execPath, [wrangler, "deploy", "--dry-run", "--outdir", outDir], {
      cwd: PROJECT_DIR,
      env: { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true" },
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Error(`The Worker cannot be built.\n${outputOf(error)}`);
  }
  return join(outDir, "index.js");
}

function outputOf(error: unknown): string {
  if (error instanceof Error && "stderr" in error && "stdout" in error) return `${error.stdout}${error.stderr}`.trim();
  return String(error);
}
