import { createRoute, OpenAPIHono, type RouteConfig, z } from "@hono/zod-openapi";
import { createMiddleware } from "hono/factory";
import { TenantDb } from "../db/tenant-db.ts";
import { DomainError } from "../errors.ts";
import { readBody } from "./body.ts";
import { type AppContext, type AppEnv, OPERATOR, type Permission } from "./context.ts";
import { idempotent } from "./idempotency.ts";
import { faultsOf, ProblemSchema } from "./problem.ts";
import { type RawTypes, streamForm } from "./streamed-form.ts";

/** Larger JSON bodies than this are refused unread. */
const MAX_BODY_BYTES = 1_048_576;

/** A set of routes, and the whole API. */
export type Api = OpenAPIHono<AppEnv>;

export function createApi(): Api {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      const prefix = result.target === "json" ? "" : `/${result.target === "param" ? "path" : result.target}`;
      throw new DomainError("validation_failed", "The request has faults; each is named in errors.", {
        faults: faultsOf(result.error, prefix),
      });
    },
  });
}

type Responses = RouteConfig["responses"];

interface OperationConfig extends Omit<RouteConfig, "middleware" | "security" | "responses" | "operationId"> {
  /** Verb + noun, unique. */
  readonly operationId: string;
  /** Who may call it. There is no operation without one. */
  readonly permission: Permission;
  readonly summary: string;
  readonly tags: string[];
  readonly responses: Responses;
  readonly maxBodyBytes?: number;
  /** Leaves the body to the handler, which reads it as it comes (`c.var.form`): a form, or of these types one part of a form alone. */
  readonly streams?: RawTypes;
  /** Whether the handler looks at If-Match, or even demands it; documents the header and its refusals. */
  readonly ifMatch?: "honoured" | "required";
  /** Whether the handler looks at `If-None-Match: *`. */
  readonly ifNoneMatch?: boolean;
}

/** What is left of a declaration for the type checker: what the handler reads. Answers are checked by the tests, not the compiler. */
type Route<Path extends string, Config> = Omit<RouteConfig, "path" | "request" | "responses" | "middleware"> & {
  path: Path;
  responses: Responses;
} & (Config extends { request: infer Request } ? { request: Request } : unknown);

/** The one way to declare a route: its permission is checked before anything else is read, and published as `x-permission`. */
export function operation<const Path extends string, const Config extends OperationConfig & { path: Path }>(
  config: Config,
) {
  const {
    permission,
    maxBodyBytes = MAX_BODY_BYTES,
    streams,
    ifMatch: _,
    ifNoneMatch: __,
    ...route
  }: OperationConfig = config;
  const declared = createRoute({
    ...route,
    ...(permission === "public" ? {} : { security: [{ bearer: [] }] }),
    "x-permission": permission,
    middleware: [
      authorize(permission),
      streams ? streamForm(streams, maxBodyBytes) : readBody(maxBodyBytes),
      ...(takesJson(config) ? [demandJson(config.request?.body?.required === true)] : []),
      ...(isKeyed(config) ? [idempotent(idempotencyDb)] : []),
    ],
    ...withDefaults(config),
    responses: { ...route.responses, ...problems(config) },
  });
  return declared as unknown as Route<Path, Config>; // the same object; the declared type keeps what the spread lost
}

function authorize(permission: Permission) {
  return createMiddleware<AppEnv>(async (c, next) => {
    await c.var.gatekeeper(c, permission);
    await next();
  });
}

/** Every POST that somebody is responsible for takes an Idempotency-Key. */
function isKeyed(config: OperationConfig): boolean {
  return config.method === "post" && config.permission !== "public";
}

function takesJson(config: OperationConfig): boolean {
  return config.request?.body?.content["application/json"] !== undefined;
}

