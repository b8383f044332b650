import { env } from "cloudflare:workers";
import { expect, vi } from "vitest";
import type { Env } from "../../src/env.ts";
import type { NewEvent } from "../../src/events/catalogue.ts";
import { commit } from "../../src/events/commit.ts";
import type { Job } from "../../src/jobs.ts";
import { inSystemScope } from "../../src/tenancy/system-scope.ts";
import { type DeliverJob, deliverJob } from "../../src/webhooks/deliver.ts";
import { sweepDeliveries } from "../../src/webhooks/sweep.ts";
import type { Reply, TestTenant } from "./api.ts";

/** One request that reached a receiver. */
export interface Received {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly redirect: string | undefined;
}

export interface Receiver {
  readonly url: string;
  readonly requests: Received[];
}

/** Answers the request number `count` (from 1), as a receiver would. */
type Answer = (count: number, request: Received) => Response | Promise<Response>;

const receivers = new Map<string, (request: Received) => Response | Promise<Response>>();
let lastReceiver = 0;

/** Puts receivers where the internet is. The Worker shares its isolate with the tests, so it is their `fetch` that is replaced. */
export function interceptFetch(): void {
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    const answer = receivers.get(url);
    if (!answer) throw new TypeError(`nobody listens at ${url}`);
    const headers = Object.fromEntries(new Headers(init?.headers).entries());
    const answered = answer({ url, headers, body: String(init?.body), redirect: init?.redirect });
    return Promise.race([answered, aborted(init?.signal)]);
  });
}

function aborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** Takes the time-outs of all attempts out of the clock's hands. `pass` ends whatever is still waiting for an answer. */
export function holdTimeouts(): { readonly pass: () => void } {
  const running: AbortController[] = [];
  vi.spyOn(AbortSignal, "timeout").mockImplementation(() => {
    const controller = new AbortController();
    running.push(controller);
    return controller.signal;
  });
  const reason = () => new DOMException("too slow", "TimeoutError");
  return {
    pass() {
      for (const controller of running.splice(0)) controller.abort(reason());
    },
  };
}

/** A receiver that takes the connection and never answers. */
export function deadReceiver(): Receiver {
  return receiver(() => new Promise(() => {}));
}

/** A receiver at a URL of its own. */
export function receiver(answer: Answer = () => new Response(null, { status: 204 })): Receiver {
  lastReceiver += 1;
  const url = `https://receiver-${lastReceiver}.example.com/hooks`;
  const requests: Received[] = [];
  receivers.set(url, (request) => {
    requests.push(request);
    return answer(requests.length, request);
  });
  return { url, requests };
}

/** The Worker's bindings with a queue that only remembers, so that a test decides what is delivered when. */
export function withQuietQueue(changes: Partial<Env> = {}): { env: Env; sent: { job: Job; delaySeconds: number }[] } {
  const sent: { job: Job; delaySeconds: number }[] = [];
  const sendBatch = async (messages: Iterable<MessageSendRequest<Job>>) => {
    for (const { body, delaySeconds = 0 } of messages) sent.push({ job: body, delaySeconds });
  };
  // The one method of a queue that the Worker calls.
  const JOBS = { sendBatch } as unknown as Env["JOBS"];
  return { env: { ...env, JOBS, ...changes }, sent };
}

export async function createEndpoint(tenant: TestTenant, url: string, eventTypes = ["*"]): Promise<Reply["body"]> {
  const reply = await tenant.call("POST", "/v1/webhook-endpoints", { body: { url, event_types: eventTypes } });
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return reply.body;
}

/** An event that is no more than that. */
export function newEvent(name: string, type: NewEvent["type"] = "alert.raised"): NewEvent {
  return { type, data: { alert: { name } } };
}

/** Records events as the Worker does, at a time; answers the deliveries that they owe, none of which has been hinted to a real queue. */
export async function record(tenant: TestTenant, events: readonly NewEvent[], now = Date.now()): Promise<DeliverJob[]> {
  const quiet = withQuietQueue();
  await inSystemScope(quiet.env, { shard: 0, tenantId: tenant.id }, now, (scope) =>
    commit(scope, { changes: [], events }),
  );
  return quiet.sent.flatMap(({ job }) => (job.kind === "deliver" ? [job] : []));
}

export async function recordOne(tenant: TestTenant, event = newEvent("one"), now = Date.now()): Promise<DeliverJob> {
  const [job, ...more] = await record(tenant, [event], now);
  expect(more).toEqual([]);
  if (!job) throw new Error("the event is owed to nobody");
  return job;
}

/** Makes every attempt that is due, as the sweep and the queue do between them. */
export async function deliverWhatIsDue(): Promise<void> {
  const quiet = withQuietQueue();
  await sweepDeliveries(quiet.env, Date.now());
  for (const { job } of quiet.sent) if (job.kind === "deliver") await deliverJob(quiet.env, job, Date.now());
}

export async function deliveryOf(tenant: TestTenant, job: DeliverJob): Promise<Reply["body"]> {
  const reply = await tenant.call("GET", `/v1/webhook-deliveries/${job.deliveryId}`);
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body;
}
