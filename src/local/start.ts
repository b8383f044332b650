import { join } from "node:path";
import { buildWorker } from "./build.ts";
import { startCron } from "./cron.ts";
import { loadOrSeedDemo } from "./demo/once.ts";
import { lockDirectory } from "./directory-lock.ts";
import { onNpmKilled } from "./npm-watch.ts";
import { guardAgainstOrphans } from "./orphan-guard.ts";
import { loadSecrets, secretsPath } from "./secrets.ts";
import type { LocalServer } from "./server.ts";
import { isPortTaken, migrateDatabases, startServer } from "./server.ts";
import type { LocalSettings } from "./settings.ts";
import { readLocalSettings, SettingsError } from "./settings.ts";
import { describeWayIn } from "./try-next.ts";

/** After this the process ends, whatever is still open. */
const STOP_DEADLINE_MS = 3_000;

/** Sets up all of Infield on this machine, runs it, and ends it when a signal says so. Returns the exit code. */
async function main(ending: AbortSignal): Promise<number> {
  let unlock: (() => void) | undefined;
  let server: LocalServer | undefined;
  try {
    const settings = readLocalSettings(process.env);
    unlock = await lockDirectory(settings.persistDir, ending);
    const secrets = await loadSecrets(settings.persistDir);
    const operatorToken = settings.operatorToken ?? secrets.operatorToken;

    const scriptPath = await buildWorker(join(settings.persistDir, "build"), ending);
    guardAgainstOrphans();
    await migrateDatabases(settings.persistDir);
    ending.throwIfAborted();
    server = await startServer({
      port: settings.port,
      scriptPath,
      persistDir: settings.persistDir,
      bindings: {
        OPERATOR_TOKEN: operatorToken,
        ENCRYPTION_KEY: secrets.encryptionKey,
        WEBHOOK_RETRY_SECONDS: settings.webhookRetrySeconds,
        WEBHOOK_ALLOW_LOOPBACK: "on",
        SERVER_TIMING: settings.serverTiming,
      },
    });
    const { persistDir, seedDemo } = settings;
    const demo = seedDemo ? await loadOrSeedDemo(persistDir, server.url, operatorToken, ending) : undefined;
    ending.throwIfAborted();

    const stopCron = startCron(server.runCron, (error) => console.error("The cron run failed.", error));
    console.log(`Infield is ready at ${server.url}`);
    console.log(describeWayIn(server.url, tokenLocation(settings), demo, new Date()));
    await aborted(ending);
    stopCron();
    return 0;
  } catch (error) {
    if (ending.aborted) return 0;
    console.error(explain(error));
    return 1;
  } finally {
    await server?.stop();
    unlock?.();
  }
}

function tokenLocation({ operatorToken, persistDir }: LocalSettings): string {
  if (operatorToken !== undefined) return "the one in OPERATOR_TOKEN";
  return `operatorToken in ${secretsPath(persistDir)}`;
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
function end(): void {
  ending.abort();
  setTimeout(() => process.exit(0), STOP_DEADLINE_MS).unref();
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
onNpmKilled(process.env, () => {
  console.error("npm was killed, so Infield ends.");
  end();
});
process.exitCode = await main(ending.signal);
