import { fitLines } from "./fit-text.ts";
import { type Block, disc, framePicture, MARGIN_PX, NAME_PX, smallPrint, WIDTH_PX, write } from "./frame.ts";
import type { Goal, PictureStage, PictureView } from "./picture-view.ts";
import { type Speech, speechOf } from "./picture-words.ts";
import { isolate, tag, textTag } from "./svg.ts";

const WIDEST_PX = WIDTH_PX - 2 * MARGIN_PX;
const MIDDLE_X = WIDTH_PX / 2;
const BAR_PX = 18;
const NEED_PX = 26;
const NAME_X = 36;
/** A stage that has anything shows it, however little. */
const NARROWEST_PX = 3;

/**
 * The funnel as it is beside the one that would reach the goal: for each stage a bar as wide as its open deals, the hollow ones hatched, and a
 * dashed outline as wide as the deals that it needs. Stages that stand wider than the one before are marked. Answers an SVG document. Pure.
 */
export function drawFunnel(view: PictureView): string {
  const speech = speechOf(view.locale, view.currency);
  const { words, number } = speech;
  const most = Math.max(1, ...view.stages.map(({ count, required }) => Math.max(count, required ?? 0)));
  const goal = tellGoal(view.goal, speech);
  const closed =
    view.won === null || view.lost === null
      ? []
      : [`${words.won(number(view.won))} · ${words.lost(number(view.lost))}`];
  return framePicture("funnel", view, speech, {
    blocks: [
      legend(view, speech),
      ...view.stages.map((stage, index) => drawStage(stage, index, most, view, speech)),
      smallPrint(view, speech, [goal, ...closed]),
    ],
    told: [...view.stages.map((stage, index) => tellStage(stage, index, view, speech)), goal],
  });
}

function tellGoal(goal: Goal | null, { words, number }: Speech): string {
  if (goal === null) return words.goalOfAll;
  if (goal.closes === null) return words.goalUnknown;
  return goal.closes === 0 ? words.reached : words.goal[goal.basis](number(goal.closes));
}

/** Without a number of closes to win, no stage needs a number of deals. */
function needsOf({ goal }: PictureView, stage: PictureStage, speech: Speech): string {
  return (goal?.closes ?? 0) === 0 ? "" : neededOf(stage, speech);
}

function tellStage(stage: PictureStage, index: number, view: PictureView, speech: Speech): string {
  const { words, number, fullAmount } = speech;
  const needs = needsOf(view, stage, speech);
  const told = [
    words.counted(number(stage.count), stage.count === 1),
    fullAmount(stage.amount),
    words.hollowOf(number(stage.hollow)),
    ...(needs === "" ? [] : [needs]),
    ...(stage.excess > 0 ? [words.inverted(number(stage.excess))] : []),
  ];
  return `${words.stage} ${index + 1}, ${isolate(stage.name)}: ${told.join(", ")}.`;
}

function neededOf({ required }: PictureStage, { words, number }: Speech): string {
  return required === null ? words.neededUnknown : words.needed(number(required));
}

function legend({ stages }: PictureView, { words }: Speech): Block {
  const sign = { x: MARGIN_PX, y: 2, width: 20, height: 12 };
  const hasNeed = stages.some(({ required }) => (required ?? 0) > 0);
  const entries = [
    { sign: tag("rect", { ...sign, rx: 2, class: "deal" }), text: words.actual },
    ...(stages.some(({ hollow }) => hollow > 0)
      ? [{ sign: hatched(sign.x, sign.y, sign.width, sign.height), text: words.hollow.toLowerCase() }]
      : []),
    ...(hasNeed ? [{ sign: needed(sign.x, sign.y, sign.width, sign.height), text: words.required }] : []),
  ];
  let x = 0;
  const markup = entries.map((entry) => {
    const at = x;
    x += 36 + entry.text.length * 6.4;
    const text = textTag("text", { x: MARGIN_PX + 25, y: 12, class: "soft" }, entry.text);
    return tag("g", { transform: `translate(${Math.round(at)} 0)` }, entry.sign, text);
  });
  return { heightPx: 26, markup: markup.join("") };
}

