import { z } from "@hono/zod-openapi";
import { line } from "../http/fields.ts";

/** Of one deal. */
export const MAX_CONTACTS = 20;

export const ContactSchema = z
  .strictObject({
    name: line(200),
    role: line(200)
      .nullable()
      .default(null)
      .openapi({ description: "What the person is in the decision, in the company's words" }),
    email: z.email().max(254).nullable().default(null),
  })
  .openapi("Contact");

/** Somebody on the buyer's side. */
export type Contact = z.output<typeof ContactSchema>;

export const ContactsField = z
  .array(ContactSchema)
  .max(MAX_CONTACTS)
  .openapi({ description: "The people on the buyer's side; replaced whole" });

/** A deal that hangs on one person is lost when that person leaves or turns. Nobody named says nothing either way. */
export function isSingleThreaded(contacts: readonly Contact[]): boolean {
  return contacts.length === 1;
}
