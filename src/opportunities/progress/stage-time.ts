import type { Histogram } from "../median.ts";
import { stageLimitDays } from "../stage-limits.ts";
import type { Status } from "../transition.ts";

/** Where the limit of a stage comes from: the process says it, or it is worked out from the deals that were won. */
export type LimitSource = "max_days" | "won_deals";

/** How long a deal may stay in its stage, and how much too long it has. */
export interface StageTime {
  /** May be a fraction. Null where nothing is known to measure it by: nothing can be too old then. */
  readonly limitDays: number | null;
  readonly limitSource: LimitSource | null;
  /** Days past the limit, a begun one counted whole: 0 within it. Null without a limit, of unknown age, and of a closed deal. */
  readonly overdueDays: number | null;
  /** As the funnel counts it: open, and more days in the stage than the limit. */
  readonly isStalled: boolean;
}

/** Pure. `wonDays`: how many won deals spent how many days in the stage. */
export function stageTime(
  deal: { readonly status: Status; readonly daysInStage: number | null },
  maxDays: number | null,
  wonDays: Histogram | undefined,
): StageTime {
  const limitDays = stageLimitDays(maxDays, wonDays);
  const limitSource = maxDays === null ? "won_deals" : "max_days";
  const overdueDays =
    deal.status !== "open" || deal.daysInStage === null || limitDays === null
      ? null
      : Math.max(0, Math.ceil(deal.daysInStage - limitDays));
  return {
    limitDays,
    limitSource: limitDays === null ? null : limitSource,
    overdueDays,
    isStalled: overdueDays !== null && overdueDays > 0,
  };
}
