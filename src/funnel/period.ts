import { firstDayOfMonth } from "../opportunities/flows.ts";

/** Days of the company's zone (since 1970-01-01), both inclusive. */
export interface Period {
  readonly firstDay: number;
  readonly lastDay: number;
}

export function isWithin(day: number, { firstDay, lastDay }: Period): boolean {
  return day >= firstDay && day <= lastDay;
}

/** `2026-11`, `2026-Q4` or `2026`. */
export const PERIOD_PATTERN = /^(19[7-9]\d|2[01]\d\d)(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?$/;

/** A period as it is written, of 1970 to 2199; undefined for anything else. */
export function parsePeriod(text: string): Period | undefined {
  const match = PERIOD_PATTERN.exec(text);
  if (!match) return undefined;
  const [, year, month, quarter] = match;
  const january = (Number(year) - 1970) * 12;
  if (month !== undefined) return monthsFrom(january + Number(month) - 1, 1);
  return quarter === undefined ? monthsFrom(january, 12) : monthsFrom(january + (Number(quarter) - 1) * 3, 3);
}

/** So many calendar months, from one (since 1970-01) on. */
export function monthsFrom(month: number, count: number): Period {
  return { firstDay: firstDayOfMonth(month), lastDay: firstDayOfMonth(month + count) - 1 };
}

/** A month (since 1970-01) as it is written: `2026-11`. */
export function formatMonth(month: number): string {
  return `${1970 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
}
