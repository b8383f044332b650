import type { CompiledProcess } from "../../../process/compile.ts";
import { dayOfInstant } from "../../../values/calendar.ts";
import type { Standings } from "../../criteria.ts";
import type { OpportunityRow, VisitRow } from "../../opportunity.ts";
import { type DealPosition, decideTransition, type Move } from "../../transition.ts";
import type { DealOutcome } from "../rows/facts.ts";

/** One stay in a stage as it is told of, before it is known what kind of move led there. Times in ms, scores in hundredths of a percent. */
export interface Stay {
  readonly stage: string;
  /** null: the engine says. */
  readonly direction: VisitRow["direction"] | null;
  readonly enteredAt: number | null;
  readonly leftAt: number | null;
  readonly scoreAtEntry: number | null;
  readonly scoreAtExit: number | null;
  /** What the deal came to at the end of the stay; null: it moved on, or is there still. */
  readonly closing: Exclude<DealOutcome, "open"> | null;
}

export interface Walked {
  readonly visits: readonly VisitRow[];
  /** Keys of the milestones that the moves went past. */
  readonly bypassed: readonly string[];
}

/**
 * Makes visits of stays, every move decided by the engine in `history` mode: from the first stage of the process to the first stay, and from
 * each to the next. After a closing the next stay is a reopening, so it is in the same stage.
 *
 * A direction that is given is believed, since the deal may have moved in a version that had its stages in another order, or may have been
 * migrated in between; so it is where a stage is not of this version, which the engine cannot decide on. "entry" is the first visit, and
 * only that.
 */
export function walkStays(
  process: CompiledProcess,
  deal: Pick<OpportunityRow, "process_id">,
  standings: Standings,
  stays: readonly Stay[],
  timezone: string,
): Walked {
  const bypassed = new Set<string>();
  const visits = stays.map((stay, index): VisitRow => {
    const before = stays[index - 1];
    const move = decideMove(process, standings, before, stay);
    if (move && "bypassed" in move) for (const { key } of move.bypassed) bypassed.add(key);
    return {
      visit: index + 1,
      process_id: deal.process_id,
      stage: stay.stage,
      direction: before ? (givenDirection(stay) ?? directionOf(move)) : "entry",
      entered_at: stay.enteredAt,
      left_at: stay.leftAt,
      score_at_entry: stay.scoreAtEntry,
      score_at_exit: stay.scoreAtExit,
      entered_day: dayOfInstant(stay.enteredAt, timezone),
      position: process.stageByKey.get(stay.stage)?.index ?? null,
    };
  });
  return { visits, bypassed: [...bypassed] };
}

/** undefined where there is nothing to decide: at the first stage, and in and out of stages that the version does not have. */
function decideMove(
  process: CompiledProcess,
  standings: Standings,
  before: Stay | undefined,
  { stage: to }: Stay,
): Move | undefined {
  const stage = before?.stage ?? process.stages[0]?.key ?? "";
  if (!process.stageByKey.has(stage) || !process.stageByKey.has(to)) return undefined;
  const position: DealPosition = { status: before?.closing ?? "open", stage, standings };
  if (position.status === "open" && stage === to) return undefined;
  return decideTransition(process, position, {
    to: position.status === "open" ? to : "reopened",
    reason: null,
    override: false,
    mode: "history",
  });
}

function givenDirection({ direction }: Stay): VisitRow["direction"] | null {
  return direction === "entry" ? null : direction;
}

function directionOf(move: Move | undefined): VisitRow["direction"] {
  if (move?.kind === "reopened") return "reopened";
  return move?.kind === "stage" ? move.direction : "forward";
}

interface Ordered {
  readonly stays: readonly Stay[];
  /** Whether a time had to be moved. */
  readonly wasMoved: boolean;
}

/**
 * No visit ends before it began, or begins before the one before it had ended: a time that is too early is moved to the earliest that is
 * possible. A stay whose end is not told ended when the next one began.
 */
export function putInOrder(stays: readonly Stay[]): Ordered {
  let floor = Number.NEGATIVE_INFINITY;
  let wasMoved = false;
  const notBefore = (at: number | null): number | null => {
    if (at === null) return null;
    if (at < floor) wasMoved = true;
    floor = Math.max(at, floor);
    return floor;
  };
  const ordered = stays.map((stay, index): Stay => {
    const enteredAt = notBefore(stay.enteredAt);
    const leftAt = notBefore(stay.leftAt ?? stays[index + 1]?.enteredAt ?? null);
    return { ...stay, enteredAt, leftAt };
  });
  return { stays: ordered, wasMoved };
}

/**
 * What Infield knows of visits that a file tells of, where it is the file that does not: the score at entry of the visit that began then in the
 * same stage, and the one at exit of the visit that ended then. Of several it is the one of the same number, or else the first. An entry that
 * is known already keeps its day and its position as well, so that neither a new time zone nor a new version rewrites what was counted.
 */
export function keepKnown(visits: readonly VisitRow[], known: readonly VisitRow[]): VisitRow[] {
  const begun = visitsBy(known, "entered_at");
  const ended = visitsBy(known, "left_at");
  return visits.map((visit) => {
    const entry = begun(visit);
    const { entered_day, position } = entry ?? known.find((one) => isUndatedEntry(one, visit)) ?? visit;
    return {
      ...visit,
      score_at_entry: visit.score_at_entry ?? entry?.score_at_entry ?? null,
      score_at_exit: visit.score_at_exit ?? ended(visit)?.score_at_exit ?? null,
      entered_day,
      position,
    };
  });
}

function isUndatedEntry(known: VisitRow, { visit, stage, entered_at }: VisitRow): boolean {
  return known.visit === visit && known.stage === stage && known.entered_at === null && entered_at === null;
}

/** Finds visits by their stage and one of their times. */
function visitsBy(known: readonly VisitRow[], time: "entered_at" | "left_at") {
  const keyOf = (visit: VisitRow) => `${visit.stage} ${visit[time]}`;
  const first = new Map(known.toReversed().map((visit) => [keyOf(visit), visit]));
  const byNumber = new Map(known.map((visit) => [visit.visit, visit]));
  return (visit: VisitRow): VisitRow | undefined => {
    if (visit[time] === null) return undefined;
    const same = byNumber.get(visit.visit);
    return same && keyOf(same) === keyOf(visit) ? same : first.get(keyOf(visit));
  };
}
