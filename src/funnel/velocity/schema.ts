import { z } from "@hono/zod-openapi";
import { CurrencyField, DateField } from "../../http/fields.ts";
import { type Histogram, histogramOf } from "../../opportunities/median.ts";
import { formatDate } from "../../values/calendar.ts";
import { toMajor } from "../../values/money.ts";
import { FEWEST_DEALS, type Figure } from "../figure.ts";
import { FigureSchema, serializeFigure } from "../schema.ts";
import type { VelocityInput } from "./read-velocity.ts";
import { spreadOf, velocityOf } from "./velocity.ts";

const DaysField = z.number().min(0).nullable();

export const SpreadSchema = z
  .strictObject({
    n: z.int().min(0),
    p10: DaysField,
    p25: DaysField,
    p50: DaysField.openapi({ description: "The median" }),
    p75: DaysField,
    p90: DaysField,
  })
  .openapi("SpreadOfDays", {
    description: `Days below which so many percent of the opportunities lie, interpolated (Hyndman and Fan's definition 7). Null below ${FEWEST_DEALS} of known days`,
  });

export const VelocitySchema = z
  .strictObject({
    process_id: z.string(),
    version: z.int(),
    from: DateField.nullable().openapi({ description: "Null: closings of all time" }),
    to: DateField.nullable(),
    currency: CurrencyField.openapi({ description: "The reporting currency of the amounts" }),
    velocity: FigureSchema.openapi({
      description:
        "Open × win rate × mean won amount ÷ median cycle days of won opportunities: major units of the reporting currency a day. Null below " +
        `${FEWEST_DEALS} won of known amounts and days`,
    }),
    open: z.int().min(0),
    win_rate: FigureSchema,
    mean_won_amount: FigureSchema.openapi({ description: "In major units" }),
    unconverted: z
      .array(z.strictObject({ currency: CurrencyField, amount: z.number().min(0) }))
      .openapi({ description: "Won amounts that the mean leaves out, for want of a rate" }),
    won_cycle_days: SpreadSchema.openapi({ description: "From opening to closing" }),
    lost_cycle_days: SpreadSchema,
    stages: z
      .array(
        z.strictObject({
          key: z.string(),
          name: z.string(),
          won_days: SpreadSchema.openapi({
            description:
              "That opportunities won at any time have spent in it, all their visits together; counted up to 999",
          }),
          open_days: SpreadSchema.openapi({ description: "That those that stand in it have spent so far" }),
        }),
      )
      .openapi({ description: "The stages of the current version in order, then those that only older versions have" }),
  })
  .openapi("FunnelVelocity");

export function serializeVelocity({ funnel, window, closings }: VelocityInput): z.infer<typeof VelocitySchema> {
  const { currency, rates, openDeals } = funnel;
  const { winRate, meanWonMinor, unconverted, velocity } = velocityOf(openDeals.length, closings, currency, rates);
  const serializeMoney = (figure: Figure) => {
    const minor = figure.n < FEWEST_DEALS ? null : figure.value;
    return { ...figure, value: minor === null ? null : toMajor(Math.round(minor), currency) };
  };
  return {
    process_id: funnel.process.id,
    version: funnel.process.currentVersion,
    from: window && formatDate(window.firstDay),
    to: window && formatDate(window.lastDay),
    currency,
    velocity: serializeMoney(velocity),
    open: openDeals.length,
    win_rate: serializeFigure(winRate, FEWEST_DEALS),
    mean_won_amount: serializeMoney(meanWonMinor),
    unconverted: unconverted.map(({ currency: code, amountMinor }) => ({
      currency: code,
      amount: toMajor(amountMinor, code),
    })),
    won_cycle_days: serializeSpread(closings.wonCycleDays),
    lost_cycle_days: serializeSpread(closings.lostCycleDays),
    stages: funnel.stages.map(({ key, name, deals }) => ({
      key,
      name,
      won_days: serializeSpread(funnel.closed.wonDaysByStage.get(key) ?? new Map()),
      open_days: serializeSpread(histogramOf(deals.flatMap(({ ageDays }) => (ageDays === null ? [] : [ageDays])))),
    })),
  };
}

function serializeSpread(histogram: Histogram): z.infer<typeof SpreadSchema> {
  const { n, days } = spreadOf(histogram);
  const [p10 = null, p25 = null, p50 = null, p75 = null, p90 = null] = days.map((value) => value && roundDays(value));
  return { n, p10, p25, p50, p75, p90 };
}

/** Between whole days these percentiles fall on hundredths: they are shown exactly. */
function roundDays(days: number): number {
  return Math.round(days * 100) / 100;
}
