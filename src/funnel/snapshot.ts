import type { z } from "@hono/zod-openapi";
import type { TenantStatement } from "../db/statement.ts";
import { formatDate, formatTime } from "../values/calendar.ts";
import type { Funnel } from "./funnel-shape.ts";
import { FunnelSchema, type SnapshotFunnel, type SnapshotSchema, serializeFunnel } from "./schema.ts";
import { type SnapshotRow, upsertSnapshot } from "./store.ts";

/** Keeps the funnel as that of its day in the tenant's zone, in the shape that it has today. Taken again on the same day, the later one stays. */
export function takeSnapshot(funnel: Funnel): TenantStatement {
  return upsertSnapshot(funnel.process.id, funnel.today, FunnelSchema.parse(serializeFunnel(funnel)), funnel.now);
}

export function serializeSnapshot(row: SnapshotRow): z.infer<typeof SnapshotSchema> {
  return {
    process_id: row.process_id,
    date: formatDate(row.day),
    taken_at: formatTime(row.taken_at),
    // What takeSnapshot wrote, perhaps in an earlier release: it is shown as it was then, and today's schema has no say in it.
    funnel: JSON.parse(row.funnel) as SnapshotFunnel,
  };
}
