import { MIDDLE, PATH_PX, piecesOf, pointAt, type Span } from "./base-path.ts";
import { textWidth } from "./fit-text.ts";
import { disc, NAME_PX } from "./frame.ts";
import type { PictureStage } from "./picture-view.ts";
import type { Speech } from "./picture-words.ts";
import { tag, textTag } from "./svg.ts";

interface PlacedStage {
  readonly stage: PictureStage;
  readonly span: Span;
  readonly isEveryDeal: boolean;
}

/** A count beside the way: of one stage, or of several whose own would stand on one another. */
interface Label {
  readonly first: number;
  readonly last: number;
  readonly way: number;
  readonly count: number;
  readonly amount: number;
  readonly isEveryDeal: boolean;
}

const LABEL_PX = 18;
const CLOSEST_PX = 17;
const TWO_LINES_PX = 34;

/** The labels of the stages beside their parts of the way, none on another. */
export function labelStages(placed: readonly PlacedStage[], speech: Speech): string[] {
  const labels = placed.map(
    ({ stage, span, isEveryDeal }, index): Label => ({
      first: index,
      last: index,
      way: middleOf(span),
      count: stage.count,
      amount: stage.amount,
      isEveryDeal,
    }),
  );
  const sides = [labels.filter(({ way }) => way < 2), labels.filter(({ way }) => way >= 2)];
  return sides.flatMap((side) => {
    const apart = keepApart(side);
    return apart.map((label, index) => {
      const gaps = [apart[index - 1], apart[index + 1]].flatMap((other) => (other ? [gapPx(label, other)] : []));
      return drawLabel(label, Math.min(...gaps, Number.POSITIVE_INFINITY) >= TWO_LINES_PX, speech);
    });
  });
}

/** The middle of the longest straight part: a label at a base would stand on it. */
function middleOf(span: Span): number {
  const [longest = span] = piecesOf(span).toSorted((a, b) => b.to - b.from - (a.to - a.from));
  return (longest.from + longest.to) / 2;
}

function gapPx(a: Label, b: Label): number {
  return Math.abs(boxOf(a, LABEL_PX).y - boxOf(b, LABEL_PX).y);
}

/** Where a label stands: its inner edge, the middle of its first line, and on which side. */
function boxOf({ first, last, way, count }: Label, heightPx: number) {
  const name = first === last ? `${first + 1}` : `${first + 1}–${last + 1}`;
  const nameWidth = name.length > 2 ? 8 + name.length * 6.8 : 17;
  const countWidth = textWidth(String(count), NAME_PX) + (count > 999 ? 13 : 8);
  const point = pointAt(way);
  const right = way < 2 ? 1 : -1;
  const inner = point.x + right * (PATH_PX / Math.SQRT2 + 1);
  // What would run over the edge moves along the path, away from the base.
  const over = Math.max(0, right * (inner - MIDDLE.x) + nameWidth + 4 + countWidth - (MIDDLE.x - 3));
  // On the upper legs the lower inner corner touches the path, on the lower legs the upper one.
  const isUpper = way > 1 && way < 3;
  const y = point.y + (isUpper ? -heightPx - over : over) + LABEL_PX / 2;
  return { x: inner - right * over, y, right, name, nameWidth, countWidth };
}

/** Labels that would stand on one another become one, which may come too near to the next. */
function keepApart(side: readonly Label[]): Label[] {
  const apart: Label[] = [];
  for (const label of side) {
    let last = label;
    for (let before = apart.at(-1); before && gapPx(before, last) < CLOSEST_PX; before = apart.at(-1)) {
      last = merge(before, last);
      apart.pop();
    }
    apart.push(last);
  }
  return apart;
}

function merge(a: Label, b: Label): Label {
  const [stagesOfA, stagesOfB] = [a.last - a.first + 1, b.last - b.first + 1];
  return {
    first: a.first,
    last: b.last,
    way: (a.way * stagesOfA + b.way * stagesOfB) / (stagesOfA + stagesOfB),
    count: a.count + b.count,
    amount: a.amount + b.amount,
    isEveryDeal: a.isEveryDeal && b.isEveryDeal,
  };
}

function drawLabel(label: Label, twoLines: boolean, { number, shortAmount }: Speech): string {
  const { x, y, right, name, nameWidth, countWidth } = boxOf(label, twoLines ? 32 : LABEL_PX);
  const anchor = right === 1 ? "start" : "end";
  const countX = x + right * (nameWidth + 4);
  const bold = { y: y + 4.5, "font-size": NAME_PX, "font-weight": 700 };
  const count = number(label.count);
  const box = { x: right === 1 ? countX : countX - countWidth, y: y - 8.5, width: countWidth, height: 17, rx: 3 };
  return [
    disc(name, x + (right * nameWidth) / 2, y),
    label.isEveryDeal
      ? textTag("text", { ...bold, x: countX, class: "ink", "text-anchor": anchor }, count)
      : tag("rect", { ...box, class: "deal" }) +
        textTag(
          "text",
          { ...bold, x: countX + (right * countWidth) / 2, class: "onDeal", "text-anchor": "middle" },
          count,
        ),
    twoLines ? textTag("text", { x, y: y + 20, class: "soft", "text-anchor": anchor }, shortAmount(label.amount)) : "",
  ].join("");
}
