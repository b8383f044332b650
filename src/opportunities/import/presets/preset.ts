import type { ImportField, ImportKind, NumberFormat, PresetKey } from "../schema.ts";

/** For each field the headers that mean it, the best one first. */
export type KnownColumns = Readonly<Partial<Record<ImportField, readonly string[]>>>;

/** One way in which a system heads its export: labels as people see them, or the names of its API. */
export interface HeaderForm {
  /** Of each list one header must be there: what this system has and hardly another. */
  readonly identifying: readonly (readonly string[])[];
  /** So many headers that the preset knows must be there, the identifying ones among them. */
  readonly knownAtLeast: number;
}

/** The export of one system: how it is recognised, and what its columns mean. */
export interface Preset {
  readonly key: PresetKey;
  readonly kind: ImportKind;
  readonly forms: readonly HeaderForm[];
  /** With one of these headers a file is another of the same system's exports, whatever else it has. */
  readonly excluded: readonly string[];
  readonly columns: KnownColumns;
  /** auto: as the values themselves show. */
  readonly numberFormat: "auto" | NumberFormat;
  /** What a column would be called as one of the company's own fields; null for a column that is none. */
  readonly customNameOf: (column: string) => string | null;
  /** The system's own words for won and lost. They are proposed even where the sample of a file has none of them. */
  readonly outcomeWords: readonly string[];
  /** A word for a stage without what the system may add to the stage's name. */
  readonly bareStage: (word: string) => string;
}
