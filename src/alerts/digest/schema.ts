import { z } from "@hono/zod-openapi";
import { LIVE_FIGURES } from "../../funnel/live-figures.ts";
import { FunnelSchema } from "../../funnel/schema.ts";
import { DateField, TimeField } from "../../http/fields.ts";
import { AlertSchema } from "../schema.ts";

/** The most alerts that a digest shows: what people look through over a coffee. */
export const MOST_ALERTS = 50;

const CountField = z.int().min(0);
const ChangeField = z.number().nullable();

export const DigestSchema = z
  .strictObject({
    period: z.strictObject({ from: TimeField, to: TimeField }),
    processes: z.array(
      z.strictObject({
        process_id: z.string(),
        name: z.string(),
        open: FunnelSchema.shape.open,
        figures: FunnelSchema.shape.figures,
        change: z
          .strictObject({
            since: DateField.openapi({ description: "The day whose snapshot it is" }),
            count: ChangeField,
            amount: ChangeField,
            weighted_amount: ChangeField,
            figures: z.record(z.enum(LIVE_FIGURES), ChangeField),
          })
          .nullable()
          .openapi({
            description:
              "Now less what the last snapshot before the period kept; null without one, where that could not place every deal, and for what it did not keep",
          }),
      }),
    ),
    alerts: z.strictObject({
      live: z.array(AlertSchema).openapi({
        description: `Not resolved; the critical ones first, of whole processes before others, then the newest; at most ${MOST_ALERTS}`,
      }),
      live_count: CountField,
      critical_count: CountField,
      opened: CountField.openapi({ description: "In the period, as the two after it" }),
      escalated: CountField.openapi({ description: "That became critical" }),
      resolved: CountField,
    }),
    message: z.string().openapi({ description: "The same as a paragraph, in the company's language" }),
  })
  .openapi("FunnelDigest");

export type DigestView = z.infer<typeof DigestSchema>;
