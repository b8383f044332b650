import { z } from "@hono/zod-openapi";
import { TAKEABLE } from "./merge-fields.ts";

export const ADOPTED =
  "Keys of the criteria of which only the duplicate knew anything: what was said there has been taken over, with who said it and when";

export const MergeSchema = z
  .strictObject({
    duplicate_id: z.string().max(100).openapi({ description: "The opportunity that is merged into this one" }),
    take: z
      .array(z.enum(TAKEABLE))
      .max(TAKEABLE.length)
      .optional()
      .openapi({
        description:
          "Fields to be taken from the duplicate although this one has them, where the duplicate has them. An amount comes with its currency, " +
          "a next step with its date, custom fields one by one",
      }),
  })
  .openapi("Merge");
