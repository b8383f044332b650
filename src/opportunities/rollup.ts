import { daysBetween } from "../values/calendar.ts";
import type { OpportunityRow, VisitRow } from "./opportunity.ts";

/**
 * By how much the totals of one process change. They are kept so that nobody ever scans closed deals: a deal counts in them while it is won
 * or lost, and is taken out again when it is reopened or corrected.
 */
export interface RollupDelta {
  won: number;
  lost: number;
  /** Minor units of won deals by currency. */
  readonly wonMinor: Map<string, number>;
  /** Visits of won deals by `<stage>:<whole days>`; where the usual time in a stage comes from. */
  readonly wonVisits: Map<string, number>;
}

/** Longer stays are counted as this many days, so that the table of days stays small. A median is not moved by it. */
const LONGEST_STAY_DAYS = 999;

export function emptyDelta(): RollupDelta {
  return { won: 0, lost: 0, wonMinor: new Map(), wonVisits: new Map() };
}

export function isEmpty(delta: RollupDelta): boolean {
  return delta.won === 0 && delta.lost === 0 && delta.wonMinor.size === 0 && delta.wonVisits.size === 0;
}

/** Adds (sign 1) or takes out (sign −1) what one deal contributes. `visits` are all of a won deal's, `left_at` set. */
export function countDeal(
  delta: RollupDelta,
  sign: 1 | -1,
  deal: Pick<OpportunityRow, "status" | "amount_minor" | "currency">,
  visits: readonly Pick<VisitRow, "stage" | "entered_at" | "left_at">[],
  timezone: string,
): void {
  if (deal.status === "lost") delta.lost += sign;
  if (deal.status !== "won") return;
  delta.won += sign;
  if (deal.amount_minor !== null) add(delta.wonMinor, deal.currency, sign * deal.amount_minor);
  for (const [stage, days] of daysByStage(visits, timezone)) add(delta.wonVisits, `${stage}:${days}`, sign);
}

/** Whole days a deal has spent in each stage, all its visits together; a stage with a visit of unknown dates is left out. */
function daysByStage(
  visits: readonly Pick<VisitRow, "stage" | "entered_at" | "left_at">[],
  timezone: string,
): Map<string, number> {
  const days = new Map<string, number>();
  const unknown = new Set<string>();
  for (const { stage, entered_at, left_at } of visits) {
    if (entered_at === null || left_at === null) unknown.add(stage);
    else days.set(stage, (days.get(stage) ?? 0) + daysBetween(entered_at, left_at, timezone));
  }
  for (const stage of unknown) days.delete(stage);
  for (const [stage, stay] of days) days.set(stage, Math.min(Math.max(stay, 0), LONGEST_STAY_DAYS));
  return days;
}

function add(counts: Map<string, number>, key: string, amount: number): void {
  const sum = (counts.get(key) ?? 0) + amount;
  if (sum === 0) counts.delete(key);
  else counts.set(key, sum);
}
