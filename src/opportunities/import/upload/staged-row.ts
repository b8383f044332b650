import { type FileFault, type FileRow, isFault } from "../file/file-row.ts";

/** A row of a file as it waits in the database. */
export type StagedRow =
  | readonly [row: number, cells: readonly string[]]
  | readonly [row: number, cells: null, fault: Omit<FileFault, "row">];

export function stageRow(row: FileRow): StagedRow {
  if (!isFault(row)) return [row.row, row.cells];
  const { row: number, ...fault } = row;
  return [number, null, fault];
}

export function unstageRow(staged: StagedRow): FileRow {
  const [row, cells, fault] = staged;
  return cells === null ? { row, ...fault } : { row, cells };
}
