import { z } from "@hono/zod-openapi";
import { CurrencyField, DateField, TimeField } from "../http/fields.ts";
import { median } from "../opportunities/median.ts";
import { hundredthsToPercent } from "../process/weights.ts";
import { formatDate, formatTime } from "../values/calendar.ts";
import { toMajor } from "../values/money.ts";
import { FEWEST_DEALS, FEWEST_FOR_SHAPE, type Figure, roundShare } from "./figure.ts";
import type { Funnel, StageShape } from "./funnel-shape.ts";
import { isHollow } from "./hollow.ts";
import { inversion } from "./inversion.ts";
import { fewestFor, LIVE_FIGURES, type LiveFigure, liveFigures } from "./live-figures.ts";
import { isStalled } from "./stalled.ts";
import { convertSums, sumDeals, unconvertedOf } from "./sums.ts";

const CountField = z.int().min(0);
/** A sum may be larger than any one amount. */
const SumField = z.number().min(0).openapi({ description: "Major units of the reporting currency" });
const WeightedField = SumField.nullable().openapi({
  description: "Σ amount × score; null for a past day where the score of a deal with an amount is not known",
});
const DaysField = z.number().min(0).nullable();

export const FigureSchema = z
  .strictObject({
    formula: z.string().openapi({ description: "The name of its formula" }),
    value: z.number().nullable().openapi({ description: "Null when there is too little data" }),
    n: CountField,
    interval: z
      .strictObject({ low: z.number(), high: z.number() })
      .nullable()
      .openapi({ description: "95 % Wilson interval where the figure is a rate" }),
  })
  .openapi("Figure");

type FigureField = z.ZodNullable<typeof FigureSchema>;

/** A figure as it is shown: silent below the number of deals from which it means anything. */
export function serializeFigure(figure: Figure, minimum: number): z.infer<typeof FigureSchema> {
  const { formula, n, interval } = figure;
  const value = n < minimum ? null : figure.value;
  return {
    formula,
    value: value === null ? null : roundShare(value),
    n,
    interval: value === null || !interval ? null : { low: roundShare(interval.low), high: roundShare(interval.high) },
  };
}

const StageSchema = z
  .strictObject({
    key: z.string(),
    name: z.string(),
    retired: z.boolean().openapi({
      description:
        "Open deals of older versions stand in it, but the current version no longer has it. Figures that go by the order of the stages count them where it stood",
    }),
    count: CountField,
    amount: SumField,
    weighted_amount: WeightedField,
    mean_score: z.number().min(0).max(100).nullable().openapi({ description: "Percent; null without a known score" }),
    hollow: CountField.nullable().openapi({
      description: "Deals whose declared stage lies beyond their earned one; null for a past day, which no visit tells",
    }),
    stalled: CountField.openapi({
      description: "Deals older in the stage than its limit, by the version each is pinned to",
    }),
    median_days_in_stage: DaysField.openapi({
      description: "Of its open deals with a known date of entry; null without any",
    }),
    max_days: z.int().nullable().openapi({ description: "The limit that the current version sets" }),
    limit_days: DaysField.openapi({
      description: "max_days, else 1.5 × the median of won deals in this stage, at least 1; null without either",
    }),
  })
  .openapi("FunnelStage");

const FiguresSchema = z
  .strictObject(
    // Every one of them by its name, which zod's types cannot tell of a list.
    Object.fromEntries(LIVE_FIGURES.map((name) => [name, FigureSchema.nullable()])) as Record<LiveFigure, FigureField>,
  )
  .openapi("FunnelFigures", {
    description:
      `The figures of the open deals, as the rules measure them: a value below ${FEWEST_DEALS} deals (inversion: ${FEWEST_FOR_SHAPE}) is null, with its n. ` +
      "Null as a whole where it cannot be told of a past day",
  });

