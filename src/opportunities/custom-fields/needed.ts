import type { TenantStatement } from "../../db/statement.ts";
import { type CustomFieldRow, listCustomFields } from "./store.ts";
import type { CustomChange } from "./values.ts";

/** What has to be read of the company's custom fields to decide on a body: nothing while it says nothing of them. */
export function customFieldsFor(
  ...bodies: readonly { readonly custom?: CustomChange | undefined }[]
): TenantStatement<CustomFieldRow>[] {
  return bodies.some(({ custom }) => custom !== undefined) ? [listCustomFields()] : [];
}