function drawStage(stage: PictureStage, index: number, most: number, view: PictureView, speech: Speech): Block {
  const { words, number, shortAmount } = speech;
  const figures = `${number(stage.count)} · ${shortAmount(stage.amount)}`;
  const lines = fitLines(stage.name, WIDEST_PX - NAME_X - figures.length * 7.4, NAME_PX, 2);
  const bold = { class: "ink", "font-size": NAME_PX };
  const barY = 12 + lines.length * 15 + NEED_PX / 2 + 2;
  const under = barY + NEED_PX / 2 + 13;
  const isInverted = stage.excess > 0;
  const needs = needsOf(view, stage, speech);
  const rows = (needs === "" ? 0 : 1) + (isInverted ? 1 : 0);
  const invertedY = under + (rows - 1) * 15;
  const markup = [
    tag("line", { x1: MARGIN_PX, x2: WIDTH_PX - MARGIN_PX, y1: 0, y2: 0, class: "line" }),
    disc(`${index + 1}`, MARGIN_PX + 8.5, 15),
    ...lines.map((line, row) => write(line, { ...bold, x: NAME_X, y: 19 + row * 15 })),
    textTag("text", { ...bold, x: WIDTH_PX - MARGIN_PX, y: 19, "text-anchor": "end", "font-weight": 700 }, figures),
    bars(stage, most, barY),
    needs === "" ? "" : textTag("text", { x: MARGIN_PX, y: under, class: "soft" }, needs),
    isInverted
      ? tag("path", { d: `M${MARGIN_PX} ${invertedY}l5-9.5l5 9.5z`, class: "alarm" }) +
        textTag(
          "text",
          { x: MARGIN_PX + 15, y: invertedY, class: "alarm", "font-weight": 600 },
          words.inverted(number(stage.excess)),
        )
      : "",
  ];
  return { heightPx: under - 4 + rows * 15, markup: markup.join("") };
}

function bars({ count, hollow, required }: PictureStage, most: number, middleY: number): string {
  const top = middleY - BAR_PX / 2;
  const width = widthOf(count, most);
  const left = MIDDLE_X - width / 2;
  const hollowWidth = count === 0 ? 0 : (width * hollow) / count;
  const needWidth = required === null ? 0 : widthOf(required, most);
  return [
    count === 0
      ? tag("line", { x1: MIDDLE_X - 4, x2: MIDDLE_X + 4, y1: middleY, y2: middleY, class: "tick", "stroke-width": 2 })
      : tag("rect", { x: left, y: top, width: width - hollowWidth, height: BAR_PX, class: "deal" }),
    hollow > 0 ? hatched(left + width - hollowWidth, top, hollowWidth, BAR_PX) : "",
    needWidth > 0 ? needed(MIDDLE_X - needWidth / 2, middleY - NEED_PX / 2, needWidth, NEED_PX) : "",
  ].join("");
}

function widthOf(count: number, most: number): number {
  return count === 0 ? 0 : Math.max(NARROWEST_PX, (count / most) * WIDEST_PX);
}

/** An empty bar with slanting lines: told apart from a full one without its colour. */
function hatched(x: number, y: number, width: number, height: number): string {
  const step = 5;
  const lines: string[] = [];
  for (let at = -height + step; at < width; at += step) {
    const [from, to] = [Math.max(0, at), Math.min(width, at + height)];
    const round = (value: number) => Math.round(value * 10) / 10;
    lines.push(
      `M${round(x + from)} ${round(y + height - (from - at))}L${round(x + to)} ${round(y + height - (to - at))}`,
    );
  }
  return (
    tag("rect", { x, y, width, height, class: "hollow", "stroke-width": 1.2 }) +
    tag("path", { d: lines.join(""), class: "hatch", "stroke-width": 1.2 })
  );
}

function needed(x: number, y: number, width: number, height: number): string {
  const box = { x, y, width, height, rx: 2 };
  return (
    tag("rect", { ...box, class: "halo", "stroke-width": 4, "stroke-opacity": 0.7 }) +
    tag("rect", { ...box, class: "need", "stroke-width": 1.6, "stroke-dasharray": "5 3" })
  );
}
