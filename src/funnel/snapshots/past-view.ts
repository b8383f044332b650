import { hundredthsToPercent } from "../../process/weights.ts";
import { formatDate, formatTime, startOfDay } from "../../values/calendar.ts";
import { toMajor } from "../../values/money.ts";
import { closingJamOf } from "../closing-jam.ts";
import { FEWEST_DEALS, FEWEST_FOR_SHAPE, type Figure, roundShare } from "../figure.ts";
import { inversion } from "../inversion.ts";
import { LIVE_FIGURES, type LiveFigure } from "../live-figures.ts";
import { type FunnelView, serializeFigure } from "../schema.ts";
import { stalledOf } from "../stalled.ts";
import type { ConvertedSums } from "../sums.ts";
import type { SweptDay, Tally } from "./day-sweep.ts";

/** The process as it is today, whose past days are drawn. */
export interface PastFrame {
  readonly processId: string;
  readonly version: number;
  /** The stages of the current version in order. */
  readonly stages: readonly StageFrame[];
  /** The name of a stage that the current version no longer has. */
  readonly retiredName: (key: string) => string;
  readonly currency: string;
  readonly timezone: string;
}

interface StageFrame {
  readonly key: string;
  readonly name: string;
  readonly maxDays: number | null;
  readonly limitDays: number | null;
}

/** What had been closed by the end of the day, of what is closed today. */
export interface ClosedBy {
  readonly won: number;
  readonly lost: number;
  readonly amounts: ConvertedSums;
}

/** A past day in the shape of the live funnel, as `GET /v1/funnel?as_of=` shows it; figures that need each deal by itself are null. */
export function viewOfDay(frame: PastFrame, swept: SweptDay, closed: ClosedBy): FunnelView {
  const { currency } = frame;
  const { day, all, placed } = swept;
  const major = (minor: number) => toMajor(minor, currency);
  const inverted = inversion(frame.stages.map((_, index) => placed.get(index)?.count ?? 0));
  return {
    as_of: formatDate(day),
    taken_at: formatTime(startOfDay(day + 1, frame.timezone) - 1),
    basis: "visits",
    undated: swept.undated,
    process_id: frame.processId,
    version: frame.version,
    open: { count: all.count, amount: major(all.amountMinor), weighted_amount: weighted(all, currency), currency },
    unconverted: [...swept.unconverted]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, { count, minor }]) => ({ currency: code, count, amount: toMajor(minor, code) })),
    stages: stagesOf(frame, swept),
    inversion: {
      formula: inverted.formula,
      value: inverted.value === null ? null : roundShare(inverted.value),
      n: inverted.n,
    },
    figures: figuresOf(frame, swept, inverted),
    won: {
      count: closed.won,
      amount: major(closed.amounts.amountMinor),
      unconverted: closed.amounts.unconverted.map((left) => ({
        currency: left.currency,
        amount: toMajor(left.amountMinor, left.currency),
      })),
    },
    lost: { count: closed.lost },
  };
}

function stagesOf({ stages, retiredName, currency }: PastFrame, swept: SweptDay): FunnelView["stages"] {
  const current = new Set(stages.map(({ key }) => key));
  const retired = [...swept.stages.keys()].filter((key) => !current.has(key)).sort();
  const all = [
    ...stages.map((stage) => ({ ...stage, retired: false })),
    ...retired.map((key) => ({ key, name: retiredName(key), maxDays: null, limitDays: null, retired: true })),
  ];
  return all.map(({ key, name, retired: isRetired, maxDays, limitDays }) => {
    const tally = swept.stages.get(key);
    return {
      key,
      name,
      retired: isRetired,
      count: tally?.count ?? 0,
      amount: toMajor(tally?.amountMinor ?? 0, currency),
      weighted_amount: tally ? weighted(tally, currency) : 0,
      mean_score: tally && tally.scored > 0 ? hundredthsToPercent(Math.round(tally.scores / tally.scored)) : null,
      hollow: null,
      stalled: tally?.stalled ?? 0,
      median_days_in_stage: tally?.medianDays ?? null,
      max_days: maxDays,
      limit_days: limitDays,
    };
  });
}

/** Null where a deal with an amount has no known score to weigh it by. */
function weighted({ unweighed, weightedMinor }: Tally, currency: string): number | null {
  return unweighed > 0 ? null : toMajor(weightedMinor, currency);
}

function figuresOf({ stages }: PastFrame, { all, placed }: SweptDay, inverted: Figure): FunnelView["figures"] {
  const last = placed.get(stages.length - 1) ?? { count: 0, stalled: 0, limited: 0 };
  return {
    ...(Object.fromEntries(LIVE_FIGURES.map((name) => [name, null])) as Record<LiveFigure, null>), // of every name
    inversion: serializeFigure(inverted, FEWEST_FOR_SHAPE),
    stalled: serializeFigure(stalledOf(all), FEWEST_DEALS),
    closing_jam: serializeFigure(closingJamOf(last), FEWEST_DEALS),
  };
}
