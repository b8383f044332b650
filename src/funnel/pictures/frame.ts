import { fitLines } from "./fit-text.ts";
import type { PictureView, Theme } from "./picture-view.ts";
import type { Speech } from "./picture-words.ts";
import { isolate, tag, textTag } from "./svg.ts";

/**
 * Everything is drawn for 320 pixels of width, where the smallest text has 11, and scales from there. Colours are written out in rules: programs
 * other than browsers know no custom properties.
 */
export const WIDTH_PX = 320;
export const MARGIN_PX = 12;
export const SMALL_PX = 11;
export const NAME_PX = 12.5;

/** Bold type is about so much wider. */
const BOLD = 1.14;

interface Palette {
  readonly ground: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly grass: string;
  readonly sand: string;
  readonly deal: string;
  readonly onDeal: string;
  readonly alarm: string;
}

/** Texts have a contrast of at least 4.5 : 1 to what they stand on, signs 3 : 1 (WCAG 2.2). */
const PALETTES: Readonly<Record<"light" | "dark", Palette>> = {
  light: {
    ground: "#fff",
    ink: "#182230",
    soft: "#536173",
    line: "#d4dbe4",
    grass: "#dcefdc",
    sand: "#f4e4c8",
    deal: "#1c63b0",
    onDeal: "#fff",
    alarm: "#b3261e",
  },
  dark: {
    ground: "#11171f",
    ink: "#edf2f7",
    soft: "#a8b5c4",
    line: "#3a4756",
    grass: "#1b3226",
    sand: "#43382a",
    deal: "#74b7ff",
    onDeal: "#0c1622",
    alarm: "#ff9a8b",
  },
};

function rules(theme: Theme, { ground, ink, soft, line, grass, sand, deal, onDeal, alarm }: Palette): string {
  const looks: Readonly<Record<string, string>> = {
    ground: `fill:${ground}`,
    ink: `fill:${ink}`,
    soft: `fill:${soft}`,
    line: `stroke:${line};fill:none`,
    grass: `fill:${grass}`,
    sand: `stroke:${sand};fill:none`,
    tick: `stroke:${soft};fill:none`,
    base: `fill:${ground};stroke:${soft}`,
    deal: `fill:${deal}`,
    onDeal: `fill:${onDeal}`,
    hollow: `fill:${ground};stroke:${alarm}`,
    hatch: `stroke:${alarm};fill:none`,
    need: `stroke:${ink};fill:none`,
    halo: `stroke:${ground};fill:none`,
    alarm: `fill:${alarm}`,
  };
  return Object.entries(looks)
    .map(([name, look]) => `.infield-${theme} .${name}{${look}}`)
    .join("");
}

function style(theme: Theme): string {
  const light = rules(theme, theme === "dark" ? PALETTES.dark : PALETTES.light);
  const turn = theme === "auto" ? `@media(prefers-color-scheme:dark){${rules(theme, PALETTES.dark)}}` : "";
  return tag("style", {}, `${light}${turn}`);
}

/** A part of a picture from its upper edge down. */
export interface Block {
  readonly heightPx: number;
  readonly markup: string;
}

