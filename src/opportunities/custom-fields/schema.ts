import { z } from "@hono/zod-openapi";
import { line, TimeField } from "../../http/fields.ts";
import { KEY_PATTERN } from "../../process/schema.ts";
import { formatTime } from "../../values/calendar.ts";
import { CUSTOM_FIELD_TYPES, choicesOf } from "./definition.ts";
import type { CustomFieldRow } from "./store.ts";

const MAX_CHOICES = 100;
const CHOICE_LENGTH = 200;

export const CustomFieldKey = z
  .string()
  .regex(KEY_PATTERN, "A key is a lower-case letter, then up to 62 lower-case letters, digits or underscores.")
  .openapi({ description: "Names the field in the API; it never changes", example: "region" });

const fields = {
  name: line(200).openapi({ description: "What the company calls it, in any language", example: "Region" }),
  type: z.enum(CUSTOM_FIELD_TYPES).openapi({ description: "What its values are; never changes" }),
};

export const CustomFieldSchema = z
  .strictObject({
    key: z.string(),
    ...fields,
    choices: z.array(z.string()).nullable().openapi({ description: "What can be chosen; null unless it is a choice" }),
    archived_at: TimeField.nullable().openapi({
      description: "Since when it cannot be set; opportunities keep the values that they have. null while it is in use",
    }),
    revision: z.int(),
    created_at: TimeField,
    updated_at: TimeField,
  })
  .openapi("CustomField");

const ChoicesField = z
  .array(line(CHOICE_LENGTH))
  .min(1)
  .max(MAX_CHOICES)
  .refine((choices) => new Set(choices).size === choices.length, {
    error: "must name each choice once",
    params: { code: "repeated" },
  });

export const CustomFieldChangeSchema = z
  .strictObject({
    ...fields,
    choices: ChoicesField.nullable().optional().openapi({
      description:
        "What can be chosen, all of it, in the order to show it; of a choice only, which needs it. Opportunities keep one that is taken away",
    }),
  })
  .superRefine(({ type, choices }, ctx) => {
    const has = choices !== null && choices !== undefined;
    if (has === (type === "choice")) return;
    const [code, message] = has
      ? ["choices_not_allowed", "only a field of the type choice has choices"]
      : ["choices_required", "a field of the type choice needs its choices"];
    ctx.addIssue({ code: "custom", path: ["choices"], params: { code }, message });
  })
  .openapi("CustomFieldChange");

export type CustomFieldChange = z.infer<typeof CustomFieldChangeSchema>;

export function serializeCustomField(row: CustomFieldRow): z.infer<typeof CustomFieldSchema> {
  return {
    key: row.key,
    name: row.name,
    type: row.type,
    choices: choicesOf(row),
    archived_at: row.archived_at === null ? null : formatTime(row.archived_at),
    revision: row.revision,
    created_at: formatTime(row.created_at),
    updated_at: formatTime(row.updated_at),
  };
}
