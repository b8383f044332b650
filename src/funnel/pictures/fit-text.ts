const NARROW = /^[iljtfrI.,:;'’|!()[\]\s-]/;
const BROAD = /^[mwMW@%&<>=+~—…]/;
const UPPER = /^\p{Lu}/u;
const IDEOGRAPH = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uff01-\uff60]/u;
const PICTOGRAPH = /^(\p{Extended_Pictographic}|\p{Regional_Indicator})/u;
const ELLIPSIS = "…";

/** Made when it is first needed: most texts are of plain letters, and it is slow to make. */
let segmenter: Intl.Segmenter | undefined;

/** A text as people see its characters: a flag, or a letter with its marks, is one. */
function charactersOf(text: string): string[] {
  if (/^[ -~äöåÄÖÅ€\u00a0]*$/.test(text)) return [...text];
  segmenter ??= new Intl.Segmenter();
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}

/** About how wide a character is in an ordinary sans-serif, in em; rather too wide, since what runs over is worse than what is short. */
function widthEm(character: string): number {
  if (PICTOGRAPH.test(character)) return 1.4;
  if (IDEOGRAPH.test(character)) return 1.05;
  if (NARROW.test(character)) return 0.36;
  if (BROAD.test(character)) return 0.95;
  return UPPER.test(character) ? 0.72 : 0.6;
}

/** About how wide a text is in pixels. */
export function textWidth(text: string, fontPx: number): number {
  return charactersOf(text).reduce((sum, character) => sum + widthEm(character), 0) * fontPx;
}

/** A text in at most `maxLines` lines of a width: broken between words, within one only where it fills a line alone, and cut with an ellipsis. */
export function fitLines(text: string, widthPx: number, fontPx: number, maxLines: number): string[] {
  const lines: string[] = [];
  let rest = text.trim().replace(/\s+/g, " ");
  while (rest !== "" && lines.length < maxLines) {
    const isLast = lines.length === maxLines - 1;
    const fitting = fits(rest, widthPx, fontPx);
    if (fitting === rest) return [...lines, rest];
    if (isLast) return [...lines, fits(rest, widthPx - textWidth(ELLIPSIS, fontPx), fontPx).trimEnd() + ELLIPSIS];
    const space = rest[fitting.length] === " " ? fitting.length : fitting.lastIndexOf(" ");
    const cut = space > 0 ? space : Math.max(fitting.length, 1);
    lines.push(rest.slice(0, cut));
    rest = rest.slice(cut).trimStart();
  }
  return lines;
}

/** As much of the beginning as is no wider. */
function fits(text: string, widthPx: number, fontPx: number): string {
  let width = 0;
  let end = 0;
  for (const character of charactersOf(text)) {
    width += widthEm(character) * fontPx;
    if (width > widthPx) return text.slice(0, end);
    end += character.length;
  }
  return text;
}
