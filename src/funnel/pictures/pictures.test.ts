import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allElements, type Element, elementsOf, parseXml, textOf } from "../../../test/support/xml.ts";
import { piecesOf, spansOf } from "./base-path.ts";
import { drawDiamond } from "./draw-diamond.ts";
import { drawFunnel } from "./draw-funnel.ts";
import { fitLines, textWidth } from "./fit-text.ts";
import type { PictureStage, PictureView } from "./picture-view.ts";
import { placeRunners } from "./runners.ts";

const stage = (name: string, fields: Partial<PictureStage> = {}): PictureStage => ({
  name,
  base: null,
  count: 0,
  amount: 0,
  hollow: 0,
  excess: 0,
  required: null,
  ...fields,
});

const view = (stages: readonly PictureStage[], fields: Partial<PictureView> = {}): PictureView => ({
  id: "prc_1",
  locale: "en",
  theme: "auto",
  title: "New business",
  day: 20_781,
  filter: null,
  currency: "EUR",
  count: stages.reduce((sum, { count }) => sum + count, 0),
  amount: stages.reduce((sum, { amount }) => sum + amount, 0),
  unconverted: 0,
  retired: 0,
  won: 4,
  lost: 6,
  stages,
  goal: { closes: 6, basis: "target" },
  ...fields,
});

const DRAWINGS = [
  ["diamond", drawDiamond],
  ["funnel", drawFunnel],
] as const;

/** What only steers the direction of text is not said to anybody. */
const plain = (text: string): string => text.replace(/[\u2068\u2069]/g, "").replace(/[\u00a0\u202f]/g, " ");
const descOf = (svg: string): string => plain(textOf(elementsOf(parseXml(svg), "desc")[0]));
const textsOf = (svg: string): string[] => elementsOf(parseXml(svg), "text").map((text) => plain(textOf(text)));

const base = fc.constantFrom(null, "first", "second", "third", "home");
const arbitraryStage: fc.Arbitrary<PictureStage> = fc
  .record({
    name: fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }),
      fc.string({ unit: "binary", minLength: 1, maxLength: 40 }),
      fc.constantFrom(
        "<script>alert(1)</script>",
        '"/><image href="https://evil.example/x"/>',
        "]]>&amp;&#0;",
        "x".repeat(200),
        "שלום ".repeat(30),
        "👩‍👩‍👧‍👦🇫🇮".repeat(20),
        "\ud800 \uffff \u0000 \u202e",
      ),
    ),
    base,
    count: fc.oneof(fc.nat(12), fc.nat(99_999)),
    amount: fc.nat(1_000_000_000_000),
    hollowShare: fc.double({ min: 0, max: 1, noNaN: true }),
    excess: fc.nat(20),
    required: fc.option(fc.nat(100_000)),
  })
  .map(({ hollowShare, ...fields }) => ({ ...fields, hollow: Math.round(fields.count * hollowShare) }));
const arbitraryView: fc.Arbitrary<PictureView> = fc
  .record({
    stages: fc.array(arbitraryStage, { minLength: 1, maxLength: 20 }),
    title: fc.string({ unit: "binary", minLength: 1, maxLength: 200 }),
    id: fc.string({ unit: "binary" }),
    filter: fc.option(fc.string({ unit: "binary", maxLength: 200 })),
    locale: fc.constantFrom("en", "fi"),
    theme: fc.constantFrom("auto", "light", "dark"),
    currency: fc.constantFrom("EUR", "USD", "JPY", "KWD", "XAU"),
    won: fc.option(fc.nat()),
    unconverted: fc.nat(3),
    retired: fc.nat(3),
    goal: fc.option(
      fc.record({ closes: fc.option(fc.nat()), basis: fc.constantFrom("target" as const, "pace" as const) }),
    ),
  })
  .map(({ stages, won, ...fields }) => view(stages, { ...fields, won, lost: won }));

