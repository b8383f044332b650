import { type Fault, invalid } from "../errors.ts";
import { DateField } from "../http/fields.ts";
import { parseDate } from "../values/calendar.ts";
import type { Period } from "./period.ts";

/** What a window is where nothing says. */
export const WINDOW_DAYS = 90;

export const windowQuery = {
  from: DateField.optional().openapi({ description: `The first day; default: ${WINDOW_DAYS} days with to` }),
  to: DateField.optional().openapi({ description: "The last day, not after today; default: today" }),
};

/** The days that a caller asks about, both inclusive. Throws `validation_failed` for days to come and for an end before the beginning. */
export function windowOf(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  today: number,
): Period {
  const lastDay = (to === undefined ? undefined : parseDate(to)) ?? today;
  const firstDay = (from === undefined ? undefined : parseDate(from)) ?? lastDay - WINDOW_DAYS + 1;
  const faults: Fault[] = [];
  if (lastDay > today) faults.push(inFuture("to"));
  if (from !== undefined && firstDay > today) faults.push(inFuture("from"));
  else if (firstDay > lastDay) {
    faults.push({ pointer: "/query/from", code: "after_end", detail: "The first day is after the last one." });
  }
  if (faults.length > 0) throw invalid(faults);
  return { firstDay, lastDay };
}

export function inFuture(name: string): Fault {
  return { pointer: `/query/${name}`, code: "date_in_future", detail: "This day is still to come." };
}
