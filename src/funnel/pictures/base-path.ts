import type { Base } from "../../process/document.ts";
import { WIDTH_PX } from "./frame.ts";

/** How far a runner has come: 0 at the home plate, 1, 2 and 3 at the bases, 4 home again. */
export type WayPoint = number;

const WAY_OF_BASE: Readonly<Record<Base, WayPoint>> = { first: 1, second: 2, third: 3, home: 4 };
const HOME: WayPoint = 4;

/** From where to where on the way a stage goes. */
export interface Span {
  readonly from: WayPoint;
  readonly to: WayPoint;
}

/**
 * Where the stages of a process lie on the way round, in their order, by the base that each ends at. All stages up to the last one of a
 * base share the way to it evenly: those that end at the same base, and those before that name none. What comes after the last base that is
 * named shares the rest of the way home; where that is home already, it shares the last leg with those that end there. A process without
 * bases goes round evenly.
 */
export function spansOf(bases: readonly (Base | null)[]): Span[] {
  const groups = groupByEnd(bases);
  let from = 0;
  return groups.flatMap(({ count, end }) => {
    const start = from;
    from = end;
    const step = (end - start) / count;
    return Array.from({ length: count }, (_, index) => ({
      from: start + step * index,
      to: index === count - 1 ? end : start + step * (index + 1),
    }));
  });
}

function groupByEnd(bases: readonly (Base | null)[]): { count: number; end: WayPoint }[] {
  const groups: { count: number; end: WayPoint }[] = [];
  let waiting = 0;
  for (const base of bases) {
    waiting += 1;
    if (base === null) continue;
    const end = WAY_OF_BASE[base];
    const last = groups.at(-1);
    // Published bases never go backwards; a base that did would share the leg that it is too late for.
    if (last && last.end >= end) last.count += waiting;
    else groups.push({ count: waiting, end });
    waiting = 0;
  }
  const last = groups.at(-1);
  if (waiting > 0 && last?.end === HOME) last.count += waiting;
  else if (waiting > 0) groups.push({ count: waiting, end: HOME });
  return groups;
}

/** A span cut where it turns at a base. */
export function piecesOf({ from, to }: Span): Span[] {
  const corners = [1, 2, 3].filter((corner) => corner > from && corner < to);
  const cuts = [from, ...corners, to];
  return corners.concat(to).map((end, index) => ({ from: cuts[index] ?? from, to: end }));
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The diamond as it lies in its block of the picture: home plate at the bottom, first base on the right. */
export const MIDDLE: Point = { x: WIDTH_PX / 2, y: 110 };
/** From the middle to each base. */
export const RADIUS_PX = 88;
/** How wide the way is between the bases. */
export const PATH_PX = 24;
export const LEG_PX = RADIUS_PX * Math.SQRT2;

const CORNERS = [
  { x: 0, y: 1 },
  { x: 1, y: 0 },
  { x: 0, y: -1 },
  { x: -1, y: 0 },
] as const;

export function pointAt(way: WayPoint): Point {
  const leg = Math.min(3, Math.floor(way));
  const share = way - leg;
  const [start, end] = [CORNERS[leg % 4] ?? CORNERS[0], CORNERS[(leg + 1) % 4] ?? CORNERS[0]];
  return {
    x: MIDDLE.x + RADIUS_PX * (start.x + (end.x - start.x) * share),
    y: MIDDLE.y + RADIUS_PX * (start.y + (end.y - start.y) * share),
  };
}