describe.each(DRAWINGS)("the %s", (kind, draw) => {
  test("is well-formed whatever anybody calls anything, and loads and runs nothing", () => {
    fc.assert(
      fc.property(arbitraryView, (drawn) => {
        const root = parseXml(draw(drawn));
        expect(root.name).toBe("svg");
        for (const { name, attributes } of allElements(root)) {
          expect(["svg", "title", "desc", "style", "g", "rect", "circle", "line", "path", "polygon", "text"]).toContain(
            name,
          );
          for (const [key, value] of attributes) {
            expect(key).not.toMatch(/^on|href/);
            expect(key === "xmlns" || !value.includes("url("), `${key}="${value}"`).toBe(true);
            expect(value).not.toMatch(/NaN|undefined|Infinity/);
          }
        }
        expect(textOf(elementsOf(root, "style")[0])).not.toMatch(/url|@import/);
      }),
    );
  });

  test("has every text within its width and at least 11 pixels high at 320", () => {
    fc.assert(
      fc.property(arbitraryView, (drawn) => {
        const root = parseXml(draw(drawn));
        const [, , width, height] = (root.attributes.get("viewBox") ?? "").split(" ").map(Number);
        expect(width).toBe(320);
        for (const element of allElements(root)) {
          const size = Number(element.attributes.get("font-size") ?? 11);
          expect(size).toBeGreaterThanOrEqual(11);
          if (element.name !== "text") continue;
          expect(Number(element.attributes.get("y"))).toBeLessThanOrEqual(height ?? 0);
        }
      }),
    );
  });

  test("tells all of it in words: per stage its name, deals, amount and hollow ones", () => {
    const told = descOf(
      draw(
        view(
          [
            stage("Find", { base: "first", count: 1_204, amount: 54_000.5, hollow: 3, required: 900 }),
            stage("Close", { base: "home", count: 1, amount: 10, required: 12 }),
          ],
          { count: 1_205, amount: 54_010.5, unconverted: 2, retired: 1 },
        ),
      ),
    );
    expect(told).toContain("Nov 24, 2026: 1,205 open deals, €54,010.50. 4 won, 6 lost.");
    expect(told).toMatch(/Stage 1, Find.*: 1,204 deals, €54,000\.50, 3 hollow/);
    expect(told).toMatch(/Stage 2, Close.*: 1 deal, €10\.00, 0 hollow/);
    expect(told).toContain("Amounts left out for want of an exchange rate: 2.");
    expect(told).toContain("Deals of stages that the process no longer has, counted where those stood: 1.");
  });

  test("names itself to screen readers by ids of its own", () => {
    const root = parseXml(draw(view([stage("Find")])));
    expect(root.attributes.get("role")).toBe("img");
    const [title] = elementsOf(root, "title");
    const [desc] = elementsOf(root, "desc");
    expect(root.attributes.get("aria-labelledby")).toBe(title?.attributes.get("id"));
    expect(root.attributes.get("aria-describedby")).toBe(desc?.attributes.get("id"));
    expect(title?.attributes.get("id")).toBe(`infield-${kind}-title-prc_1`);
    expect(plain(textOf(title))).toContain("New business");
  });

  test("speaks Finnish", () => {
    const svg = draw(view([stage("Etsi", { count: 2_000, amount: 1_500, hollow: 1 })], { locale: "fi" }));
    expect(descOf(svg)).toContain("24.11.2026: 2 000 avointa kauppaa, 1 500,00 €. Voitettu 4, hävitty 6.");
    expect(descOf(svg)).toContain("Vaihe 1, Etsi: 2 000 kauppaa, 1 500,00 €, onttoja 1");
    expect(parseXml(svg).attributes.get("xml:lang")).toBe("fi");
  });

  test("says nothing of closed deals that are not known", () => {
    const svg = draw(view([stage("Find", { count: 2 })], { won: null, lost: null, filter: "Aino" }));
    expect(svg).not.toMatch(/won|lost/);
    expect(descOf(svg)).toContain("Nov 24, 2026 (Aino): 2 open deals");
    expect(textsOf(svg)).toContain("Aino");
  });

  test.each([
    ["light", ["light"]],
    ["dark", ["dark"]],
    ["auto", ["light", "dark"]],
  ] as const)("in the theme %s has enough contrast", (theme, shown) => {
    const css = textOf(elementsOf(parseXml(draw(view([stage("Find")], { theme }))), "style")[0]);
    const sheets = css.split("@media(prefers-color-scheme:dark)");
    expect(sheets).toHaveLength(shown.length);
    for (const [index, sheet] of sheets.entries()) {
      const color = (name: string) =>
        new RegExp(`\\.infield-${theme} \\.${name}\\{(?:fill|stroke):(#\\w+)`).exec(sheet)?.[1] ?? "";
      const contrast = (a: string, b: string) => {
        const [dark = 0, light = 0] = [luminance(color(a)), luminance(color(b))].toSorted((x, y) => x - y);
        return (light + 0.05) / (dark + 0.05);
      };
      expect(luminance(color("ground")) > 0.5).toBe(shown[index] === "light");
      for (const text of ["ink", "soft", "alarm"]) expect(contrast(text, "ground"), text).toBeGreaterThan(4.5);
      for (const text of ["ink", "soft"]) expect(contrast(text, "grass"), text).toBeGreaterThan(4.5);
      expect(contrast("onDeal", "deal")).toBeGreaterThan(4.5);
      expect(contrast("deal", "sand")).toBeGreaterThan(3);
    }
  });
});

