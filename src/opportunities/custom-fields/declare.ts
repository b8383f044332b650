import { DomainError, notFound } from "../../errors.ts";
import { type Decision, unchanged } from "../../events/commit.ts";
import { checkIfMatch, type IfMatch } from "../../http/conditional.ts";
import type { TenantScope } from "../../scope.ts";
import type { CustomFieldChange } from "./schema.ts";
import { type CustomFieldRow, findCustomField, insertCustomField, updateCustomField } from "./store.ts";

export interface DeclaredField {
  readonly row: CustomFieldRow;
  readonly isNew: boolean;
}

/**
 * Declares a custom field, or changes the name and choices of one that is there and takes it up again where it is archived. What deals hold is
 * never touched, so its type is what it was first: else throws `custom_field_type_fixed`. The commit throws `too_many_custom_fields`.
 */
export async function declareCustomField(
  scope: TenantScope,
  key: string,
  input: CustomFieldChange,
  ifMatch: IfMatch,
): Promise<Decision<DeclaredField>> {
  const [[before]] = await scope.db.read([findCustomField(key)]);
  const { name, type } = input;
  const choices = input.choices ? JSON.stringify(input.choices) : null;
  if (!before) {
    if (ifMatch !== undefined) throw new DomainError("precondition_failed", "There is no such custom field yet.");
    const made = { revision: 1, created_at: scope.now, updated_at: scope.now };
    const row: CustomFieldRow = { key, name, type, choices, archived_at: null, ...made };
    return { result: { row, isNew: true }, changes: [insertCustomField(row)], events: [] };
  }
  checkIfMatch(ifMatch, before.revision);
  if (before.type !== type) {
    const detail = `The custom field ${key} is of the type ${before.type}, which never changes. Declare another one.`;
    throw new DomainError("custom_field_type_fixed", detail);
  }
  return changeRow(scope, before, { name, choices, archived_at: null });
}

/** Archives a custom field: deals keep its values, and none can be set. One that is archived already stays as it is. Throws `not_found`. */
export async function archiveCustomField(
  scope: TenantScope,
  key: string,
  ifMatch: IfMatch,
): Promise<Decision<DeclaredField>> {
  const [[before]] = await scope.db.read([findCustomField(key)]);
  if (!before) throw notFound("custom field");
  checkIfMatch(ifMatch, before.revision);
  const { name, choices, archived_at } = before;
  return changeRow(scope, before, { name, choices, archived_at: archived_at ?? scope.now });
}

function changeRow(
  scope: TenantScope,
  before: CustomFieldRow,
  after: Pick<CustomFieldRow, "name" | "choices" | "archived_at">,
): Decision<DeclaredField> {
  const same = (["name", "choices", "archived_at"] as const).every((column) => before[column] === after[column]);
  if (same) return unchanged({ row: before, isNew: false });
  const row = { ...before, ...after, revision: before.revision + 1, updated_at: scope.now };
  return { result: { row, isNew: false }, changes: [updateCustomField(row)], events: [] };
}
