import { type Fault, invalid } from "../../../errors.ts";
import { type FileRow, isFault } from "../file/file-row.ts";
import type { DateRule } from "../formats/dates.ts";
import { type AmbiguousDates, detectDates } from "../formats/detect-dates.ts";
import { type AmbiguousNumbers, detectNumberFormat } from "../formats/numbers.ts";
import type { CustomColumnField } from "../rows/read-custom.ts";
import type { ImportField, ImportMapping, NumberFormat } from "../schema.ts";
import { entriesOf, findColumns } from "./columns.ts";

/** How the dates and the numbers of each column of a file are read, by the column's name. Plain JSON: a job keeps it. */
export interface ColumnFormats {
  readonly dates: Readonly<Record<string, DateRule>>;
  readonly numbers: Readonly<Record<string, NumberFormat>>;
}

/** So many values of a column tell its format: the first ones that are there. A later one that does not fit is a fault of its row. */
const SAMPLE_VALUES = 5_000;

const DATE_FIELDS = [
  "opened_on",
  "stage_entered_on",
  "closed_on",
  "won_on",
  "lost_on",
  "expected_close_date",
  "next_step_due",
  "entered_at",
] as const satisfies readonly ImportField[];

/**
 * Tells the formats of a file's columns from its rows; what the mapping says is taken as said. Throws `validation_failed` with
 * `ambiguous_dates` and `ambiguous_numbers` for each column whose values can be read in two ways.
 */
export function detectFormats(
  mapping: ImportMapping,
  header: readonly string[],
  rows: Iterable<FileRow>,
  customFields: readonly CustomColumnField[],
): ColumnFormats {
  const customColumns = (type: CustomColumnField["type"]) =>
    entriesOf(mapping.custom)
      .filter(([key]) => customFields.some((field) => field.key === key && field.type === type))
      .map(([, column]) => column.trim());
  const dateColumns = [...columnsOf(mapping, DATE_FIELDS), ...customColumns("date")];
  const numberColumns = [...columnsOf(mapping, ["amount"]), ...customColumns("number")];
  const samples = sampleOf(mapping, header, rows, new Set([...dateColumns, ...numberColumns]));
  const faults: Fault[] = [];
  const decide = <Format extends string, Ambiguous extends object>(
    columns: readonly string[],
    detect: (values: readonly string[]) => Format | Ambiguous,
    faultOf: (column: string, ambiguous: Ambiguous) => Fault,
  ) => {
    const decided = [...new Set(columns)].flatMap((column): [string, Format][] => {
      const found = detect(samples.get(column) ?? []);
      if (typeof found === "string") return [[column, found]];
      faults.push(faultOf(column, found));
      return [];
    });
    return Object.fromEntries(decided);
  };
  const dates = decide<DateRule, AmbiguousDates>(
    dateColumns,
    (values) => detectDates(values, mapping.date_format),
    ambiguousDates,
  );
  const numbers = decide<NumberFormat, AmbiguousNumbers>(
    numberColumns,
    (values) => (mapping.number_format === "auto" ? detectNumberFormat(values) : mapping.number_format),
    ambiguousNumbers,
  );
  if (faults.length > 0) throw invalid(faults);
  return { dates, numbers };
}

function columnsOf(mapping: ImportMapping, fields: readonly ImportField[]): string[] {
  return fields.flatMap((field) => mapping.columns[field]?.trim() ?? []);
}

function sampleOf(
  mapping: ImportMapping,
  header: readonly string[],
  rows: Iterable<FileRow>,
  columns: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const { cellOf } = findColumns(mapping, header);
  const samples = new Map([...columns].map((column) => [column, [] as string[]]));
  const open = new Map(samples);
  for (const row of rows) {
    if (isFault(row)) continue;
    for (const [column, values] of open) {
      const value = cellOf(row.cells, column);
      if (value !== null) values.push(value);
      if (values.length === SAMPLE_VALUES) open.delete(column);
    }
    if (open.size === 0) break;
  }
  return samples;
}

function ambiguousDates(column: string, { example, readings: [dayFirst, monthFirst] }: AmbiguousDates): Fault {
  return {
    pointer: "/mapping/date_format",
    code: "ambiguous_dates",
    detail: `The dates in the column ${JSON.stringify(column)} can be read in two ways: ${example} is ${dayFirst} with the day first, ${monthFirst} with the month first. Say date_format: DD/MM/YYYY or MM/DD/YYYY.`,
  };
}

function ambiguousNumbers(column: string, { example, readings: [point, comma] }: AmbiguousNumbers): Fault {
  return {
    pointer: "/mapping/number_format",
    code: "ambiguous_numbers",
    detail: `The numbers in the column ${JSON.stringify(column)} can be read in two ways: ${example} is ${point} with a decimal point, ${comma} with a decimal comma. Say number_format: decimal_point or decimal_comma.`,
  };
}
