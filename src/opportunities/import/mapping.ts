import { type Fault, invalid } from "../../errors.ts";
import { toPointer } from "../../http/problem.ts";
import { dateParser } from "./date-format.ts";
import type { ImportField, ImportMapping } from "./schema.ts";

/** What a row can say of where its deal stands: a stage key of the process, `won` or `lost`, which no stage can be called. */
export type Target = string;

/** Where the fields of a mapping are found in the rows of one file. */
export interface Columns {
  /** What a row says of a field, trimmed, or else its default; null when there is neither. */
  readonly valueOf: (cells: readonly string[], field: ImportField) => string | null;
  /** The name of a field's column in the file; null when it is not mapped. */
  readonly columnOf: (field: ImportField) => string | null;
}

/** A mapping made ready for one file and one process. */
export interface RowMapping extends Columns {
  /** What the file's word for a stage means; undefined when nobody has said. */
  readonly targetOf: (word: string) => Target | undefined;
  readonly parseDay: (date: string) => number | undefined;
}

/** A field whose column is not in the file is as one that is not mapped. */
export function findColumns(mapping: ImportMapping, header: readonly string[]): Columns {
  const columns = new Map(entriesOf(mapping.columns));
  const positions = new Map([...columns].map(([field, column]) => [field, header.indexOf(column.trim())]));
  const defaults = new Map(entriesOf(mapping.defaults));
  return {
    valueOf: (cells, field) => cells[positions.get(field) ?? -1]?.trim() || (defaults.get(field) ?? null),
    columnOf: (field) => columns.get(field)?.trim() ?? null,
  };
}

/**
 * Holds a mapping against the header of the file and the keys of the stages that its deals can be in. Throws `validation_failed` with every
 * fault: `duplicate_column` in the header, `unknown_column`, `unknown_stage`.
 */
export function bindMapping(
  mapping: ImportMapping,
  header: readonly string[],
  stageKeys: ReadonlySet<string>,
): RowMapping {
  const outcomesAndStages = ["won", "lost", ...stageKeys];
  const targets = targetsOf(mapping, outcomesAndStages);
  const faults = [
    ...headerFaults(header),
    ...columnFaults(mapping, header),
    ...stageFaults(mapping, outcomesAndStages, targets),
  ];
  if (faults.length > 0) throw invalid(faults);
  return {
    ...findColumns(mapping, header),
    targetOf: (word) => targets.get(word),
    parseDay: dateParser(mapping.date_format),
  };
}

/** The mapping's words come before the process's own: a file may call something else what the process calls a stage. */
function targetsOf(mapping: ImportMapping, outcomesAndStages: readonly Target[]): ReadonlyMap<string, Target> {
  const own = outcomesAndStages.map((key) => [key, key] as const);
  const mapped = Object.entries(mapping.stages).map(([word, target]) => [word.trim(), target] as const);
  return new Map([...own, ...mapped]);
}

function headerFaults(header: readonly string[]): Fault[] {
  const repeated = header.filter((name, index) => name !== "" && header.indexOf(name) < index);
  return [...new Set(repeated)].map((name) => ({
    pointer: "/file",
    code: "duplicate_column",
    detail: `Two columns of the file are called ${JSON.stringify(name)}.`,
  }));
}

function columnFaults(mapping: ImportMapping, header: readonly string[]): Fault[] {
  const unknown = entriesOf(mapping.columns).filter(([, column]) => !header.includes(column.trim()));
  const names = header.slice(0, 50).join(", ").slice(0, 1_000);
  return unknown.map(([field, column]) => ({
    pointer: `/mapping/columns/${field}`,
    code: "unknown_column",
    detail: `The file has no column ${JSON.stringify(column)}. Its columns are: ${names}.`,
  }));
}

function stageFaults(
  mapping: ImportMapping,
  outcomesAndStages: readonly Target[],
  targets: ReadonlyMap<string, Target>,
): Fault[] {
  const fault = (pointer: string): Fault => ({
    pointer,
    code: "unknown_stage",
    detail: `This is neither a stage of the process nor an outcome: ${outcomesAndStages.join(", ")}.`,
  });
  const faults = Object.entries(mapping.stages)
    .filter(([, target]) => !outcomesAndStages.includes(target))
    .map(([word]) => fault(toPointer(["mapping", "stages", word])));
  const { stage } = mapping.defaults;
  return stage === undefined || targets.has(stage) ? faults : [...faults, fault("/mapping/defaults/stage")];
}

/** The members that are there. */
function entriesOf<Value>(object: Readonly<Record<string, Value>>): [string, Exclude<Value, undefined>][] {
  return Object.entries(object).filter((entry): entry is [string, Exclude<Value, undefined>] => entry[1] !== undefined);
}
