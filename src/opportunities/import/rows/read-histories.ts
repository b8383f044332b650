import { type FileRow, isFault } from "../file/file-row.ts";
import type { DealHistory } from "../history/decide-histories.ts";
import type { RowMapping } from "../mapping/bind-mapping.ts";
import type { Issue } from "../schema.ts";
import type { EntryFacts } from "./facts.ts";
import { readEntry } from "./read-entry.ts";
import { unreadable } from "./read-rows.ts";

export interface ReadHistories {
  readonly histories: readonly DealHistory[];
  /** The faults of each row that goes no further. */
  readonly failures: readonly (readonly Issue[])[];
}

/** Reads rows of stage histories by deal; all rows of a deal have to be among them. */
export function readHistories(mapping: RowMapping, header: readonly string[], rows: readonly FileRow[]): ReadHistories {
  const byDeal = new Map<string, { entries: EntryFacts[]; refusedRows: number[] }>();
  const historyOf = (externalId: string) => {
    const history = byDeal.get(externalId) ?? { entries: [], refusedRows: [] };
    byDeal.set(externalId, history);
    return history;
  };
  const failures: (readonly Issue[])[] = [];
  for (const row of rows) {
    if (isFault(row)) {
      failures.push([unreadable(row, header)]);
      continue;
    }
    const { facts, faults } = readEntry(mapping, row);
    const externalId = mapping.valueOf(row.cells, "external_id");
    if (facts) historyOf(facts.externalId).entries.push(facts);
    else failures.push(faults);
    if (!facts && externalId !== null) historyOf(externalId).refusedRows.push(row.row);
  }
  const told = [...byDeal].filter(([, { entries }]) => entries.length > 0);
  return { histories: told.map(([externalId, history]) => ({ externalId, ...history })), failures };
}
