import type { Figure } from "./figure.ts";

const FORMULA = "inversion_index";

/**
 * How far a funnel is upside down (product.md §4, `inverted_funnel`): I = Σₖ₌₂ max(0, nₖ − nₖ₋₁) / N for the open counts n₁…n_K of the
 * stages in order and N = Σ nₖ, which are all open deals (`Funnel.placedStages`). 0 when no stage holds more deals than the one before it, towards 1 the more they crowd into a later one.
 * Null without open deals.
 */
export function inversion(counts: readonly number[]): Figure {
  const n = counts.reduce((sum, count) => sum + count, 0);
  const excess = excesses(counts).reduce((sum, count) => sum + count, 0);
  return { formula: FORMULA, value: n === 0 ? null : excess / n, n, interval: null };
}

/** By how many deals each stage exceeds the one before it; 0 for the first, which has none before it. */
export function excesses(counts: readonly number[]): number[] {
  return counts.map((count, index) => (index === 0 ? 0 : Math.max(0, count - (counts[index - 1] ?? 0))));
}
