import { z } from "@hono/zod-openapi";
import { line } from "../http/fields.ts";

/** Of one deal. */
export const MAX_TAGS = 20;
const MAX_TAG_LENGTH = 50;

/** A word of a company's own to find deals by. Free of what would end it in a list, in JSON or in CSV. */
export const TagField = line(MAX_TAG_LENGTH)
  .regex(/^[^",\\]*$/, "must hold no comma, quote or backslash")
  .refine((tag) => tag.trim() === tag, {
    error: "must not begin or end with a blank",
    params: { code: "not_trimmed" },
  });

export const TagsField = z
  .array(TagField)
  .max(MAX_TAGS)
  .refine((tags) => new Set(tags).size === tags.length, {
    error: "must name each tag once",
    params: { code: "repeated" },
  })
  .openapi({ description: "Words of the company's own; replaced whole" });
