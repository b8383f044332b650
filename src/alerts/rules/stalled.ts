import type { Funnel } from "../../funnel/funnel-shape.ts";
import { isStalled, stalledShare } from "../../funnel/stalled.ts";
import { days, percent, quote } from "../../values/words.ts";
import { daysOver, type Finding, fullestStage, mostTelling } from "./finding.ts";

/**
 * Deals stand still (product.md §4; the formula is that of `stalledShare`). Explained by the stalled deals, the longest over the limit
 * first.
 */
export function stalledDeals(funnel: Funnel): Finding {
  const figure = stalledShare(funnel.openDeals);
  const stalled = mostTelling(funnel.openDeals.filter(isStalled), daysOver);
  const longest = Math.max(0, ...stalled.map(({ ageDays }) => ageDays ?? 0));
  const most = fullestStage(funnel, isStalled);
  return {
    figure,
    deals: stalled,
    breached: (locale) => {
      const name = quote(funnel.process.name, locale);
      const share = percent(figure.value, locale);
      if (locale === "fi") {
        const where = most ? `, eniten vaiheessa ${quote(most.stage.name, locale)} (${most.count})` : "";
        return `Prosessin ${name} avoimista kaupoista ${stalled.length}/${figure.n} (${share}) on pysähtynyt vaiheensa aikarajaa pidemmäksi ajaksi${where}; pisimpään paikallaan on oltu ${days(longest, locale)}. Sopikaa ostajan kanssa jokaisen seuraava askel tai merkitkää kauppa hävityksi.`;
      }
      const where = most ? `, most of them in ${quote(most.stage.name, locale)} (${most.count})` : "";
      return `${stalled.length} of ${figure.n} open deals of ${name} (${share}) have stood still past the limit of their stage${where}; the longest for ${days(longest, locale)}. Agree the next step of each with the buyer, or close it as lost.`;
    },
    cleared: (locale) => {
      const name = quote(funnel.process.name, locale);
      const share = percent(figure.value, locale);
      return locale === "fi"
        ? `Prosessin ${name} kaupat liikkuvat taas: yli vaiheensa aikarajan on ${stalled.length}/${figure.n} (${share}).`
        : `The deals of ${name} move again: ${stalled.length} of ${figure.n} (${share}) past the limit of their stage.`;
    },
  };
}
