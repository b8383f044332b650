import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { after, expect, freePort, start } from "./running-server.ts";

// Kills the server under load, again and again, with a receiver that refuses half of what it gets. Afterwards every committed event must have
// reached the receiver, signed, and none that was not committed may have.

const KILLS = Number(process.argv[2] ?? 3);
const OPERATOR_TOKEN = "operator-of-the-kill-test";
const WRITERS = 4;
const DELIVERED_DEADLINE_MS = 300_000; // the sweep runs every minute, and leases of the killed last one

interface Received {
  readonly server: Server;
  /** webhook-id → how often it was accepted. */
  readonly accepted: Map<string, number>;
  readonly badSignatures: string[];
  secret: string;
}

async function listen(port: number): Promise<Received> {
  const received: Received = { server: createServer(), accepted: new Map(), badSignatures: [], secret: "" };
  let count = 0;
  received.server.on("request", (request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      const id = String(request.headers["webhook-id"]);
      try {
        new Webhook(received.secret).verify(body, request.headers as Record<string, string>);
      } catch {
        received.badSignatures.push(id);
      }
      const accept = count++ % 2 === 0;
      if (accept) received.accepted.set(id, (received.accepted.get(id) ?? 0) + 1);
      response.writeHead(accept ? 204 : 500).end();
    });
  });
  await new Promise<void>((resolve) => received.server.listen(port, "127.0.0.1", resolve));
  return received;
}

async function main(): Promise<void> {
  const persistDir = await mkdtemp(join(tmpdir(), "infield-killed-"));
  const [port, receiverPort] = [await freePort(), await freePort()];
  const origin = `http://127.0.0.1:${port}`;
  const received = await listen(receiverPort);
  const settings = { OPERATOR_TOKEN, SEED: "0", WEBHOOK_RETRY_SECONDS: Array.from({ length: 40 }, () => 1).join(",") };
  const call = async (method: string, path: string, token: string, body?: unknown) => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    const response = await fetch(origin + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(response.ok, `${method} ${path} answered ${response.status}`);
    // biome-ignore lint/suspicious/noExplicitAny: whatever the API answers
    return (await response.json()) as any;
  };
  let running = await start(port, persistDir, settings);
  try {
    const founded = await call("POST", "/v1/tenants", OPERATOR_TOKEN, { name: "Killed Oy" });
    const key: string = founded.api_key.secret;
    const process = await call("POST", "/v1/processes", key, { name: "New business", template: "baseline" });
    await call("POST", `/v1/processes/${process.id}/publish`, key);
    const url = `http://127.0.0.1:${receiverPort}/`;
    received.secret = (
      await call("POST", "/v1/webhook-endpoints", key, { url, event_types: ["opportunity.*"] })
    ).secret;

    let answered = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      let killed = false;
      const write = async () => {
        while (!killed) {
          await call("POST", "/v1/opportunities", key, { name: `Deal of round ${kill}` }).then(
            () => answered++,
            () => after(20, undefined), // it was killed meanwhile
          );
        }
      };
      const writers = Array.from({ length: WRITERS }, write);
      await after(1_000 + 400 * kill, undefined);
      await running.kill();
      killed = true;
      await Promise.all(writers);
      running = await start(port, persistDir, settings);
    }

    const committed = await readAllEvents((path) => call("GET", path, key));
    expect(
      committed.length >= answered,
      `${answered} writes were answered, but only ${committed.length} events are there`,
    );
    const deadline = Date.now() + DELIVERED_DEADLINE_MS;
    const missing = () => committed.filter((id) => !received.accepted.has(id));
    while (missing().length > 0 && Date.now() < deadline) await after(500, undefined);
    expect(
      missing().length === 0,
      `${missing().length} of ${committed.length} events never arrived, such as ${missing()[0]}`,
    );
    const known = new Set(committed);
    const invented = [...received.accepted.keys()].filter((id) => !known.has(id));
    expect(
      invented.length === 0,
      `${invented.length} events arrived that were never committed, such as ${invented[0]}`,
    );
    expect(received.badSignatures.length === 0, `${received.badSignatures.length} signatures did not verify`);
    const twice = [...received.accepted.values()].filter((times) => times > 1).length;
    console.log(
      `${KILLS} kills, ${answered} writes answered, ${committed.length} events committed and delivered, ${twice} of them more than once`,
    );
  } finally {
    await running.kill().catch(() => undefined);
    received.server.close();
    received.server.closeAllConnections();
    await rm(persistDir, { recursive: true, force: true });
  }
}

// biome-ignore lint/suspicious/noExplicitAny: as above
async function readAllEvents(get: (path: string) => Promise<any>): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page = await get(`/v1/events?types=opportunity.*&limit=100${cursor ? `&cursor=${cursor}` : ""}`);
    ids.push(...page.data.map((event: { id: string }) => event.id));
    cursor = page.next_cursor;
  }
  return ids;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
