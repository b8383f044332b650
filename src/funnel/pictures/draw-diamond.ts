import { MIDDLE, PATH_PX, pointAt, RADIUS_PX, type Span, spansOf } from "./base-path.ts";
import { labelStages } from "./diamond-labels.ts";
import { fitLines, textWidth } from "./fit-text.ts";
import {
  type Block,
  disc,
  framePicture,
  MARGIN_PX,
  NAME_PX,
  runner,
  SMALL_PX,
  smallPrint,
  WIDTH_PX,
  write,
} from "./frame.ts";
import type { PictureStage, PictureView } from "./picture-view.ts";
import { type Speech, speechOf } from "./picture-words.ts";
import { placeRunners } from "./runners.ts";
import { isolate, tag, textTag } from "./svg.ts";

const FIELD_HEIGHT_PX = 248;

/**
 * The pipeline on the baseball diamond: each stage on its part of the way to its base, its open deals as runners, hollow ones as broken rings,
 * and below it the stages with their figures. Answers an SVG document. Pure.
 */
export function drawDiamond(view: PictureView): string {
  const speech = speechOf(view.locale, view.currency);
  const spans = spansOf(view.stages.map(({ base }) => base));
  const placed = view.stages.map((stage, index) => {
    const span = spans[index] ?? { from: 0, to: 0 };
    return { stage, span, ...placeRunners(span, stage) };
  });
  const isCrowded = placed.some(({ isEveryDeal }) => !isEveryDeal);
  const hasHollow = view.stages.some(({ hollow }) => hollow > 0);
  const field = [
    ground(spans, speech),
    ...placed.flatMap(({ runners }) => runners.map(({ x, y, hollow }) => runner(x, y, hollow))),
    scoreboard(view, speech),
    ...labelStages(placed, speech),
  ];
  return framePicture("diamond", view, speech, {
    blocks: [
      { heightPx: FIELD_HEIGHT_PX, markup: field.join("") },
      legend(speech, { isCrowded, hasHollow }),
      ...table(view, speech),
      smallPrint(view, speech),
    ],
    told: view.stages.map((stage, index) => tellStage(stage, index, speech)),
  });
}

function tellStage({ name, base, count, amount, hollow }: PictureStage, index: number, speech: Speech): string {
  const { words, number, fullAmount } = speech;
  const end = base === null ? "" : ` (${words.endsAt[base]})`;
  const figures = [words.counted(number(count), count === 1), fullAmount(amount), words.hollowOf(number(hollow))];
  return `${words.stage} ${index + 1}, ${isolate(name)}${end}: ${figures.join(", ")}.`;
}

function ground(spans: readonly Span[], { words }: Speech): string {
  const corners = [0, 1, 2, 3].map((way) => pointAt(way));
  const outline = corners.map(({ x, y }) => `${x},${y}`).join(" ");
  const [home, ...bases] = corners;
  const ticks = spans
    .map(({ to }) => to)
    .filter((way) => !Number.isInteger(way))
    .map((way) => tick(way));
  return [
    tag("polygon", { points: outline, class: "grass" }),
    tag("polygon", { points: outline, class: "sand", "stroke-width": PATH_PX, "stroke-linejoin": "round" }),
    ...ticks,
    ...bases.map(({ x, y }) =>
      tag("rect", { x: x - 7, y: y - 7, width: 14, height: 14, rx: 1.5, class: "base", transform: turned(x, y) }),
    ),
    home
      ? tag("path", { d: `M${home.x - 9} ${home.y - 9}h18v8l-9 9l-9-9z`, class: "base", "stroke-linejoin": "round" })
      : "",
    ...BASE_NAMES.map(({ base, ...at }) => textTag("text", { ...at, class: "soft" }, words.bases[base])),
  ].join("");
}

const BASE_NAMES = [
  { base: "first", x: MIDDLE.x + 67, y: MIDDLE.y + 4, "text-anchor": "end" },
  { base: "second", x: MIDDLE.x, y: MIDDLE.y - 48, "text-anchor": "middle" },
  { base: "third", x: MIDDLE.x - 67, y: MIDDLE.y + 4, "text-anchor": "start" },
  { base: "home", x: MIDDLE.x, y: MIDDLE.y + 57, "text-anchor": "middle" },
] as const;

function turned(x: number, y: number): string {
  return `rotate(45 ${x} ${y})`;
}

/** Where a stage ends between two bases: a line across the path. */
function tick(way: number): string {
  const { x, y } = pointAt(way);
  const reach = PATH_PX / 2 / Math.SQRT2;
  const rising = Math.floor(way) % 2 === 0 ? 1 : -1;
  return tag("line", {
    x1: x - reach,
    y1: y - reach * rising,
    x2: x + reach,
    y2: y + reach * rising,
    class: "tick",
    "stroke-width": 1,
  });
}

