import { z } from "@hono/zod-openapi";
import { DateField } from "../../http/fields.ts";
import { formatDate } from "../../values/calendar.ts";
import { FEWEST_DEALS } from "../figure.ts";
import { FigureSchema, serializeFigure } from "../schema.ts";
import { winRate } from "./cohort-conversion.ts";
import type { Conversion } from "./read-conversion.ts";

const CountField = z.int().min(0);
const NeededField = CountField.nullable();

export const ConversionSchema = z
  .strictObject({
    process_id: z.string(),
    version: z.int(),
    from: DateField,
    to: DateField,
    stages: z
      .array(
        z.strictObject({
          key: z.string(),
          name: z.string(),
          entered: CountField.openapi({
            description: "Deals that first entered the stage in the window, lost ones too",
          }),
          passed: CountField.openapi({
            description: "Of these, those that have been in a later stage so far, or are won",
          }),
          rate: FigureSchema,
          open: CountField.openapi({
            description: "Deals that stand there now, those of retired stages where these stood",
          }),
          required: NeededField.openapi({
            description:
              "Deals that it takes in this stage for the closes needed: closes ÷ the rates from it on, rounded up. Null where a rate is not known",
          }),
        }),
      )
      .openapi({ description: "The stages of the current version in order. The last one is passed by being won" }),
    closed: z.strictObject({ won: CountField, lost: CountField, win_rate: FigureSchema }).openapi({
      description: "Closed in the window, whenever they entered",
    }),
    closes_needed: NeededField.openapi({
      description:
        "What is left of the target ÷ the mean amount won in the last 90 days; without a target, to win as many as in the last 90 days again",
    }),
    target_id: z.string().nullable().openapi({
      description: "The target of the shortest present period that the closes are needed for; null without one",
    }),
  })
  .openapi("FunnelConversion");

export function serializeConversion(conversion: Conversion): z.infer<typeof ConversionSchema> {
  const { funnel, window, stages, closed, toCome, required } = conversion;
  return {
    process_id: funnel.process.id,
    version: funnel.process.currentVersion,
    from: formatDate(window.firstDay),
    to: formatDate(window.lastDay),
    stages: stages.map(({ entered, passed, rate }, index) => ({
      key: funnel.placedStages[index]?.key ?? "",
      name: funnel.placedStages[index]?.name ?? "",
      entered,
      passed,
      rate: serializeFigure(rate, FEWEST_DEALS),
      open: funnel.placedStages[index]?.deals.length ?? 0,
      required: required[index] ?? null,
    })),
    closed: { won: closed.won, lost: closed.lost, win_rate: serializeFigure(winRate(closed), FEWEST_DEALS) },
    closes_needed: toCome.closes,
    target_id: toCome.target?.id ?? null,
  };
}