export const FunnelSchema = z
  .strictObject({
    as_of: DateField.openapi({ description: "The day in the company's time zone" }),
    taken_at: TimeField.openapi({ description: "The instant that it shows: of a past day the last one" }),
    basis: z.enum(["live", "visits"]).openapi({
      description:
        "`live`: as the deals stand now. `visits`: a past day, drawn from stage visits: stages, ages and scores at entry are those of the day; " +
        "amounts, owners, tags, and limits of stages are as they are known today, and deals deleted since are not in it",
    }),
    undated: CountField.openapi({
      description: "Of a past day: deals that no count of open ones has, since nobody can say where they stood then",
    }),
    process_id: z.string(),
    version: z.int().openapi({ description: "The current version, whose stages these are" }),
    open: z.strictObject({
      count: CountField,
      amount: SumField,
      weighted_amount: WeightedField,
      currency: CurrencyField.openapi({ description: "The reporting currency of all sums" }),
    }),
    unconverted: z
      .array(z.strictObject({ currency: CurrencyField, count: CountField, amount: z.number().min(0) }))
      .openapi({ description: "Open amounts that no sum contains, for want of a rate; in their own currency" }),
    stages: z.array(StageSchema),
    inversion: z.strictObject({
      formula: z.string(),
      value: z.number().min(0).max(1).nullable().openapi({
        description:
          "Σ max(0, nₖ − nₖ₋₁) / N over the current stages, with the deals of retired stages counted where those stood; null without open deals",
      }),
      n: CountField,
    }),
    figures: FiguresSchema,
    won: z
      .strictObject({
        count: CountField,
        amount: SumField,
        unconverted: z.array(z.strictObject({ currency: CurrencyField, amount: z.number().min(0) })),
      })
      .nullable()
      .openapi({ description: "Of all time up to the day; null with a filter, since totals know no owners" }),
    lost: z.strictObject({ count: CountField }).nullable().openapi({ description: "As won" }),
  })
  .openapi("Funnel");

export type FunnelView = z.infer<typeof FunnelSchema>;

/** The live funnel as the API shows it and snapshots keep it; `filtered` where it is not of all deals. */
export function serializeFunnel(funnel: Funnel, filtered = false): FunnelView {
  const { currency } = funnel;
  const open = sumDeals(funnel.openDeals);
  const { formula, value, n } = inversion(funnel.placedStages.map((stage) => stage.deals.length));
  return {
    as_of: formatDate(funnel.today),
    taken_at: formatTime(funnel.now),
    basis: "live",
    undated: 0,
    process_id: funnel.process.id,
    version: funnel.process.currentVersion,
    open: {
      count: open.count,
      amount: toMajor(open.amountMinor, currency),
      weighted_amount: toMajor(open.weightedMinor, currency),
      currency,
    },
    unconverted: unconvertedOf(funnel.openDeals).map((left) => ({
      currency: left.currency,
      count: left.count,
      amount: toMajor(left.amountMinor, left.currency),
    })),
    stages: funnel.stages.map((stage) => serializeStage(stage, currency)),
    inversion: { formula, value: value === null ? null : roundShare(value), n },
    figures: serializeFigures(funnel),
    ...(filtered ? { won: null, lost: null } : serializeClosed(funnel)),
  };
}

function serializeFigures(funnel: Funnel): FunnelView["figures"] {
  const figures = liveFigures(funnel);
  const shown = LIVE_FIGURES.map((name) => [name, serializeFigure(figures[name], fewestFor(name))] as const);
  return Object.fromEntries(shown) as FunnelView["figures"]; // every name is among LIVE_FIGURES
}

function serializeClosed({ closed, currency, rates }: Funnel): Pick<FunnelView, "won" | "lost"> {
  const won = convertSums(closed.wonMinorByCurrency, currency, rates);
  return {
    won: {
      count: closed.won,
      amount: toMajor(won.amountMinor, currency),
      unconverted: won.unconverted.map((left) => ({
        currency: left.currency,
        amount: toMajor(left.amountMinor, left.currency),
      })),
    },
    lost: { count: closed.lost },
  };
}

function serializeStage(stage: StageShape, currency: string): z.infer<typeof StageSchema> {
  const sums = sumDeals(stage.deals);
  return {
    key: stage.key,
    name: stage.name,
    retired: stage.retired,
    count: sums.count,
    amount: toMajor(sums.amountMinor, currency),
    weighted_amount: toMajor(sums.weightedMinor, currency),
    mean_score: meanScore(stage.deals.map(({ deal }) => deal.score_hundredths)),
    hollow: stage.deals.filter(isHollow).length,
    stalled: stage.deals.filter(isStalled).length,
    median_days_in_stage: median(stage.deals.flatMap(({ ageDays }) => (ageDays === null ? [] : [ageDays]))),
    max_days: stage.maxDays,
    limit_days: stage.limitDays,
  };
}

/** Of scores in hundredths, in percent of two decimals. */
export function meanScore(scores: readonly number[]): number | null {
  if (scores.length === 0) return null;
  const sum = scores.reduce((total, score) => total + score, 0);
  return hundredthsToPercent(Math.round(sum / scores.length));
}
