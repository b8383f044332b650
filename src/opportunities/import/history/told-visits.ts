import type { CompiledProcess } from "../../../process/compile.ts";
import type { Standings } from "../../criteria.ts";
import type { OpportunityRow, VisitRow } from "../../opportunity.ts";
import { type DealFacts, isClosed, type VisitFacts } from "../rows/facts.ts";
import { closingOf, entryOf, instantOf } from "../rows/moment.ts";
import type { ImportField } from "../schema.ts";
import { putInOrder, type Stay, type Walked, walkStays } from "./walk.ts";

/** What is said of one field of a row: a fault that keeps it out, or a warning. */
export interface Remark {
  readonly field: ImportField;
  readonly code: string;
  readonly detail: string;
}

interface ToldVisits extends Walked {
  readonly warnings: readonly Remark[];
}

/** The stage that a row puts its deal in, or says that it was closed in: by its own word, or else by its last visit. */
export function stageOfRow({ stage, visits }: Pick<DealFacts, "stage" | "visits">): string | null {
  return stage ?? visits?.at(-1)?.stage ?? null;
}

/** What a row says of its visits that cannot be. */
export function visitFaults(process: CompiledProcess, visits: readonly VisitFacts[], now: number): Remark[] {
  const faults: Remark[] = [];
  const times = visits.flatMap(({ enteredAt, leftAt }) => [enteredAt, leftAt]);
  if (times.some((at) => at !== null && at > now)) {
    faults.push({ field: "visits", code: "date_in_future", detail: "A visit has a time that is still to come." });
  }
  const strange = visits.find(({ stage, direction }) => direction === null && !process.stageByKey.has(stage));
  if (strange) {
    const detail = `The version of the process has no stage ${strange.stage}. A visit of another version needs its direction.`;
    faults.push({ field: "visits", code: "unknown_stage", detail });
  }
  return faults;
}

/**
 * The visits of a deal as a row lists them, every one. Where the list and the rest of the row say different things:
 *
 * - The stage and the outcome that the row names are believed. When the last visit is of another stage, one more is added, whose entry is
 *   known only when the row gives a later one; when the deal is open, its last visit goes on, whatever end it has in the list.
 * - Of the times, those in the list are believed, and put in order.
 *
 * Expects at least one visit, and a stage (`stageOfRow`) that the version has.
 */
export function tellVisits(
  process: CompiledProcess,
  deal: Pick<OpportunityRow, "process_id">,
  standings: Standings,
  facts: DealFacts,
  told: readonly VisitFacts[],
  timezone: string,
): ToldVisits {
  const warnings: Remark[] = [];
  const warn = (code: string, detail: string) => warnings.push({ field: "visits", code, detail });
  const stays = told.map((visit, index) => stayOf(visit, told[index + 1]));
  const last = stays.pop();
  if (!last) throw new Error("a list of visits has at least one");

  const stage = stageOfRow(facts);
  const entry = instantOf(entryOf(facts), timezone);
  const closedAt = instantOf(closingOf(facts), timezone);
  if (last.stage === stage) {
    if (!isClosed(facts) && last.leftAt !== null)
      warn("visit_not_over", "The deal is open, so its last visit goes on.");
    const leftAt = isClosed(facts) ? (last.leftAt ?? closedAt) : null;
    stays.push({ ...last, enteredAt: last.enteredAt ?? entry, leftAt });
  } else {
    warn("visits_end_elsewhere", `The last visit is not of the stage ${stage}, where the deal is; one is added.`);
    const isLater = entry !== null && entry > (last.leftAt ?? last.enteredAt ?? Number.NEGATIVE_INFINITY);
    stays.push(last, { ...NOT_KNOWN, stage: stage ?? "", enteredAt: isLater ? entry : null, leftAt: closedAt });
  }
  const ordered = putInOrder(stays);
  if (ordered.wasMoved) warn("visits_out_of_order", "Visits begin or end too early; their times are put in order.");
  return { ...walkStays(process, deal, standings, ordered.stays, timezone), warnings };
}

const NOT_KNOWN = {
  direction: null,
  enteredAt: null,
  leftAt: null,
  scoreAtEntry: null,
  scoreAtExit: null,
  closing: null,
} as const;

/** The same stage twice in a row: in between the deal was closed, to what nobody has told. */
function stayOf(visit: VisitFacts, next: VisitFacts | undefined): Stay {
  const wasReopened = next?.direction === "reopened" || (next?.direction === null && next.stage === visit.stage);
  return {
    stage: visit.stage,
    direction: visit.direction,
    enteredAt: visit.enteredAt,
    leftAt: visit.leftAt,
    scoreAtEntry: visit.scoreAtEntryHundredths,
    scoreAtExit: visit.scoreAtExitHundredths,
    closing: wasReopened ? "lost" : null,
  };
}

/**
 * Whether what is known of a deal begins with what a row tells, so that the row knows nothing that has been forgotten here: it is an older
 * state of the same history.
 */
export function isOutgrown(told: readonly VisitRow[], known: readonly VisitRow[]): boolean {
  if (told.length > known.length) return false;
  return told.every((visit, index) => {
    const same = known[index];
    if (!same) return false;
    const isCurrent = index === told.length - 1 && visit.left_at === null;
    const end = isCurrent ? { left_at: same.left_at, score_at_exit: same.score_at_exit } : {};
    const columns = Object.entries({ ...visit, ...end });
    return columns.every(([column, value]) => same[column as keyof VisitRow] === value);
  });
}
