import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Demo } from "../../src/local/demo/seed.ts";
import { after, expect, freePort, refuseToStart, start } from "./running-server.ts";

// Does what a newcomer does: starts it, looks at it, starts it twice by mistake, ends it, and starts it again to find everything still there.

const OPERATOR_TOKEN = "operator-of-the-smoke-test";

async function main(): Promise<void> {
  const persistDir = await mkdtemp(join(tmpdir(), "infield-smoke-"));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  try {
    const starting = start(port, persistDir, { OPERATOR_TOKEN });
    await useAsSoonAsItAnswers(origin, starting);
    const first = await starting;
    const demo = JSON.parse(await readFile(join(persistDir, "demo.json"), "utf8")) as Demo;
    const before = await readFunnel(origin, demo);
    await readHealth(origin, demo);
    await readWhatIsPublic(origin);
    expect(!first.output().includes("rror"), `the output speaks of an error:\n${first.output()}`);

    const refusal = await refuseToStart(await freePort(), persistDir);
    const told = /^(.*) is in use by another Infield \(process \d+\)\. Stop it or set PERSIST_DIR\.\n$/.exec(
      refusal.output,
    );
    expect(
      refusal.code === 1 && told?.[1] === persistDir,
      `a second start ended with ${refusal.code}:\n${refusal.output}`,
    );
    await expectOk(`${origin}/healthz`);

    expect((await first.stop("SIGTERM")) === 0, "SIGTERM must end npm start with exit code 0");
    expect(!(await answers(origin)), "nothing may answer after the end");

    const second = await start(port, persistDir);
    const kept = await readFunnel(origin, demo);
    expect(before === kept, `the funnel changed over the restart:\n${before}\n${kept}`);
    expect((await second.stop("SIGINT")) === 0, "SIGINT must end npm start with exit code 0");

    // npm alone is killed: its server goes too, and neither the directory nor the port stays taken.
    const third = await start(port, persistDir);
    await third.stop("SIGKILL");
    const fourth = await start(port, persistDir);
    expect((await fourth.stop("SIGTERM")) === 0, "SIGTERM must end npm start with exit code 0");
    console.log("started, answered, refused a second, ended, and kept everything over restarts");
  } finally {
    await rm(persistDir, { recursive: true, force: true });
  }
}

/** Polls from the very start, as a script that waits for the server does, and uses it at the first sign of life. */
async function useAsSoonAsItAnswers(origin: string, starting: Promise<unknown>): Promise<void> {
  let failed = false;
  starting.catch(() => {
    failed = true;
  });
  while (!failed && !(await answers(`${origin}/healthz`))) await after(5, undefined);
  if (failed) return; // `starting` says why
  const response = await fetch(`${origin}/v1/tenants`, {
    method: "POST",
    headers: { authorization: `Bearer ${OPERATOR_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "Early Oy" }),
  });
  expect(response.status === 201, `the first request answered ${response.status}: ${await response.text()}`);
}

/** The shape of the demo's funnel, without what moves with the clock. */
async function readFunnel(origin: string, demo: Demo): Promise<string> {
  const response = await expectOk(`${origin}/v1/funnel?process_id=${demo.processId}`, demo.apiKey);
  const funnel = (await response.json()) as { stages: { key: string; count: number }[] };
  return funnel.stages.map((stage) => `${stage.key} ${stage.count}`).join(", ");
}

/** What is wrong with the demo's funnel, a picture of it, what is forecast against the target, and the past that its import has told of. */
async function readHealth(origin: string, demo: Demo): Promise<void> {
  const get = async (path: string) => expectOk(`${origin}/v1/${path}`, demo.apiKey);
  const read = async (path: string) => (await (await get(path)).json()) as { data: Record<string, unknown>[] };
  const alerts = await read("alerts?live=true&limit=100");
  const rules = new Set(alerts.data.map(({ rule }) => rule));
  const shown = [
    "inverted_funnel",
    "hollow_pipeline",
    "past_due",
    "stalled",
    "thin_top",
    "conversion_drop",
    "low_coverage",
  ];
  const missing = shown.filter((rule) => !rules.has(rule));
  expect(missing.length === 0, `the demo's alerts lack ${missing.join(", ")}: ${[...rules].join(", ")}`);
  expect(
    alerts.data.every(({ message, advice }) => message && advice),
    "an alert says nothing",
  );

  const svg = await get(`funnel/diamond.svg?process_id=${demo.processId}`);
  expect(svg.headers.get("content-type") === "image/svg+xml" && (await svg.text()).startsWith("<svg"), "no picture");

  const forecast = (await (await get("funnel/forecast")).json()) as { targets: { won: number }[] };
  expect((forecast.targets[0]?.won ?? -1) >= 0, "the forecast knows of no target");

  for (let tries = 0; (await read("funnel/snapshots?limit=2")).data.length < 2; tries++) {
    expect(tries < 600, "no snapshot of a past day was drawn");
    await after(100, undefined);
  }
}

/** What is written ahead is served under our own addresses and headers, and under no other. */
async function readWhatIsPublic(origin: string): Promise<void> {
  for (const [path, type] of [
    ["/openapi.json", "application/json"],
    ["/docs", "text/html; charset=UTF-8"],
  ] as const) {
    const { headers } = await expectOk(origin + path);
    expect(headers.get("content-type") === type && headers.has("x-request-id"), `${path} is not served by us`);
  }
  for (const path of ["/docs.html", "/templates/bant.en.json"]) {
    const { status, headers } = await fetch(origin + path);
    const answer = `${status} ${headers.get("content-type")}`;
    expect(answer === "404 application/problem+json", `GET ${path} answered ${answer}`);
  }
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
