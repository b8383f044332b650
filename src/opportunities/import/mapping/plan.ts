import { jsonBytes } from "../../../db/packs.ts";
import { loadVersions } from "../../../process/version-store.ts";
import type { TenantScope } from "../../../scope.ts";
import { localDay } from "../../../values/calendar.ts";
import { readCell } from "../../csv-cell.ts";
import { toDefinitions } from "../../custom-fields/definition.ts";
import { listCustomFields } from "../../custom-fields/store.ts";
import type { OpportunityRow } from "../../opportunity.ts";
import { type CurrentVersion, loadPinnedVersions } from "../decide/pinned-versions.ts";
import { invalidFile, isFault } from "../file/file-row.ts";
import type { Dialect } from "../file/sniff-dialect.ts";
import type { GivenMapping } from "../presets/merge.ts";
import type { Preset } from "../presets/preset.ts";
import type { UnmappedWords } from "../report/describe-import.ts";
import type { CustomColumnField } from "../rows/read-custom.ts";
import { type ImportKind, type ImportMapping, kindOf } from "../schema.ts";
import type { TakenFile } from "../upload/intake.ts";
import { bindMapping, type RowMapping } from "./bind-mapping.ts";
import { type ColumnFormats, detectFormats } from "./column-formats.ts";
import { completeMapping, presetFor, unexplainedWords } from "./complete-mapping.ts";

/** What is decided on a file before its first row, once, and holds for all its rows, whoever brings them in and when. Plain JSON. */
export interface ImportPlan {
  readonly kind: ImportKind;
  readonly header: readonly string[];
  readonly dialect: Pick<Dialect, "format" | "delimiter">;
  /** With the process that it is for. */
  readonly mapping: ImportMapping;
  readonly formats: ColumnFormats;
  /** Those that the mapping names, as they were then. */
  readonly customFields: readonly CustomColumnField[];
  /** Of the process: the one that new deals take. */
  readonly version: number;
  /** The day on which the file came, as the company counts days: what it says of the past cannot lie after it. */
  readonly today: number;
}

/** What rows are decided on; the same for all of one import. */
export interface RowsGround {
  readonly scope: TenantScope;
  readonly importId: string;
  readonly plan: ImportPlan;
  readonly current: CurrentVersion;
}

/** Of these versions the mapping may name stages: deals that are pinned to one before them are few. */
const VERSIONS = 20;

const NO_FORMATS: ColumnFormats = { dates: {}, numbers: {} };

/**
 * Makes the plan for a file. Throws `validation_failed` with every fault of the mapping, or with every column whose values can be read in
 * two ways.
 */
export async function planImport(
  scope: TenantScope,
  current: CurrentVersion,
  file: TakenFile,
  sent: GivenMapping | undefined,
): Promise<{ readonly plan: ImportPlan; readonly unmapped: UnmappedWords }> {
  const given = sent ?? {};
  const preset = presetFor(given, file.header);
  const settable = await listSettable(scope, given, preset);
  const keys = settable.map(({ key }) => key);
  const completed = completeMapping(current, file, given, preset, keys);
  const mapping = { ...completed.mapping, process_id: current.processId };
  const customFields = settable
    .filter(({ key }) => Object.hasOwn(mapping.custom, key))
    .map(({ key, type, choices }) => ({ key, type, choices }));
  const { format, delimiter } = file.dialect;
  const plan: ImportPlan = {
    kind: kindOf(mapping),
    header: format === "csv" ? file.header.map(readCell) : file.header,
    dialect: { format, delimiter },
    mapping,
    formats: NO_FORMATS,
    customFields,
    version: current.version,
    today: localDay(scope.now, scope.tenant.timezone),
  };
  const bound = await bindPlan({ scope, plan, current }, []);
  const readable = file.rows.flatMap((row) => (isFault(row) ? [] : [row]));
  const complete = withFormats(plan, detectFormats(mapping, plan.header, readable, customFields));
  if (jsonBytes(complete) > MAX_PLAN_BYTES) {
    throw invalidFile("header_too_long", "The names of the columns are too long, all together.");
  }
  return { plan: complete, unmapped: completed.unmapped ?? unexplainedWords(bound, file, mapping.columns) };
}

/** It is kept in one row of the database with the result, and a row has 2 MB at most. */
const MAX_PLAN_BYTES = 800_000;

/** The mapping says what was found as well, as far as it can be said of all columns: a file that is sent again is then read the same. */
function withFormats(plan: ImportPlan, formats: ColumnFormats): ImportPlan {
  const [numberFormat, ...others] = new Set(Object.values(formats.numbers));
  const mapping: ImportMapping = {
    ...plan.mapping,
    ...(plan.dialect.format === "csv" ? { delimiter: plan.dialect.delimiter } : {}),
    ...(numberFormat !== undefined && others.length === 0 ? { number_format: numberFormat } : {}),
  };
  return { ...plan, mapping, formats };
}

/** The company's own fields that can be set, where any may be meant. */
async function listSettable(scope: TenantScope, given: GivenMapping, preset: Preset | undefined) {
  if (!preset && Object.keys(given.custom ?? {}).length === 0) return [];
  const [rows] = await scope.db.read([listCustomFields()]);
  return [...toDefinitions(rows).values()].filter(({ isArchived }) => !isArchived);
}

/** The mapping of a plan made ready for rows that speak of these deals. */
export async function bindPlan(
  { scope, plan, current }: Omit<RowsGround, "importId">,
  known: Iterable<OpportunityRow>,
): Promise<RowMapping> {
  const { processId, version, process } = current;
  const latest = Array.from({ length: Math.min(VERSIONS, version) }, (_, index) => version - index);
  const refs = latest.map((each) => ({ processId, version: each }));
  const pinned = await loadPinnedVersions(scope, current, known);
  const processes = [...(await loadVersions(scope, refs)), ...pinned.values()];
  return bindMapping(plan.mapping, plan.header, {
    stageKeys: new Set(processes.flatMap((each) => [...each.stageByKey.keys()])),
    criterionByKey: process.criterionByKey,
    customFields: plan.customFields,
    formats: plan.formats,
    timezone: scope.tenant.timezone,
  });
}
