import { z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { DomainError, type ErrorCode, type Fault } from "../errors.ts";
import { logError } from "../log.ts";
import type { AppContext } from "./context.ts";

/** The one place where a refusal becomes a status. Exhaustive: a new code does not compile without one. */
const STATUS = {
  alert_resolved: 409,
  already_in_stage: 409,
  batch_refused: 422,
  conflict: 409,
  custom_field_type_fixed: 409,
  document_invalid: 422,
  draft_unchanged: 409,
  external_id_taken: 409,
  forbidden: 403,
  gate_blocked: 409,
  idempotency_in_progress: 409,
  idempotency_key_reused: 422,
  internal_error: 500,
  invalid_cursor: 422,
  invalid_csv: 422,
  malformed_json: 400,
  method_not_allowed: 405,
  migration_in_progress: 409,
  not_found: 404,
  opportunity_closed: 409,
  opportunity_not_closed: 409,
  other_process: 409,
  payload_too_large: 413,
  precondition_failed: 412,
  precondition_required: 428,
  process_archived: 409,
  process_in_use: 409,
  process_is_default: 409,
  process_not_published: 409,
  stages_unmapped: 422,
  target_exists: 409,
  too_many_custom_fields: 409,
  too_many_rows: 422,
  too_many_targets: 409,
  too_many_teams: 409,
  too_many_webhook_endpoints: 409,
  unauthorized: 401,
  unavailable: 503,
  unreadable_body: 400,
  unsupported_media_type: 415,
  validation_failed: 422,
  webhook_endpoint_disabled: 409,
} as const satisfies Record<ErrorCode, ContentfulStatusCode>;

const TITLE: Readonly<Record<number, string>> = {
  400: "Bad request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not found",
  405: "Method not allowed",
  409: "Conflict",
  412: "Precondition failed",
  413: "Content too large",
  415: "Unsupported media type",
  422: "Unprocessable content",
  428: "Precondition required",
  500: "Internal server error",
  503: "Service unavailable",
};

const FaultSchema = z
  .strictObject({
    pointer: z.string().openapi({ description: "JSON pointer into the body, or /query/…, /path/…, /header/…" }),
    code: z.string(),
    detail: z.string(),
  })
  .openapi("Fault");

/** RFC 9457. Other members may follow, such as `missing` of a blocked gate. */
export const ProblemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(STATUS) as [ErrorCode, ...ErrorCode[]]).openapi({ description: "Stable; branch on this" }),
    detail: z.string(),
    request_id: z.string(),
    errors: z.array(FaultSchema).optional(),
  })
  .openapi("Problem");

/** Turns whatever was thrown into a problem document. What is not a refusal of ours is logged and stays inside. */
export function answerProblem(error: unknown, c: AppContext): Response {
  const problem = describeProblem(toDomainError(error, c), c.var.requestId);
  const { status } = problem;
  const headers: Record<string, string> = { "content-type": "application/problem+json" };
  if (status === 401) headers["www-authenticate"] = 'Bearer realm="infield"';
  if (status === 503) headers["retry-after"] = "2";
  return c.body(JSON.stringify(problem), status, headers);
}

/** A refusal as the document that tells it. */
export function describeProblem(refusal: DomainError, requestId: string) {
  const status: ContentfulStatusCode = STATUS[refusal.code];
  return {
    type: `urn:infield:problem:${refusal.code}`,
    title: TITLE[status] ?? "Error",
    status,
    code: refusal.code,
    detail: refusal.message,
    request_id: requestId,
    ...(refusal.faults.length > 0 ? { errors: [...refusal.faults] } : {}),
    ...refusal.extensions,
  };
}

function toDomainError(error: unknown, c: AppContext): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof HTTPException && error.status === 400) {
    return new DomainError("malformed_json", "The body is not valid JSON.");
  }
  logError("a request failed", error, { request_id: c.var.requestId, method: c.req.method, path: c.req.path });
  return new DomainError("internal_error", "Something went wrong on our side. The request id helps us find it.");
}

/** Every fault zod found, as JSON pointers below `prefix` (empty for a body). */
export function faultsOf(error: z.core.$ZodError, prefix: string): Fault[] {
  return error.issues.flatMap((issue) => issueFaults(issue, prefix));
}

function issueFaults(issue: z.core.$ZodIssue, prefix: string): Fault[] {
  const pointer = prefix + toPointer(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      pointer: pointer + toPointer([key]),
      code: "unknown_field",
      detail: "There is no such field here.",
    }));
  }
  if (issue.code === "custom" && typeof issue.params?.code === "string") {
    return [{ pointer, code: issue.params.code, detail: issue.message }];
  }
  if (issue.code === "invalid_type" && issue.message.endsWith("received undefined")) {
    return [{ pointer, code: "required", detail: "This field is required." }];
  }
  return [{ pointer, code: issue.code, detail: issue.message }];
}

/** A path as a JSON pointer, RFC 6901. */
export function toPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
