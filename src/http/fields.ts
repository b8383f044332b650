import { z } from "@hono/zod-openapi";
import { formatDate, parseDate } from "../values/calendar.ts";
import { isCurrency, MAX_AMOUNT } from "../values/money.ts";

const CONTROL = /\p{Cc}/u;
/** Tabs and line breaks are what prose is made of; Windows sends them as \r\n. */
const CONTROL_IN_PROSE = /(?![\r\n\t])\p{Cc}/u;
/** With the `u` flag a surrogate matches only where its other half is missing. */
const LONE_SURROGATE = /\p{Cs}/u;
const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}]/u;

interface TextRules {
  /** In characters (code points), as JSON Schema counts; not in UTF-16 units. */
  readonly maxLength: number;
  readonly multiline: boolean;
  /** Whether text without a visible character is allowed. */
  readonly mayBeBlank: boolean;
}

/** One line of text in any language. Faults as of `prose`. */
export function line(maxLength: number): z.ZodString {
  return text({ maxLength, multiline: false, mayBeBlank: false });
}

/**
 * Text of any number of lines, in any language, kept exactly as it was sent. Refused, each fault by itself: `blank`, `too_big`,
 * `control_characters`, and `lone_surrogate` (half a character, which cannot be written as UTF-8).
 */
export function prose(maxLength: number, { mayBeBlank = false } = {}): z.ZodString {
  return text({ maxLength, multiline: true, mayBeBlank });
}

function text({ maxLength, multiline, mayBeBlank }: TextRules): z.ZodString {
  const control = multiline ? CONTROL_IN_PROSE : CONTROL;
  return z
    .string()
    .superRefine((value, ctx) => {
      const refuse = (code: string, message: string) => ctx.addIssue({ code: "custom", params: { code }, message });
      if (!mayBeBlank && !VISIBLE.test(value)) refuse("blank", "must say something: it has no visible character");
      if (isLongerThan(value, maxLength)) {
        const message = `must have at most ${maxLength} characters`;
        ctx.addIssue({ code: "too_big", origin: "string", maximum: maxLength, inclusive: true, input: value, message });
      }
      if (control.test(value)) {
        const allowed = multiline ? " other than tabs and line breaks" : "";
        refuse("control_characters", `must not contain control characters${allowed}`);
      }
      if (LONE_SURROGATE.test(value)) refuse("lone_surrogate", "must not contain half of a surrogate pair");
    })
    .openapi({ ...(mayBeBlank ? {} : { minLength: 1 }), maxLength });
}

/** A code point is one or two UTF-16 units, so most lengths are known without counting. */
function isLongerThan(value: string, maxLength: number): boolean {
  if (value.length <= maxLength) return false;
  return value.length > 2 * maxLength || [...value].length > maxLength;
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

/** A time of day on somebody's clocks. */
export const ClockField = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 08:00")
  .openapi({ example: "18:00" });

export const WeekdayField = z.int().min(1).max(7).openapi({ description: "1 is Monday" });
