import { csvLine, guardCell } from "../csv-cell.ts";
import type { ExportedDeal } from "./exported-deal.ts";

/** How an export is written down. */
export interface ExportFormat {
  readonly contentType: string;
  /** Before the first opportunity, and when there is none. */
  readonly head: string;
  readonly lineOf: (deal: ExportedDeal) => string;
}

export const EXPORT_FORMATS = ["csv", "ndjson"] as const;
export type ExportFormatName = (typeof EXPORT_FORMATS)[number];

/** `customKeys` are those of all custom fields that any opportunity can have a value of. */
export function exportFormat(name: ExportFormatName, customKeys: readonly string[]): ExportFormat {
  return name === "csv" ? csvFormat(customKeys) : NDJSON;
}

/** One object a line, as its schema says. */
const NDJSON: ExportFormat = {
  contentType: "application/x-ndjson",
  head: "",
  lineOf: (deal) => `${JSON.stringify(deal)}\n`,
};

const FIRST_COLUMNS = [
  "external_id",
  "id",
  "name",
  "account",
  "owner",
  "amount",
  "currency",
  "expected_close_date",
  "opened_on",
  "status",
  "stage",
  "stage_entered_at",
  "closed_at",
  "lost_reason",
  "pushes",
  "tags",
  "next_step",
  "next_step_due_date",
  "contacts",
] as const satisfies readonly (keyof ExportedDeal)[];

const LAST_COLUMNS = [
  "score",
  "earned_stage",
  "hollow",
  "process_id",
  "version",
  "created_at",
  "updated_at",
  "criteria",
  "visits",
] as const satisfies readonly (keyof ExportedDeal)[];

/** Without it, spreadsheets read UTF-8 as something else. An import takes it for what it is. */
const BYTE_ORDER_MARK = "\u{feff}";

/** As RFC 4180 has it: every record has all columns, and those of custom fields are the same for all, `custom.` and the key. */
function csvFormat(customKeys: readonly string[]): ExportFormat {
  const header = [...FIRST_COLUMNS, ...customKeys.map((key) => `custom.${key}`), ...LAST_COLUMNS];
  return {
    contentType: "text/csv; charset=utf-8",
    head: BYTE_ORDER_MARK + csvLine(header),
    lineOf: (deal) => {
      const values: unknown[] = [
        ...FIRST_COLUMNS.map((column) => (column === "tags" ? tagsOf(deal) : deal[column])),
        ...customKeys.map((key) => (Object.hasOwn(deal.custom, key) ? deal.custom[key] : null)),
        ...LAST_COLUMNS.map((column) => deal[column]),
      ];
      return csvLine(values.map(cellOf));
    },
  };
}

/** No tag holds a comma. Where the first one begins like JSON, they are JSON, as an import takes them to be. */
function tagsOf({ tags }: ExportedDeal): string | readonly string[] {
  return tags[0]?.startsWith("[") ? tags : tags.join(",");
}

/** Only text can pass for a formula: a negative number is one, and a list begins with a bracket. */
function cellOf(value: unknown): string {
  if (value === null) return "";
  return typeof value === "string" ? guardCell(value) : JSON.stringify(value);
}
