import { HISTORY_FIELDS, type ImportField, type ImportMapping } from "../schema.ts";
import { type Header, readHeader } from "./header.ts";
import type { Preset } from "./preset.ts";
import { type NamedStages, readStatusWord, squeeze, stageWordReader } from "./stage-words.ts";

/** What a sample of the file says in the columns of `proposeColumns`, each word once. */
export interface SampleWords {
  readonly stages: readonly string[];
  readonly statuses: readonly string[];
}

/** What a preset makes of a file. */
export interface Proposal {
  /** With a value for every member that has one. */
  readonly mapping: ImportMapping;
  /** Words of the sample that no stage answers to: rows with them fail until somebody says what they mean. */
  readonly unmapped_stages: readonly string[];
  readonly unmapped_statuses: readonly string[];
  /** Fields that no row can go without and whose columns are not in the file, each with the column to export. */
  readonly missing: readonly { readonly field: ImportField; readonly column: string }[];
}

/** A mapping may name so many words, each so long: as its schema says. */
const MAX_WORDS = 200;
export const MAX_WORD_LENGTH = 300;

/**
 * Which columns of a file mean what. One column may serve two fields: the close date of Salesforce and HubSpot is the expected one of an open
 * deal, and the date of closing of a closed one.
 */
export function proposeColumns(preset: Preset, header: readonly string[]): ImportMapping["columns"] {
  const columns = readHeader(header);
  const found = Object.entries(preset.columns).map(([field, names]) => [field, columns.find(names)] as const);
  return Object.fromEntries(found.filter(([, column]) => column !== undefined));
}

/**
 * The mapping for a file of a known system. `words` are those of a sample, so the outcomes and the names of all stages are mapped as well:
 * they may come later in the file. Words that mean nothing for certain are left to the caller.
 */
export function proposeMapping(
  preset: Preset,
  header: readonly string[],
  process: NamedStages,
  words: SampleWords,
  customFieldKeys: readonly string[],
): Proposal {
  const columns = proposeColumns(preset, header);
  const readStage = stageWordReader(process);
  const meaningOf = (word: string) => readStage(word) ?? readStage(preset.bareStage(word.trim()));
  const known = [...preset.outcomeWords, ...process.stages.map(({ name }) => name)];
  const stages = readWords(known, words.stages, meaningOf);
  const statuses = readWords([], words.statuses, readStatusWord);
  return {
    mapping: {
      kind: preset.kind,
      preset: preset.key,
      columns,
      custom: proposeCustom(preset, readHeader(header), customFieldKeys),
      criteria: {},
      stages: stages.meanings,
      statuses: statuses.meanings,
      defaults: {},
      date_format: "auto",
      number_format: preset.numberFormat,
      delimiter: "auto",
      encoding: "auto",
      format: "auto",
    },
    unmapped_stages: stages.unmapped,
    unmapped_statuses: statuses.unmapped,
    missing: missingColumns(preset, columns),
  };
}

/** The company's own fields, where a column that the preset has no other use for is called like the key. */
function proposeCustom(preset: Preset, header: Header, keys: readonly string[]): Record<string, string> {
  if (preset.kind !== "opportunities") return {};
  const taken = new Set(Object.values(preset.columns).flatMap((names) => names.map((name) => header.find([name]))));
  const free = header.columns.filter((column) => !taken.has(column));
  const columnOf = (key: string) =>
    free.find((column) => preset.customNameOf(column) === key) ??
    free.find((column) => squeeze(preset.customNameOf(column) ?? "") === squeeze(key));
  return Object.fromEntries(keys.flatMap((key) => pair(key, columnOf(key))));
}

function missingColumns(preset: Preset, columns: ImportMapping["columns"]): Proposal["missing"] {
  const needed: readonly ImportField[] = preset.kind === "stage_history" ? HISTORY_FIELDS : ["external_id", "stage"];
  return needed.flatMap((field) =>
    columns[field] === undefined ? [{ field, column: preset.columns[field]?.[0] ?? field }] : [],
  );
}

/** What the words mean; the known ones only as far as they mean something, and there is room after those of the sample. */
function readWords<Meaning extends string>(
  known: readonly string[],
  sample: readonly string[],
  meaningOf: (word: string) => Meaning | undefined,
): { readonly meanings: Record<string, Meaning>; readonly unmapped: readonly string[] } {
  const meanings = new Map<string, Meaning>();
  const unmapped = new Set<string>();
  for (const word of sample.map((each) => each.trim()).filter((each) => each !== "")) {
    const meaning = isNameable(word) ? meaningOf(word) : undefined;
    if (meaning === undefined || (meanings.size >= MAX_WORDS && !meanings.has(word))) unmapped.add(word);
    else meanings.set(word, meaning);
  }
  for (const word of known) {
    const meaning = isNameable(word) ? meaningOf(word) : undefined;
    if (meaning !== undefined && meanings.size < MAX_WORDS) meanings.set(word.trim(), meaning);
  }
  return { meanings: Object.fromEntries(meanings), unmapped: [...unmapped] };
}

/** JSON can carry `__proto__`, but a mapping cannot. */
function isNameable(word: string): boolean {
  return word.length <= MAX_WORD_LENGTH && word !== "__proto__";
}

function pair<Value>(key: string, value: Value | undefined): [string, Value][] {
  return value === undefined ? [] : [[key, value]];
}
