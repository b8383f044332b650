import type { OpportunityRow } from "../opportunities/opportunity.ts";
import { FULL_WEIGHT_HUNDREDTHS } from "../process/weights.ts";
import { localDay } from "../values/calendar.ts";
import { convertMinor, type RatesMillionths } from "../values/money.ts";

/** An open deal as the covering index holds it: all that any figure needs, in the table's units. */
export type OpenDeal = Pick<
  OpportunityRow,
  | "id"
  | "process_id"
  | "stage"
  | "stage_entered_at"
  | "version"
  | "score_hundredths"
  | "hollow"
  | "amount_minor"
  | "currency"
  | "expected_close_day"
  | "owner"
  | "pushes"
  | "opened_day"
  | "last_event_at"
  | "tags"
  | "name"
>;

/** What deals are measured against, the same for all deals of a process. */
export interface Yardstick {
  /** The calendar day in the tenant's time zone, in days since 1970-01-01. */
  readonly today: number;
  readonly timezone: string;
  /** The tenant's reporting currency. */
  readonly currency: string;
  readonly rates: RatesMillionths;
  /** By version and stage key: the longest stay in days. A deal is measured by the version that it is pinned to, as its progress is. */
  readonly limitsByVersion: ReadonlyMap<number, ReadonlyMap<string, number | null>>;
}

/** An open deal with what follows from it today. */
export interface AssessedDeal {
  readonly deal: OpenDeal;
  /** Calendar days in its stage; null when the date of entry is unknown: it counts in no figure about ages then. */
  readonly ageDays: number | null;
  /** Null when its stage has no limit. */
  readonly limitDays: number | null;
  /** In the reporting currency; null without an amount, and without a rate for it. */
  readonly amountMinor: number | null;
  /** amount × score, in the reporting currency, rounded for each deal so that the parts add up to the whole. */
  readonly weightedMinor: number;
}

export function assessDeal(deal: OpenDeal, yardstick: Yardstick): AssessedDeal {
  const { today, timezone, currency, rates, limitsByVersion } = yardstick;
  const amountMinor =
    deal.amount_minor === null ? null : (convertMinor(deal.amount_minor, deal.currency, currency, rates) ?? null);
  return {
    deal,
    // A clock that was wrong, or a date of entry in the future, makes no deal younger than new.
    ageDays: deal.stage_entered_at === null ? null : Math.max(0, today - localDay(deal.stage_entered_at, timezone)),
    limitDays: limitsByVersion.get(deal.version)?.get(deal.stage) ?? null,
    amountMinor,
    weightedMinor: Math.round(((amountMinor ?? 0) * deal.score_hundredths) / FULL_WEIGHT_HUNDREDTHS),
  };
}
