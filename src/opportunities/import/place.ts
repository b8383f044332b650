import { newId } from "../../db/ids.ts";
import type { CompiledProcess } from "../../process/compile.ts";
import type { TenantScope } from "../../scope.ts";
import { startOfDay } from "../../values/calendar.ts";
import { toMinor } from "../../values/money.ts";
import type { Standings } from "../criteria.ts";
import { derive, NOTHING_KEPT, type OpportunityRow, searchTextOf } from "../opportunity.ts";
import type { NewVisit } from "../store.ts";
import { decideTransition } from "../transition.ts";
import type { Target } from "./mapping.ts";
import type { CurrentVersion } from "./pinned-versions.ts";
import { type DealFacts, isClosed } from "./read-row.ts";

/** What placing a deal rests on, the same for every row of an import. */
export interface Ground extends CurrentVersion {
  readonly scope: Pick<TenantScope, "tenant" | "now">;
}

export interface Placed {
  readonly row: OpportunityRow;
  readonly visit: NewVisit;
}

/** A deal that is new starts as every deal does, at the first stage with nothing met; the engine moves it where the file says it is. */
const NOTHING_MET: Standings = new Map();

/**
 * Places a deal that Infield does not know yet. Its one known visit is of the stage that it is in, from the start of the local day of
 * `stage_entered_on`, or else of `opened_on`; null when neither is known: then it has no age.
 *
 * A row of a closed deal names no stage. It is taken to have closed in the last open stage. Of a won deal that is so by definition. Of a
 * lost one it is the choice that bends no figure: the last stage's conversion becomes the win rate of the file, and no earlier stage is
 * blamed for a loss, or credited with an entry, that nobody has reported there.
 */
export function placeNew(ground: Ground, facts: DealFacts): Placed {
  const { scope, process, processId, version } = ground;
  const { timezone } = scope.tenant;
  const stage = walkTo(process, facts.target);
  const derived = derive(process, stage, NOTHING_MET);
  const enteredAt = startOf(facts.stageEnteredDay ?? facts.openedDay, timezone);
  const closedAt = isClosed(facts) ? startOf(facts.closedDay, timezone) : null;
  const currency = facts.currency ?? scope.tenant.currency;
  const named = { name: facts.name ?? facts.account ?? facts.externalId, account: facts.account };
  const row: OpportunityRow = {
    id: newId("opp"),
    external_id: facts.externalId,
    ...named,
    owner: facts.owner,
    amount_minor: facts.amount === null ? null : (toMinor(facts.amount, currency) ?? null),
    currency,
    expected_close_day: facts.expectedCloseDay,
    opened_day: facts.openedDay,
    process_id: processId,
    version,
    status: statusOf(facts),
    stage,
    ...derived,
    visit: 1,
    stage_entered_at: enteredAt,
    pushes: 0,
    lost_reason: facts.target === "lost" ? facts.lostReason : null,
    revision: 1,
    created_at: scope.now,
    updated_at: scope.now,
    closed_at: closedAt,
    ...NOTHING_KEPT,
    search_text: searchTextOf(named),
  };
  const visit: NewVisit = {
    opportunity_id: row.id,
    visit: 1,
    process_id: processId,
    stage,
    direction: "entry",
    entered_at: enteredAt,
    left_at: closedAt,
    score_at_entry: derived.score_hundredths,
    score_at_exit: row.status === "open" ? null : derived.score_hundredths,
  };
  return { row, visit };
}

export function statusOf(facts: Pick<DealFacts, "target">): OpportunityRow["status"] {
  const { target } = facts;
  return target === "won" || target === "lost" ? target : "open";
}

/** The start of a local day; null for an unknown one. */
export function startOf(day: number | null, timezone: string): number | null {
  return day === null ? null : startOfDay(day, timezone);
}

/** From the first stage to the target, every step decided by the engine. Answers the stage that the deal ends in. */
function walkTo(process: CompiledProcess, target: Target): string {
  const closes = target === "won" || target === "lost";
  const steps = closes ? [process.stages.at(-1)?.key ?? "", target] : [target];
  let stage = process.stages[0]?.key ?? "";
  for (const to of steps) {
    if (to === stage) continue;
    const position = { status: "open", stage, standings: NOTHING_MET } as const;
    const move = decideTransition(process, position, { to, reason: null, override: false, mode: "history" });
    if (move.kind === "stage") stage = move.stage.key;
  }
  return stage;
}
