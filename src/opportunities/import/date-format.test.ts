import { expect, test } from "vitest";
import { formatDate } from "../../values/calendar.ts";
import { type DateFormat, dateParser } from "./date-format.ts";

test.each<[DateFormat, string, string | undefined]>([
  ["YYYY-MM-DD", "2026-02-28", "2026-02-28"],
  ["YYYY-MM-DD", "2026-02-29", undefined],
  ["YYYY-MM-DD", "2026-2-8", undefined],
  ["DD.MM.YYYY", "28.02.2026", "2026-02-28"],
  ["DD.MM.YYYY", "28x02x2026", undefined],
  ["DD.MM.YYYY", "8.2.2026", undefined],
  ["D.M.YYYY", "8.2.2026", "2026-02-08"],
  ["D.M.YYYY", "28.12.2026", "2026-12-28"],
  ["DD/MM/YYYY", "03/12/2026", "2026-12-03"],
  ["MM/DD/YYYY", "03/12/2026", "2026-03-12"],
  ["MM/DD/YYYY", "13/01/2026", undefined],
  ["YYYY-MM-DD", "1969-12-31", undefined],
  ["YYYY-MM-DD", "2200-01-01", undefined],
  ["YYYY-MM-DD", "2026-01-05T00:00", undefined],
])("%s reads %s as %s", (format, text, date) => {
  const day = dateParser(format)(text);
  expect(day === undefined ? undefined : formatDate(day)).toBe(date);
});