/** WCAG 2.2. */
function luminance(hex: string): number {
  const full = hex.length === 4 ? hex.replace(/[\da-f]/g, "$&$&") : hex;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(full.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe("the diamond", () => {
  const BASELINE = ["first", "second", "third", "home", "home"] as const;

  test("has a runner for each deal, hollow ones as broken rings", () => {
    const counts = [8, 5, 0, 3, 2];
    const stages = BASELINE.map((end, index) =>
      stage(end, { base: end, count: counts[index] ?? 0, hollow: index === 3 ? 2 : 0 }),
    );
    const circles = elementsOf(fieldOf(drawDiamond(view(stages))), "circle");
    expect(circles.filter(isRing)).toHaveLength(2);
    expect(circles.filter((circle) => !isRing(circle))).toHaveLength(16);
  });

  test("has the count in a box where there are more deals than runners", () => {
    const stages = BASELINE.map((end) => stage(end, { base: end, count: 2_000, hollow: 1 }));
    const field = fieldOf(drawDiamond(view(stages)));
    expect(elementsOf(field, "rect").filter((rect) => rect.attributes.get("class") === "deal")).toHaveLength(5);
    expect(
      elementsOf(field, "text")
        .map(textOf)
        .filter((text) => text === "2,000"),
    ).toHaveLength(5);
    const circles = elementsOf(field, "circle");
    expect(circles.filter(isRing)).toHaveLength(5);
    expect(circles.length).toBeLessThanOrEqual(5 * 8);
  });

  test("keeps the figures of its table apart, however many deals there are", () => {
    fc.assert(
      fc.property(fc.nat(99_999), fc.double({ min: 0, max: 1, noNaN: true }), (count, share) => {
        const hollow = Math.ceil(count * share);
        const svg = drawDiamond(view([stage("Negotiation", { base: "home", count, hollow })], { locale: "fi" }));
        const row = elementsOf(parseXml(svg), "g").find((block) => textOf(block).includes("Negotiation"));
        if (!row) throw new Error("there is no row");
        const texts = elementsOf(row, "text").filter(({ attributes }) => attributes.get("text-anchor") === "end");
        const [counted, ringed] = texts.map((text) => {
          const end = Number(text.attributes.get("x"));
          return { start: end - textWidth(textOf(text), 13), end };
        });
        const ring = elementsOf(row, "circle").find(isRing);
        const signX = ring ? Number(ring.attributes.get("cx")) - 5 : ringed?.start;
        expect(signX).toBeGreaterThan(counted?.end ?? Number.NaN);
        const names = elementsOf(row, "text").filter(({ attributes }) => Number(attributes.get("x")) === 36);
        for (const name of names) expect(36 + textWidth(textOf(name), 13)).toBeLessThan(counted?.start ?? Number.NaN);
        expect(names.length).toBeGreaterThan(0);
      }),
    );
  });

  test("keeps its labels apart and within the picture", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ base, count: fc.nat(9_999) }), { minLength: 1, maxLength: 20 }), (stages) => {
        const inOrder = stages.map(({ count }, index) => stage("A", { count, base: sorted(stages)[index] ?? null }));
        const field = fieldOf(drawDiamond(view(inOrder)));
        const discs = elementsOf(field, "rect").filter((rect) => rect.attributes.get("class") === "ink");
        const boxes = discs.map(({ attributes }) => {
          const [x = 0, y = 0, width = 0] = ["x", "y", "width"].map((key) => Number(attributes.get(key)));
          return { x, y, width };
        });
        for (const [index, one] of boxes.entries()) {
          expect(one.x).toBeGreaterThanOrEqual(0);
          expect(one.x + one.width).toBeLessThanOrEqual(320);
          for (const other of boxes.slice(index + 1)) {
            const apart = Math.abs(one.y - other.y) >= 16.8 || one.x > 160 !== other.x > 160;
            expect(apart, JSON.stringify([one, other])).toBe(true);
          }
        }
      }),
    );
  });

  const sorted = (stages: readonly { readonly base: PictureStage["base"] }[]) => {
    const order = ["first", "second", "third", "home"];
    const named = stages
      .flatMap(({ base: end }) => (end === null ? [] : [end]))
      .toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
    return stages.map(({ base: end }) => (end === null ? null : (named.shift() ?? null)));
  };

  const isRing = ({ attributes }: Element) => attributes.get("class") === "hollow";

  /** The second part of the picture, after its heading. */
  function fieldOf(svg: string): Element {
    const parts = parseXml(svg).children.flatMap((child) =>
      typeof child !== "string" && child.name === "g" ? [child] : [],
    );
    const [, field] = parts;
    if (!field) throw new Error("there is no field");
    return field;
  }
});

