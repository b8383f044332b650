import { z } from "@hono/zod-openapi";
import { CurrencyField, TimeField } from "../../http/fields.ts";
import { NewOpportunitySchema, TransitionSchema } from "../schema.ts";
import { DATE_FORMATS } from "./formats/date-format.ts";

export const DELIMITERS = [",", ";", "\t", "|"] as const;
export type Delimiter = (typeof DELIMITERS)[number];

export const ENCODINGS = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;
export type Encoding = (typeof ENCODINGS)[number];

export const FILE_FORMATS = ["csv", "ndjson"] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

export const NUMBER_FORMATS = ["decimal_point", "decimal_comma"] as const;
export type NumberFormat = (typeof NUMBER_FORMATS)[number];

const KINDS = ["opportunities", "stage_history"] as const;

const PRESETS = [
  "salesforce_opportunities",
  "salesforce_opportunity_history",
  "hubspot_deals",
  "pipedrive_deals",
  "infield",
] as const;

/** How many words of a column, fields or criteria a mapping may name. */
const MAX_ENTRIES = 200;

/** How many characters the name of a column can have. */
export const MAX_COLUMN_NAME = 300;

const ColumnField = z
  .string()
  .min(1)
  .max(MAX_COLUMN_NAME)
  .openapi({ description: "A column's name as the header spells it" });

const ColumnsSchema = z
  .strictObject({
    external_id: ColumnField,
    stage: ColumnField,
    status: ColumnField,
    is_closed: ColumnField,
    is_won: ColumnField,
    name: ColumnField,
    account: ColumnField,
    owner: ColumnField,
    amount: ColumnField,
    currency: ColumnField,
    opened_on: ColumnField,
    stage_entered_on: ColumnField,
    closed_on: ColumnField,
    won_on: ColumnField.openapi({
      description: "When a won deal was closed, where closed_on says nothing; lost_on likewise",
    }),
    lost_on: ColumnField,
    expected_close_date: ColumnField,
    lost_reason: ColumnField,
    tags: ColumnField,
    next_step: ColumnField,
    next_step_due: ColumnField,
    contact_name: ColumnField,
    contact_email: ColumnField,
    contact_role: ColumnField,
    contacts: ColumnField,
    pushes: ColumnField,
    criteria: ColumnField,
    visits: ColumnField,
    entered_at: ColumnField,
  })
  .partial();

/** What a column of a file can say of a deal. */
export type ImportField = keyof z.infer<typeof ColumnsSchema>;

/** What a row of a stage history is made of. The others need only the first. */
export const HISTORY_FIELDS = ["external_id", "stage", "entered_at"] as const satisfies readonly ImportField[];

/** The text fields, each with the rule that the API has for it. */
export const TEXT_FIELDS = {
  external_id: NewOpportunitySchema.shape.external_id,
  name: NewOpportunitySchema.shape.name,
  account: NewOpportunitySchema.shape.account,
  owner: NewOpportunitySchema.shape.owner,
  lost_reason: TransitionSchema.shape.reason,
  next_step: NewOpportunitySchema.shape.next_step,
} as const;

export const ImportMappingSchema = z
  .strictObject({
    kind: z.enum(KINDS).optional().openapi({
      description: "A deal a row (the default), or an entry into a stage a row: external_id, stage, entered_at",
    }),
    preset: z.enum(PRESETS).optional().openapi({
      description: "The export that the file is; what else the mapping says comes before what it proposes",
    }),
    process_id: z.string().max(100).optional().openapi({ description: "Default: the company's default process" }),
    columns: ColumnsSchema.default({}).openapi({ description: "Where each field is found" }),
    custom: entries(ColumnField).openapi({ description: "The key of a custom field → its column" }),
    criteria: entries(ColumnField).openapi({
      description: "The key of a criterion → its column: yes, no, n/a (not applicable) or a level in percent",
    }),
    stages: entries(z.string().max(63)).openapi({
      description: "The file's word for a stage → a stage key, `won` or `lost`. Stage keys stand for themselves",
    }),
    statuses: entries(z.enum(["open", "won", "lost"])).openapi({
      description: "The file's word for a status → what it means. `open`, `won` and `lost` stand for themselves",
    }),
    defaults: z
      .strictObject({
        name: TEXT_FIELDS.name,
        account: TEXT_FIELDS.account,
        owner: TEXT_FIELDS.owner,
        stage: z.string().min(1).max(300),
        currency: CurrencyField,
        lost_reason: TEXT_FIELDS.lost_reason,
      })
      .partial()
      .default({})
      .openapi({
        description: "What is taken where the file has no column or an empty cell. Currency: otherwise the company's",
      }),
    date_format: auto(DATE_FORMATS).openapi({ description: "auto: told from the dates of each column" }),
    number_format: auto(NUMBER_FORMATS).openapi({ description: "auto: told from the amounts of the file" }),
    format: auto(FILE_FORMATS),
    encoding: auto(ENCODINGS),
    delimiter: auto(DELIMITERS),
  })
  .superRefine(refuseFieldsOfOtherKind)
  .openapi("ImportMapping");

