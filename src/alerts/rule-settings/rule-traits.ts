import { SILENT_DAYS } from "../../funnel/silent.ts";
import type { Rule } from "../levels.ts";

/** What a rule's figure is: a share of deals or money, a ratio to what it should be, or the p-value of a test. */
export type FigureUnit = "share" | "ratio" | "p_value";

export interface RuleTraits {
  readonly unit: FigureUnit;
  /** How many days it looks back unless told otherwise; null for a rule about today. */
  readonly windowDays: number | null;
  /** Whether it looks at open deals, so that it can be set to look at those of some owners only. */
  readonly ofDeals: boolean;
}

const aboutDeals: RuleTraits = { unit: "share", windowDays: null, ofDeals: true };

export const RULE_TRAITS: Readonly<Record<Rule, RuleTraits>> = {
  inverted_funnel: aboutDeals,
  closing_jam: aboutDeals,
  hollow_pipeline: aboutDeals,
  stalled: aboutDeals,
  past_due: aboutDeals,
  slipping: aboutDeals,
  thin_top: { unit: "ratio", windowDays: 28, ofDeals: false },
  conversion_drop: { unit: "p_value", windowDays: 90, ofDeals: false },
  low_coverage: { unit: "ratio", windowDays: null, ofDeals: false },
  concentration: aboutDeals,
  forecast_bias: { unit: "ratio", windowDays: 365, ofDeals: false },
  unqualified_load: aboutDeals,
  silent: { unit: "share", windowDays: SILENT_DAYS, ofDeals: true },
  rep_inverted: aboutDeals,
};

/** The largest level that means anything. */
export const LARGEST_LEVEL: Readonly<Record<FigureUnit, number>> = { share: 1, ratio: 10, p_value: 1 };
/** A level of nothing would be reached for ever, or never. */
export const SMALLEST_LEVEL = 0.0001;
