import { z } from "@hono/zod-openapi";
import { CurrencyField, TimeField } from "../../http/fields.ts";
import { NewOpportunitySchema, TransitionSchema } from "../schema.ts";
import { DATE_FORMATS } from "./date-format.ts";

const DELIMITERS = [",", ";", "\t", "|"] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** How many values of the stage column a mapping may name. */
const MAX_STAGE_VALUES = 200;

/** How many characters the name of a column can have. */
export const MAX_COLUMN_NAME = 300;

const ColumnField = z
  .string()
  .min(1)
  .max(MAX_COLUMN_NAME)
  .openapi({ description: "A column's name as the header spells it" });

const ColumnsSchema = z.strictObject({
  external_id: ColumnField,
  stage: ColumnField,
  ...z
    .strictObject({
      name: ColumnField,
      account: ColumnField,
      owner: ColumnField,
      amount: ColumnField,
      currency: ColumnField,
      opened_on: ColumnField,
      stage_entered_on: ColumnField,
      closed_on: ColumnField,
      expected_close_date: ColumnField,
      lost_reason: ColumnField,
    })
    .partial().shape,
});

/** What a column of a file can say of a deal. */
export type ImportField = keyof z.infer<typeof ColumnsSchema>;

/** The text fields, each with the rule that the API has for it. */
export const TEXT_FIELDS = {
  external_id: NewOpportunitySchema.shape.external_id,
  name: NewOpportunitySchema.shape.name,
  account: NewOpportunitySchema.shape.account,
  owner: NewOpportunitySchema.shape.owner,
  lost_reason: TransitionSchema.shape.reason,
} as const;

export const ImportMappingSchema = z
  .strictObject({
    process_id: z.string().max(100).optional().openapi({ description: "Default: the company's default process" }),
    columns: ColumnsSchema.openapi({ description: "Where each field is found" }),
    stages: z
      .record(z.string().max(300), z.string().max(63))
      .refine((stages) => Object.keys(stages).length <= MAX_STAGE_VALUES, {
        error: `must have at most ${MAX_STAGE_VALUES} entries`,
        params: { code: "too_big" },
      })
      .default({})
      .openapi({
        description: "The file's word for a stage → a stage key, `won` or `lost`. Stage keys stand for themselves",
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
    date_format: z.enum(DATE_FORMATS).default("YYYY-MM-DD"),
    delimiter: z.enum(DELIMITERS).default(","),
  })
  .openapi("ImportMapping");

export type ImportMapping = z.infer<typeof ImportMappingSchema>;

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
  id: z.string().openapi({ example: "imp_01h455vb4pex5vsknk084sn02q", description: "Of a dry run: not kept" }),
  status: z.enum(["queued", "running", "completed", "failed"]),
  dry_run: z.boolean(),
  rows: z
    .int()
    .openapi({ description: "Data rows; created, updated, unchanged and failed add up to it once completed" }),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  failed: z.int(),
  created_at: TimeField,
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
    mapping: ImportMappingSchema,
  })
  .openapi("Import");

export type ImportSummary = z.infer<typeof ImportSummarySchema>;
export type ImportView = z.infer<typeof ImportSchema>;
