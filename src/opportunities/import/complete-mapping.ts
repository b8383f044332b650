import { invalid } from "../../errors.ts";
import { type FileRow, isFault } from "./file/file-row.ts";
import type { TakenFile } from "./intake.ts";
import type { CurrentVersion } from "./pinned-versions.ts";
import { type GivenMapping, mergeMapping } from "./presets/merge.ts";
import type { Preset } from "./presets/preset.ts";
import { presetOf } from "./presets/presets.ts";
import { proposeColumns, proposeMapping } from "./presets/propose.ts";
import { recognisePreset } from "./presets/recognise.ts";
import type { UnmappedWords } from "./report.ts";
import { type ImportMapping, ImportMappingSchema } from "./schema.ts";

/**
 * The mapping of a file: what the caller says stands, and what a known export leaves open is proposed. Throws `validation_failed` when there
 * is neither, and for columns that the export should have and does not.
 */
export function completeMapping(
  current: CurrentVersion,
  file: TakenFile,
  given: GivenMapping,
  preset: Preset | undefined,
  customFieldKeys: readonly string[],
): { readonly mapping: ImportMapping; readonly unmapped: UnmappedWords } {
  if (!preset) {
    if (given.columns !== undefined) return { mapping: ImportMappingSchema.parse(given), unmapped: {} };
    throw invalid([{ pointer: "/mapping", code: "required", detail: unknownFile(file.header) }]);
  }
  const words = wordsOf(file.rows, file.header, proposeColumns(preset, file.header));
  const proposal = mergeMapping(proposeMapping(preset, file.header, current.process, words, customFieldKeys), given);
  const faults = proposal.missing.map(({ field, column }) => ({
    pointer: `/mapping/columns/${field}`,
    code: "required",
    detail: `Export the column ${JSON.stringify(column)} as well, or say which column it is.`,
  }));
  if (faults.length > 0) throw invalid(faults);
  const { unmapped_stages, unmapped_statuses } = proposal;
  return {
    mapping: proposal.mapping,
    unmapped: {
      ...(unmapped_stages.length > 0 ? { unmapped_stages: unmapped_stages.slice(0, MAX_UNMAPPED) } : {}),
      ...(unmapped_statuses.length > 0 ? { unmapped_statuses: unmapped_statuses.slice(0, MAX_UNMAPPED) } : {}),
    },
  };
}

/** More words than that are no stages of anything. */
const MAX_UNMAPPED = 200;

/** The export that a file is. A caller who names columns knows the file better than its header tells. */
export function presetFor(given: GivenMapping, header: readonly string[]): Preset | undefined {
  if (given.preset !== undefined) return presetOf(given.preset);
  return given.columns === undefined ? recognisePreset(header) : undefined;
}

function unknownFile(header: readonly string[]): string {
  const names = header.slice(0, 50).join(", ").slice(0, 1_000);
  return `The file is no export that is known here, so say in a mapping what its columns mean. They are: ${names}.`;
}

/** The words that stand in the columns of stages and statuses, each once. */
function wordsOf(rows: readonly FileRow[], header: readonly string[], columns: ImportMapping["columns"]) {
  const wordsIn = (column: string | undefined) => {
    const index = column === undefined ? -1 : header.indexOf(column.trim());
    return [...new Set(rows.flatMap((row) => (isFault(row) ? [] : [row.cells[index]?.trim() ?? ""])))];
  };
  return { stages: wordsIn(columns.stage), statuses: wordsIn(columns.status) };
}
