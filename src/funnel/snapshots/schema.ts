import { z } from "@hono/zod-openapi";
import { CurrencyField, DateField, TimeField } from "../../http/fields.ts";
import { formatDate, formatTime } from "../../values/calendar.ts";
import type { SnapshotRow } from "./store.ts";

const CountField = z.int().min(0);
const AmountField = z.number().min(0);
const AmountOrNull = AmountField.nullable();

const KeptForecastSchema = z
  .looseObject({
    month: z.string(),
    count: CountField,
    by_score: AmountField,
    by_win_probability: AmountOrNull,
    best: AmountField,
    commit: AmountField,
  })
  .openapi("FunnelSnapshotForecast");

/**
 * A funnel as a past day kept it. Only what every release has written is demanded, and more may be there: a snapshot is never rewritten, so
 * an older one lacks what was added to the funnel since.
 */
const SnapshotFunnelSchema = z
  .looseObject({
    as_of: DateField,
    process_id: z.string(),
    version: z.int(),
    open: z.looseObject({ count: CountField, amount: AmountField, currency: CurrencyField }),
    stages: z.array(z.looseObject({ key: z.string(), name: z.string(), count: CountField })),
    forecast: z
      .array(KeptForecastSchema)
      .optional()
      .openapi({ description: "What was forecast then for that month and those after it; nobody knows for `visits`" }),
  })
  .openapi("FunnelSnapshotFunnel", {
    description: "The funnel in the shape that it had on the day: today's `Funnel`, or less of it in an older snapshot",
  });

export const SnapshotSchema = z
  .strictObject({
    process_id: z.string(),
    date: DateField.openapi({ description: "The day in the company's time zone, whose end it shows" }),
    taken_at: TimeField,
    source: z.enum(["live", "visits"]).openapi({
      description:
        "`live`: seen on the day, today's up to now; closed at midnight, or else as it was last seen. `visits`: drawn afterwards from stage visits: " +
        "stages and ages are those of the day, amounts and limits as they are known since",
    }),
    funnel: SnapshotFunnelSchema,
  })
  .openapi("FunnelSnapshot");

export function serializeSnapshot(row: SnapshotRow): z.infer<typeof SnapshotSchema> {
  return {
    process_id: row.process_id,
    date: formatDate(row.day),
    taken_at: formatTime(row.taken_at),
    source: row.source,
    // What was written with it, perhaps in an earlier release: it is shown as it was then, and today's schema has no say in it.
    funnel: JSON.parse(row.funnel) as z.infer<typeof SnapshotFunnelSchema>,
  };
}
