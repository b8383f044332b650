import { join } from "node:path";
import { buildWorker } from "./build.ts";
import { startCron } from "./cron.ts";
import { applyMigrations } from "./migrations.ts";
import { guardAgainstOrphans } from "./orphan-guard.ts";
import { PROJECT_DIR } from "./project.ts";
import { loadSecrets } from "./secrets.ts";
import type { LocalServer } from "./server.ts";
import { isPortTaken, startServer } from "./server.ts";
import type { LocalSettings } from "./settings.ts";
import { readLocalSettings, SettingsError } from "./settings.ts";

/** After this the process ends, whatever is still open. */
const STOP_DEADLINE_MS = 3_000;

/** Sets up all of Infield on this machine, runs it, and ends it when a signal says so. Returns the exit code. */
async function main(ending: AbortSignal): Promise<number> {
  let server: LocalServer | undefined;
  try {
    const settings = readLocalSettings(process.env);
    server = await bringUp(settings, ending);
    const stopCron = startCron(server.runCron, (error) => console.error("The cron run failed.", error));
    console.log(`Infield is ready at ${server.url}`);
    await aborted(ending);
    stopCron();
    return 0;
  } catch (error) {
    if (ending.aborted) return 0;
    console.error(explain(error));
    return 1;
  } finally {
    await server?.stop();
  }
}

async function bringUp(settings: LocalSettings, ending: AbortSignal): Promise<LocalServer> {
  const secrets = await loadSecrets(settings.persistDir);
  const scriptPath = await buildWorker(join(settings.persistDir, "build"), ending);
  guardAgainstOrphans();
  const server = await startServer({
    port: settings.port,
    scriptPath,
    persistDir: settings.persistDir,
    bindings: {
      OPERATOR_TOKEN: settings.operatorToken ?? secrets.operatorToken,
      ENCRYPTION_KEY: secrets.encryptionKey,
      WEBHOOK_RETRY_SECONDS: settings.webhookRetrySeconds,
      WEBHOOK_ALLOW_LOOPBACK: "on",
      SERVER_TIMING: settings.serverTiming,
    },
  });
  for (const database of server.databases) await applyMigrations(database, join(PROJECT_DIR, "migrations"));
  return server;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function explain(error: unknown): unknown {
  if (error instanceof SettingsError) return error.message;
  if (isPortTaken(error)) return `Port ${process.env.PORT || "8787"} is taken. Set PORT to another one.`;
  return error;
}

const ending = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    ending.abort();
    setTimeout(() => process.exit(0), STOP_DEADLINE_MS).unref();
  });
}
process.exitCode = await main(ending.signal);
