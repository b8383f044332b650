import { type Fault, invalid } from "../../../errors.ts";
import { toPointer } from "../../../http/problem.ts";
import type { Criterion } from "../../../process/compile.ts";
import { type DateReading, readDate } from "../formats/dates.ts";
import { recognisePreset } from "../presets/recognise.ts";
import type { DealOutcome } from "../rows/facts.ts";
import type { CustomColumnField } from "../rows/read-custom.ts";
import { HISTORY_FIELDS, type ImportField, type ImportMapping, kindOf, type NumberFormat } from "../schema.ts";
import type { ColumnFormats } from "./column-formats.ts";
import { type Columns, entriesOf, findColumns } from "./columns.ts";

/** What a row can say of where its deal stands: a stage key of the process, `won` or `lost`, which no stage can be called. */
export type Target = string;

/** What a mapping is held against beside the file. */
export interface MappingGround {
  /** The keys of the stages that the file's deals can be in. */
  readonly stageKeys: ReadonlySet<string>;
  /** Of the version that new deals take. */
  readonly criterionByKey: ReadonlyMap<string, Criterion>;
  /** Those that can be set. */
  readonly customFields: readonly CustomColumnField[];
  readonly formats: ColumnFormats;
  readonly timezone: string;
}

/** A mapping made ready for one file and one process. */
export interface RowMapping extends Columns {
  /** What the file's word for a stage means; undefined when nobody has said. */
  readonly targetOf: (word: string) => Target | undefined;
  /** All that such a word can mean: the outcomes and the stages. */
  readonly targets: readonly Target[];
  /** What the file's word for a status means. */
  readonly outcomeOf: (word: string) => DealOutcome | undefined;
  /** Whether words of the stage column say what has become of a deal, so that a stage can contradict its status. */
  readonly stagesTellOutcomes: boolean;
  /** Reads a date as those of its column are read. */
  readonly readDate: (text: string, column: string) => DateReading;
  readonly numberFormatOf: (column: string) => NumberFormat;
  readonly custom: readonly { readonly field: CustomColumnField; readonly column: string }[];
  readonly criteria: readonly { readonly criterion: Criterion; readonly column: string }[];
  /** The date of entry is that of the word in the stage column: of a word that means won or lost it is the closing. */
  readonly isClosingAnEntry: boolean;
  /** Where a cell holds several tags, only a comma parts them: our own export, whose tags may hold the other marks. */
  readonly hasPlainTags: boolean;
}

/**
 * Holds a mapping against the header of the file and the process. Throws `validation_failed` with every fault: `required` columns that are not
 * mapped, `duplicate_column` where it names one of two, `unknown_column`, `unknown_stage`, `unknown_criterion`, `unknown_custom_field`.
 */
export function bindMapping(mapping: ImportMapping, header: readonly string[], ground: MappingGround): RowMapping {
  const outcomesAndStages = ["won", "lost", ...ground.stageKeys];
  const targets = targetsOf(mapping, outcomesAndStages);
  const custom = entriesOf(mapping.custom).map(([key, column]) => ({
    key,
    found: ground.customFields.find((field) => field.key === key),
    column: column.trim(),
  }));
  const criteria = entriesOf(mapping.criteria).map(([key, column]) => ({
    key,
    found: ground.criterionByKey.get(key),
    column: column.trim(),
  }));
  const faults = [
    ...requiredFaults(mapping, header),
    ...headerFaults(mapping, header),
    ...columnFaults(mapping, header),
    ...stageFaults(mapping, outcomesAndStages, targets),
    ...keyFaults("criteria", criteria, "unknown_criterion", "The process has no criterion with this key."),
    ...keyFaults("custom", custom, "unknown_custom_field", "There is no custom field with this key."),
  ];
  if (faults.length > 0) throw invalid(faults);
  const outcomes = outcomesOf(mapping);
  const { dates, numbers } = ground.formats;
  return {
    ...findColumns(mapping, header),
    targetOf: (word) => targets.get(word),
    targets: outcomesAndStages,
    outcomeOf: (word) => outcomes.get(word) ?? outcomes.get(word.toLowerCase()),
    stagesTellOutcomes: Object.values(mapping.stages).some((target) => target === "won" || target === "lost"),
    readDate: (text, column) => readDate(text, formatOf(dates, column) ?? "any", ground.timezone),
    numberFormatOf: (column) => formatOf(numbers, column) ?? "decimal_point",
    custom: custom.flatMap(({ found, column }) => (found ? [{ field: found, column }] : [])),
    criteria: criteria.flatMap(({ found, column }) => (found ? [{ criterion: found, column }] : [])),
    isClosingAnEntry: mapping.preset === "salesforce_opportunities" || mapping.preset === "hubspot_deals",
    hasPlainTags: mapping.preset === "infield",
  };
}

