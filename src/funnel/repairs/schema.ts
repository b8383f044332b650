import { z } from "@hono/zod-openapi";
import { DateField, TimeField } from "../../http/fields.ts";
import { formatTime } from "../../values/calendar.ts";
import { processQuery } from "../filter.ts";
import { readState } from "./repair-state.ts";
import type { RepairRow } from "./store.ts";

const KindField = z.enum(["rollups", "snapshots"]).openapi({
  description:
    "`rollups`: what is kept of closed deals and of what happened when is counted anew from all deals and their visits. `snapshots`: the funnels of past days are drawn from the visits.",
});

export const NewRepairSchema = z
  .strictObject({
    ...processQuery,
    kind: KindField,
    verify_only: z
      .boolean()
      .optional()
      .openapi({ description: "Count and compare, change nothing. Of `rollups` only" }),
  })
  .openapi("NewFunnelRepair");

const CountedField = z
  .strictObject({
    opportunities: z.int(),
    completed: z.int(),
    differences: z.int(),
    differing: z.array(z.strictObject({ key: z.string(), stored: z.int(), counted: z.int() })),
  })
  .openapi({
    description:
      "Of `rollups`. `completed`: opportunities from before days were kept, whose days were filled in, or with `verify_only` are missing. `differing`: the first hundred of the `differences`",
  });
const DrawnField = z
  .strictObject({ days: z.int(), first: DateField.nullable(), last: DateField.nullable() })
  .openapi({ description: "Of `snapshots`: the days that were drawn" });
const FailedField = z.strictObject({ reason: z.string() }).openapi({ description: "Of one that failed" });

export const RepairSchema = z
  .strictObject({
    process_id: z.string(),
    kind: KindField,
    verify_only: z.boolean(),
    status: z.enum(["queued", "completed", "failed"]),
    requested_at: TimeField,
    finished_at: TimeField.nullable(),
    result: z
      .union([CountedField, DrawnField, FailedField])
      .nullable()
      .openapi({ description: "null until it has ended" }),
  })
  .openapi("FunnelRepair");

export function serializeRepair(row: RepairRow): z.infer<typeof RepairSchema> {
  const { verify_only, result = null } = readState(row);
  return {
    process_id: row.process_id,
    kind: row.kind,
    verify_only,
    status: row.status,
    requested_at: formatTime(row.requested_at),
    finished_at: row.finished_at === null ? null : formatTime(row.finished_at),
    result: result as z.infer<typeof RepairSchema>["result"], // written by run.ts only, of one of these shapes
  };
}
