import { newId } from "../../../db/ids.ts";
import type { TenantScope } from "../../../scope.ts";
import { dayOfInstant } from "../../../values/calendar.ts";
import { toMinor } from "../../../values/money.ts";
import type { Standings } from "../../criteria.ts";
import {
  type CriterionRow,
  derive,
  NOTHING_KEPT,
  type OpportunityRow,
  searchTextOf,
  toStandings,
} from "../../opportunity.ts";
import type { NewVisit } from "../../store.ts";
import { type Remark, stageOfRow, tellVisits } from "../history/told-visits.ts";
import { putInOrder, type Stay, type Walked, walkStays } from "../history/walk.ts";
import { type DealFacts, isClosed } from "../rows/facts.ts";
import { closingOf, entryOf, instantOf, openingOf } from "../rows/moment.ts";
import { keptAfter } from "./compare.ts";
import { changedCriteria, withChanges } from "./criteria-after.ts";
import type { CurrentVersion } from "./pinned-versions.ts";

/** What placing a deal rests on, the same for every row of an import. */
export interface Ground extends CurrentVersion {
  readonly scope: Pick<TenantScope, "tenant" | "now" | "actor">;
}

export interface Placed {
  readonly row: OpportunityRow;
  readonly visits: readonly NewVisit[];
  readonly criteria: readonly CriterionRow[];
  readonly warnings: readonly Remark[];
}

/**
 * Places a deal that Infield does not know yet: with the visits and criteria that the row tells of, and its score, earned stage and hollowness
 * as they follow. Without visits, its one known visit is of the stage that it is in, from `stage_entered_on`, or else from the start of the
 * local day of `opened_on`; unknown when neither is known: then it has no age. With criteria, nobody knows the score at that entry.
 *
 * A row of a closed deal that names no stage is taken to have closed in the last open stage. Of a won deal that is so by definition. Of a
 * lost one it is the choice that bends no figure: the last stage's conversion becomes the win rate of the file, and no earlier stage is
 * blamed for a loss, or credited with an entry, that nobody has reported there.
 */
export function placeNew(ground: Ground, facts: DealFacts): Placed {
  const { scope, process, processId, version } = ground;
  const { timezone } = scope.tenant;
  const criteria = withChanges([], changedCriteria([], facts.criteria ?? [], scope));
  const standings = toStandings(criteria);
  const stage = stageOfRow(facts) ?? process.stages.at(-1)?.key ?? "";
  const derived = derive(process, stage, standings);
  const walked = firstVisits(ground, facts, stage, standings);
  const last = walked.visits.at(-1);
  const currency = facts.currency ?? scope.tenant.currency;
  const named = { name: facts.name ?? facts.account ?? facts.externalId, account: facts.account };
  const pushes = facts.pushes ?? 0;
  const closedAt = isClosed(facts) ? (instantOf(closingOf(facts), timezone) ?? last?.left_at ?? null) : null;
  const row: OpportunityRow = {
    id: newId("opp", scope.now),
    external_id: facts.externalId,
    ...named,
    owner: facts.owner,
    amount_minor: facts.amount === null ? null : (toMinor(facts.amount, currency) ?? null),
    currency,
    expected_close_day: facts.expectedCloseDay,
    opened_day: facts.openedDay,
    process_id: processId,
    version,
    status: facts.outcome,
    stage,
    ...derived,
    visit: walked.visits.length,
    stage_entered_at: last?.entered_at ?? null,
    pushes,
    lost_reason: facts.outcome === "lost" ? facts.lostReason : null,
    revision: 1,
    created_at: scope.now,
    updated_at: scope.now,
    closed_at: closedAt,
    ...keptAfter(NOTHING_KEPT, facts),
    search_text: searchTextOf(named),
    closed_day: dayOfInstant(closedAt, timezone),
    first_expected_day: pushes > 0 ? null : facts.expectedCloseDay,
    last_event_at: scope.now,
  };
  const visits = walked.visits.map((visit) => ({ ...visit, opportunity_id: row.id }));
  return { row, visits, criteria, warnings: walked.warnings };
}

interface FirstVisits extends Walked {
  readonly warnings: readonly Remark[];
}

function firstVisits(ground: Ground, facts: DealFacts, stage: string, standings: Standings): FirstVisits {
  const { process, processId, scope } = ground;
  const { timezone } = scope.tenant;
  const deal = { process_id: processId };
  if (facts.visits !== null && facts.visits.length > 0) {
    return tellVisits(process, deal, standings, facts, facts.visits, timezone);
  }
  const { score_hundredths: score } = derive(process, stage, standings);
  const stay: Stay = {
    stage,
    direction: null,
    enteredAt: instantOf(entryOf(facts) ?? openingOf(facts), timezone),
    leftAt: instantOf(closingOf(facts), timezone),
    scoreAtEntry: standings.size === 0 ? score : null,
    scoreAtExit: isClosed(facts) ? score : null,
    closing: null,
  };
  return { ...walkStays(process, deal, standings, putInOrder([stay]).stays, timezone), warnings: [] };
}
