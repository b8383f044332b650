import type { CustomFieldRow } from "./store.ts";

/** Of one company: at a time, and with those that are archived, since deals keep the values of all of them. The database holds to both. */
export const MAX_CUSTOM_FIELDS = 50;
export const MAX_KEPT_CUSTOM_FIELDS = 250;

export const CUSTOM_FIELD_TYPES = ["text", "number", "date", "boolean", "choice"] as const;
export type CustomFieldType = (typeof CUSTOM_FIELD_TYPES)[number];

/** A field of a company's own, as values are held against it. */
export interface CustomFieldDefinition {
  readonly key: string;
  readonly name: string;
  readonly type: CustomFieldType;
  /** What can be chosen; empty for every other type. */
  readonly choices: readonly string[];
  /** Values stay, and none can be set. */
  readonly isArchived: boolean;
}

/** By key, archived ones among them. */
export type CustomFieldDefinitions = ReadonlyMap<string, CustomFieldDefinition>;

/** What `listCustomFields` has read, ready to be asked. */
export function toDefinitions(rows: readonly CustomFieldRow[]): CustomFieldDefinitions {
  return new Map(
    rows.map((row) => [
      row.key,
      {
        key: row.key,
        name: row.name,
        type: row.type,
        choices: choicesOf(row) ?? [],
        isArchived: row.archived_at !== null,
      },
    ]),
  );
}

/** null for every type but a choice. */
export function choicesOf(row: Pick<CustomFieldRow, "choices">): string[] | null {
  return row.choices === null ? null : (JSON.parse(row.choices) as string[]); // written by us only, an array of strings
}
