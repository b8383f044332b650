import type { AuditRule, CheckRule, Severity } from "../finding.ts";
import { checkActivityCriterion } from "./activity-criterion.ts";
import { checkBackLoaded } from "./back-loaded.ts";
import { checkBoxTicking } from "./box-ticking.ts";
import { checkDuplicate } from "./duplicate.ts";
import { checkEmptyStage } from "./empty-stage.ts";
import { checkHeavyCriterion } from "./heavy-criterion.ts";
import { checkMissingTheme } from "./missing-theme.ts";
import { checkNoMaxDays } from "./no-max-days.ts";
import { checkNoMilestone } from "./no-milestone.ts";
import { checkSellerOnly } from "./seller-only.ts";
import { checkSkippedStage } from "./skipped-stage.ts";
import { checkStageCount } from "./stage-count.ts";
import { checkThemeOrder } from "./theme-order.ts";
import { checkTimeCriterion } from "./time-criterion.ts";
import { checkUnmarkedMilestone } from "./unmarked-milestone.ts";
import { checkVague } from "./vague.ts";
import { checkWeightsTotal } from "./weights-total.ts";

/** How each rule is checked. */
export const CHECKS: Readonly<Record<AuditRule, CheckRule>> = {
  weights_total: checkWeightsTotal,
  empty_stage: checkEmptyStage,
  no_milestone: checkNoMilestone,
  activity_criterion: checkActivityCriterion,
  time_criterion: checkTimeCriterion,
  seller_only: checkSellerOnly,
  vague: checkVague,
  duplicate: checkDuplicate,
  no_max_days: checkNoMaxDays,
  heavy_criterion: checkHeavyCriterion,
  back_loaded: checkBackLoaded,
  missing_theme: checkMissingTheme,
  theme_order: checkThemeOrder,
  stage_count: checkStageCount,
  unmarked_milestone: checkUnmarkedMilestone,
  skipped_stage: checkSkippedStage,
  box_ticking: checkBoxTicking,
};

/** Only what keeps a process from being published is an error; what can be worked with for a while is `info`. */
export const SEVERITIES: Readonly<Record<AuditRule, Severity>> = {
  weights_total: "error",
  empty_stage: "warning",
  no_milestone: "warning",
  activity_criterion: "warning",
  time_criterion: "warning",
  seller_only: "warning",
  vague: "warning",
  duplicate: "warning",
  no_max_days: "info",
  heavy_criterion: "warning",
  back_loaded: "warning",
  missing_theme: "warning",
  theme_order: "warning",
  stage_count: "warning",
  unmarked_milestone: "warning",
  skipped_stage: "warning",
  box_ticking: "warning",
};