export type ImportMapping = z.infer<typeof ImportMappingSchema>;
export type ImportKind = (typeof KINDS)[number];
export type PresetKey = (typeof PRESETS)[number];

interface Kinded {
  readonly kind?: ImportKind | undefined;
  readonly preset?: PresetKey | undefined;
}

export function kindOf({ kind, preset }: Kinded): ImportKind {
  return kind ?? (preset === "salesforce_opportunity_history" ? "stage_history" : "opportunities");
}

/** Members of any name; zod never sees one called `__proto__`, which has to be looked for in the JSON. */
function entries<Value extends z.ZodType<string>>(value: Value) {
  return z
    .record(z.string().max(MAX_COLUMN_NAME), value)
    .refine((record) => Object.keys(record).length <= MAX_ENTRIES, {
      error: `must have at most ${MAX_ENTRIES} entries`,
      params: { code: "too_big" },
    })
    .default({});
}

function auto<const Values extends readonly string[]>(values: Values) {
  return z.enum(["auto", ...values] as const).default("auto");
}

/** A column that is given and would not be looked at is a mistake. */
function refuseFieldsOfOtherKind(
  mapping: Kinded & { readonly columns: Readonly<Record<string, unknown>> },
  ctx: z.core.$RefinementCtx,
): void {
  const isHistory = kindOf(mapping) === "stage_history";
  for (const field of Object.keys(mapping.columns)) {
    const isOfHistory = HISTORY_FIELDS.some((one) => one === field);
    if (isHistory ? isOfHistory : field !== "entered_at") continue;
    const message = isHistory ? "is no field of a stage history" : "is a field of a stage history only";
    ctx.addIssue({ code: "custom", path: ["columns", field], params: { code: "unknown_field" }, message });
  }
}

const IssueSchema = z
  .strictObject({
    row: z
      .int()
      .openapi({ description: "As a spreadsheet shows it: the header is row 1. A field of several lines counts once" }),
    column: z
      .string()
      .nullable()
      .openapi({ description: "The column as the file names it; null where no one column is to blame" }),
    code: z.string(),
    detail: z.string(),
  })
  .openapi("ImportIssue");

/** Something about one row of a file. */
export type Issue = z.infer<typeof IssueSchema>;

const summary = {
  id: z.string().openapi({
    example: "imp_01h455vb4pex5vsknk084sn02q",
    description: "Of a dry run that was answered at once: not kept",
  }),
  status: z.enum(["queued", "running", "completed", "failed"]),
  kind: z.enum(KINDS),
  preset: z.enum(PRESETS).optional().openapi({ description: "The export that the file was said or seen to be" }),
  dry_run: z.boolean(),
  rows: z
    .int()
    .openapi({ description: "Data rows; created, updated, unchanged and failed add up to it once completed" }),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  failed: z.int(),
  processed: z.int().openapi({ description: "Rows of which it is known what became of them" }),
  progress: z.number().min(0).max(1).openapi({ description: "processed / rows" }),
  created_at: TimeField,
  failure: z
    .strictObject({ code: z.string(), detail: z.string() })
    .optional()
    .openapi({ description: "Of a failed import: what ended it. What was brought in until then stays" }),
};

export const ImportSummarySchema = z.strictObject(summary).openapi("ImportSummary");

/** So many errors, and so many warnings, are told of, as far as there is room for them; `failed` counts all. */
export const MAX_ISSUES = 1_000;

/** An import is kept in one row of the database, where a value has 2 MB at most. */
export const MAX_RESULT_BYTES = 1_000_000;

export const ImportSchema = z
  .strictObject({
    ...summary,
    errors: z
      .array(IssueSchema)
      .openapi({ description: `Every fault of every row that failed, the first ${MAX_ISSUES}` }),
    warnings: z
      .array(IssueSchema)
      .openapi({ description: `Rows that went in, but not as they stand; the first ${MAX_ISSUES}` }),
    errors_left_out: z
      .int()
      .openapi({ description: "How many errors more there are than are told here; fewer are told when they are long" }),
    warnings_left_out: z.int(),
    mapping: ImportMappingSchema.openapi({
      description: "As it was used: what was sent, and what was proposed or found",
    }),
    unmapped_stages: z.array(z.string()).optional().openapi({
      description: "Words for stages, of the first rows of the file, that no stage answers to. Rows with them fail",
    }),
    unmapped_statuses: z.array(z.string()).optional(),
  })
  .openapi("Import");

export type ImportSummary = z.infer<typeof ImportSummarySchema>;
export type ImportView = z.infer<typeof ImportSchema>;
