import type { Outcomes } from "../opportunities/closed-totals.ts";
import { type Interval, wilson } from "./wilson.ts";

/**
 * How likely an open deal is to be won, with what that rests on. Never made from its score: the score says what has been done, not what
 * buyers decide.
 */
export interface WinProbability {
  readonly value: number;
  /** The closed deals that it rests on. */
  readonly n: number;
  /** Where the true share plausibly lies (Wilson, 95 %). */
  readonly interval: Interval;
  /** Of all closed deals that were ever in the same stage, how many were won. */
  readonly source: "stage_history";
}

/** With fewer closed deals than these the interval is wider than 0.4: a guess, not an estimate. */
export const FEWEST_CLOSED = 20;

/**
 * The win probability of a deal in a stage (product.md §1): won ÷ (won + lost) of the closed deals that were ever in that stage
 * (`ClosedTotals.outcomesByStage`). A relative frequency is calibrated by construction, as far as the future is like the past; whether
 * it has been is what `forecastBias` measures. Null below 20 closed deals.
 */
export function stageWinProbability(outcomes: Outcomes | undefined): WinProbability | null {
  const { won = 0, lost = 0 } = outcomes ?? {};
  const n = won + lost;
  if (n < FEWEST_CLOSED) return null;
  return { value: won / n, n, interval: wilson(won, n), source: "stage_history" };
}
