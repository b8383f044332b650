import { FEWEST_DEALS, FEWEST_FOR_SHAPE } from "../funnel/figure.ts";

/** The rules that are evaluated, as product.md §4 lists them. The ids are part of the API. */
export const RULES = [
  "inverted_funnel",
  "closing_jam",
  "hollow_pipeline",
  "stalled",
  "past_due",
  "slipping",
  "thin_top",
  "conversion_drop",
  "low_coverage",
  "concentration",
  "forecast_bias",
  "unqualified_load",
  "silent",
  "rep_inverted",
] as const;
export type Rule = (typeof RULES)[number];

/** From which value a figure is worth a warning, from which it is critical, and how many it needs to rest on to mean anything. */
export interface Levels {
  readonly warning: number;
  readonly critical: number;
  readonly minimum: number;
  /** Where the bad values lie. */
  readonly worse: "above" | "below";
  /** Whether a figure that is exactly at a level has reached it. */
  readonly inclusive: boolean;
}

const above = (warning: number, critical: number, minimum: number): Levels => ({
  warning,
  critical,
  minimum,
  worse: "above",
  inclusive: true,
});

/** product.md §4. */
export const DEFAULT_LEVELS: Readonly<Record<Rule, Levels>> = {
  inverted_funnel: above(0.2, 0.4, FEWEST_FOR_SHAPE),
  closing_jam: above(0.3, 0.5, FEWEST_DEALS),
  hollow_pipeline: above(0.2, 0.4, FEWEST_DEALS),
  stalled: above(0.25, 0.5, FEWEST_DEALS),
  past_due: above(0.1, 0.25, FEWEST_DEALS),
  slipping: above(0.2, 0.4, FEWEST_DEALS),
  // The figure is the share of the usual inflow that is left; n is the usual inflow.
  thin_top: { warning: 0.6, critical: 0.4, minimum: 5, worse: "below", inclusive: true },
  // The figure is the p-value of the drop; n is the smaller of the two cohorts.
  conversion_drop: { warning: 0.05, critical: 0.01, minimum: 20, worse: "below", inclusive: false },
  // The figure is the coverage as a share of the needed one; n are the closed deals that the win rate rests on.
  low_coverage: { warning: 1, critical: 0.5, minimum: 20, worse: "below", inclusive: false },
  concentration: above(0.3, 0.5, FEWEST_DEALS),
  // The figure is the Brier score as a multiple of the base rate's p(1 − p).
  forecast_bias: { warning: 1, critical: 1.25, minimum: 50, worse: "above", inclusive: false },
  unqualified_load: above(0.3, 0.5, FEWEST_DEALS),
  silent: above(0.3, 0.6, FEWEST_DEALS),
  rep_inverted: above(0.3, 0.6, FEWEST_FOR_SHAPE),
};

export type Severity = "warning" | "critical";

/** Whether a value has reached a level. */
export function reaches(
  value: number,
  level: number,
  { worse, inclusive }: Pick<Levels, "worse" | "inclusive">,
): boolean {
  if (inclusive && value === level) return true;
  return worse === "above" ? value > level : value < level;
}

/** The level that a figure reaches by itself, whatever was before; undefined short of the warning or with too few to rest on. */
export function severityOf(
  figure: { readonly value: number | null; readonly n: number },
  levels: Levels,
): Severity | undefined {
  if (figure.value === null || figure.n < levels.minimum) return undefined;
  if (reaches(figure.value, levels.critical, levels)) return "critical";
  return reaches(figure.value, levels.warning, levels) ? "warning" : undefined;
}