/** The picture put together from its blocks, under its heading, with its name and all that it shows in words. */
export function framePicture(
  kind: "diamond" | "funnel",
  view: PictureView,
  speech: Speech,
  { blocks, told }: { readonly blocks: readonly Block[]; readonly told: readonly string[] },
): string {
  const { words } = speech;
  const all = [heading(view, speech), ...blocks];
  const heightPx = all.reduce((sum, block) => sum + block.heightPx, MARGIN_PX);
  let top = 0;
  const markup = all.map((block) => {
    const y = top;
    top += block.heightPx;
    return tag("g", { transform: `translate(0 ${y})` }, block.markup);
  });
  const [titleId, descId] = [`infield-${kind}-title-${view.id}`, `infield-${kind}-desc-${view.id}`];
  const summary = sumUp(view, speech);
  return tag(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${WIDTH_PX} ${heightPx}`,
      class: `infield-${view.theme}`,
      role: "img",
      "aria-labelledby": titleId,
      "aria-describedby": descId,
      "xml:lang": view.locale,
      "font-family": "system-ui,-apple-system,'Segoe UI',Roboto,'Liberation Sans',Arial,sans-serif",
      "font-size": SMALL_PX,
    },
    textTag("title", { id: titleId }, `${words[kind]}: ${isolate(view.title)}`),
    textTag("desc", { id: descId }, [summary, ...told, ...notes(view, speech)].join(" ")),
    style(view.theme),
    tag("rect", { width: WIDTH_PX, height: heightPx, rx: 10, class: "ground" }),
    ...markup,
  );
}

function heading(view: PictureView, speech: Speech): Block {
  const lines = fitLines(view.title, WIDTH_PX - 2 * MARGIN_PX, BOLD * 15, 2);
  const filter = view.filter === null ? [] : fitLines(view.filter, WIDTH_PX - 2 * MARGIN_PX, SMALL_PX, 1);
  const under = [...filter, speech.date(view.day)];
  const title = lines.map((line, index) =>
    write(line, { x: MARGIN_PX, y: 26 + index * 18, class: "ink", "font-size": 15, "font-weight": 700 }),
  );
  const small = under.map((line, index) =>
    write(line, { x: MARGIN_PX, y: 26 + lines.length * 18 - 2 + index * 15, class: "soft" }),
  );
  return { heightPx: 26 + lines.length * 18 + (under.length - 1) * 15 + 6, markup: [...title, ...small].join("") };
}

/** A line of text; what is the company's keeps its own direction. */
export function write(text: string, attributes: Parameters<typeof tag>[1]): string {
  return textTag("text", attributes, isolate(text));
}

function sumUp(view: PictureView, { words, number, fullAmount, date }: Speech): string {
  const who = view.filter === null ? "" : ` (${isolate(view.filter)})`;
  const closed =
    view.won === null || view.lost === null ? "" : ` ${words.won(number(view.won))}, ${words.lost(number(view.lost))}.`;
  const open = `${number(view.count)} ${words.open(view.count)}, ${fullAmount(view.amount)}`;
  return `${date(view.day)}${who}: ${open}.${closed}`;
}

function notes({ unconverted, retired }: PictureView, { words, number }: Speech): string[] {
  return [
    ...(unconverted > 0 ? [words.unconverted(number(unconverted))] : []),
    ...(retired > 0 ? [words.retired(number(retired))] : []),
  ];
}

/** What the sums do not hold, as small print. */
export function smallPrint(view: PictureView, speech: Speech, more: readonly string[] = []): Block {
  const lines = [...more, ...notes(view, speech)].flatMap((note) =>
    fitLines(note, WIDTH_PX - 2 * MARGIN_PX, SMALL_PX, 3),
  );
  const markup = lines.map((line, index) => write(line, { x: MARGIN_PX, y: 15 + index * 15, class: "soft" }));
  return { heightPx: lines.length === 0 ? 0 : lines.length * 15 + 6, markup: markup.join("") };
}

/** The number that a stage goes by in the picture. */
export function disc(label: string, x: number, y: number): string {
  const half = label.length > 2 ? 4 + label.length * 3.4 : 8.5;
  return (
    tag("rect", { x: x - half, y: y - 8.5, width: half * 2, height: 17, rx: 8.5, class: "ink" }) +
    textTag(
      "text",
      { x, y: y + 4, class: "ground", "text-anchor": "middle", "font-size": SMALL_PX, "font-weight": 700 },
      label,
    )
  );
}

/** The sign of a deal, or of a hollow one: a ring with a broken line. */
export function runner(x: number, y: number, hollow: boolean): string {
  if (!hollow) return tag("circle", { cx: x, cy: y, r: 4.4, class: "deal" });
  return tag("circle", { cx: x, cy: y, r: 4.1, class: "hollow", "stroke-width": 1.8, "stroke-dasharray": "2.1 1.12" });
}
