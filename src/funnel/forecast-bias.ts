import type { ClosedTotals } from "../opportunities/closed-totals.ts";
import { type Flows, type StageOutcome, weekOf } from "../opportunities/flows.ts";
import type { Figure } from "./figure.ts";
import { stageWinProbability } from "./win-probability.ts";

export interface ForecastBias {
  /** Brier score ÷ that of the base rate; n are the closed deals of the window, but no more than there are predictions. */
  readonly figure: Figure;
  /** The mean of what was predicted, and of what came of it; null without predictions. */
  readonly meanPredicted: number | null;
  readonly meanWon: number | null;
}

/**
 * Whether the win probability is worth anything (product.md §4, `forecast_bias`): its Brier score over the closings of the last `windowDays`
 * days, B = Σ(p − y)²/N (G. W. Brier, 1950; y is 1 for won, 0 for lost), as a multiple of p̄(1 − p̄), the score of always saying what share p̄
 * of the same deals was won. 0 is perfect, 1 no better than the base rate; 1 − this is the Brier skill score.
 *
 * Walk-forward: each closed deal is predicted for each stage that it was in by what was known in the week in which it first entered, or as
 * the window began if that was later: `stageWinProbability` of the deals that were closed in the weeks before. Where those are too few there
 * is no prediction. A window begins with the week that its first day falls into. A closed deal whose entry is on no known day is never
 * predicted, and counts among what was known before. Null without predictions, and where all of them were won or lost.
 */
export function forecastBias(closed: ClosedTotals, flows: Flows, today: number, windowDays: number): ForecastBias {
  const [firstWeek, lastWeek] = [weekOf(today - windowDays + 1), weekOf(today)];
  const inWindow = (week: number) => week >= firstWeek && week <= lastWeek;
  let [predictions, won, squares, predicted] = [0, 0, 0, 0];
  for (const [stage, outcomes] of Map.groupBy(flows.stageOutcomes, (outcome) => outcome.stage)) {
    const probabilityIn = probabilities(closed, stage, outcomes);
    for (const outcome of outcomes) {
      if (!inWindow(outcome.closingWeek)) continue;
      const p = probabilityIn(Math.max(firstWeek, outcome.entryWeek));
      if (p === null) continue;
      const count = outcome.won + outcome.lost;
      predictions += count;
      won += outcome.won;
      predicted += p * count;
      squares += outcome.won * (p - 1) ** 2 + outcome.lost * p ** 2;
    }
  }
  const closings = [...flows.closingsByDay].filter(([day]) => inWindow(weekOf(day)));
  const n = Math.min(
    predictions,
    closings.reduce((sum, [, day]) => sum + day.won + day.lost, 0),
  );
  // The N of the score and of the base rate cancel out: (squares/N) / (won/N × (N − won)/N).
  const base = (won * (predictions - won)) / Math.max(1, predictions);
  return {
    figure: {
      formula: "brier_against_base_rate",
      value: base === 0 ? null : withoutNoise(squares / base),
      n,
      interval: null,
    },
    meanPredicted: predictions === 0 ? null : predicted / predictions,
    meanWon: predictions === 0 ? null : won / predictions,
  };
}

/** Sums of floating point end in noise, and a figure of exactly 1 must not be taken for one above it. */
function withoutNoise(value: number): number {
  return Math.round(value * 1e12) / 1e12;
}

/** What the win probability of a stage was at the beginning of a week: all that has closed by now without what has closed since. */
function probabilities(
  closed: ClosedTotals,
  stage: string,
  outcomes: readonly StageOutcome[],
): (week: number) => number | null {
  const { won = 0, lost = 0 } = closed.outcomesByStage.get(stage) ?? {};
  const known = new Map<number, number | null>();
  return (week) => {
    const before = known.get(week);
    if (before !== undefined) return before;
    const later = outcomes.filter(({ closingWeek }) => closingWeek >= week);
    const probability = stageWinProbability({
      won: Math.max(0, won - later.reduce((sum, outcome) => sum + outcome.won, 0)),
      lost: Math.max(0, lost - later.reduce((sum, outcome) => sum + outcome.lost, 0)),
    });
    const value = probability?.value ?? null;
    known.set(week, value);
    return value;
  };
}
