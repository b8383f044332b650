import { formatDate } from "../../../values/calendar.ts";
import type { DateFormat } from "./date-format.ts";
import { readWritten, type WrittenDate } from "./date-parts.ts";
import { type DateRule, daysOf } from "./dates.ts";

export interface AmbiguousDates {
  /** A value that can be two days. */
  readonly example: string;
  /** The day first, and the month first; YYYY-MM-DD. */
  readonly readings: readonly [string, string];
}

/**
 * The rule by which a column's dates are read, from some of its values. Where nothing is said of the format it is the order that reads the
 * most of them; `AmbiguousDates` when day and month first read equally many, and not to the same days.
 *
 * Where a format is said, that is the rule, unless the column has dates and not one of that format: if they all tell their order themselves
 * (the year in front, the month in words) they are read as they are. So one format can be said of a file that has time stamps as well.
 */
export function detectDates(values: Iterable<string>, said: DateFormat | "auto"): DateRule | AmbiguousDates {
  const dates = [...values].flatMap((text) => {
    const written = readWritten(text);
    return written ? [{ text, written }] : [];
  });
  if (said !== "auto") {
    const isOther =
      dates.length > 0 && dates.every(({ written }) => isPlain(written) && daysOf(written, said).length === 0);
    return isOther ? "any" : said;
  }
  const numbers = dates.filter(({ written }) => written.form === "numbers");
  const count = (rule: DateRule) => numbers.filter(({ written }) => daysOf(written, rule).length > 0).length;
  const [dayFirst, monthFirst] = [count("day_first"), count("month_first")];
  if (dayFirst !== monthFirst) return dayFirst > monthFirst ? "day_first" : "month_first";
  const example = numbers.find(({ written }) => daysOf(written, "any").length === 2);
  if (!example) return "any";
  const dayOf = (rule: DateRule) => formatDate(daysOf(example.written, rule)[0] ?? 0);
  return { example: example.text, readings: [dayOf("day_first"), dayOf("month_first")] };
}

function isPlain({ form }: WrittenDate): boolean {
  return form === "year_first" || form === "words";
}
