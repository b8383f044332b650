import { readCell } from "../../csv-cell.ts";
import type { OpportunityRow } from "../../opportunity.ts";
import { type FileRow, isFault } from "../file/file-row.ts";
import { decideHistories } from "../history/decide-histories.ts";
import type { RejectsRow } from "../import-store.ts";
import type { RowMapping } from "../mapping/bind-mapping.ts";
import { findColumns } from "../mapping/columns.ts";
import { bindPlan, type ImportPlan, type RowsGround } from "../mapping/plan.ts";
import type { Outcome } from "../report/describe-import.ts";
import { isReportColumn } from "../report/error-report.ts";
import { packRejects } from "../report/rejects.ts";
import { readHistories } from "../rows/read-histories.ts";
import { readRows } from "../rows/read-rows.ts";
import { TEXT_FIELDS } from "../schema.ts";
import { decideChunk } from "./decide-chunk.ts";
import type { ChunkDecision } from "./decision.ts";
import { findKnown } from "./find-known.ts";

/** What some rows of a file come to. */
export interface RowsDecision {
  /** Also what is counted of the rows that the decision never saw. */
  readonly outcome: Outcome;
  readonly decision: ChunkDecision;
  readonly rejects: readonly RejectsRow[];
  /** The rows that were good, each by its external id. */
  readonly good: ReadonlyMap<string, number>;
}

/** Of external ids, those that good rows of the file had before, each with its row. */
export type FindEarlier = (externalIds: readonly string[]) => Promise<ReadonlyMap<string, number>>;

/**
 * Reads rows and decides them against the deals that are there; of stage histories all rows of a deal have to be among them. Nothing is
 * written.
 */
export async function decideRows(
  ground: RowsGround,
  fileRows: readonly FileRow[],
  findEarlier: FindEarlier,
): Promise<RowsDecision> {
  const rows = ground.plan.dialect.format === "csv" ? fileRows.map(unguarded) : fileRows;
  const ids = externalIdsOf(ground.plan, rows);
  const [known, earlier] = await Promise.all([findKnown(ground.scope, ids), findEarlier(ids)]);
  const mapping = await bindPlan(ground, known.values());
  const { read, decision } =
    ground.plan.kind === "stage_history"
      ? await decideEntries(ground, mapping, rows, known)
      : await decideDeals(ground, mapping, rows, known, earlier);
  const outcome: Outcome = {
    ...decision.outcome,
    failures: [...read.failures, ...decision.outcome.failures],
    warnings: [...read.warnings, ...decision.outcome.warnings],
  };
  const rejects = packRejects(outcome.failures, rows, textColumnOf(ground.plan));
  return { outcome, decision, rejects, good: read.good };
}

/** The text of a row that could not be read must not become the id of a deal when the report is sent again as it is. */
function textColumnOf({ mapping, header }: ImportPlan): number {
  const id = findColumns(mapping, header).columnOf("external_id");
  return Math.max(
    0,
    header.findIndex((name) => name !== id && !isReportColumn(name)),
  );
}

type Known = ReadonlyMap<string, OpportunityRow>;

async function decideDeals(
  { scope, plan, current, importId }: RowsGround,
  mapping: RowMapping,
  rows: readonly FileRow[],
  known: Known,
  earlier: ReadonlyMap<string, number>,
) {
  const { facts, failures, warnings } = readRows({ scope, plan }, mapping, rows, earlier);
  const decision = await decideChunk({ scope, ...current, importId, mapping }, facts, known);
  const good: ReadonlyMap<string, number> = new Map(facts.map(({ externalId, row }) => [externalId, row]));
  return { read: { failures, warnings, good }, decision };
}

async function decideEntries(
  { scope, plan, current, importId }: RowsGround,
  mapping: RowMapping,
  rows: readonly FileRow[],
  known: Known,
) {
  const { histories, failures } = readHistories(mapping, plan.header, rows);
  const decision = await decideHistories({ scope, ...current, importId, mapping }, histories, known);
  const good: ReadonlyMap<string, number> = new Map();
  return { read: { failures, warnings: [], good }, decision };
}

function unguarded(row: FileRow): FileRow {
  return isFault(row) ? row : { row: row.row, cells: row.cells.map(readCell) };
}

/** The external ids of rows that are fit to be one. */
function externalIdsOf({ mapping, header }: ImportPlan, rows: readonly FileRow[]): string[] {
  const columns = findColumns(mapping, header);
  const ids = new Set(rows.map((row) => (isFault(row) ? null : columns.valueOf(row.cells, "external_id"))));
  return [...ids].filter((id): id is string => id !== null && TEXT_FIELDS.external_id.safeParse(id).success);
}
