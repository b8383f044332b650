import { z } from "@hono/zod-openapi";
import { CurrencyField, DateField, TimeField } from "../http/fields.ts";
import { median } from "../opportunities/median.ts";
import { hundredthsToPercent } from "../process/weights.ts";
import { formatDate, formatTime } from "../values/calendar.ts";
import { toMajor } from "../values/money.ts";
import type { AssessedDeal } from "./assess-deal.ts";
import { type Figure, roundShare } from "./figure.ts";
import type { Funnel, StageShape } from "./funnel-shape.ts";
import { isHollow } from "./hollow.ts";
import { inversion } from "./inversion.ts";
import { isStalled } from "./stalled.ts";
import { convertSums, sumDeals, unconvertedOf } from "./sums.ts";

const CountField = z.int().min(0);
/** A sum may be larger than any one amount. */
const SumField = z.number().min(0).openapi({ description: "Major units of the reporting currency" });
const DaysField = z.number().min(0).nullable();

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
    weighted_amount: SumField.openapi({ description: "Σ amount × score" }),
    mean_score: z.number().min(0).max(100).nullable().openapi({ description: "Percent; null without deals" }),
    hollow: CountField.openapi({ description: "Deals whose declared stage lies beyond their earned one" }),
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

export const FunnelSchema = z
  .strictObject({
    as_of: DateField.openapi({ description: "The day in the company's time zone" }),
    taken_at: TimeField,
    process_id: z.string(),
    version: z.int().openapi({ description: "The current version, whose stages these are" }),
    open: z.strictObject({
      count: CountField,
      amount: SumField,
      weighted_amount: SumField,
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
    won: z.strictObject({
      count: CountField,
      amount: SumField,
      unconverted: z.array(z.strictObject({ currency: CurrencyField, amount: z.number().min(0) })),
    }),
    lost: z.strictObject({ count: CountField }),
  })
  .openapi("Funnel");

export type FunnelView = z.infer<typeof FunnelSchema>;

/** The funnel as the API shows it and snapshots keep it. */
export function serializeFunnel(funnel: Funnel): FunnelView {
  const { currency, closed } = funnel;
  const open = sumDeals(funnel.openDeals);
  const won = convertSums(closed.wonMinorByCurrency, currency, funnel.rates);
  const { formula, value, n } = inversion(funnel.placedStages.map((stage) => stage.deals.length));
  return {
    as_of: formatDate(funnel.today),
    taken_at: formatTime(funnel.now),
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
    mean_score: meanScore(stage.deals),
    hollow: stage.deals.filter(isHollow).length,
    stalled: stage.deals.filter(isStalled).length,
    median_days_in_stage: median(stage.deals.flatMap(({ ageDays }) => (ageDays === null ? [] : [ageDays]))),
    max_days: stage.maxDays,
    limit_days: stage.limitDays,
  };
}

/** In percent, two decimals. */
function meanScore(deals: readonly AssessedDeal[]): number | null {
  if (deals.length === 0) return null;
  const sum = deals.reduce((total, { deal }) => total + deal.score_hundredths, 0);
  return hundredthsToPercent(Math.round(sum / deals.length));
}

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

/**
 * A funnel as a past day kept it. Only what every release has written is demanded, and more may be there: a snapshot is never rewritten, so
 * an older one lacks what was added to the funnel since.
 */
const SnapshotFunnelSchema = z
  .looseObject({
    as_of: DateField,
    process_id: z.string(),
    version: z.int(),
    open: z.looseObject({ count: CountField, amount: SumField, currency: CurrencyField }),
    stages: z.array(z.looseObject({ key: z.string(), name: z.string(), count: CountField })),
  })
  .openapi("FunnelSnapshotFunnel", {
    description: "The funnel in the shape that it had on the day: today's `Funnel`, or less of it in an older snapshot",
  });

export type SnapshotFunnel = z.infer<typeof SnapshotFunnelSchema>;

export const SnapshotSchema = z
  .strictObject({
    process_id: z.string(),
    date: DateField.openapi({ description: "The day in the company's time zone" }),
    taken_at: TimeField,
    funnel: SnapshotFunnelSchema,
  })
  .openapi("FunnelSnapshot");
