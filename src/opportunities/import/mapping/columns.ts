import { toLongSalesforceId } from "../presets/salesforce-id.ts";
import type { ImportField, ImportMapping } from "../schema.ts";

type Cells = readonly string[];

/** Where what a mapping names is found in the rows of one file. Values are trimmed; null: the row says nothing. */
export interface Columns {
  /** What a row says of a field, or else its default. */
  readonly valueOf: (cells: Cells, field: ImportField) => string | null;
  /** What a row itself says of a field. */
  readonly saidOf: (cells: Cells, field: ImportField) => string | null;
  /** What a row says in a column of this name. */
  readonly cellOf: (cells: Cells, column: string) => string | null;
  /** The name of a field's column in the file; null when it is not mapped. */
  readonly columnOf: (field: ImportField) => string | null;
}

/** A column that is not in the file is as one that is not mapped. */
export function findColumns(mapping: ImportMapping, header: readonly string[]): Columns {
  const columns = new Map(entriesOf(mapping.columns).map(([field, column]) => [field, column.trim()]));
  const positions = new Map(header.map((name, index) => [name, index] as const).toReversed());
  const defaults = new Map(entriesOf(mapping.defaults));
  const isSalesforce = mapping.preset?.startsWith("salesforce") ?? false;
  const cellOf = (cells: Cells, column: string) => cells[positions.get(column) ?? -1]?.trim() || null;
  const saidOf = (cells: Cells, field: string) => {
    const cell = cellOf(cells, columns.get(field) ?? NO_COLUMN);
    return cell !== null && field === "external_id" && isSalesforce ? toLongSalesforceId(cell) : cell;
  };
  return {
    valueOf: (cells, field) => saidOf(cells, field) ?? defaults.get(field) ?? null,
    saidOf,
    cellOf,
    columnOf: (field) => columns.get(field) ?? null,
  };
}

/** No header has it: names are trimmed. */
const NO_COLUMN = " ";

/** The members that are there. */
export function entriesOf<Value>(object: Readonly<Record<string, Value>>): [string, Exclude<Value, undefined>][] {
  return Object.entries(object).filter((entry): entry is [string, Exclude<Value, undefined>] => entry[1] !== undefined);
}
