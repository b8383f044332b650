import { z } from "@hono/zod-openapi";
import { CurrencyField, DateField, TimeField } from "../../http/fields.ts";
import { FigureSchema } from "../schema.ts";

const CountField = z.int().min(0);
const AmountField = z.number().min(0).openapi({ description: "Major units of the reporting currency" });
const MonthField = z.string().openapi({ example: "2026-11", description: "A calendar month of the company's zone" });
const RangeField = z.strictObject({ low: AmountField, high: AmountField }).nullable();
const DealsSchema = z.strictObject({ count: CountField, amount: AmountField });
const RatioField = z.number().min(0).nullable();

export const OutlookSchema = z
  .strictObject({
    count: CountField,
    amount: AmountField,
    by_score: AmountField.openapi({ description: "Σ amount × score" }),
    by_win_probability: z
      .strictObject({
        amount: AmountField.nullable().openapi({
          description: "Σ amount × win probability of the stage; null: of none",
        }),
        interval: RangeField.openapi({
          description:
            "Where what they bring lies in 95 % of cases: each deal is won or lost by itself, and the probability of a stage is an estimate " +
            "(law of total variance, normal approximation). Only a guide for few deals",
        }),
        count: CountField,
        unestimated: DealsSchema.openapi({
          description: "In no estimate: fewer than 20 deals of their stage are closed",
        }),
      })
      .openapi("ForecastByWinProbability"),
    best: AmountField.openapi({ description: "All of them won" }),
    commit: AmountField.openapi({ description: "Those won that score 75 % or more and are not hollow" }),
  })
  .openapi("ForecastOutlook", { description: "Open deals of some time, and what they come to" });

const TargetStandingSchema = z
  .strictObject({
    id: z.string(),
    period: z.string(),
    owner: z.string().nullable(),
    amount: AmountField,
    won: AmountField.nullable().openapi({ description: "In the period so far; null with a filter" }),
    gap: AmountField.nullable().openapi({ description: "What is left to win; 0 once it is reached" }),
    coverage: FigureSchema.openapi({
      description: "Σ amount × score of the open deals due in the period ÷ gap; n are these deals",
    }),
    needed: FigureSchema.openapi({ description: "The coverage that is enough: 1 ÷ win rate; n are the closed deals" }),
  })
  .openapi("TargetStanding");

const EarlierSchema = z
  .strictObject({
    month: MonthField,
    won: DealsSchema,
    slip_rate: FigureSchema.openapi({
      description: "Of the deals first expected to close in the month, the share not closed by its end; n were due",
    }),
    forecast: z
      .strictObject({
        date: DateField.openapi({
          description: "The first day of the month of which there is one; it shows the day's end",
        }),
        currency: CurrencyField,
        count: CountField,
        by_score: AmountField,
        by_win_probability: AmountField.nullable(),
        interval: RangeField,
        best: AmountField,
        commit: AmountField,
        came: DealsSchema.openapi({ description: "Won after that day, to the end of the month" }),
        ratio: z
          .strictObject({
            by_score: RatioField,
            by_win_probability: RatioField,
            best: RatioField,
            commit: RatioField,
          })
          .openapi({ description: "What came ÷ forecast; null for a forecast of nothing, or in another currency" }),
      })
      .nullable(),
  })
  .openapi("EarlierForecast");

export const ForecastSchema = z
  .strictObject({
    as_of: DateField,
    taken_at: TimeField,
    process_id: z.string(),
    currency: CurrencyField,
    months: z.array(
      z
        .strictObject({
          month: MonthField,
          ...OutlookSchema.shape,
          won: DealsSchema.nullable().openapi({ description: "Already, in the month; null with a filter" }),
          target: TargetStandingSchema.nullable(),
        })
        .openapi("ForecastMonth", { description: "Open deals expected to close in the month, today or later" }),
    ),
    later: OutlookSchema.openapi({ description: "After the last of these months" }),
    overdue: OutlookSchema.openapi({ description: "Before today, in this month or earlier ones" }),
    undated: OutlookSchema.openapi({ description: "Without an expected close date" }),
    unconverted: z
      .array(z.strictObject({ currency: CurrencyField, count: CountField, amount: z.number().min(0) }))
      .openapi({ description: "Open amounts that no sum contains, for want of a rate; in their own currency" }),
    targets: z.array(TargetStandingSchema).openapi({ description: "Of the quarter and year that today is in" }),
    win_probabilities: z
      .array(z.strictObject({ stage: z.string(), ...FigureSchema.shape }).openapi("StageWinProbability"))
      .openapi({ description: "Won of the closed deals that were ever in the stage; null below 20" }),
    push_rate: FigureSchema.openapi({ description: "Share of open deals whose date was moved later at least once" }),
    mean_pushes: FigureSchema,
    earlier: z
      .array(EarlierSchema)
      .nullable()
      .openapi({ description: "The last twelve months that are over, oldest first; null with a filter" }),
  })
  .openapi("Forecast");

export type ForecastView = z.infer<typeof ForecastSchema>;
