import type { Rule } from "../levels.ts";
import { jamInClosing } from "./closing-jam.ts";
import type { MeasureRule } from "./finding.ts";
import { hollowPipeline } from "./hollow-pipeline.ts";
import { invertedFunnel } from "./inverted-funnel.ts";
import { pastDue } from "./past-due.ts";
import { stalledDeals } from "./stalled.ts";

/** How each rule is measured. */
export const MEASURES: Readonly<Record<Rule, MeasureRule>> = {
  inverted_funnel: invertedFunnel,
  closing_jam: jamInClosing,
  hollow_pipeline: hollowPipeline,
  stalled: stalledDeals,
  past_due: pastDue,
};
