import { jsonBytes } from "../../db/packs.ts";
import { formatTime } from "../../values/calendar.ts";
import {
  type ImportMapping,
  type ImportSummary,
  type ImportView,
  type Issue,
  MAX_ISSUES,
  MAX_RESULT_BYTES,
} from "./schema.ts";

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
function summarizeImport(head: ImportHead, outcome: Outcome, status: ImportView["status"]): ImportSummary {
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

/** The counts of an import that was described before. */
export function summaryOf(view: ImportView): ImportSummary {
  const { errors, warnings, errors_left_out, warnings_left_out, mapping, ...summary } = view;
  return summary;
}

/** An import as it is answered and stored: errors and warnings in the order of the file, as many as there is room for. */
export function describeImport(head: ImportHead, outcome: Outcome, status: ImportView["status"]): ImportView {
  const allErrors = outcome.failures.flat();
  const rest = { ...summarizeImport(head, outcome, status), mapping: head.mapping };
  const errors = firstIssues(allErrors, MAX_RESULT_BYTES - RESERVED_BYTES - jsonBytes(rest));
  const room = MAX_RESULT_BYTES - RESERVED_BYTES - jsonBytes({ ...rest, errors });
  const warnings = firstIssues(outcome.warnings, room);
  return {
    ...rest,
    errors,
    warnings,
    errors_left_out: allErrors.length - errors.length,
    warnings_left_out: outcome.warnings.length - warnings.length,
  };
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
