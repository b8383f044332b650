import type { ProcessDocument } from "../../document.ts";
import type { DealHistory, TracedDeal, TracedMark, TracedVisit } from "../deal-history.ts";

/** Fewer deals than this prove nothing about a habit; the figures of the funnel ask for as many (product.md §4, N ≥ 10). */
export const FEWEST_DEALS = 10;

/** Whether so many of n deals are a habit: 90 % of at least 10, in whole numbers so that 9 of 10 are enough. */
export function isHabit(count: number, n: number): boolean {
  return n >= FEWEST_DEALS && count * 10 >= n * 9;
}

export interface ForwardMove {
  readonly fromIndex: number;
  readonly toIndex: number;
  /** The visit that ended with the move. */
  readonly left: TracedVisit;
}

/** Where each stage stands, by key; of two with the same key the first. */
export function stageIndexes({ stages }: ProcessDocument): ReadonlyMap<string, number> {
  const indexes = new Map<string, number>();
  for (const [index, { key }] of stages.entries()) if (!indexes.has(key)) indexes.set(key, index);
  return indexes;
}

/** A deal with its forward moves. */
interface MovedDeal {
  readonly deal: TracedDeal;
  /** By criterion. */
  readonly marks: ReadonlyMap<string, TracedMark>;
  readonly moves: readonly ForwardMove[];
}

/** Every deal of a history with its forward moves, worked out once. */
export function movedDeals(history: DealHistory, indexes: ReadonlyMap<string, number>): readonly MovedDeal[] {
  return history.deals.map((deal) => ({
    deal,
    marks: new Map(deal.marks.map((mark) => [mark.criterion, mark])),
    moves: forwardMoves(deal, indexes),
  }));
}

/**
 * The forward moves of a deal in order: a visit directly followed by a forward one to a stage that stands later in the document. A visit to
 * a stage that the document does not know breaks the chain, since nothing is known of where it stood.
 */
function forwardMoves({ visits }: TracedDeal, indexes: ReadonlyMap<string, number>): readonly ForwardMove[] {
  return visits.flatMap((visit, place) => {
    const left = visits[place - 1];
    if (!left || visit.direction !== "forward") return [];
    const [fromIndex, toIndex] = [indexes.get(left.stage), indexes.get(visit.stage)];
    if (fromIndex === undefined || toIndex === undefined || toIndex <= fromIndex) return [];
    return [{ fromIndex, toIndex, left }];
  });
}
