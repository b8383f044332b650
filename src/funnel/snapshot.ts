import type { z } from "@hono/zod-openapi";
import type { TenantStatement } from "../db/statement.ts";
import { formatDate, formatTime } from "../values/calendar.ts";
import type { Funnel } from "./funnel-shape.ts";
import { FunnelSchema, type SnapshotSchema, serializeFunnel } from "./schema.ts";
import { type SnapshotRow, upsertSnapshot } from "./store.ts";

/** Keeps the funnel as that of its day in the tenant's zone. Taken again on the same day, the later one stays. */
export function takeSnapshot(funnel: Funnel): TenantStatement {
  return upsertSnapshot(funnel.process.id, funnel.today, serializeFunnel(funnel), funnel.now);
}

export function serializeSnapshot(row: SnapshotRow): z.infer<typeof SnapshotSchema> {
  return {
    process_id: row.process_id,
    date: formatDate(row.day),
    taken_at: formatTime(row.taken_at),
    funnel: FunnelSchema.parse(JSON.parse(row.funnel)),
  };
}
