import { z } from "@hono/zod-openapi";
import { formatDate, parseDate } from "../values/calendar.ts";
import { isCurrency, MAX_AMOUNT } from "../values/money.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is what it is for
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above, without tab and line breaks
const CONTROL_CHARACTERS_IN_PROSE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

function isCleanLine(text: string): boolean {
  return !CONTROL_CHARACTERS.test(text) && text.isWellFormed();
}

function isCleanProse(text: string): boolean {
  return !CONTROL_CHARACTERS_IN_PROSE.test(text) && text.isWellFormed();
}

/** A line of text in any language: not blank, no control characters, well-formed Unicode. */
export function line(maxLength: number) {
  return z
    .string()
    .min(1)
    .max(maxLength)
    .refine((text) => text.trim() !== "", { error: "must not be blank", params: { code: "blank" } })
    .refine(isCleanLine, { error: "must not contain control characters", params: { code: "control_characters" } });
}

/** Text of several lines. */
export function prose(maxLength: number) {
  return z
    .string()
    .min(1)
    .max(maxLength)
    .refine(isCleanProse, { error: "must not contain control characters", params: { code: "control_characters" } });
}

/** `2026-11-23`; a date that exists, from 1970 to 2199. */
export const DateField = z
  .string()
  .refine((date) => parseDate(date) !== undefined, {
    error: "must be a real date of 1970 to 2199, as YYYY-MM-DD",
    params: { code: "invalid_date" },
  })
  .openapi({ format: "date", example: formatDate(20_780) });

export const CurrencyField = z
  .string()
  .refine(isCurrency, { error: "must be an ISO 4217 code such as EUR", params: { code: "invalid_currency" } })
  .openapi({ example: "EUR" });

/** An amount in major units. Whether it has too many decimals depends on the currency and is checked with it. */
export const AmountField = z.number().min(0).max(MAX_AMOUNT).openapi({ example: 12_500 });

export const TimeField = z.iso.datetime().openapi({ example: "2026-11-23T09:30:00.000Z" });
