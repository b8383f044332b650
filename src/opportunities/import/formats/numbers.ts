import type { NumberFormat } from "../schema.ts";

/** Spaces that part thousands: plain, no-break, narrow no-break, thin, figure. */
const SPACES = /[ \u00a0\u202f\u2009\u2007]/g;
/** A number with any marks between its digits, and whatever stands before and after it. */
const NUMBER = /^(?<before>[^\d]*?)(?<digits>\d(?:[\d .,'’]*\d)?)(?<after>[^\d]*)$/;
/** What stands for no decimals in `1.234,-`. */
const NO_DECIMALS = /^[.,][-–—]+/;

/** What is longer is no number, and is not tried. */
const MAX_LENGTH = 60;

/** A number as it is written, apart from what stands around it. */
export interface WrittenNumber {
  readonly digits: string;
  readonly before: string;
  readonly after: string;
}

/** Takes apart what is written with a number in it, such as `EUR 1 234,50`; undefined where there is none, or more than one. */
export function readWrittenNumber(text: string): WrittenNumber | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const groups = NUMBER.exec(text.replace(SPACES, " "))?.groups;
  if (!groups) return undefined;
  const { before = "", digits = "", after = "" } = groups;
  return { digits, before: before.trim(), after: after.replace(NO_DECIMALS, "").trim() };
}

/** A number whose thousands are parted by one mark throughout, or not at all. */
const FORMS: Readonly<Record<NumberFormat, RegExp>> = {
  decimal_point: /^(?:\d+|\d{1,3}(?:(?<mark>[ ,'’])\d{3})(?:\k<mark>\d{3})*)(?:\.\d+)?$/,
  decimal_comma: /^(?:\d+|\d{1,3}(?:(?<mark>[ .'’])\d{3})(?:\k<mark>\d{3})*)(?:,\d+)?$/,
};

/** The digits as a number; undefined where they are none in this format. */
export function toNumber(digits: string, format: NumberFormat): number | undefined {
  if (!FORMS[format].test(digits)) return undefined;
  const marks = format === "decimal_point" ? /[ ,'’]/g : /[ .'’]/g;
  return Number(digits.replace(marks, "").replace(",", "."));
}

export interface AmbiguousNumbers {
  readonly example: string;
  /** With a decimal point, and with a decimal comma. */
  readonly readings: readonly [number, number];
}

/**
 * The format by which a column's numbers are read, from some of its values: the one that reads the most of them, a decimal point when both
 * read the same. `AmbiguousNumbers` when both read equally many, and not the same numbers: `1.234` alone.
 */
export function detectNumberFormat(values: Iterable<string>): NumberFormat | AmbiguousNumbers {
  let lead = 0;
  let ambiguous: AmbiguousNumbers | undefined;
  for (const text of values) {
    const digits = readWrittenNumber(text)?.digits;
    if (digits === undefined) continue;
    const [point, comma] = [toNumber(digits, "decimal_point"), toNumber(digits, "decimal_comma")];
    lead += (point === undefined ? 0 : 1) - (comma === undefined ? 0 : 1);
    if (point !== undefined && comma !== undefined && point !== comma) {
      ambiguous ??= { example: text, readings: [point, comma] };
    }
  }
  if (lead !== 0) return lead > 0 ? "decimal_point" : "decimal_comma";
  return ambiguous ?? "decimal_point";
}
