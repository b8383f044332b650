import type { Outcomes } from "../../opportunities/closed-totals.ts";
import type { AssessedDeal } from "../assess-deal.ts";
import { sumDeals } from "../sums.ts";
import { type Interval, Z } from "../wilson.ts";
import { stageWinProbability, type WinProbability } from "../win-probability.ts";

/** What deals are expected to bring by the win probability of their stages, in minor units of the reporting currency. */
export interface Expected {
  /** Null where no deal's stage has a win probability. */
  readonly amountMinor: number | null;
  /** Where what they really bring lies in 95 % of cases. */
  readonly interval: Interval | null;
  /** Deals whose stage has a win probability. */
  readonly count: number;
  /** The others: in no estimate, since nobody can say. */
  readonly unestimated: { readonly count: number; readonly amountMinor: number };
}

export type OutcomesByStage = ReadonlyMap<string, Outcomes>;

/**
 * Σ a·p of the deals, a their amount and p the win probability of their stage (`stageWinProbability`).
 *
 * The interval is that of what will come, not of a mean, by the law of total variance: Var = Σ a²·p(1 − p) + Σₛ (Aₛ·σₛ)². The first sum is
 * chance, each deal being won or lost by itself (a sum of independent Bernoulli amounts). The second is that p itself is an estimate, wrong
 * in the same direction for all deals of a stage: Aₛ is their amount, σₛ the standard error of p, taken from its Wilson interval as
 * (high − low) / 2z. Mean ± z·√Var is the normal approximation (Lyapunov's central limit theorem), cut off at nothing and at everything won.
 * With few deals, or one that outweighs the others, the true distribution is lumpy and the interval only a guide.
 */
export function expectedOf(deals: readonly AssessedDeal[], outcomes: OutcomesByStage): Expected {
  let [mean, variance, most, count] = [0, 0, 0, 0];
  const unknown: AssessedDeal[] = [];
  for (const [stage, inStage] of Map.groupBy(deals, ({ deal }) => deal.stage)) {
    const probability = stageWinProbability(outcomes.get(stage));
    if (!probability) {
      unknown.push(...inStage);
      continue;
    }
    const amounts = inStage.map(({ amountMinor }) => amountMinor ?? 0);
    const total = amounts.reduce((sum, amount) => sum + amount, 0);
    count += inStage.length;
    most += total;
    mean += total * probability.value;
    variance += varianceOf(amounts, total, probability);
  }
  const { amountMinor, ...left } = sumDeals(unknown);
  const half = Z * Math.sqrt(variance);
  return {
    amountMinor: count === 0 ? null : Math.round(mean),
    interval:
      count === 0 ? null : { low: Math.round(Math.max(0, mean - half)), high: Math.round(Math.min(most, mean + half)) },
    count,
    unestimated: { count: left.count, amountMinor },
  };
}

function varianceOf(amounts: readonly number[], total: number, { value, interval }: WinProbability): number {
  const squares = amounts.reduce((sum, amount) => sum + amount ** 2, 0);
  const error = (interval.high - interval.low) / (2 * Z);
  return squares * value * (1 - value) + (total * error) ** 2;
}
