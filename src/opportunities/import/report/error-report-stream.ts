import { notFound } from "../../../errors.ts";
import type { TenantScope } from "../../../scope.ts";
import { findImportWithPlan, nextRejects } from "../import-store.ts";
import type { ImportPlan } from "../mapping/plan.ts";
import type { ImportView } from "../schema.ts";
import { readStored } from "./describe-import.ts";
import { encoderOf } from "./encode-text.ts";
import { ErrorReport } from "./error-report.ts";
import type { Reject } from "./rejects.ts";

/**
 * The rows of an import that failed, as a file. Read pack by pack as it goes out, so that no more than one is held; a fault on the way breaks
 * the stream, so that it never looks complete. Throws `not_found` for an import that is not there, and when the rows are not kept any more.
 */
export async function openErrorReport(scope: TenantScope, importId: string): Promise<ReadableStream<Uint8Array>> {
  const [[row], [first]] = await scope.db.read([findImportWithPlan(importId), nextRejects(importId, BEFORE_ALL)]);
  if (!row?.plan) throw notFound("import with an error report");
  if (!first && readStored<ImportView>(row.result).failed > 0) throw notFound("error report any more");
  const plan = JSON.parse(row.plan) as ImportPlan; // written by us only
  const report = new ErrorReport({ header: plan.header, delimiter: plan.dialect.delimiter });
  const encode = encoderOf(plan.mapping.encoding);
  let next = first;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encode(report.head(), true));
    },
    async pull(controller) {
      if (!next) return controller.close();
      controller.enqueue(encode(report.lines(JSON.parse(next.rejects) as Reject[]), false)); // as above
      [[next]] = await scope.db.read([nextRejects(importId, next.first_row)]);
    },
  });
}

const BEFORE_ALL = -1;
