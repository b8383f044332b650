import type { Funnel } from "../../funnel/funnel-shape.ts";
import { isPastDue, pastDueShare } from "../../funnel/past-due.ts";
import { formatDate } from "../../values/calendar.ts";
import { percent, quote } from "../../values/words.ts";
import { type Finding, mostTelling } from "./finding.ts";

/**
 * Deals should have closed and did not (product.md §4; the formula is that of `pastDueShare`). Explained by the deals that are past their
 * date, the longest overdue first.
 */
export function pastDue(funnel: Funnel): Finding {
  const figure = pastDueShare(funnel.openDeals, funnel.today);
  const late = mostTelling(
    funnel.openDeals.filter((deal) => isPastDue(deal, funnel.today)),
    ({ deal }) => funnel.today - (deal.expected_close_day ?? funnel.today),
  );
  const oldest = late[0]?.deal.expected_close_day ?? null;
  return {
    figure,
    deals: late,
    breached: (locale) => {
      const name = quote(funnel.process.name, locale);
      const share = percent(figure.value, locale);
      const date = oldest === null ? "–" : formatDate(oldest);
      return locale === "fi"
        ? `Prosessin ${name} avoimista kaupoista ${late.length}/${figure.n} (${share}) on yli odotetun päätöspäivänsä; vanhin päivä on ${date}. Kysykää ostajilta uusi päivä tai sulkekaa kaupat, joita ei osteta: ennuste ei pidä paikkaansa, ennen kuin päivät pitävät.`
        : `${late.length} of ${figure.n} open deals of ${name} (${share}) are past their expected close date; the oldest date is ${date}. Ask the buyers for a new date, or close what will not be bought: no forecast holds until the dates do.`;
    },
    cleared: (locale) => {
      const name = quote(funnel.process.name, locale);
      const share = percent(figure.value, locale);
      return locale === "fi"
        ? `Prosessin ${name} odotetut päätöspäivät ovat taas kunnossa: yli päivänsä on ${late.length}/${figure.n} (${share}).`
        : `The expected close dates of ${name} hold again: ${late.length} of ${figure.n} deals (${share}) are past theirs.`;
    },
  };
}
