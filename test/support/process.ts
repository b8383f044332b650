import { expect } from "vitest";
import type { TestTenant } from "./api.ts";

export interface TestProcess {
  readonly id: string;
  readonly path: string;
}

/** A document of two stages that can be published unless its weights say otherwise; `name` tells documents apart. */
export function documentOf(name: string, weights: readonly [number, number] = [33.33, 66.67]) {
  return {
    gate_policy: "strict",
    stages: [
      {
        key: "find",
        name,
        max_days: 14,
        criteria: [{ key: "need", name: "Identified the need", weight: weights[0], required: true }],
      },
      {
        key: "win",
        name: "Close",
        base: "home",
        criteria: [{ key: "signed", name: "Agreement signed", weight: weights[1], questions: ["Who signs?"] }],
      },
    ],
  };
}

/** A process with a draft, not published. */
export async function createProcess(
  tenant: TestTenant,
  body: object = { document: documentOf("Find") },
): Promise<TestProcess> {
  const reply = await tenant.call("POST", "/v1/processes", { body: { name: "New business", ...body } });
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return { id: reply.body.id, path: `/v1/processes/${reply.body.id}` };
}

/** A process whose draft is its version 1. */
export async function createPublishedProcess(tenant: TestTenant, body?: object): Promise<TestProcess> {
  const process = await createProcess(tenant, body);
  const reply = await tenant.call("POST", `${process.path}/publish`);
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return process;
}

/** Replaces the draft, whatever it is. */
export async function replaceDraft(tenant: TestTenant, process: TestProcess, document: object): Promise<void> {
  const reply = await tenant.call("PUT", `${process.path}/draft`, { body: document, headers: { "if-match": "*" } });
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
}

/** `pointer code` of every fault that a problem names. */
export function faultsOf(body: { readonly errors?: readonly { readonly pointer: string; readonly code: string }[] }) {
  return (body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
}
