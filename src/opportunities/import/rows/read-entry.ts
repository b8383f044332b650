import type { FileRecord } from "../file/file-row.ts";
import type { RowMapping } from "../mapping/bind-mapping.ts";
import type { Issue } from "../schema.ts";
import type { EntryFacts } from "./facts.ts";
import { readExternalId } from "./read-row.ts";
import { refuseStage } from "./read-standing.ts";
import { RowCells } from "./row-cells.ts";

export interface ReadEntry {
  /** null when the row has faults. */
  readonly facts: EntryFacts | null;
  readonly faults: readonly Issue[];
}

/** Reads a row of a stage history; all that is wrong with it is named. */
export function readEntry(mapping: RowMapping, record: FileRecord): ReadEntry {
  const cells = new RowCells(mapping, record);
  const externalId = readExternalId(cells);
  const word = cells.valueOf("stage");
  const target = word === null ? undefined : mapping.targetOf(word);
  if (word === null) cells.refuse("stage", "stage_missing", "A row needs a stage.");
  else if (target === undefined) refuseStage(cells, word);
  const { day, at } = cells.date("entered_at");
  if (cells.valueOf("entered_at") === null) cells.refuse("entered_at", "entered_at_missing", "A row needs a time.");
  if (externalId === null || target === undefined || day === null) return { facts: null, faults: cells.faults };
  return { facts: { row: record.row, externalId, target, enteredDay: day, enteredAt: at }, faults: [] };
}