/** In the middle what is open, under the home plate what came home and what did not. */
function scoreboard({ count, amount, won, lost }: PictureView, { words, number, shortAmount }: Speech): string {
  const { x, y } = MIDDLE;
  const middle = { x, "text-anchor": "middle" };
  const open = number(count);
  const big = Math.min(26, 84 / textWidth(open, 1));
  const home = won === null || lost === null ? undefined : `${words.won(number(won))} · ${words.lost(number(lost))}`;
  return [
    textTag("text", { ...middle, y: y - 4, class: "ink", "font-size": big, "font-weight": 700 }, open),
    textTag("text", { ...middle, y: y + 12, class: "soft" }, words.open(count)),
    textTag("text", { ...middle, y: y + 29, class: "ink", "font-size": 13, "font-weight": 600 }, shortAmount(amount)),
    home === undefined
      ? ""
      : textTag("text", { ...middle, y: y + RADIUS_PX + 34, class: "ink", "font-weight": 600 }, home),
  ].join("");
}

function legend({ words }: Speech, show: { readonly isCrowded: boolean; readonly hasHollow: boolean }): Block {
  const lines = [
    ...(show.hasHollow ? [{ sign: runner(MARGIN_PX + 8.5, 8, true), text: words.hollowRunner }] : []),
    ...(show.isCrowded
      ? [
          {
            sign:
              tag("rect", { x: MARGIN_PX, y: 0.5, width: 17, height: 15, rx: 3, class: "deal" }) +
              textTag(
                "text",
                { x: MARGIN_PX + 8.5, y: 12, class: "onDeal", "text-anchor": "middle", "font-weight": 700 },
                "n",
              ),
            text: words.crowd,
          },
        ]
      : []),
  ];
  const all = [{ sign: runner(MARGIN_PX + 8.5, 8, false), text: words.runner }, ...lines];
  const markup = all.map(({ sign, text }, index) =>
    tag(
      "g",
      { transform: `translate(0 ${index * 18})` },
      sign,
      textTag("text", { x: MARGIN_PX + 24, y: 12, class: "soft" }, text),
    ),
  );
  return { heightPx: all.length * 18 + 6, markup: markup.join("") };
}

const NAME_X = 36;
/** Where counts end, unless the hollow ones beside them are so many that they need the room. */
const COUNT_X = 192;
const HOLLOW_X = 235;
const AMOUNT_X = WIDTH_PX - MARGIN_PX;
/** What the sign of a hollow deal takes before their number, with air on both sides. */
const SIGN_PX = 18;

function table(view: PictureView, speech: Speech): Block[] {
  const { words, number } = speech;
  const widest = (counts: readonly number[]) => Math.max(...counts.map((count) => textWidth(number(count), NAME_PX)));
  const countX = Math.min(COUNT_X, HOLLOW_X - widest(view.stages.map(({ hollow }) => hollow)) - SIGN_PX);
  const nameWidth = countX - Math.max(32, widest(view.stages.map(({ count }) => count)) + 6) - NAME_X;
  const end = { y: 16, class: "soft", "text-anchor": "end" };
  const head = [
    textTag("text", { x: MARGIN_PX, y: 16, class: "soft" }, words.stage),
    textTag("text", { ...end, x: countX }, words.deals),
    textTag("text", { ...end, x: HOLLOW_X }, words.hollow),
    textTag("text", { ...end, x: AMOUNT_X }, words.amount),
  ];
  const rows = view.stages.map((stage, index) => tableRow(stage, index, speech, { countX, nameWidth }));
  return [{ heightPx: 23, markup: head.join("") }, ...rows];
}

function tableRow(
  { name, count, hollow, amount }: PictureStage,
  index: number,
  speech: Speech,
  { countX, nameWidth }: { readonly countX: number; readonly nameWidth: number },
): Block {
  const { number, shortAmount } = speech;
  const lines = fitLines(name, nameWidth, NAME_PX, 2);
  const figure = (text: string, x: number, more: Parameters<typeof tag>[1] = {}) =>
    textTag("text", { x, y: 19, class: "ink", "font-size": NAME_PX, "text-anchor": "end", ...more }, text);
  const heightPx = 29 + (lines.length - 1) * 15;
  const markup = [
    tag("line", { x1: MARGIN_PX, x2: AMOUNT_X, y1: 0, y2: 0, class: "line" }),
    disc(`${index + 1}`, MARGIN_PX + 8.5, 14.5),
    ...lines.map((line, row) => write(line, { x: NAME_X, y: 19 + row * 15, class: "ink", "font-size": NAME_PX })),
    figure(number(count), countX, { "font-weight": 700 }),
    hollow > 0 ? runner(HOLLOW_X - textWidth(number(hollow), NAME_PX) - 8, 14.5, true) : "",
    figure(number(hollow), HOLLOW_X, { class: hollow > 0 ? "ink" : "soft" }),
    figure(shortAmount(amount), AMOUNT_X, { "font-size": SMALL_PX }),
  ];
  return { heightPx, markup: markup.join("") };
}
