import type { CompiledProcess } from "../../../process/compile.ts";
import { localDay, startOfDay } from "../../../values/calendar.ts";
import type { OpportunityRow, VisitRow } from "../../opportunity.ts";
import type { EntryFacts } from "../rows/facts.ts";

/** A move that was made in Infield itself, as its event tells it. */
export interface LiveMove {
  readonly type: string;
  readonly at: number;
  readonly stage: string;
  readonly left_stage: string;
}

/** One point of a deal's past, in the order of time: it entered a stage, or came to an outcome. */
export interface Mark {
  readonly at: number;
  /** A stage key, `won` or `lost`. */
  readonly target: string;
  /** The row of the file that says so; null when Infield has recorded it itself. */
  readonly row: number | null;
  /** Where Infield knows the deal to have been just before, open. */
  readonly from: KnownStay | null;
  /** The visit that Infield has recorded of it. */
  readonly visit: VisitRow | null;
  /** Of a reopening: when the deal had been closed, as far as anybody knows. `from` is then where it was closed. */
  readonly reopens: { readonly closedAt: number | null } | null;
}

/** A stay that Infield knows of, whatever a history says. */
export interface KnownStay {
  readonly stage: string;
  readonly enteredAt: number | null;
}

export function isOutcome(target: string): target is "won" | "lost" {
  return target === "won" || target === "lost";
}

/** When an entry was: exactly then, or at the start of its day. */
export function timeOf({ enteredAt, enteredDay }: EntryFacts, timezone: string): number {
  return enteredAt ?? startOfDay(enteredDay, timezone);
}

/** A deal as it stands, with what is recorded of its moves. */
interface MovedDeal {
  readonly deal: Pick<OpportunityRow, "status" | "stage">;
  readonly process: CompiledProcess;
  readonly visits: readonly VisitRow[];
  readonly moves: readonly LiveMove[];
}

/**
 * The past of one deal: what a history says of it, and the moves that were made in Infield, which no file takes away. An entry of the
 * history into a stage that the deal was moved to here on the same day is that move, told again: the time of the move stands.
 */
export function timelineOf(
  { deal, process, visits, moves }: MovedDeal,
  entries: readonly EntryFacts[],
  timezone: string,
): Mark[] {
  const live = new LiveMoves(process, visits).marksOf(moves);
  const dayKey = (at: number, target: string) => `${localDay(at, timezone)} ${target}`;
  const recorded = new Set(live.map(({ at, target }) => dayKey(at, target)));
  const told = inFileOrder(entries, deal.status === "open" ? deal.stage : deal.status, timezone)
    .map((entry): Mark => ({ ...TOLD, at: timeOf(entry, timezone), target: entry.target, row: entry.row }))
    .filter(({ at, target }) => !recorded.has(dayKey(at, target)));
  return [...told, ...live].toSorted((a, b) => a.at - b.at);
}

/**
 * Entries of the same time are in the order of the file, whose rows may come newest first: then the last of them was the first. Sorting is
 * stable, so this order is what is left where times are equal. Where all are, the newest is the one that leads to where the deal is `now`.
 */
function inFileOrder(entries: readonly EntryFacts[], now: string, timezone: string): readonly EntryFacts[] {
  const byRow = entries.toSorted((a, b) => a.row - b.row);
  const times = byRow.map((entry) => timeOf(entry, timezone));
  const isFalling = times.every((at, index) => index === 0 || at <= (times[index - 1] ?? at));
  const [first, last] = [byRow[0], byRow.at(-1)];
  if (!isFalling || !first || !last) return byRow;
  const isNewestFirst =
    timeOf(first, timezone) > timeOf(last, timezone) || (first.target === now && last.target !== now);
  return isNewestFirst ? byRow.toReversed() : byRow;
}

const TOLD = { from: null, visit: null, reopens: null } as const;

/** Finds the visits that moves have begun and ended. Several moves may be of the same moment, and lead to and fro between the same stages. */
class LiveMoves {
  readonly #process: CompiledProcess;
  readonly #visits: readonly VisitRow[];
  readonly #begun = new Map<LiveMove, VisitRow>();
  readonly #ended = new Set<VisitRow>();

  constructor(process: CompiledProcess, visits: readonly VisitRow[]) {
    this.#process = process;
    this.#visits = visits;
  }

  /** `moves` in the order in which they were recorded. */
  marksOf(moves: readonly LiveMove[]): Mark[] {
    // The latest first: where a history has made one visit of two, a move has lost its own and must not take another's.
    const entries = moves.filter(({ type }) => !OUTCOME_OF.has(type)).toReversed();
    for (const move of entries) this.#claim(move, ({ stage }) => stage === move.stage);
    // A migration may have given a visit another stage than its event tells of.
    for (const move of entries) if (!this.#begun.has(move)) this.#claim(move, () => true);
    return moves.flatMap((move) => this.#markOf(move));
  }

  #claim(move: LiveMove, isIts: (visit: VisitRow) => boolean): void {
    const claimed = new Set(this.#begun.values());
    const visit = this.#visits.findLast((one) => one.entered_at === move.at && !claimed.has(one) && isIts(one));
    if (visit) this.#begun.set(move, visit);
  }

  #markOf(move: LiveMove): Mark[] {
    const { at } = move;
    const closing = OUTCOME_OF.get(move.type);
    if (closing) return [{ ...TOLD, at, target: closing, row: null, from: this.#leftBy(move) }];
    const visit = this.#begun.get(move) ?? null;
    const target = visit?.stage ?? move.stage;
    if (!visit && !this.#process.stageByKey.has(target)) return [];
    const mark = { ...TOLD, at, target, row: null, visit };
    if (move.type === "opportunity.created") return [mark];
    if (move.type !== "opportunity.reopened") return [{ ...mark, from: this.#leftBy(move) }];
    const before = this.#visits.find((other) => visit !== null && other.visit === visit.visit - 1);
    const from = { stage: target, enteredAt: before?.entered_at ?? null };
    return [{ ...mark, from, reopens: { closedAt: before?.left_at ?? null } }];
  }

  /** No migration changes a visit that has ended. */
  #leftBy({ at, left_stage: stage }: LiveMove): KnownStay | null {
    const visit = this.#visits.find((one) => one.left_at === at && one.stage === stage && !this.#ended.has(one));
    if (visit) this.#ended.add(visit);
    const isKnown = visit !== undefined || this.#process.stageByKey.has(stage);
    return isKnown ? { stage, enteredAt: visit?.entered_at ?? null } : null;
  }
}

const OUTCOME_OF: ReadonlyMap<string, "won" | "lost"> = new Map([
  ["opportunity.won", "won"],
  ["opportunity.lost", "lost"],
]);
