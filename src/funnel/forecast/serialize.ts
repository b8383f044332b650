import { monthOf } from "../../opportunities/flows.ts";
import { formatDate, formatTime } from "../../values/calendar.ts";
import { toMajor } from "../../values/money.ts";
import { coverageOf, isDueIn, weightedDueMinor, wonIn } from "../coverage.ts";
import { FEWEST_DEALS, type Figure, noFigure, roundShare } from "../figure.ts";
import { formatMonth } from "../period.ts";
import { serializeFigure } from "../schema.ts";
import { meanPushes, pushRate } from "../slipping.ts";
import { unconvertedOf } from "../sums.ts";
import type { Target } from "../targets-store.ts";
import { FEWEST_CLOSED, stageWinProbability } from "../win-probability.ts";
import { type EarlierMonth, type Won, wonInMonth } from "./earlier.ts";
import type { Outlook } from "./forecast.ts";
import type { ForecastGround } from "./read-forecast.ts";
import type { ForecastView } from "./schema.ts";

/** The forecast as the API shows it; `filtered` where it is not of all deals. */
export function serializeForecast(ground: ForecastGround, filtered: boolean): ForecastView {
  const { funnel, forecast, flows, targets, earlier } = ground;
  const { currency, today, closed, rates } = funnel;
  const outlook = (of: Outlook) => serializeOutlook(of, currency);
  const monthly = new Map(targets.map((target) => [target.period, target]));
  const standing = (target: Target) => serializeTargetStanding(ground, target, filtered);
  const isCurrent = ({ firstDay, lastDay }: Target) => firstDay <= today && today <= lastDay;
  return {
    as_of: formatDate(today),
    taken_at: formatTime(funnel.now),
    process_id: funnel.process.id,
    currency,
    months: forecast.months.map(({ month, ...of }) => {
      const target = monthly.get(formatMonth(month));
      return {
        month: formatMonth(month),
        ...outlook(of),
        won: filtered ? null : serializeWon(wonInMonth(flows, month, currency, rates), currency),
        target: target ? standing(target) : null,
      };
    }),
    later: outlook(forecast.later),
    overdue: outlook(forecast.overdue),
    undated: outlook(forecast.undated),
    unconverted: unconvertedOf(funnel.openDeals).map(({ currency: code, count, amountMinor }) => ({
      currency: code,
      count,
      amount: toMajor(amountMinor, code),
    })),
    targets: targets.filter((target) => isCurrent(target) && !isMonth(target)).map(standing),
    win_probabilities: funnel.stages.map(({ key }) => {
      const { won = 0, lost = 0 } = closed.outcomesByStage.get(key) ?? {};
      const formula = "won_of_closed_in_stage";
      const known = stageWinProbability({ won, lost });
      return { stage: key, ...serializeFigure(known ? { formula, ...known } : noFigure(formula, won + lost), 0) };
    }),
    push_rate: serializeFigure(pushRate(funnel.openDeals), FEWEST_DEALS),
    mean_pushes: serializeFigure(meanPushes(funnel.openDeals), FEWEST_DEALS),
    earlier: earlier === null ? null : earlier.map((month) => serializeEarlier(month, currency)),
  };
}

function isMonth({ firstDay, lastDay }: Target): boolean {
  return monthOf(firstDay) === monthOf(lastDay);
}

function serializeOutlook(of: Outlook, currency: string): ForecastView["later"] {
  const major = (minor: number) => toMajor(minor, currency);
  const { amountMinor, interval, count, unestimated } = of.byWinProbability;
  return {
    count: of.count,
    amount: major(of.amountMinor),
    by_score: major(of.byScoreMinor),
    by_win_probability: {
      amount: amountMinor === null ? null : major(amountMinor),
      interval: interval && { low: major(interval.low), high: major(interval.high) },
      count,
      unestimated: { count: unestimated.count, amount: major(unestimated.amountMinor) },
    },
    best: major(of.bestMinor),
    commit: major(of.commitMinor),
  };
}

function serializeWon({ count, amountMinor }: Won, currency: string): { count: number; amount: number } {
  return { count, amount: toMajor(amountMinor, currency) };
}

function serializeTargetStanding(
  { funnel, flows }: ForecastGround,
  target: Target,
  filtered: boolean,
): ForecastView["targets"][number] {
  const { openDeals, closed, currency, rates } = funnel;
  const { id, period, owner, amountMinor: targetMinor } = target;
  const wonMinor = wonIn(flows, target, currency, rates).amountMinor;
  const weightedMinor = weightedDueMinor(openDeals, target);
  const { remainingMinor, coverage, needed } = coverageOf({ targetMinor, wonMinor, weightedMinor, closed });
  const due = openDeals.filter((deal) => isDueIn(deal, target)).length;
  const figure = (formula: string, value: number | null, n: number): Figure => ({ formula, value, n, interval: null });
  return {
    id,
    period,
    owner,
    amount: toMajor(targetMinor, currency),
    won: filtered ? null : toMajor(wonMinor, currency),
    gap: filtered ? null : toMajor(remainingMinor, currency),
    coverage: serializeFigure(figure("weighted_due_of_gap", filtered ? null : coverage, due), 0),
    needed: serializeFigure(figure("one_over_win_rate", needed, closed.won + closed.lost), FEWEST_CLOSED),
  };
}

type EarlierView = NonNullable<ForecastView["earlier"]>[number];

function serializeEarlier({ month, won, slipRate, forecast }: EarlierMonth, currency: string): EarlierView {
  return {
    month: formatMonth(month),
    won: serializeWon(won, currency),
    slip_rate: serializeFigure(slipRate, FEWEST_DEALS),
    forecast: forecast && serializeForecastThen(forecast, currency),
  };
}

function serializeForecastThen(
  { day, currency: then, said, wonSince }: NonNullable<EarlierMonth["forecast"]>,
  currency: string,
): NonNullable<EarlierView["forecast"]> {
  const came = serializeWon(wonSince, currency);
  const ratio = (amount: number | null) => (amount && then === currency ? roundShare(came.amount / amount) : null);
  const { count, by_score, by_win_probability, interval, best, commit } = said;
  return {
    date: formatDate(day),
    currency: then,
    count,
    by_score,
    by_win_probability,
    interval,
    best,
    commit,
    came,
    ratio: {
      by_score: ratio(by_score),
      by_win_probability: ratio(by_win_probability),
      best: ratio(best),
      commit: ratio(commit),
    },
  };
}
