import { isStalled, stalledShare } from "../../funnel/stalled.ts";
import { days, percent, quote } from "../../values/words.ts";
import {
  daysOver,
  fullestStage,
  inBoth,
  type MeasureRule,
  mostIn,
  mostTelling,
  ofKnownAge,
  verb,
  WHOLE_PROCESS,
} from "./finding.ts";

/**
 * Deals stand still (product.md §4; the formula is that of `stalledShare`). Explained by the stalled deals, the longest over the limit
 * first.
 */
export const stalledDeals: MeasureRule = ({ funnel }) => {
  const figure = stalledShare(funnel.openDeals);
  const stalled = mostTelling(funnel.openDeals.filter(isStalled), daysOver);
  const longest = stalled.reduce((most, { ageDays }) => Math.max(most, ageDays ?? 0), 0);
  const most = fullestStage(funnel, isStalled);
  return [
    {
      subject: WHOLE_PROCESS,
      figure,
      deals: stalled,
      stage: most?.stage,
      breached: (locale) => {
        const name = quote(funnel.process.name, locale);
        const share = percent(figure.value, locale);
        const where = mostIn(most, stalled, locale);
        const aged = ofKnownAge(figure, funnel.openDeals, locale);
        return locale === "fi"
          ? `Prosessin ${name} avoimista kaupoista${aged} ${stalled.length}/${figure.n} (${share}) on pysähtynyt vaiheensa aikarajaa pidemmäksi ajaksi${where}; pisimpään paikallaan on oltu ${days(longest, locale)}.`
          : `${stalled.length} of ${figure.n} open deals of ${name}${aged} (${share}) ${verb(stalled, "has stood still past the limit of its", "have stood still past the limit of their")} stage${where}; the longest for ${days(longest, locale)}.`;
      },
      remedy: inBoth(
        "Agree the next step of each with the buyer, or close it as lost.",
        "Sopikaa ostajan kanssa jokaisen seuraava askel tai merkitkää kauppa hävityksi.",
      ),
      cleared: (locale) => {
        const name = quote(funnel.process.name, locale);
        const share = percent(figure.value, locale);
        return locale === "fi"
          ? `Prosessin ${name} kaupat liikkuvat taas: yli vaiheensa aikarajan on ${stalled.length}/${figure.n} (${share}).`
          : `The deals of ${name} move again: ${stalled.length} of ${figure.n} (${share}) past the limit of their stage.`;
      },
    },
  ];
};
