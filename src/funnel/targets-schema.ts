import { z } from "@hono/zod-openapi";
import { AmountField, CurrencyField, line, TimeField } from "../http/fields.ts";
import { formatTime } from "../values/calendar.ts";
import { toMajor } from "../values/money.ts";
import { PERIOD_PATTERN } from "./period.ts";
import type { TargetRow } from "./targets-store.ts";

const fields = {
  period: z
    .string()
    .regex(PERIOD_PATTERN, "must be a month (2026-11), a quarter (2026-Q4) or a year (2026) of 1970 to 2199")
    .openapi({ description: "A calendar month (2026-11), quarter (2026-Q4) or year (2026)", example: "2026-Q4" }),
  process_id: z.string().max(100).nullable().openapi({ description: "null: of all processes together" }),
  owner: line(200).nullable().openapi({ description: "As opportunities name it; null: of all owners together" }),
  amount: AmountField.gt(0).openapi({ description: "What is to be won in the period, in major units" }),
  currency: CurrencyField,
};

export const NewTargetSchema = z
  .strictObject({
    ...fields,
    process_id: fields.process_id.optional(),
    owner: fields.owner.optional(),
    currency: CurrencyField.optional().openapi({ description: "Default: the company's reporting currency" }),
  })
  .openapi("NewTarget", { example: { period: "2026-Q4", amount: 250_000 } });

export const TargetPatchSchema = z.strictObject(fields).partial().openapi("TargetPatch");

export const TargetSchema = z
  .strictObject({
    id: z.string(),
    ...fields,
    owner: z.string().nullable(),
    revision: z.int(),
    created_at: TimeField,
    updated_at: TimeField,
  })
  .openapi("Target");

export type TargetInput = z.infer<typeof NewTargetSchema>;
export type TargetPatch = z.infer<typeof TargetPatchSchema>;

export function serializeTarget(row: TargetRow): z.infer<typeof TargetSchema> {
  return {
    id: row.id,
    period: row.period,
    process_id: row.process_id || null,
    owner: row.owner || null,
    amount: toMajor(row.amount_minor, row.currency),
    currency: row.currency,
    revision: row.revision,
    created_at: formatTime(row.created_at),
    updated_at: formatTime(row.updated_at),
  };
}
