import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { Call, CallOptions, Reply } from "./api.ts";
import { type Furnished, type Sample, samples } from "./operations.ts";

export const sampleOf = (id: string, of: Furnished): Sample => {
  const sample = samples[id];
  if (!sample) throw new Error(`no sample for ${id}`);
  return sample(of);
};

const optionsOf = ({ body, rawBody, headers }: Sample): CallOptions => ({
  ...(body === undefined ? {} : { body }),
  ...(rawBody === undefined ? {} : { rawBody }),
  ...(headers === undefined ? {} : { headers }),
});

export const send = (call: Call, method: string, sample: Sample, options: CallOptions = {}): Promise<Reply> =>
  call(method, sample.path, { ...optionsOf(sample), ...options });

/** Every row of every table, so that "nothing changed" can be said of the whole database. */
async function everything(): Promise<string> {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
  ).all<{ name: string }>();
  const rows = await env.DB.batch(results.map(({ name }) => env.DB.prepare(`SELECT * FROM ${name}`)));
  // Deliveries run in the background of the test and are no part of any answer.
  return JSON.stringify(rows.map((table, index) => (results[index]?.name.startsWith("webhook_") ? [] : table.results)));
}

/** A refusal with this status and code, as a problem document, that has changed nothing. */
export async function expectRefusal(run: () => Promise<Reply>, status: number, code?: string): Promise<void> {
  const before = await everything();
  const reply = await run();
  expect(reply.status, JSON.stringify(reply.body)).toBe(status);
  expect(reply.headers.get("content-type")).toBe("application/problem+json");
  expect(reply.body).toMatchObject({ status, request_id: reply.headers.get("x-request-id") });
  if (code) expect(reply.body.code).toBe(code);
  expect(await everything()).toBe(before);
}
