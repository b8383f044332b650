import { z } from "@hono/zod-openapi";

interface TextRules {
  /** In characters (code points), as JSON Schema counts; not in UTF-16 units. */
  readonly maxLength: number;
  /** Whether line breaks (\n) and tabs are allowed. */
  readonly multiline: boolean;
  /** Whether text without a visible character is allowed. */
  readonly mayBeBlank: boolean;
  readonly description: string;
  readonly example?: string;
}

const CONTROL = /\p{Cc}/u;
const CONTROL_EXCEPT_LINES = /(?![\n\t])\p{Cc}/u;
/** With the `u` flag a surrogate matches only where its other half is missing. */
const LONE_SURROGATE = /\p{Cs}/u;
const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}]/u;

/**
 * Words that a person wrote, in any language, kept exactly as they were sent. Refused, each fault by itself: `blank`,
 * `too_big`, `control_character`, and `lone_surrogate` (half a character, which cannot be written as UTF-8).
 */
export function text(rules: TextRules): z.ZodString {
  const { maxLength, multiline, mayBeBlank, description, example } = rules;
  const control = multiline ? CONTROL_EXCEPT_LINES : CONTROL;
  return z
    .string()
    .superRefine((value, ctx) => {
      const refuse = (code: string, message: string) => ctx.addIssue({ code: "custom", params: { code }, message });
      if (!mayBeBlank && !VISIBLE.test(value)) refuse("blank", "This must say something: it has no visible character.");
      if (isLongerThan(value, maxLength)) {
        const message = `This is longer than ${maxLength} characters.`;
        ctx.addIssue({ code: "too_big", origin: "string", maximum: maxLength, inclusive: true, input: value, message });
      }
      if (control.test(value)) {
        refuse(
          "control_character",
          `Control characters${multiline ? ", apart from \\n and \\t," : ""} are not allowed here.`,
        );
      }
      if (LONE_SURROGATE.test(value)) refuse("lone_surrogate", "This contains half of a surrogate pair.");
    })
    .openapi({
      ...(mayBeBlank ? {} : { minLength: 1 }),
      maxLength,
      description,
      ...(example === undefined ? {} : { example }),
    });
}

/** A code point is one or two UTF-16 units, so most lengths are known without counting. */
function isLongerThan(value: string, maxLength: number): boolean {
  if (value.length <= maxLength) return false;
  return value.length > 2 * maxLength || [...value].length > maxLength;
}
