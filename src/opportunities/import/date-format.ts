import { dayOf } from "../../values/calendar.ts";

export const DATE_FORMATS = ["YYYY-MM-DD", "DD.MM.YYYY", "D.M.YYYY", "DD/MM/YYYY", "MM/DD/YYYY"] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

/** Each token with the digits it stands for. Longer tokens come first, or `DD` would be read as two `D`. */
const TOKENS = {
  YYYY: "(?<year>\\d{4})",
  MM: "(?<month>\\d{2})",
  DD: "(?<day>\\d{2})",
  M: "(?<month>\\d{1,2})",
  D: "(?<day>\\d{1,2})",
};

/** A parser of dates in one format: days since 1970-01-01, or undefined for what is no date of 1970 to 2199 in that format. */
export function dateParser(format: DateFormat): (date: string) => number | undefined {
  const literal = format.replaceAll(".", "\\.");
  const pattern = literal.replace(/YYYY|MM|DD|M|D/g, (token) => TOKENS[token as keyof typeof TOKENS]); // of this very list
  const regex = new RegExp(`^${pattern}$`);
  return (date) => {
    const { year, month, day } = regex.exec(date)?.groups ?? {};
    return dayOf(Number(year), Number(month), Number(day));
  };
}
