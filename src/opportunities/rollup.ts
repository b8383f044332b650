import { addTo } from "../values/counts.ts";
import { countFlows, cycleDays, type FlowingDeal } from "./count-flows.ts";
import type { FlowCounts } from "./flows.ts";
import type { VisitRow } from "./opportunity.ts";

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
  /** Won deals with an amount by currency. */
  readonly wonWithAmount: Map<string, number>;
  /** Won and lost deals by whole days from opening to closing. */
  readonly wonCycles: Map<string, number>;
  readonly lostCycles: Map<string, number>;
  /** Closed deals by `won:<stage>` and `lost:<stage>`, for every stage that they were ever in. */
  readonly outcomes: Map<string, number>;
  /** By the keys of flows.ts. */
  readonly flows: FlowCounts;
}

/** Longer stays are counted as this many days, so that the table of days stays small. A median is not moved by it. */
const LONGEST_STAY_DAYS = 999;
const DAY_MS = 86_400_000;

export function emptyDelta(): RollupDelta {
  return {
    won: 0,
    lost: 0,
    wonMinor: new Map(),
    wonVisits: new Map(),
    wonWithAmount: new Map(),
    wonCycles: new Map(),
    lostCycles: new Map(),
    outcomes: new Map(),
    flows: new Map(),
  };
}

/** Whether it changes nothing of the totals of closed deals. */
export function leavesTotals(delta: RollupDelta): boolean {
  const { won, lost, wonMinor, wonVisits, wonWithAmount, wonCycles, lostCycles, outcomes } = delta;
  const maps = [wonMinor, wonVisits, wonWithAmount, wonCycles, lostCycles, outcomes];
  return won === 0 && lost === 0 && maps.every(({ size }) => size === 0);
}

/** As much of a visit as the totals and the flows follow from. */
export type CountedVisit = Pick<VisitRow, "stage" | "entered_at" | "left_at" | "entered_day" | "position">;

/**
 * Adds (sign 1) or takes out (sign −1) what one deal contributes; `visits` are all of the deal's, in their order. Depends on nothing but the
 * deal and its visits, so what was added is exactly what is taken out, whatever settings the company has changed in between. Without visits,
 * on both sides of a change, it is only the visits and the status that must not differ.
 */
export function countDeal(delta: RollupDelta, sign: 1 | -1, deal: FlowingDeal, visits: readonly CountedVisit[]): void {
  countFlows(delta.flows, sign, deal, visits);
  if (deal.status === "open") return;
  const { status } = deal;
  delta[status] += sign;
  for (const stage of new Set(visits.map((visit) => visit.stage))) addTo(delta.outcomes, `${status}:${stage}`, sign);
  const cycle = cycleDays(deal);
  if (cycle !== null) addTo(status === "won" ? delta.wonCycles : delta.lostCycles, String(cycle), sign);
  if (status === "lost") return;
  if (deal.amount_minor !== null) {
    addTo(delta.wonMinor, deal.currency, sign * deal.amount_minor);
    addTo(delta.wonWithAmount, deal.currency, sign);
  }
  for (const [stage, days] of daysByStage(visits)) addTo(delta.wonVisits, `${stage}:${days}`, sign);
}

/**
 * Days a deal has spent in each stage, all its visits together, rounded: an hour more or less for the clock does not count. A stage with a
 * visit of unknown dates is left out.
 */
function daysByStage(visits: readonly Pick<VisitRow, "stage" | "entered_at" | "left_at">[]): Map<string, number> {
  const stayMs = new Map<string, number>();
  const unknown = new Set<string>();
  for (const { stage, entered_at, left_at } of visits) {
    if (entered_at === null || left_at === null) unknown.add(stage);
    else stayMs.set(stage, (stayMs.get(stage) ?? 0) + Math.max(0, left_at - entered_at));
  }
  const known = [...stayMs].filter(([stage]) => !unknown.has(stage));
  return new Map(known.map(([stage, stay]) => [stage, Math.min(Math.round(stay / DAY_MS), LONGEST_STAY_DAYS)]));
}