describe("the way round", () => {
  test.each([
    ["a stage a leg, the last two home", ["first", "second", "third", "home", "home"], [1, 2, 3, 3.5, 4]],
    ["stages without a base share the way to the next one", [null, "first", null, null, "home"], [0.5, 1, 2, 3, 4]],
    ["no bases at all: evenly", [null, null, null, null, null], [0.8, 1.6, 2.4, 3.2, 4]],
    ["a base left out", ["first", "third"], [1, 3]],
    ["what follows the last base goes home", ["first", null, null], [1, 2.5, 4]],
    ["what follows home shares the last leg", ["third", "home", null], [3, 3.5, 4]],
  ] as const)("%s", (_, bases, ends) => {
    const spans = spansOf(bases);
    expect(spans.map(({ to }) => to)).toEqual(ends.map((end) => expect.closeTo(end)));
  });

  test("is gone without a gap, and cut at the bases", () => {
    fc.assert(
      fc.property(fc.array(base, { maxLength: 20 }), (bases) => {
        let at = 0;
        for (const span of spansOf(bases)) {
          expect(span.from).toBeCloseTo(at);
          expect(span.to).toBeGreaterThan(span.from);
          const pieces = piecesOf(span);
          expect(pieces[0]?.from).toBe(span.from);
          expect(pieces.at(-1)?.to).toBe(span.to);
          for (const { from, to } of pieces) expect(Math.ceil(to) - Math.floor(from)).toBe(1);
          at = span.to;
        }
        expect(at).toBeLessThanOrEqual(4);
      }),
    );
  });

  test("shows each deal or the proportion, no runner on another", () => {
    const span = fc.tuple(fc.double({ min: 0, max: 4, noNaN: true }), fc.double({ min: 0, max: 4, noNaN: true }));
    fc.assert(
      fc.property(span, fc.nat(30), fc.nat(30), ([a, b], sound, hollow) => {
        const count = sound + hollow;
        const placed = placeRunners({ from: Math.min(a, b), to: Math.max(a, b) }, { count, hollow });
        const { runners } = placed;
        expect(runners.length).toBeLessThanOrEqual(Math.min(8, count));
        expect(placed.isEveryDeal).toBe(runners.length === count);
        const rings = runners.filter((one) => one.hollow).length;
        if (placed.isEveryDeal) expect(rings).toBe(hollow);
        if (hollow === 0) expect(rings).toBe(0);
        if (runners.length > 1 && hollow > 0) expect(rings).toBeGreaterThan(0);
        if (runners.length > 1 && sound > 0) expect(rings).toBeLessThan(runners.length);
        for (const [index, one] of runners.entries()) {
          for (const other of runners.slice(index + 1)) {
            expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(10);
          }
        }
      }),
    );
  });
});

