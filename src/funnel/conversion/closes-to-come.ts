import type { Flows } from "../../opportunities/flows.ts";
import type { RatesMillionths } from "../../values/money.ts";
import { closingsIn, wonAmounts } from "../closings.ts";
import { wonIn } from "../coverage.ts";
import type { Period } from "../period.ts";
import { closesNeeded } from "../required-shape.ts";
import type { Target } from "../targets-store.ts";
import { WINDOW_DAYS } from "../window.ts";

/** How many deals are to be won, and why as many. */
export interface ClosesToCome {
  readonly closes: number | null;
  /** What they are needed for; null where there is no target, and the pace of the last 90 days is to be kept up for as long again. */
  readonly target: Target | null;
}

export interface ClosesToComeInput {
  /** The targets of the process whose period today is in. */
  readonly targets: readonly Target[];
  /** Since the first day of any of these, and of the last 90 days. */
  readonly flows: Flows;
  readonly today: number;
  readonly currency: string;
  readonly rates: RatesMillionths;
}

/**
 * The closes that the required shape is for (`closesNeeded`): what is left of the target of the shortest period, which is the nearest to be
 * reached; owners' own targets are parts of it and do not count. A mean won amount is that of the last 90 days.
 */
export function closesToCome({ targets, flows, today, currency, rates }: ClosesToComeInput): ClosesToCome {
  const [target = null] = targets.filter(({ owner }) => owner === null).toSorted((a, b) => daysOf(a) - daysOf(b));
  const recent = closingsIn(flows, { firstDay: today - WINDOW_DAYS + 1, lastDay: today });
  const won = target && wonIn(flows, { firstDay: target.firstDay, lastDay: today }, currency, rates);
  return {
    target,
    closes: closesNeeded({
      remainingMinor: target && won ? target.amountMinor - won.amountMinor : null,
      recent: { won: recent.won, ...wonAmounts(recent, currency, rates), days: WINDOW_DAYS },
      periodDays: target ? daysOf(target) : WINDOW_DAYS,
    }),
  };
}

function daysOf({ firstDay, lastDay }: Period): number {
  return lastDay - firstDay + 1;
}
