import { jsonBytes } from "../../../db/packs.ts";
import { DomainError } from "../../../errors.ts";
import type { NewEvent } from "../../../events/catalogue.ts";
import { formatTime } from "../../../values/calendar.ts";
import {
  type ImportKind,
  type ImportMapping,
  type ImportSummary,
  type ImportView,
  type Issue,
  MAX_ISSUES,
  MAX_RESULT_BYTES,
} from "../schema.ts";

/** What became of some rows. */
export interface Outcome {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** The faults of each row that failed. */
  readonly failures: readonly (readonly Issue[])[];
  readonly warnings: readonly Issue[];
}

/** What is known of an import from its start. */
export interface ImportHead {
  readonly id: string;
  readonly kind: ImportKind;
  readonly dryRun: boolean;
  readonly rows: number;
  readonly mapping: ImportMapping;
  readonly unmapped: UnmappedWords;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Words of a sample of the file that mean nothing to its mapping; undefined: there is none. */
export type UnmappedWords = Partial<Pick<ImportView, "unmapped_stages" | "unmapped_statuses">>;

/** An import of which nothing has become yet. */
export function describeImport(head: ImportHead, status: ImportView["status"]): ImportView {
  const { preset } = head.mapping;
  return {
    id: head.id,
    status,
    kind: head.kind,
    ...(preset === undefined ? {} : { preset }),
    dry_run: head.dryRun,
    rows: head.rows,
    created: 0,
    updated: 0,
    unchanged: 0,
    failed: 0,
    processed: 0,
    progress: 0,
    created_at: formatTime(head.createdAt),
    errors: [],
    warnings: [],
    errors_left_out: 0,
    warnings_left_out: 0,
    mapping: head.mapping,
    ...head.unmapped,
  };
}

/** An import with what became of more of its rows: errors and warnings in the order of the file, as many as there is room for. */
export function addOutcome(view: ImportView, outcome: Outcome): ImportView {
  const failures = outcome.failures.flat();
  const counts = {
    created: view.created + outcome.created,
    updated: view.updated + outcome.updated,
    unchanged: view.unchanged + outcome.unchanged,
    failed: view.failed + outcome.failures.length,
  };
  const processed = counts.created + counts.updated + counts.unchanged + counts.failed;
  const { errors: errorsBefore, warnings: warningsBefore, ...before } = view;
  const rest = { ...before, ...counts, processed, progress: view.rows === 0 ? 1 : processed / view.rows };
  const errors = firstIssues([...errorsBefore, ...failures], MAX_RESULT_BYTES - RESERVED_BYTES - jsonBytes(rest));
  const room = MAX_RESULT_BYTES - RESERVED_BYTES - jsonBytes({ ...rest, errors });
  const newWarnings = outcome.warnings.filter((warning) => !warningsBefore.some((said) => isOfFile(said, warning)));
  const warnings = firstIssues([...warningsBefore, ...newWarnings], room);
  return {
    ...rest,
    errors,
    warnings,
    errors_left_out: view.errors_left_out + errorsBefore.length + failures.length - errors.length,
    warnings_left_out: view.warnings_left_out + warningsBefore.length + newWarnings.length - warnings.length,
  };
}

/** What is said of the file as a whole is said in its first row, and once, however many parts it comes in. */
function isOfFile(said: Issue, warning: Issue): boolean {
  return warning.row === 1 && said.row === 1 && said.code === warning.code && said.column === warning.column;
}

/** For the names of the lists and the numbers that are not known yet. */
const RESERVED_BYTES = 1_000;

function firstIssues(issues: readonly Issue[], maxBytes: number): Issue[] {
  const first = issues.toSorted((a, b) => a.row - b.row).slice(0, MAX_ISSUES);
  let bytes = 0;
  const beyond = first.findIndex((issue) => {
    bytes += jsonBytes(issue) + 1;
    return bytes > maxBytes;
  });
  return beyond === -1 ? first : first.slice(0, beyond);
}

export function completeImport(view: ImportView): ImportView {
  return { ...view, status: "completed", progress: 1 };
}

/** An import that could not be brought to its end. `error` is what ended it; undefined where whoever was at it died. */
export function failImport(view: ImportView, error: unknown): ImportView {
  return { ...view, status: "failed", failure: failureOf(error) };
}

/** What is not a refusal of ours carries SQL and values in its text, and stays inside. */
function failureOf(error: unknown): ImportView["failure"] {
  if (error instanceof DomainError) return { code: error.code, detail: error.message };
  if (error === undefined) return { code: "interrupted", detail: "The work on the import broke off again and again." };
  return { code: "internal_error", detail: "Something went wrong on our side." };
}

export function endOf(view: ImportView): NewEvent {
  return { type: "import.completed", data: { import: summaryOf(view) } };
}

/** The counts of an import, without its long parts. */
export function summaryOf(view: ImportView): ImportSummary {
  const {
    errors,
    warnings,
    errors_left_out,
    warnings_left_out,
    mapping,
    unmapped_stages,
    unmapped_statuses,
    ...summary
  } = view;
  return summary;
}

type Progress = Pick<ImportSummary, "kind" | "processed" | "progress">;

/** What is stored of an import. Those of before were all of opportunities, and did not say how far they were. */
export function readStored<View extends ImportSummary>(result: string): View {
  const stored = JSON.parse(result) as Omit<View, keyof Progress> & Partial<Progress>; // written by us only
  const processed = stored.created + stored.updated + stored.unchanged + stored.failed;
  const progress = stored.status === "completed" || stored.rows === 0 ? 1 : processed / stored.rows;
  return { kind: "opportunities", processed, progress, ...stored } as unknown as View; // with what it may lack
}
