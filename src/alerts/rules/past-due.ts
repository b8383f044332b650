import { isPastDue, pastDueShare } from "../../funnel/past-due.ts";
import { formatDate } from "../../values/calendar.ts";
import { percent, quote } from "../../values/words.ts";
import { fullestStage, inBoth, type MeasureRule, mostTelling, verb, WHOLE_PROCESS } from "./finding.ts";

/**
 * Deals should have closed and did not (product.md §4; the formula is that of `pastDueShare`). Explained by the deals that are past their
 * date, the longest overdue first.
 */
export const pastDue: MeasureRule = ({ funnel }) => {
  const figure = pastDueShare(funnel.openDeals, funnel.today);
  const late = mostTelling(
    funnel.openDeals.filter((deal) => isPastDue(deal, funnel.today)),
    ({ deal }) => funnel.today - (deal.expected_close_day ?? funnel.today),
  );
  const oldest = late[0]?.deal.expected_close_day ?? null;
  return [
    {
      subject: WHOLE_PROCESS,
      figure,
      deals: late,
      stage: fullestStage(funnel, (deal) => isPastDue(deal, funnel.today))?.stage,
      breached: (locale) => {
        const name = quote(funnel.process.name, locale);
        const share = percent(figure.value, locale);
        const date = oldest === null ? "–" : formatDate(oldest);
        return locale === "fi"
          ? `Prosessin ${name} avoimista kaupoista ${late.length}/${figure.n} (${share}) on yli odotetun päätöspäivänsä; vanhin päivä on ${date}.`
          : `${late.length} of ${figure.n} open deals of ${name} (${share}) ${verb(late, "is past its", "are past their")} expected close date; the oldest date is ${date}.`;
      },
      remedy: inBoth(
        "Ask the buyers for a new date, or close what will not be bought: no forecast holds until the dates do.",
        "Kysykää ostajilta uusi päivä tai sulkekaa kaupat, joita ei osteta: ennuste ei pidä paikkaansa, ennen kuin päivät pitävät.",
      ),
      cleared: (locale) => {
        const name = quote(funnel.process.name, locale);
        const share = percent(figure.value, locale);
        return locale === "fi"
          ? `Prosessin ${name} odotetut päätöspäivät ovat taas kunnossa: yli päivänsä on ${late.length}/${figure.n} (${share}).`
          : `The expected close dates of ${name} hold again: ${late.length} of ${figure.n} deals (${share}) ${verb(late, "is past its date", "are past theirs")}.`;
      },
    },
  ];
};