function demandJson(required: boolean) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const body = await c.req.arrayBuffer();
    if (!required && body.byteLength === 0) {
      forgetContentType(c);
      return next();
    }
    if (!/^application\/([a-z0-9.+-]+\+)?json\s*(;|$)/i.test(c.req.header("content-type") ?? "")) {
      throw new DomainError("unsupported_media_type", "Send the body as Content-Type: application/json.");
    }
    if (!isUtf8(body)) throw new DomainError("malformed_json", "The body is not UTF-8.");
    return next();
  });
}

/** Many clients name the type of a body that they do not send; without the type nobody looks for one. */
function forgetContentType(c: AppContext): void {
  const headers = new Headers(c.req.raw.headers);
  headers.delete("content-type");
  c.req.raw = new Request(c.req.raw.url, { method: c.req.method, headers });
}

/** JSON is UTF-8 (RFC 8259); a decoder that only replaced what is not would store something else than was sent. */
function isUtf8(body: ArrayBuffer): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(body);
    return true;
  } catch {
    return false;
  }
}

function idempotencyDb(c: AppContext): TenantDb {
  const { scope, connection } = c.var;
  if (scope) return scope.db;
  if (!connection) throw new Error("an authorized request has a connection");
  return new TenantDb(connection, OPERATOR);
}

const IdempotencyKey = z.string().optional().openapi({
  description: "Repeating a request with the same key and body answers the first answer again; kept 24 hours.",
});

const IfMatchField = {
  honoured: z.string().optional().openapi({ description: "Only change this revision: the ETag that was read, or `*`" }),
  // Optional to the validator, so that leaving it out is answered 428 and not as a fault of the input.
  required: z
    .string()
    .optional()
    .openapi({
      param: { required: true },
      description: "The ETag of the revision that was read, or `*`",
      example: '"3"',
    }),
};

const IfNoneMatch = z.string().optional().openapi({ description: "`*`: only if there is none yet", example: "*" });

function withDefaults(config: OperationConfig): Pick<OperationConfig, "request"> {
  const headers = {
    ...(isKeyed(config) ? { "idempotency-key": IdempotencyKey } : {}),
    ...(config.ifMatch ? { "if-match": IfMatchField[config.ifMatch] } : {}),
    ...(config.ifNoneMatch ? { "if-none-match": IfNoneMatch } : {}),
  };
  const documented = Object.keys(headers).length > 0 ? { headers: z.object(headers) } : {};
  // A query that is not declared is refused like any unknown field.
  return { request: { query: z.strictObject({}), ...config.request, ...documented } };
}

const PRECONDITIONS = "If-Match names another revision or there is none, or If-None-Match is * and there is one";

/** The refusals every operation can give, so that they are documented without being repeated. */
function problems(config: OperationConfig): Responses {
  const content = { "application/problem+json": { schema: ProblemSchema } };
  const statuses: Record<string, string> = {
    ...(config.permission === "public"
      ? {}
      : { 401: "No credential, or one that is not valid", 403: "A scope is missing" }),
    ...(config.path.includes("{") ? { 404: "There is no such resource here" } : {}),
    ...(takesJson(config) ? { 400: "Malformed JSON", 413: "The body is too large", 415: "The body is not JSON" } : {}),
    ...(config.ifMatch ? { 412: config.ifNoneMatch ? PRECONDITIONS : "If-Match names another revision" } : {}),
    ...(config.ifMatch === "required" ? { 428: "If-Match is missing" } : {}),
    ...(isKeyed(config)
      ? { 409: "A request with this Idempotency-Key is still running, or the state does not allow it" }
      : {}),
    422: "The input has faults; each is named",
    503: "Busy; try again after Retry-After",
  };
  return Object.fromEntries(
    Object.entries(statuses)
      .filter(([status]) => !(status in config.responses))
      .map(([status, description]) => [status, { description, content }]),
  );
}

/** A problem that one operation gives beside those every operation can. */
export function problem(description: string) {
  return { description, content: { "application/problem+json": { schema: ProblemSchema } } };
}

/** A required JSON body. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { "application/json": { schema } } };
}

/** A JSON answer. */
export function json<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { "application/json": { schema } } };
}
