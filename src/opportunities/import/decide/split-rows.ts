import { type FileRow, isFault } from "../file/file-row.ts";
import { findColumns } from "../mapping/columns.ts";
import type { ImportPlan } from "../mapping/plan.ts";

/** Splits rows into lists of so many at most; of stage histories the rows of a deal stay together, however many they are. */
export function splitRows(plan: ImportPlan, rows: readonly FileRow[], most: number): (readonly FileRow[])[] {
  const lists: FileRow[][] = [];
  for (const group of plan.kind === "stage_history" ? groupByDeal(plan, rows) : rows.map((row) => [row])) {
    const last = lists.at(-1);
    if (last && last.length + group.length <= most) last.push(...group);
    else lists.push([...group]);
  }
  return lists;
}

/** Rows that name no deal are each for themselves. */
function groupByDeal({ mapping, header }: ImportPlan, rows: readonly FileRow[]): (readonly FileRow[])[] {
  const columns = findColumns(mapping, header);
  const keyOf = (row: FileRow) => (isFault(row) ? null : columns.valueOf(row.cells, "external_id")) ?? row.row;
  return [...Map.groupBy(rows, keyOf).values()];
}
