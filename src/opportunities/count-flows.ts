import { addTo } from "../values/counts.ts";
import { type FlowCounts, monthOf, weekOf } from "./flows.ts";
import type { OpportunityRow, VisitRow } from "./opportunity.ts";

/** As much of a deal as the flows follow from. */
export type FlowingDeal = Pick<
  OpportunityRow,
  "status" | "amount_minor" | "currency" | "opened_day" | "closed_day" | "first_expected_day"
>;
export type FlowingVisit = Pick<VisitRow, "stage" | "entered_day" | "position">;

/**
 * Adds (sign 1) or takes out (sign −1) what one deal has contributed to the flows of its process (flows.ts). Depends on nothing but the deal
 * and its visits in their order, so what was added is exactly what is taken out. A stage counts from the deal's first entry into it, so a
 * deal is in one cohort of each stage however often it comes back; an entry on an unknown day is in none.
 */
export function countFlows(counts: FlowCounts, sign: 1 | -1, deal: FlowingDeal, visits: readonly FlowingVisit[]): void {
  const closing = deal.status === "open" ? null : deal.closed_day;
  countCohorts(counts, sign, deal.status, closing, visits);
  if (closing !== null) countClosing(counts, sign, deal, closing);
  if (deal.first_expected_day === null) return;
  const due = monthOf(deal.first_expected_day);
  addTo(counts, `due:${due}`, sign);
  if (closing !== null) addTo(counts, `kept:${due}:${monthOf(closing)}`, sign);
}

function countCohorts(
  counts: FlowCounts,
  sign: 1 | -1,
  status: OpportunityRow["status"],
  closing: number | null,
  visits: readonly FlowingVisit[],
): void {
  for (const [index, visit] of firstVisits(visits)) {
    const { stage, entered_day: day } = visit;
    if (day === null) continue;
    addTo(counts, `entered:${stage}:${day}`, sign);
    if (status === "won" || hasPassed(visit, visits.slice(index + 1))) addTo(counts, `passed:${stage}:${day}`, sign);
    if (closing === null) continue;
    addTo(counts, `${status === "won" ? "earned" : "missed"}:${stage}:${weekOf(day)}:${weekOf(closing)}`, sign);
  }
}

/** With where each stands among the visits. */
function firstVisits(visits: readonly FlowingVisit[]): [number, FlowingVisit][] {
  const seen = new Set<string>();
  return [...visits.entries()].filter(([, { stage }]) => !seen.has(stage) && seen.add(stage));
}

function hasPassed({ position }: FlowingVisit, later: readonly FlowingVisit[]): boolean {
  return position !== null && later.some((visit) => visit.position !== null && visit.position > position);
}

function countClosing(counts: FlowCounts, sign: 1 | -1, deal: FlowingDeal, closing: number): void {
  addTo(counts, `${deal.status}:${closing}:${cycleDays(deal) ?? ""}`, sign);
  if (deal.status !== "won" || deal.amount_minor === null) return;
  addTo(counts, `minor:${closing}:${deal.currency}`, sign * deal.amount_minor);
  addTo(counts, `deals:${closing}:${deal.currency}`, sign);
}

/** Whole calendar days from opening to closing; null where either is not known. */
export function cycleDays({ opened_day, closed_day }: Pick<FlowingDeal, "opened_day" | "closed_day">): number | null {
  return opened_day === null || closed_day === null ? null : Math.max(0, closed_day - opened_day);
}
