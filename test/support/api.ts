import { env, exports } from "cloudflare:workers";
import { expect } from "vitest";
import type { z } from "zod";
import { buildApp } from "../../src/app.ts";

const ORIGIN = "https://infield.test";

export interface CallOptions {
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly rawBody?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the wire says; its shape is checked against the declared schema
  readonly body: any;
  /** D1's own counts for the request. */
  readonly d1: {
    readonly queries: number;
    readonly rowsRead: number;
    readonly rowsWritten: number;
    readonly roundTrips: number;
  };
}

export type Call = (method: string, path: string, options?: CallOptions) => Promise<Reply>;

/** Calls the running Worker over HTTP with a bearer token (none: no credential), and checks every answer's shape. */
export function caller(token?: string): Call {
  return async (method, path, options = {}) => {
    const headers = new Headers(options.headers);
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    if (options.body !== undefined && !headers.has("content-type")) headers.set("content-type", "application/json");
    const body = options.rawBody ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const request = new Request(ORIGIN + path, { method, headers, ...(body === undefined ? {} : { body }) });
    const response = await exports.default.fetch(request);
    const text = new TextDecoder().decode(await response.arrayBuffer());
    const isJson = /\bjson\b/.test(response.headers.get("content-type") ?? "");
    const reply = {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : text,
      d1: readCounts(response.headers.get("server-timing")),
    };
    checkShape(method, path, reply);
    return reply;
  };
}

export const asOperator = caller(env.OPERATOR_TOKEN);

export interface TestTenant {
  readonly id: string;
  readonly secret: string;
  readonly call: Call;
}

/** A company of its own for a test: rows persist between the tests of a file, tenants keep them apart. */
export async function foundTenant(settings: Readonly<Record<string, unknown>> = {}): Promise<TestTenant> {
  const body = { name: "Acme Oy", locale: "en", timezone: "Europe/Helsinki", currency: "EUR", ...settings };
  const reply = await asOperator("POST", "/v1/tenants", { body });
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return { id: reply.body.tenant.id, secret: reply.body.api_key.secret, call: caller(reply.body.api_key.secret) };
}

/** A caller of the same company whose key has only these scopes. */
export async function withScopes(tenant: TestTenant, scopes: readonly string[]): Promise<Call> {
  const reply = await tenant.call("POST", "/v1/api-keys", { body: { name: "Limited", scopes } });
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return caller(reply.body.secret);
}

function readCounts(header: string | null): Reply["d1"] {
  const count = (name: string) => Number(new RegExp(`${name}=(\\d+)`).exec(header ?? "")?.[1] ?? Number.NaN);
  return {
    queries: count("queries"),
    rowsRead: count("rows_read"),
    rowsWritten: count("rows_written"),
    roundTrips: count("round_trips"),
  };
}

interface DeclaredRoute {
  readonly method: string;
  readonly path: RegExp;
  readonly responses: Readonly<Record<string, { content?: Record<string, { schema?: z.ZodType }> }>>;
}

const declaredRoutes: readonly DeclaredRoute[] = buildApp().openAPIRegistry.definitions.flatMap((definition) =>
  definition.type === "route"
    ? [
        {
          method: definition.route.method.toUpperCase(),
          path: new RegExp(`^${definition.route.path.replace(/\{[^}]+\}/g, "[^/]+")}$`),
          responses: definition.route.responses as unknown as DeclaredRoute["responses"], // zod schemas, as our builder put them
        },
      ]
    : [],
);

/** Every answer must have the shape that its route declares for its status; the declared schemas are strict. */
function checkShape(method: string, path: string, reply: Pick<Reply, "status" | "headers" | "body">): void {
  const pathname = path.split("?")[0] ?? path;
  const route = declaredRoutes.find((candidate) => candidate.method === method && candidate.path.test(pathname));
  if (!route) return;
  const declared = route.responses[String(reply.status)];
  expect(
    declared,
    `${method} ${pathname} does not declare ${reply.status}: ${JSON.stringify(reply.body)}`,
  ).toBeDefined();
  const type = (reply.headers.get("content-type") ?? "").split(";")[0] ?? "";
  const schema = declared?.content?.[type]?.schema;
  if (!schema || typeof schema.safeParse !== "function") return;
  const result = schema.safeParse(reply.body);
  expect(
    result.success,
    `${method} ${pathname} ${reply.status}: ${result.error?.message} in ${JSON.stringify(reply.body)}`,
  ).toBe(true);
}
