import { D1Connection } from "../db/d1.ts";
import { findShard } from "../db/shards.ts";
import { UnscopedDb } from "../db/tenant-db.ts";
import type { Env } from "../env.ts";
import { logWarning } from "../log.ts";
import type { DeliverJob } from "./deliver.ts";
import { findFailingEndpoints } from "./endpoint-store.ts";

/** What is needed of a queue's message. */
export type DeliverMessage = Pick<Message<DeliverJob>, "body" | "ack" | "retry">;

/** The messages of a batch to one endpoint, served one after the other. */
export interface Lane {
  /** Whether nothing has succeeded at the endpoint of late. */
  readonly failing: boolean;
  readonly messages: DeliverMessage[];
  /** Whether its turn has come in this batch. */
  served: boolean;
}

/** The lanes of a batch that nobody serves at this moment. A lane is taken, served once and put back at the end. */
export class Lanes {
  readonly #healthy: Lane[] = [];
  readonly #failing: Lane[] = [];

  constructor(lanes: readonly Lane[]) {
    for (const lane of lanes) this.putBack(lane);
  }

  /** The lane whose turn it is. One of an endpoint that has been failing waits until no other does. */
  take(): Lane | undefined {
    return this.#healthy.shift() ?? this.#failing.shift();
  }

  putBack(lane: Lane): void {
    if (lane.messages.length === 0) return;
    (lane.failing ? this.#failing : this.#healthy).push(lane);
  }
}

/** Sorts a batch into lanes. Which of the endpoints are failing is only asked when they outnumber those who serve them. */
export async function openLanes(env: Env, messages: readonly DeliverMessage[], servers: number): Promise<Lanes> {
  const byEndpoint = Map.groupBy(messages, ({ body }) => body.endpointId);
  const failing = new Set(byEndpoint.size > servers ? await readFailing(env, messages) : []);
  const lanes = [...byEndpoint].map(
    ([endpoint, own]): Lane => ({ failing: failing.has(endpoint), messages: own, served: false }),
  );
  return new Lanes(lanes);
}

async function readFailing(env: Env, messages: readonly DeliverMessage[]): Promise<string[]> {
  const byShard = Map.groupBy(messages, ({ body }) => body.shard);
  const ids = await Promise.all([...byShard].map(([shard, own]) => readFailingOfShard(env, shard, own)));
  return ids.flat();
}

async function readFailingOfShard(env: Env, shard: number, messages: readonly DeliverMessage[]): Promise<string[]> {
  const database = findShard(env, shard);
  if (!database) return [];
  const asked = new Map(messages.map(({ body }) => [body.endpointId, [body.tenantId, body.endpointId]]));
  try {
    const statement = findFailingEndpoints(JSON.stringify([...asked.values()]));
    const [rows] = await new UnscopedDb(new D1Connection(database)).read([statement]);
    return rows.map(({ id }) => id);
  } catch (error) {
    // Only the order is worse for it.
    logWarning("which endpoints are failing could not be read", error, { shard });
    return [];
  }
}
