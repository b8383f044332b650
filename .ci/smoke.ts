import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Demo } from "../src/local/demo/seed.ts";

// Does what a newcomer does: starts it, looks at it, ends it, and starts it again to find everything still there.

const PROJECT_DIR = join(import.meta.dirname, "..");
const START_DEADLINE_MS = 90_000;
const STOP_DEADLINE_MS = 10_000;

interface Running {
  readonly output: () => string;
  /** Sends the signal to npm, as a process manager would, and resolves to the exit code. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

async function main(): Promise<void> {
  const persistDir = await mkdtemp(join(tmpdir(), "infield-smoke-"));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  try {
    const first = await start(port, persistDir);
    await expectOk(`${origin}/healthz`);
    const demo = JSON.parse(await readFile(join(persistDir, "demo.json"), "utf8")) as Demo;
    const before = await readFunnel(origin, demo);
    expect(!first.output().includes("rror"), `the output speaks of an error:\n${first.output()}`);
    expect((await first.stop("SIGTERM")) === 0, "SIGTERM must end npm start with exit code 0");
    expect(!(await answers(origin)), "nothing may answer after the end");

    const second = await start(port, persistDir);
    const after = await readFunnel(origin, demo);
    expect(before === after, `the funnel changed over the restart:\n${before}\n${after}`);
    expect((await second.stop("SIGINT")) === 0, "SIGINT must end npm start with exit code 0");
    console.log("started, answered, ended, and kept everything over a restart");
  } finally {
    await rm(persistDir, { recursive: true, force: true });
  }
}

async function start(port: number, persistDir: string): Promise<Running> {
  const child = spawn("npm", ["start", "--silent"], {
    cwd: PROJECT_DIR,
    env: { ...process.env, PORT: String(port), PERSIST_DIR: persistDir },
    stdio: ["ignore", "pipe", "pipe"],
  });
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
  };
}

/** The shape of the demo's funnel, without what moves with the clock. */
async function readFunnel(origin: string, demo: Demo): Promise<string> {
  const response = await expectOk(`${origin}/v1/funnel?process_id=${demo.processId}`, demo.apiKey);
  const funnel = (await response.json()) as { stages: { key: string; count: number }[] };
  return funnel.stages.map((stage) => `${stage.key} ${stage.count}`).join(", ");
}

async function expectOk(url: string, key?: string): Promise<Response> {
  const response = await fetch(url, key ? { headers: { authorization: `Bearer ${key}` } } : {});
  expect(response.ok, `GET ${url} answered ${response.status}`);
  return response;
}

async function answers(origin: string): Promise<boolean> {
  return fetch(origin).then(
    () => true,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

function after<T>(ms: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(() => resolve(value), ms).unref());
}

function expect(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