/** Columns may be called like what every object has. */
function formatOf<Format>(formats: Readonly<Record<string, Format>>, column: string): Format | undefined {
  return Object.hasOwn(formats, column) ? formats[column] : undefined;
}

/** The mapping's words come before the process's own: a file may call something else what the process calls a stage. */
function targetsOf(mapping: ImportMapping, outcomesAndStages: readonly Target[]): ReadonlyMap<string, Target> {
  const own = outcomesAndStages.map((key) => [key, key] as const);
  const mapped = Object.entries(mapping.stages).map(([word, target]) => [word.trim(), target] as const);
  return new Map([...own, ...mapped]);
}

function outcomesOf(mapping: ImportMapping): ReadonlyMap<string, DealOutcome> {
  const own = (["open", "won", "lost"] as const).map((outcome) => [outcome, outcome] as const);
  return new Map([
    ...own,
    ...Object.entries(mapping.statuses).map(([word, outcome]) => [word.trim(), outcome] as const),
  ]);
}

function requiredFaults(mapping: ImportMapping, header: readonly string[]): Fault[] {
  const { columns, defaults } = mapping;
  const isClosedTold = columns.status !== undefined || columns.is_won !== undefined;
  const hasStage = columns.stage !== undefined || defaults.stage !== undefined || isClosedTold;
  const missing: readonly ImportField[] =
    kindOf(mapping) === "stage_history"
      ? HISTORY_FIELDS.filter((field) => columns[field] === undefined)
      : [
          ...(columns.external_id === undefined ? (["external_id"] as const) : []),
          ...(hasStage ? [] : (["stage"] as const)),
        ];
  return missing.map((field) => ({
    pointer: `/mapping/columns/${field}`,
    code: "required",
    detail: `Say which column of the file this is.${presetHint(mapping, header)}`,
  }));
}

/** Whoever names columns of a known export may have hoped for the rest of its mapping. */
function presetHint(mapping: ImportMapping, header: readonly string[]): string {
  const preset = mapping.preset === undefined ? recognisePreset(header) : undefined;
  return preset ? ` Or name the preset ${preset.key}: it proposes what the mapping does not say.` : "";
}

function headerFaults(mapping: ImportMapping, header: readonly string[]): Fault[] {
  const members = [mapping.columns, mapping.custom, mapping.criteria];
  const named = new Set(members.flatMap((member) => Object.values(member).map((column) => column?.trim())));
  const repeated = header.filter((name, index) => named.has(name) && header.indexOf(name) < index);
  return [...new Set(repeated)].map((name) => ({
    pointer: "/file",
    code: "duplicate_column",
    detail: `Two columns of the file are called ${JSON.stringify(name)}. Rename one of them.`,
  }));
}

/** As far as a sentence can hold them. */
export function namesOf(header: readonly string[]): string {
  const names = header.filter((name) => name !== "");
  return names.slice(0, 50).join(", ").slice(0, 1_000);
}

function columnFaults(mapping: ImportMapping, header: readonly string[]): Fault[] {
  const names = namesOf(header);
  return (["columns", "custom", "criteria"] as const).flatMap((member) =>
    entriesOf<string | undefined>(mapping[member])
      .filter(([, column]) => !header.includes(column.trim()))
      .map(([key, column]) => ({
        pointer: toPointer(["mapping", member, key]),
        code: "unknown_column",
        detail: `The file has no column ${JSON.stringify(column)}. Its columns are: ${names}.`,
      })),
  );
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
  return stage === undefined || targets.has(stage.trim()) ? faults : [...faults, fault("/mapping/defaults/stage")];
}

function keyFaults(
  member: "custom" | "criteria",
  entries: readonly { readonly key: string; readonly found: unknown }[],
  code: string,
  detail: string,
): Fault[] {
  return entries
    .filter(({ found }) => found === undefined)
    .map(({ key }) => ({ pointer: toPointer(["mapping", member, key]), code, detail }));
}
