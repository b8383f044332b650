import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";

const PROJECT_DIR = join(import.meta.dirname, "../..");
const START_DEADLINE_MS = 90_000;
const STOP_DEADLINE_MS = 10_000;

export interface Running {
  readonly output: () => string;
  /** Sends the signal to npm, as a process manager would, and resolves to the exit code. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
  /** Kills every process of it at once, as a power cut would. */
  kill(): Promise<void>;
}

type Settings = Readonly<Record<string, string>>;

function npmStart(port: number, persistDir: string, settings: Settings) {
  return spawn("npm", ["start", "--silent"], {
    cwd: PROJECT_DIR,
    env: { ...process.env, PORT: String(port), PERSIST_DIR: persistDir, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true, // a group of its own, so that a kill can hit all of it
  });
}

/** Runs `npm start` where it is expected to end by itself, and resolves to what it said and its exit code. */
export async function refuseToStart(
  port: number,
  persistDir: string,
  settings: Settings = {},
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = npmStart(port, persistDir, settings);
  let output = "";
  const read = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const code = await Promise.race([ended, after(START_DEADLINE_MS, null)]);
  if (child.exitCode === null) child.kill("SIGTERM");
  return { code, output };
}

/** Runs `npm start` as a newcomer would, with these settings, and resolves when it says that it is ready. */
export async function start(port: number, persistDir: string, settings: Settings = {}): Promise<Running> {
  const child = npmStart(port, persistDir, settings);
  let output = "";
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const ready = new Promise<void>((resolve) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes(`Infield is ready at http://127.0.0.1:${port}`)) resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
  });
  const outcome = await Promise.race([
    ready.then(() => "ready"),
    ended.then((code) => `ended with ${code}`),
    after(START_DEADLINE_MS, "not ready in time"),
  ]);
  if (outcome !== "ready") {
    child.kill("SIGTERM");
    throw new Error(`npm start: ${outcome}\n${output}`);
  }
  return {
    output: () => output,
    async stop(signal) {
      child.kill(signal);
      return Promise.race([ended, after(STOP_DEADLINE_MS, null)]);
    },
    async kill() {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      await ended;
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

export function after<T>(ms: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(() => resolve(value), ms).unref());
}

export function expect(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}
