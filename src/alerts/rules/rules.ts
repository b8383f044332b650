import type { Rule } from "../levels.ts";
import { jamInClosing } from "./closing-jam.ts";
import { concentratedPipeline } from "./concentration.ts";
import { convertingLess } from "./conversion-drop.ts";
import type { MeasureRule } from "./finding.ts";
import { forecastingWorse } from "./forecast-bias.ts";
import { hollowPipeline } from "./hollow-pipeline.ts";
import { invertedFunnel } from "./inverted-funnel.ts";
import { lowCoverage } from "./low-coverage.ts";
import { pastDue } from "./past-due.ts";
import { repInverted } from "./rep-inverted.ts";
import { silentDeals } from "./silent.ts";
import { slippingDates } from "./slipping.ts";
import { stalledDeals } from "./stalled.ts";
import { thinTop } from "./thin-top.ts";
import { unqualifiedLoad } from "./unqualified-load.ts";

/** How each rule is measured. */
export const MEASURES: Readonly<Record<Rule, MeasureRule>> = {
  inverted_funnel: invertedFunnel,
  closing_jam: jamInClosing,
  hollow_pipeline: hollowPipeline,
  stalled: stalledDeals,
  past_due: pastDue,
  slipping: slippingDates,
  thin_top: thinTop,
  conversion_drop: convertingLess,
  low_coverage: lowCoverage,
  concentration: concentratedPipeline,
  forecast_bias: forecastingWorse,
  unqualified_load: unqualifiedLoad,
  silent: silentDeals,
  rep_inverted: repInverted,
};
