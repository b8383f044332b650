import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonBytes } from "../../../db/packs.ts";
import { DomainError } from "../../../errors.ts";
import {
  type ImportMapping,
  ImportMappingSchema,
  type ImportView,
  type Issue,
  MAX_ISSUES,
  MAX_RESULT_BYTES,
} from "../schema.ts";
import { addOutcome, completeImport, describeImport, failImport, type Outcome, readStored } from "./describe-import.ts";

const MAPPING: ImportMapping = ImportMappingSchema.parse({ columns: { external_id: "id", stage: "stage" } });
const HEAD = {
  id: "imp_1",
  kind: "opportunities",
  dryRun: false,
  mapping: MAPPING,
  unmapped: {},
  createdAt: 0,
} as const;

const issue = (row: number, code = "bad_date", detail = "x"): Issue => ({ row, column: null, code, detail });
const failed = (rows: readonly number[], detail?: string): Outcome => ({
  created: 0,
  updated: 0,
  unchanged: 0,
  failures: rows.map((row) => [issue(row, "bad_date", detail), issue(row, "bad_amount", detail)]),
  warnings: rows.map((row) => issue(row, "merged", detail)),
});

test("an import comes to the same in however many parts it is told", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 2, max: 3_000 }), { minLength: 1, maxLength: 900 }),
      fc.integer({ min: 1, max: 400 }),
      (rows, size) => {
        const start = describeImport({ ...HEAD, rows: rows.length }, "running");
        let view = start;
        for (let from = 0; from < rows.length; from += size)
          view = addOutcome(view, failed(rows.slice(from, from + size)));
        expect(view).toEqual(addOutcome(start, failed(rows)));
        expect(view).toMatchObject({ failed: rows.length, processed: rows.length, progress: 1 });
        expect(view.errors).toHaveLength(Math.min(MAX_ISSUES, rows.length * 2));
        expect(view.errors.length + view.errors_left_out).toBe(rows.length * 2);
        expect(view.errors[0]?.row).toBe(Math.min(...rows));
      },
    ),
    { numRuns: 50 },
  );
});

test("what is told has room in a row of the database, errors before warnings", () => {
  let view = describeImport({ ...HEAD, rows: 6_000 }, "running");
  for (let from = 0; from < 6_000; from += 500) {
    view = addOutcome(
      view,
      failed(
        Array.from({ length: 500 }, (_, index) => from + index + 2),
        "ä".repeat(900),
      ),
    );
    expect(jsonBytes(view)).toBeLessThanOrEqual(MAX_RESULT_BYTES);
  }
  expect(view.errors.length).toBeGreaterThan(400);
  expect([view.errors.length + view.errors_left_out, view.warnings.length + view.warnings_left_out]).toEqual([
    12_000, 6_000,
  ]);
});

test("an import that is through is at its end, whatever it held", () => {
  expect(completeImport(describeImport({ ...HEAD, rows: 0 }, "running"))).toMatchObject({
    status: "completed",
    progress: 1,
    rows: 0,
  });
});

describe("an import that failed", () => {
  const view = addOutcome(describeImport({ ...HEAD, rows: 8 }, "running"), failed([2, 3]));

  test("says how far it came, and which refusal ended it", () => {
    const failure = { code: "process_archived", detail: "Restore it first." };
    const refusal = new DomainError("process_archived", failure.detail);
    expect(failImport(view, refusal)).toMatchObject({ status: "failed", progress: 0.25, failure });
  });

  test("keeps to itself what is no refusal, and says when it broke off", () => {
    expect(failImport(view, new Error("no such table: secrets")).failure).toEqual({
      code: "internal_error",
      detail: "Something went wrong on our side.",
    });
    expect(failImport(view, undefined).failure?.code).toBe("interrupted");
  });
});

test("an import that was stored before there were jobs is read as one of opportunities", () => {
  const {
    kind: _,
    processed: __,
    progress: ___,
    ...before
  } = addOutcome(describeImport({ ...HEAD, rows: 4 }, "completed"), failed([2]));
  expect(readStored<ImportView>(JSON.stringify(before))).toMatchObject({
    kind: "opportunities",
    processed: 1,
    progress: 1,
  });
});
