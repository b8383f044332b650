import { readTime, type TimeOfDay } from "./times.ts";

/** The parts of a date in the order in which they are written. */
export interface WrittenDate {
  /** How the order is known: by the year in front or a month in words; or not at all. `dots` have the day first wherever they are used. */
  readonly form: "year_first" | "dots" | "numbers" | "words";
  /** Between the parts; the empty text for one in words. */
  readonly separator: string;
  /** year, month, day; or what comes first and second, and the year. Of a year with two digits those. */
  readonly parts: readonly [number, number, number];
  readonly hasShortYear: boolean;
  readonly time: TimeOfDay | null;
}

const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T\s,]+(.+))?$/i;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[T\s,]+(.+))?$/i;
/** 12 Mar 2026, 12-March-2026, 12. Mar. 2026. */
const DAY_MONTH =
  /^(?:\p{L}{3,9}\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+(\p{L}{3,9})\.?,?[\s-]+(\d{4}|\d{2})(?:[\s,]+(.+))?$/iu;
/** Mar 12, 2026. */
const MONTH_DAY =
  /^(?:\p{L}{3,9}\.?,?\s+)?(\p{L}{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}|\d{2})(?:[\s,]+(.+))?$/iu;

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const NAMES = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

/** Longer texts are no dates, and are not tried. */
const MAX_LENGTH = 60;

/** Takes a date apart, with a time if there is one; undefined for what is written as none. Whether there is such a day is not looked at. */
export function readWritten(text: string): WrittenDate | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const first = YEAR_FIRST.exec(text);
  if (first) {
    const [, year, separator = "", month, day, time] = first;
    return written("year_first", separator, [Number(year), Number(month), Number(day)], false, time);
  }
  const last = YEAR_LAST.exec(text);
  if (last) {
    const [, one, separator = "", two, year = "", time] = last;
    const parts = [Number(one), Number(two), Number(year)] as const;
    return written(separator === "." ? "dots" : "numbers", separator, parts, year.length === 2, time);
  }
  return readWords(text);
}

function readWords(text: string): WrittenDate | undefined {
  const dayMonth = DAY_MONTH.exec(text);
  const monthDay = dayMonth ? null : MONTH_DAY.exec(text);
  const [, one = "", two = "", year = "", time] = dayMonth ?? monthDay ?? [];
  const [day, name] = dayMonth ? [one, two] : [two, one];
  const month = monthOf(name);
  if (month === undefined) return undefined;
  return written("words", "", [Number(year), month, Number(day)], year.length === 2, time);
}

function written(
  form: WrittenDate["form"],
  separator: string,
  parts: WrittenDate["parts"],
  hasShortYear: boolean,
  timeText: string | undefined,
): WrittenDate | undefined {
  const time = timeText === undefined ? null : readTime(timeText.trim());
  return time === undefined ? undefined : { form, separator, parts, hasShortYear, time };
}

/** `Mar`, `Sept`, `March`; from 1. */
function monthOf(name: string): number | undefined {
  const lower = name.toLowerCase();
  const index = MONTHS.indexOf(lower === "sept" ? "sep" : lower);
  const found = index === -1 ? NAMES.indexOf(lower) : index;
  return found === -1 ? undefined : found + 1;
}
