import { formatTime } from "../../values/calendar.ts";
import { type ImportMapping, type ImportSummary, type ImportView, type Issue, MAX_ISSUES } from "./schema.ts";

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
  readonly dryRun: boolean;
  readonly rows: number;
  readonly mapping: ImportMapping;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export function addOutcomes(first: Outcome, second: Outcome): Outcome {
  return {
    created: first.created + second.created,
    updated: first.updated + second.updated,
    unchanged: first.unchanged + second.unchanged,
    failures: [...first.failures, ...second.failures],
    warnings: [...first.warnings, ...second.warnings],
  };
}

/** The counts of an import, without its long parts. */
export function summarizeImport(head: ImportHead, outcome: Outcome, status: ImportView["status"]): ImportSummary {
  return {
    id: head.id,
    status,
    dry_run: head.dryRun,
    rows: head.rows,
    created: outcome.created,
    updated: outcome.updated,
    unchanged: outcome.unchanged,
    failed: outcome.failures.length,
    created_at: formatTime(head.createdAt),
  };
}

/** An import as it is answered and stored: errors and warnings in the order of the file, as many as are kept. */
export function describeImport(head: ImportHead, outcome: Outcome, status: ImportView["status"]): ImportView {
  return {
    ...summarizeImport(head, outcome, status),
    errors: firstIssues(outcome.failures.flat()),
    warnings: firstIssues(outcome.warnings),
    mapping: head.mapping,
  };
}

function firstIssues(issues: readonly Issue[]): Issue[] {
  return issues.toSorted((a, b) => a.row - b.row).slice(0, MAX_ISSUES);
}
