import type { z } from "@hono/zod-openapi";
import { expectRows } from "../db/tenant-db.ts";
import { notFound } from "../errors.ts";
import { type Decision, unchanged } from "../events/commit.ts";
import { checkIfMatch, type IfMatch } from "../http/conditional.ts";
import type { TenantScope } from "../scope.ts";
import { definedOf } from "../values/patch.ts";
import type { TenantPatchSchema } from "./schema.ts";
import { readOwnTenant, type TenantRow, updateOwnTenant } from "./store.ts";

/** Changes the company's settings. Nothing is written when nothing differs. */
export async function updateTenant(
  scope: TenantScope,
  patch: z.infer<typeof TenantPatchSchema>,
  ifMatch: IfMatch,
): Promise<Decision<TenantRow>> {
  const [[before]] = await scope.db.read([readOwnTenant()]);
  if (!before) throw notFound("tenant");
  checkIfMatch(ifMatch, before.revision);
  const wanted = { ...before, ...definedOf(patch) };
  const settings = ["name", "locale", "timezone", "currency"] as const;
  if (settings.every((setting) => wanted[setting] === before[setting])) return unchanged(before);
  const after: TenantRow = { ...wanted, updated_at: scope.now, revision: before.revision + 1 };
  const change = updateOwnTenant(before.revision, after.name, after.locale, after.timezone, after.currency, scope.now);
  return { result: after, changes: [expectRows(1, change)], events: [] };
}
