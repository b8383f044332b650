const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

export interface Line {
  /** Just after the line's own end: a line feed, a carriage return, both, or the end of the text. */
  readonly end: number;
  /** Whether its quotes come in pairs, so that it ends as it began: inside a quoted field or outside. */
  readonly isPaired: boolean;
}

/** The line of a text that starts at a position. */
export function lineAt(text: string, start: number): Line {
  let isPaired = true;
  for (let position = start; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === QUOTE) isPaired = !isPaired;
    else if (code === LF) return { end: position + 1, isPaired };
    else if (code === CR) return { end: position + (text.charCodeAt(position + 1) === LF ? 2 : 1), isPaired };
  }
  return { end: text.length, isPaired };
}
