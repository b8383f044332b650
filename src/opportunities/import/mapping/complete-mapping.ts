import { invalid } from "../../../errors.ts";
import type { CurrentVersion } from "../decide/pinned-versions.ts";
import { isFault } from "../file/file-row.ts";
import { type GivenMapping, mergeMapping } from "../presets/merge.ts";
import type { Preset } from "../presets/preset.ts";
import { presetOf } from "../presets/presets.ts";
import { MAX_WORD_LENGTH, proposeColumns, proposeMapping } from "../presets/propose.ts";
import { recognisePreset } from "../presets/recognise.ts";
import type { UnmappedWords } from "../report/describe-import.ts";
import { type ImportMapping, ImportMappingSchema } from "../schema.ts";
import type { TakenFile } from "../upload/intake.ts";
import { namesOf, type RowMapping } from "./bind-mapping.ts";

/**
 * The mapping of a file: what the caller says stands, and what a known export leaves open is proposed. Throws `validation_failed` when there
 * is neither, and for columns that the export should have and does not. `unmapped` is null where nothing was proposed (`unexplainedWords`).
 */
export function completeMapping(
  current: CurrentVersion,
  file: TakenFile,
  given: GivenMapping,
  preset: Preset | undefined,
  customFieldKeys: readonly string[],
): { readonly mapping: ImportMapping; readonly unmapped: UnmappedWords | null } {
  if (!preset) {
    if (given.columns !== undefined) return { mapping: ImportMappingSchema.parse(given), unmapped: null };
    throw invalid([{ pointer: "/mapping", code: "required", detail: unknownFile(file.header) }]);
  }
  const words = wordsOf(file, { ...proposeColumns(preset, file.header), ...given.columns });
  const proposal = mergeMapping(proposeMapping(preset, file.header, current.process, words, customFieldKeys), given);
  const faults = proposal.missing.map(({ field, column }) => ({
    pointer: `/mapping/columns/${field}`,
    code: "required",
    detail: `Export the column ${JSON.stringify(column)} as well, or say which column it is.`,
  }));
  if (faults.length > 0) throw invalid(faults);
  return { mapping: proposal.mapping, unmapped: firstOf(proposal.unmapped_stages, proposal.unmapped_statuses) };
}

/** Of a sample of a file, the words that a mapping does not explain. */
export function unexplainedWords(
  { targetOf, outcomeOf }: Pick<RowMapping, "targetOf" | "outcomeOf">,
  file: TakenFile,
  columns: ImportMapping["columns"],
): UnmappedWords {
  const { stages, statuses } = wordsOf(file, columns);
  const unknown = (words: readonly string[], meaningOf: (word: string) => string | undefined) =>
    words.filter((word) => word !== "" && meaningOf(word) === undefined);
  return firstOf(unknown(stages, targetOf), unknown(statuses, outcomeOf));
}

function firstOf(stages: readonly string[], statuses: readonly string[]): UnmappedWords {
  const told = (words: readonly string[]) => words.slice(0, MAX_UNMAPPED).map(shorten);
  return {
    ...(stages.length > 0 ? { unmapped_stages: told(stages) } : {}),
    ...(statuses.length > 0 ? { unmapped_statuses: told(statuses) } : {}),
  };
}

/** A cell may be of any length, and an import is kept in one row of the database. No mapping could name a longer word anyway. */
function shorten(word: string): string {
  return word.length > MAX_WORD_LENGTH ? `${word.slice(0, MAX_WORD_LENGTH)}…` : word;
}

/** More words than that are no stages of anything. */
const MAX_UNMAPPED = 200;

/** The export that a file is. A caller who names columns knows the file better than its header tells. */
export function presetFor(given: GivenMapping, header: readonly string[]): Preset | undefined {
  if (given.preset !== undefined) return presetOf(given.preset);
  return given.columns === undefined ? recognisePreset(header) : undefined;
}

function unknownFile(header: readonly string[]): string {
  return `The file is no export that is known here, so say in a mapping what its columns mean, external_id and stage at least. Its first row names these: ${namesOf(header)}.`;
}

/** The words that stand in the columns of stages and statuses, each once. */
function wordsOf({ rows, header }: TakenFile, columns: NonNullable<GivenMapping["columns"]>) {
  const wordsIn = (column: string | undefined) => {
    const index = column === undefined ? -1 : header.indexOf(column.trim());
    return [...new Set(rows.flatMap((row) => (isFault(row) ? [] : [row.cells[index]?.trim() ?? ""])))];
  };
  return { stages: wordsIn(columns.stage), statuses: wordsIn(columns.status) };
}
