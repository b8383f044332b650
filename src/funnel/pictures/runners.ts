import { LEG_PX, type Point, piecesOf, pointAt, type Span } from "./base-path.ts";

/** One deal on its way. */
export interface Runner extends Point {
  readonly hollow: boolean;
}

const MOST_RUNNERS = 8;
const PITCH_PX = 11.5;
/** Kept free at the ends of a stage; the bases themselves are larger. */
const END_PX = 6;
const BASE_PX = 17;
/** How far the two rows are from the middle of the path. */
const ROW_PX = 5.2;

/**
 * The deals of a stage as runners on its part of the way: each deal one, in one row or two, as long as they find room (at most 8). Where there
 * are more deals than that, as many as find room in the proportion of sound and hollow ones, none of the two kinds ever lost in rounding. No
 * runner at all where the stage is too short for one.
 */
export function placeRunners(
  span: Span,
  { count, hollow }: { readonly count: number; readonly hollow: number },
): { readonly runners: readonly Runner[]; readonly isEveryDeal: boolean } {
  const slots = slotsOf(span);
  const shown = Math.min(count, MOST_RUNNERS, slots.length * 2);
  const shownHollow = proportion(hollow, count, shown);
  const rows = shown > slots.length ? 2 : 1;
  const columns = Math.ceil(shown / rows);
  const start = Math.floor((slots.length - columns) / 2);
  const runners = Array.from({ length: shown }, (_, index): Runner => {
    const slot = slots[start + Math.floor(index / rows)] ?? { x: 0, y: 0, across: { x: 0, y: 0 } };
    const aside = rows === 1 ? 0 : ROW_PX - (index % 2) * 2 * ROW_PX;
    return {
      x: slot.x + slot.across.x * aside,
      y: slot.y + slot.across.y * aside,
      hollow: index >= shown - shownHollow,
    };
  });
  return { runners, isEveryDeal: shown === count };
}

function proportion(part: number, whole: number, shown: number): number {
  if (shown === whole) return part;
  if (part === 0 || shown === 0) return 0;
  const exact = Math.round((part / whole) * shown);
  return Math.min(part === whole ? shown : Math.max(1, shown - 1), Math.max(1, exact));
}

interface Slot extends Point {
  /** The direction across the path, of length 1. */
  readonly across: Point;
}

/** Where a row of runners may stand, in the order of the way. */
function slotsOf(span: Span): Slot[] {
  return piecesOf(span).flatMap((piece) => {
    const from = piece.from * LEG_PX + padding(piece.from);
    const to = piece.to * LEG_PX - padding(piece.to);
    const fitting = to < from ? 0 : Math.floor((to - from) / PITCH_PX) + 1;
    const first = (from + to - (fitting - 1) * PITCH_PX) / 2;
    const [start, end] = [pointAt(piece.from), pointAt(piece.to)];
    const size = Math.hypot(end.x - start.x, end.y - start.y) || 1;
    const across = { x: (start.y - end.y) / size, y: (end.x - start.x) / size };
    return Array.from({ length: fitting }, (_, index) => ({
      ...pointAt((first + index * PITCH_PX) / LEG_PX),
      across,
    }));
  });
}

function padding(way: number): number {
  return Number.isInteger(way) ? BASE_PX : END_PX;
}
