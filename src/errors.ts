/** One thing wrong with what was sent. `pointer` is a JSON pointer into the body, or `/query/…`, `/path/…`, `/header/…`. */
export interface Fault {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** Every code a problem document can carry. Stable: clients branch on them. `http/problem.ts` maps each to its status. */
export type ErrorCode =
  | "alert_resolved"
  | "already_in_stage"
  | "batch_refused"
  | "conflict"
  | "custom_field_type_fixed"
  | "document_invalid"
  | "draft_unchanged"
  | "external_id_taken"
  | "forbidden"
  | "gate_blocked"
  | "idempotency_in_progress"
  | "idempotency_key_reused"
  | "internal_error"
  | "invalid_cursor"
  | "invalid_csv"
  | "malformed_json"
  | "method_not_allowed"
  | "migration_in_progress"
  | "not_found"
  | "opportunity_closed"
  | "opportunity_not_closed"
  | "other_process"
  | "payload_too_large"
  | "precondition_failed"
  | "precondition_required"
  | "process_archived"
  | "process_in_use"
  | "process_is_default"
  | "process_not_published"
  | "stages_unmapped"
  | "target_exists"
  | "too_many_custom_fields"
  | "too_many_rows"
  | "too_many_targets"
  | "too_many_teams"
  | "too_many_webhook_endpoints"
  | "unauthorized"
  | "unavailable"
  | "unreadable_body"
  | "unsupported_media_type"
  | "validation_failed"
  | "webhook_endpoint_disabled";

/** A refusal in the language of the business. Rules throw it; only `http/` knows which status it becomes. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly faults: readonly Fault[];
  /** More members for the problem document, such as `missing` of a blocked gate. */
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    detail: string,
    more: { faults?: readonly Fault[]; extensions?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(detail);
    this.name = "DomainError";
    this.code = code;
    this.faults = more.faults ?? [];
    this.extensions = more.extensions ?? {};
  }
}

/** A resource that does not exist, or belongs to somebody else: the caller cannot tell which. */
export function notFound(what: string, faults: readonly Fault[] = []): DomainError {
  return new DomainError("not_found", `There is no such ${what}.`, { faults });
}

/** Input that has the right shape but cannot be accepted; names every fault. */
export function invalid(
  faults: readonly Fault[],
  detail = "The request has faults; each is named in errors.",
): DomainError {
  return new DomainError("validation_failed", detail, { faults });
}
