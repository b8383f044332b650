import { dayOf, instantOfLocal, localDay } from "../../../values/calendar.ts";
import type { DateFormat } from "./date-format.ts";
import { readWritten, type WrittenDate } from "./date-parts.ts";

/**
 * How the dates of one column are read. A format of the mapping: only as that says, with zeros or without. `day_first`, `month_first`: any
 * usual form, and of numbers with slashes or dashes that one first. `any`: the same, where nothing has told; then such a date is read only
 * if it can be but one day.
 */
export type DateRule = DateFormat | "day_first" | "month_first" | "any";

/** The day in the company's time zone, and the instant where there is a time. */
export interface ReadDate {
  readonly day: number;
  readonly at: number | null;
}

export type DateReading = ReadDate | { readonly refusal: string };

/** Reads a date by the rule of its column. A time without a zone is the company's own. The refusal is a sentence. */
export function readDate(text: string, rule: DateRule, timezone: string): DateReading {
  const written = readWritten(text);
  if (!written) return { refusal: isSerial(text) ? SERIAL : noDate(rule) };
  const days = daysOf(written, rule);
  if (days.length > 1) return { refusal: `This can be two days, and the file does not tell which. ${SAY_FORMAT}` };
  const [day] = days;
  if (day !== undefined) return placeInTime(day, written, timezone);
  return { refusal: written.hasShortYear ? SHORT_YEAR : noDate(rule) };
}

/** What a rule takes a date for: one day, none, or two where nobody can tell. Days count from 1970-01-01. */
export function daysOf(written: WrittenDate, rule: DateRule): number[] {
  const { form, separator, parts } = written;
  const [one, two, three] = parts;
  if (written.hasShortYear) return [];
  if (isFormat(rule)) {
    const { at, separators, isYearFirst } = FORMATS[rule];
    const isOfForm = form !== "words" && separators.includes(separator) && isYearFirst === (form === "year_first");
    return isOfForm ? existing([parts[at[0]], parts[at[1]], parts[at[2]]]) : [];
  }
  if (form === "year_first" || form === "words") return existing(parts);
  const dayFirst = existing([three, two, one]);
  if (form === "dots" || rule === "day_first") return dayFirst;
  const monthFirst = existing([three, one, two]);
  return rule === "month_first" ? monthFirst : [...new Set([...dayFirst, ...monthFirst])];
}

/** Where the year, the month and the day stand among the parts. */
type Places = readonly [0 | 1 | 2, 0 | 1 | 2, 0 | 1 | 2];

const DAY_FIRST: Places = [2, 1, 0];
const MONTH_FIRST: Places = [2, 0, 1];
const DOTS = { at: DAY_FIRST, separators: ".", isYearFirst: false };

const FORMATS: Readonly<Record<DateFormat, { at: Places; separators: string; isYearFirst: boolean }>> = {
  "YYYY-MM-DD": { at: [0, 1, 2], separators: "-", isYearFirst: true },
  "DD.MM.YYYY": DOTS,
  "D.M.YYYY": DOTS,
  "DD/MM/YYYY": { at: DAY_FIRST, separators: "/-", isYearFirst: false },
  "MM/DD/YYYY": { at: MONTH_FIRST, separators: "/-", isYearFirst: false },
};

function isFormat(rule: DateRule): rule is DateFormat {
  return rule in FORMATS;
}

function existing([year, month, day]: WrittenDate["parts"]): number[] {
  const found = dayOf(year, month, day);
  return found === undefined ? [] : [found];
}

function placeInTime(day: number, { time }: WrittenDate, timezone: string): ReadDate {
  if (time === null) return { day, at: null };
  if (time.offsetMs === null) return { day, at: instantOfLocal(day, time.ms, timezone) };
  const at = day * DAY_MS + time.ms - time.offsetMs;
  return { day: localDay(at, timezone), at };
}

const DAY_MS = 86_400_000;

/** What Excel shows where a date has lost its format, from 1970 to 2199. */
function isSerial(text: string): boolean {
  const days = /^\d{5,6}([.,]\d+)?$/.test(text) ? Number.parseInt(text, 10) : 0;
  return days >= 25_569 && days <= 109_575;
}

const SAY_FORMAT = "Say date_format in the mapping.";
const SERIAL = "This is Excel's number of a day. Give the column a date format and save the file again.";
const SHORT_YEAR = "The year has two digits only. Write it with four.";

function noDate(rule: DateRule): string {
  if (isFormat(rule)) return `This is no date of 1970 to 2199 in the format ${rule}.`;
  return "This is no date of 1970 to 2199 in a form that is known, such as 2026-03-12 or 12.3.2026.";
}