describe("the funnel", () => {
  const bar = (svg: string, name: string) =>
    elementsOf(parseXml(svg), "rect")
      .filter(({ attributes }) => attributes.get("class") === name && attributes.get("width") !== "20")
      .map(({ attributes }) => Number(attributes.get("width")));

  test("is as wide as there are deals, and its outline as there need to be", () => {
    const svg = drawFunnel(
      view([
        stage("Find", { count: 10, required: 40 }),
        stage("Agree", { count: 20, hollow: 5, required: 20, excess: 10 }),
        stage("Close", { required: null }),
      ]),
    );
    // 296 pixels are 40 deals.
    expect(bar(svg, "deal")).toEqual([74, 111]);
    expect(bar(svg, "hollow")).toEqual([37]);
    expect(bar(svg, "need")).toEqual([296, 148]);
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining([
        "Needed 40",
        "Needed 20",
        "Needed: not known yet",
        "Inverted: 10 more than the stage before",
      ]),
    );
    expect(descOf(svg)).toContain("Stage 2, Agree: 20 deals, €0.00, 5 hollow, Needed 20, Inverted: 10 more");
    expect(descOf(svg)).toContain("Goal: to win 6 more for the target");
  });

  test.each([
    [{ closes: 3, basis: "pace" }, "Goal: to win 3, as in the last 90 days"],
    [{ closes: 0, basis: "target" }, "The target is reached."],
    [{ closes: null, basis: "pace" }, "How many are needed is not known"],
    [null, "for all deals of the process together only"],
  ] as const)("says what it is for: %j", (goal, said) => {
    const svg = drawFunnel(view([stage("Find", { count: 1 })], { goal }));
    expect(descOf(svg)).toContain(said);
    expect(textsOf(svg).join(" ")).toContain(said);
    if (goal?.basis !== "pace" || goal.closes === null) expect(descOf(svg)).not.toContain("Needed");
  });
});

describe("long names", () => {
  test("are broken between words, and end with an ellipsis", () => {
    expect(fitLines("Spoke with the decision maker", 100, 12, 2)).toEqual(["Spoke with the", "decision maker"]);
    expect(fitLines("Spoke with the decision maker of it", 100, 12, 2)).toEqual(["Spoke with the", "decision mak…"]);
    expect(fitLines("Short", 100, 12, 2)).toEqual(["Short"]);
    expect(fitLines("x".repeat(30), 100, 12, 1)).toEqual([`${"x".repeat(12)}…`]);
  });

  test("are never wider than they may be, nor is a character taken apart", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 100 }),
        fc.integer({ min: 40, max: 300 }),
        fc.integer({ min: 1, max: 3 }),
        (text, width, most) => {
          const lines = fitLines(text, width, 12, most);
          expect(lines.length).toBeLessThanOrEqual(most);
          for (const line of lines) expect(textWidth(line, 12)).toBeLessThanOrEqual(width);
          const shown = lines.join("").replace(/…$/, "").replace(/\s/g, "");
          expect(text.replace(/\s/g, "").startsWith(shown)).toBe(true);
        },
      ),
    );
  });
});
