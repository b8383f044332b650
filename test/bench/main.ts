import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { buildWorker } from "../../src/local/build.ts";
import { measureBudgets } from "./budgets.ts";
import { measureEvaluations } from "./evaluations.ts";
import { startBenchServer } from "./server.ts";
import { compareWithFloor } from "./throughput.ts";

// `npm run bench` prints what each operation costs by D1's own counts against its budget, and how fast the API is against a floor measured
// in the same run. `--short` takes fewer rounds. The exit code is that of the budgets: counts are the same everywhere, speed is not.

const short = process.argv.includes("--short");
const workDir = mkdtempSync(join(tmpdir(), "infield-bench-"));
try {
  const scriptPath = await buildWorker(join(workDir, "dist"), new AbortController().signal);
  const bundleBytes = gzipSync(readFileSync(scriptPath), { level: 9 }).byteLength;
  console.log(`bundle                      ${(bundleBytes / 1024).toFixed(0)} KB gzipped, at most 400`);
  const server = await startBenchServer(scriptPath);
  try {
    const within = await measureBudgets(server, short ? 1_000 : 8_800);
    await compareWithFloor(server, short ? { rounds: 5, requests: 100 } : { rounds: 15, requests: 400 });
    process.exitCode = within && bundleBytes <= 400 * 1024 ? 0 : 1;
  } finally {
    await server.stop();
  }
  await measureEvaluations(scriptPath, short ? 50 : 1_000);
} finally {
  rmSync(workDir, { recursive: true, force: true });
}
