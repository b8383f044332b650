import { z } from "@hono/zod-openapi";
import { TimeField } from "../../http/fields.ts";
import type { TenantSettings } from "../../scope.ts";
import { formatTime } from "../../values/calendar.ts";
import { OpportunitySchema, serializeOpportunity } from "../schema.ts";
import { contentsOf, type RestorableRow } from "./removed.ts";

export const DeletedOpportunitySchema = z
  .strictObject({
    opportunity: OpportunitySchema.openapi({ description: "As it was when it was deleted" }),
    deleted_at: TimeField,
    deleted_by: z.string(),
    restorable_until: TimeField,
  })
  .openapi("DeletedOpportunity");

export function serializeDeleted(
  removed: RestorableRow,
  tenant: TenantSettings,
): z.infer<typeof DeletedOpportunitySchema> {
  return {
    opportunity: serializeOpportunity(contentsOf(removed), tenant, removed.removed_at),
    deleted_at: formatTime(removed.removed_at),
    deleted_by: removed.removed_by,
    restorable_until: formatTime(removed.purge_at),
  };
}
