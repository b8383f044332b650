/** The rules that are evaluated. The ids are part of the API. */
export const RULES = ["inverted_funnel", "closing_jam", "hollow_pipeline", "stalled", "past_due"] as const;
export type Rule = (typeof RULES)[number];

/** From which value a figure is worth a warning, from which it is critical, and how many deals it needs to mean anything. */
export interface Levels {
  readonly warning: number;
  readonly critical: number;
  readonly minimum: number;
}

/** product.md §4. */
export const DEFAULT_LEVELS: Readonly<Record<Rule, Levels>> = {
  inverted_funnel: { warning: 0.2, critical: 0.4, minimum: 10 },
  closing_jam: { warning: 0.3, critical: 0.5, minimum: 5 },
  hollow_pipeline: { warning: 0.2, critical: 0.4, minimum: 5 },
  stalled: { warning: 0.25, critical: 0.5, minimum: 5 },
  past_due: { warning: 0.1, critical: 0.25, minimum: 5 },
};

export type Severity = "warning" | "critical";

/** The level that a figure reaches by itself, whatever was before; undefined below the warning or with too few deals. */
export function severityOf(
  figure: { readonly value: number | null; readonly n: number },
  levels: Levels,
): Severity | undefined {
  if (figure.value === null || figure.n < levels.minimum) return undefined;
  if (figure.value >= levels.critical) return "critical";
  return figure.value >= levels.warning ? "warning" : undefined;
}
