import { minorOf } from "../../opportunities/amount.ts";
import type { ClosedTotals } from "../../opportunities/closed-totals.ts";
import { cycleDays } from "../../opportunities/count-flows.ts";
import type { OpportunityView } from "../../opportunities/schema.ts";
import { weightToHundredths } from "../../process/weights.ts";
import { localDay, parseDate } from "../../values/calendar.ts";
import type { OpenDeal } from "../assess-deal.ts";
import type { FunnelInput } from "../funnel-shape.ts";
import type { RecentEventRow, RecentVisitRow } from "./store.ts";

/** A deal before and after what happened; null where there was, or is, no such deal. */
interface Turn {
  readonly before: OpportunityView | null;
  after: OpportunityView | null;
}

/**
 * The funnel as it was before some events: each deal that they are about stands again as the first of them tells that it did, and what has
 * been closed or reopened since is taken out of the totals of closed deals and their cycles, or put back. `events` are all since an
 * instant, oldest first, and `visits` those of their deals that had begun before it. Usual times in a stage and win probabilities stay as
 * they are now: a few deals do not move them. Of when a deal had its last event before, nobody knows. Undefined where a deal has left a
 * version that was not loaded.
 */
export function takeBack(
  now: FunnelInput,
  events: readonly RecentEventRow[],
  visits: readonly RecentVisitRow[],
): FunnelInput | undefined {
  const turns = turnsOf(events, now.process.id);
  if (turns.size === 0) return now;
  const enteredAt = new Map(visits.map((visit) => [visit.opportunity_id, visit.entered_at]));
  const then = [...turns].flatMap(([id, { before }]) =>
    before?.status === "open" ? [openDealOf(before, enteredAt.get(id) ?? null)] : [],
  );
  if (then.some(({ version }) => !now.versions.has(version))) return undefined;
  return {
    ...now,
    deals: [...now.deals.filter(({ id }) => !turns.has(id)), ...then],
    closed: [...turns.values()].reduce((closed, turn) => takeBackClosing(closed, turn, now.timezone), now.closed),
  };
}

/** By id, of the deals of a process. */
function turnsOf(events: readonly RecentEventRow[], processId: string): ReadonlyMap<string, Turn> {
  const turns = new Map<string, Turn>();
  const note = (deal: OpportunityView, before: OpportunityView | null, after: OpportunityView | null) => {
    if (deal.process_id !== processId) return;
    const turn = turns.get(deal.id);
    if (turn) turn.after = after;
    else turns.set(deal.id, { before, after });
  };
  for (const { type, data } of events) {
    if (!type.startsWith("opportunity.")) continue;
    // Every event of an opportunity is written by us with these (opportunities/change-event.ts).
    const { opportunity, previous, duplicate } = JSON.parse(data) as {
      readonly opportunity: OpportunityView;
      readonly previous?: Partial<OpportunityView>;
      readonly duplicate?: OpportunityView;
    };
    const isNew = type === "opportunity.created" || type === "opportunity.restored";
    const after = type === "opportunity.deleted" ? null : opportunity;
    note(opportunity, isNew ? null : { ...opportunity, ...previous }, after);
    if (duplicate) note(duplicate, duplicate, null);
  }
  return turns;
}

function openDealOf(view: OpportunityView, stageEnteredAt: number | null): OpenDeal {
  return {
    id: view.id,
    process_id: view.process_id,
    stage: view.stage,
    stage_entered_at: stageEnteredAt,
    version: view.version,
    score_hundredths: weightToHundredths(view.score),
    hollow: view.hollow ? 1 : 0,
    amount_minor: minorOf(view.amount, view.currency),
    currency: view.currency,
    expected_close_day: dayOf(view.expected_close_date),
    owner: view.owner,
    pushes: view.pushes,
    opened_day: dayOf(view.opened_on),
    last_event_at: null,
    name: view.name,
    tags: JSON.stringify(view.tags),
  };
}

function takeBackClosing(closed: ClosedTotals, { before, after }: Turn, timezone: string): ClosedTotals {
  return count(count(closed, before, 1, timezone), after, -1, timezone);
}

function count(closed: ClosedTotals, deal: OpportunityView | null, sign: 1 | -1, timezone: string): ClosedTotals {
  if (!deal || deal.status === "open") return closed;
  const cycles = deal.status === "won" ? "wonCycleDays" : "lostCycleDays";
  const cycle = cycleDays({ opened_day: dayOf(deal.opened_on), closed_day: closedDayOf(deal, timezone) });
  const counted = {
    ...closed,
    [deal.status]: closed[deal.status] + sign,
    ...(cycle === null ? {} : { [cycles]: add(closed[cycles], cycle, sign) }),
  };
  const minor = minorOf(deal.amount, deal.currency);
  if (deal.status === "lost" || minor === null) return counted;
  return {
    ...counted,
    wonMinorByCurrency: add(closed.wonMinorByCurrency, deal.currency, sign * minor),
    wonCountByCurrency: add(closed.wonCountByCurrency, deal.currency, sign),
  };
}

function closedDayOf({ closed_at }: OpportunityView, timezone: string): number | null {
  return closed_at === null ? null : localDay(Date.parse(closed_at), timezone);
}

function add<Key>(counts: ReadonlyMap<Key, number>, key: Key, amount: number): ReadonlyMap<Key, number> {
  const after = new Map(counts).set(key, (counts.get(key) ?? 0) + amount);
  // Nothing of a currency is not the same as an amount of 0 that has no rate.
  if (after.get(key) === 0) after.delete(key);
  return after;
}

function dayOf(date: string | null): number | null {
  return date === null ? null : (parseDate(date) ?? null);
}
