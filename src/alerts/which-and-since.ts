import type { AssessedDeal } from "../funnel/assess-deal.ts";
import { formatDate } from "../values/calendar.ts";
import { type Locale, quote } from "../values/words.ts";

/** As many names as one reads in a sentence; the alert's `opportunities` has the others. */
const MOST_NAMED = 3;
const LONGEST_NAME = 60;

/** Which deals explain a finding most, in a sentence; none where no deal does. */
export function nameDeals(deals: readonly AssessedDeal[], locale: Locale): string[] {
  const named = deals.slice(0, MOST_NAMED).map(({ deal }) => quote(cut(deal.name), locale));
  if (named.length === 0) return [];
  return [locale === "fi" ? `Ennen muuta: ${named.join(", ")}.` : `Above all: ${named.join(", ")}.`];
}

/** Since when, in a sentence; a day of the company's zone. */
export function sayFirstSeen(day: number, locale: Locale): string {
  return locale === "fi" ? `Havaittu ensi kerran ${formatDate(day)}.` : `First seen on ${formatDate(day)}.`;
}

function cut(name: string): string {
  const characters = [...name];
  return characters.length <= LONGEST_NAME ? name : `${characters.slice(0, LONGEST_NAME - 1).join("")}…`;
}
