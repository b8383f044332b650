import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Demo } from "../../src/local/demo/seed.ts";
import { expect, freePort, start } from "./running-server.ts";

// Does what a newcomer does: starts it, looks at it, ends it, and starts it again to find everything still there.

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

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
